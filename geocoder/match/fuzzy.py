"""Streets with a name like those asked, each in its commune: what edits and words propose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from geocoder.match.candidates import CandidateFinder, Pairs, without
from geocoder.match.found import Asked, Found
from geocoder.match.similarity import (
    FUZZY_TYPE,
    FUZZY_WEIGHTS,
    RELATIONS,
    Compared,
    fuzzy_logits,
)
from geocoder.match.street import StreetFinder
from geocoder.normalize import StreetName
from geocoder.normalize.words import I64, Names, rows_of_each
from geocoder.types import StreetMatch

F64 = npt.NDArray[np.float64]
AskedStreet = tuple[str, int, StreetName]
"""A department, a local row of one of its communes, and the name looked for there."""
Way = Callable[[CandidateFinder, Names, I64], Pairs]
WAYS: tuple[tuple[Way, float], ...] = (
    (CandidateFinder.by_edits, np.inf),
    (CandidateFinder.by_words, 5.0),
    (CandidateFinder.by_turns, 1.5),
)
"""Ways to propose, and the log-odds below which a name is asked about in each: beside Rue du Barcot, edits
do not propose Rue François Bardot for `RUE BARDOT`."""
FLOOR = -4.0
"""Log-odds below which a fuzzy candidate is not worth keeping."""


@dataclass(frozen=True, slots=True)
class Likened:
    """Names asked (n,) held against variants of their departments, pair by pair (m,)."""

    department: I64
    """Rank among the finders of each name (n,)."""
    pairs: Pairs
    features: dict[str, F64]
    relation: npt.NDArray[np.int8]
    logit: F64

    @classmethod
    def nothing(cls, department: I64) -> Likened:
        """Names for which nothing is proposed."""
        none = np.zeros(0)
        features = dict.fromkeys(FUZZY_WEIGHTS, none)
        return cls(department, Pairs.together([]), features, np.zeros(0, np.int8), none)

    @classmethod
    def of(
        cls, finders: Sequence[StreetFinder], compared: Compared, department: I64, pairs: Pairs
    ) -> Likened:
        """Compare each pair."""
        form = np.empty(len(pairs), np.int64)
        for rank, rows in rows_of_each(department[pairs.asked]):
            form[rows] = finders[rank].shard.variant_form[pairs.variant[rows]]
        features, relation = compared.features(pairs.asked, form)
        return cls(department, pairs, features, relation, fuzzy_logits(features, relation))

    @classmethod
    def together(cls, parts: Sequence[Likened]) -> Likened:
        """Several proposals for the same names."""
        return cls(
            parts[0].department,
            Pairs.together([p.pairs for p in parts]),
            {n: np.concatenate([p.features[n] for p in parts]) for n in parts[0].features},
            np.concatenate([p.relation for p in parts]),
            np.concatenate([p.logit for p in parts]),
        )

    def found(self, finders: Sequence[StreetFinder]) -> Found:
        """Streets of the variants that are not below FLOOR."""
        kept = np.flatnonzero(self.logit >= FLOOR)
        kept = kept[np.lexsort((self.pairs.variant[kept], self.pairs.asked[kept]))]
        pairs = Pairs(self.pairs.asked[kept], self.pairs.variant[kept])
        street = np.empty(len(kept), np.int64)
        for rank, rows in rows_of_each(self.department[pairs.asked]):
            street[rows] = finders[rank].shard.variant_street[pairs.variant[rows]]
        return Found.of(len(self.department), pairs.asked, street, self.logit[kept], kept)

    def matches(self, finders: Sequence[StreetFinder], found: Found) -> list[StreetMatch]:
        """The matches of `found`, with the parts of each."""
        out = []
        rows = zip(found.street.tolist(), found.logit.tolist(), found.rank.tolist(), strict=True)
        for street, logit, row in rows:
            parts = {name: float(values[row]) for name, values in self.features.items()}
            parts["type"] = FUZZY_TYPE[RELATIONS[self.relation[row]]]
            department = finders[self.department[self.pairs.asked[row]]].department
            out.append(StreetMatch(department, street, logit, "fuzzy", parts))
        return out


def fuzzy_streets(finders: Sequence[StreetFinder], names: Names, asked: Asked) -> Found:
    """Streets with a name like each of `asked` in its commune."""
    own = names.take(asked.name).compact()
    ranks, department = np.unique(asked.department, return_inverse=True)
    held = [finders[rank] for rank in ranks.tolist()]  # what is asked of no department is not read
    return _likened(held, own, department, asked.commune).found(held)


def fuzzy_matches(
    finders: Mapping[str, StreetFinder], asked: Sequence[AskedStreet]
) -> list[list[StreetMatch]]:
    """Streets with a name like each of `asked` in its commune, one match a street, best first."""
    if not asked:
        return []
    departments, communes, names = zip(*asked, strict=True)
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(departments))}
    held = [finders[name] for name in ranks]
    department = np.array([ranks[name] for name in departments], np.int64)
    likened = _likened(held, Names.of(names), department, np.array(communes, np.int64))
    found = likened.found(held)
    matches = likened.matches(held, found)
    return [matches[begin:end] for begin, end in pairwise(found.ptr.tolist())]


def _likened(
    finders: Sequence[StreetFinder], names: Names, department: I64, commune: I64
) -> Likened:
    """Names (n,) and what is proposed for them.

    Edits propose first; where none of theirs is likely enough, shared words, then turned ones give
    the second opinion.
    """
    compared = Compared(names, department, [finder.vocabulary for finder in finders])
    named = np.flatnonzero(names.says_something)
    best = np.full(len(names), -np.inf)
    parts = [Likened.nothing(department)]
    pairs = parts[0].pairs
    for way, enough in WAYS:
        weak = named[best[named] < enough]
        proposed = _proposed(finders, way, names, department, commune, weak)
        new = without(proposed, pairs)
        if not len(new):  # what turned words propose was mostly proposed before
            continue
        part = Likened.of(finders, compared, department, new)
        np.maximum.at(best, new.asked, part.logit)
        pairs = Pairs.together([pairs, new])
        parts.append(part)
    return Likened.together(parts)


def _proposed(
    finders: Sequence[StreetFinder],
    way: Way,
    names: Names,
    department: I64,
    commune: I64,
    rows: I64,
) -> Pairs:
    """What one way proposes for `rows` (k,) of the names, a department at a time."""
    found = []
    for rank, at in rows_of_each(department[rows]):
        own = rows[at]
        pairs = way(finders[rank].candidates, names.take(own), commune[own])
        found.append(Pairs(own[pairs.asked], pairs.variant))
    return Pairs.together(found)
