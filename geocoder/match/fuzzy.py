"""Streets with a name like those asked, each in its commune: what edits and words propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.match.candidates import Pairs, without
from geocoder.match.found import Asked, Found
from geocoder.match.similarity import FUZZY_TYPE, RELATIONS, Compared, fuzzy_logits
from geocoder.match.street import StreetFinder
from geocoder.normalize import StreetName
from geocoder.normalize.words import I64, Names
from geocoder.types import StreetMatch

F64 = npt.NDArray[np.float64]
SECOND_OPINION, THIRD_OPINION = 5.0, 1.5
"""Log-odds below which shared words are asked as well, and below which words are turned: beside Rue du
Barcot, edits do not propose Rue François Bardot for `RUE BARDOT`."""
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
    def of(
        cls, finders: Sequence[StreetFinder], compared: Compared, department: I64, pairs: Pairs
    ) -> Likened:
        """Compare each pair."""
        form = np.empty(len(pairs), np.int64)
        for rank, rows in _by_department(department, pairs):
            form[rows] = finders[rank].shard.variant_form[pairs.variant[rows]]
        features, relation = compared.features(pairs.asked, form)
        return cls(department, pairs, features, relation, fuzzy_logits(features, relation))

    @classmethod
    def together(cls, parts: Sequence[Likened]) -> Likened:
        """Several proposals for the same names."""
        return cls(
            parts[0].department,
            joined_pairs([p.pairs for p in parts]),
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
        for rank, rows in _by_department(self.department, pairs):
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


def fuzzy_matches(finder: StreetFinder, name: StreetName, commune: int) -> list[StreetMatch]:
    """Streets with a name like `name` in local `commune`, one match a street, best first."""
    one = _likened([finder], Names.of([name]), np.zeros(1, np.int64), np.array([commune]))
    return one.matches([finder], one.found([finder]))


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
    pairs, parts = joined_pairs([]), []
    for way, enough in enumerate((np.inf, SECOND_OPINION, THIRD_OPINION)):
        weak = named[best[named] < enough]
        proposed = _proposed(finders, way, names, department, commune, weak)
        part = Likened.of(finders, compared, department, without(proposed, pairs))
        np.maximum.at(best, part.pairs.asked, part.logit)
        pairs = joined_pairs([pairs, part.pairs])
        parts.append(part)
    return Likened.together(parts)


def _proposed(
    finders: Sequence[StreetFinder],
    way: int,
    names: Names,
    department: I64,
    commune: I64,
    rows: I64,
) -> Pairs:
    """What one way proposes for `rows` (k,) of the names, a department at a time."""
    found = []
    for rank in np.unique(department[rows]).tolist():
        own = rows[department[rows] == rank]
        propose = finders[rank].candidates
        ways = propose.by_edits, propose.by_words, propose.by_turns
        pairs = ways[way](names.take(own), commune[own])
        found.append(Pairs(own[pairs.asked], pairs.variant))
    return joined_pairs(found)


def joined_pairs(parts: Sequence[Pairs]) -> Pairs:
    """Pairs one behind the other."""
    nothing = np.zeros(0, np.int64)
    asked = np.concatenate([nothing, *(p.asked for p in parts)])
    return Pairs(asked, np.concatenate([nothing, *(p.variant for p in parts)]))


def _by_department(department: I64, pairs: Pairs) -> list[tuple[int, I64]]:
    """Rows of the pairs of each department."""
    of_pair = department[pairs.asked]
    return [(rank, np.flatnonzero(of_pair == rank)) for rank in np.unique(of_pair).tolist()]
