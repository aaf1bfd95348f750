"""Distinct places to the communes they may mean: the common cases on arrays, the odd ones one by one.

The answer is what `match.commune.PlaceResolver.resolve` says of each: a name that is known near the
postcode or the code, a code, a postcode alone are weighed together; a name that is known nowhere near
goes through the resolver. tests/geocoder/test_places.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geocoder.batch.clues import Clues, read_clues
from geocoder.batch.distinct import TextColumn, group
from geocoder.match.commune import (
    CODE_WEIGHT,
    ELSEWHERE_SHARE,
    KEPT,
    MOST,
    NAME_WEIGHT,
    NOBODYS_SHARE,
    POSTCODE_WEIGHT,
    PlaceResolver,
    department_of,
)
from geocoder.normalize.words import BOOL, I64, Ranks, spans, starts
from geocoder.types import PlaceCandidate, PlaceQuery

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Places:
    """Communes that p distinct places may mean: those of place i are rows `ptr[i]` to `ptr[i + 1]`.

    Best first. `evidence` is 0 to 1; `former` a row of `former_codes`, 0 for none.
    """

    ptr: I64
    commune: I64
    """Row in the gazetteer."""
    evidence: F64
    former: I64
    former_codes: list[str]
    names_commune: BOOL
    """Whether each place says more of its commune than a postcode (p,)."""


@dataclass(frozen=True, slots=True)
class _Named:
    """Communes that something may mean (m,): rows of the clues, share of its weight, former code."""

    row: I64
    commune: I64
    share: F64
    former: I64


def resolve_places(resolver: PlaceResolver, columns: Sequence[TextColumn], rows: I64) -> Places:
    """Resolve the place of each of `rows` (p,): columns postcode, city, citycode, cedex."""
    clues = read_clues(columns, rows)
    distinct = group(
        [
            (clues.key, len(clues.keys)),
            (clues.postcode, len(clues.postcodes)),
            (clues.code, len(clues.codes)),
        ]
    )
    former = Ranks({"": 0})
    weighing = _Weighing(resolver, clues, distinct.first_row, former)
    found, is_known = weighing.weighed()
    slow = np.flatnonzero(~is_known[distinct.of_row] | clues.has_two_names)
    texts = [[c.values[code] for code in c.codes[rows[slow]].tolist()] for c in columns]
    others = [resolver.resolve(PlaceQuery(*place)) for place in zip(*texts, strict=True)]
    return _joined(found, distinct.of_row, slow, others, former, clues.names_commune)


class _Weighing:
    """Distinct clues (d,) weighed against one gazetteer."""

    def __init__(self, resolver: PlaceResolver, clues: Clues, first: I64, former: Ranks) -> None:
        gazetteer = resolver.gazetteer
        self._resolver, self._gazetteer, self._former = resolver, gazetteer, former
        self._clues = clues
        self._key, self._postcode = clues.key[first], clues.postcode[first]
        self._code = clues.code[first]
        self._departments = Ranks({"": 0})
        self._of_commune = np.array(self._departments.of(gazetteer.department), np.int64)
        of_postcode = self._ranked_departments(clues.postcodes)[self._postcode]
        of_code = self._ranked_departments(clues.codes)[self._code]
        self._department = np.where(self._postcode > 0, of_postcode, of_code)
        self._code_department, self._postcode_department = of_code, of_postcode

    def _ranked_departments(self, codes: list[str]) -> I64:
        return np.array([self._departments[department_of(code)] for code in codes], np.int64)

    def weighed(self) -> tuple[_Named, BOOL]:
        """Communes of each place with their evidence as share, best first; and which places are known.

        A place whose name is known nowhere near is not: its name may be misspelt.
        """
        count = len(self._key)
        coded, named = self._by_code(), self._by_name()
        is_named = np.bincount(named.row, minlength=count) > 0
        is_known = is_named | (self._key == 0)
        parts = [
            _entries(coded, CODE_WEIGHT),
            _entries(named, NAME_WEIGHT),
            _entries(self._by_postcode(), 0.0),
        ]
        row, commune, share, former = map(np.concatenate, zip(*parts, strict=True))
        kept = np.flatnonzero(is_known[row])
        merged = _merged(row[kept], commune[kept], share[kept], former[kept])
        possible = np.where(np.bincount(coded.row, minlength=count) > 0, CODE_WEIGHT, 0.0)
        possible = possible + np.where(self._key > 0, NAME_WEIGHT, 0.0)
        possible = possible + np.where(self._postcode > 0, POSTCODE_WEIGHT, 0.0)
        total = merged.share + POSTCODE_WEIGHT * self._postcode_share(merged)
        evidence = total / possible[merged.row]
        return self._ranked(_Named(merged.row, merged.commune, evidence, merged.former)), is_known

    def _by_code(self) -> _Named:
        """The commune of a current or former COG code, with the former code."""
        gazetteer = self._gazetteer
        rows, formers = [], []
        for code in self._clues.codes:
            row = gazetteer.row_of.get(code, -1)
            rows.append(gazetteer.former_of.get(code, -1) if row < 0 else row)
            formers.append(self._former[code] if row < 0 <= rows[-1] else 0)
        commune, former = (
            np.array(rows, np.int64)[self._code],
            np.array(formers, np.int64)[self._code],
        )
        own = np.flatnonzero(commune >= 0)
        return _Named(own, commune[own], np.ones(len(own)), former[own])

    def _by_name(self) -> _Named:
        """Communes of which the key is a name, near what postcode or code say (all without either)."""
        # a commune that kept the name of a delegated one is named twice: Thaon-les-Vosges
        found = [{n.commune: n for n in self._gazetteer.named(k)} for k in self._clues.keys]
        ptr = starts([len(several) for several in found])
        flat = [named for several in found for named in several.values()]
        commune = np.array([n.commune for n in flat], np.int64)
        former = np.array(self._former.of(n.former for n in flat), np.int64)
        weight = np.array([n.weight for n in flat])
        counts = ptr[self._key + 1] - ptr[self._key]
        row, at = np.repeat(np.arange(len(counts)), counts), spans(ptr[self._key], counts)
        of_commune = self._of_commune[commune[at]]
        near = (self._department[row] == 0) | (of_commune == self._department[row])
        near |= of_commune == self._code_department[row]
        return _Named(row[near], commune[at][near], weight[at][near], former[at][near])

    @cached_property
    def _served(self) -> tuple[I64, I64]:
        """First commune of each postcode, and the end of the last; the communes, sorted in each."""
        of_postcode = self._gazetteer.of_postcode
        served = [sorted(of_postcode(p)) if p else [] for p in self._clues.postcodes]
        flat = [row for communes in served for row in communes]
        return starts([len(communes) for communes in served]), np.array(flat, np.int64)

    def _by_postcode(self) -> _Named:
        """Communes that the postcode serves, where no name is given."""
        ptr, communes = self._served
        own = np.flatnonzero(self._key == 0)
        counts = (ptr[1:] - ptr[:-1])[self._postcode[own]]
        row, at = np.repeat(own, counts), spans(ptr[self._postcode[own]], counts)
        return _Named(row, communes[at], np.zeros(len(row)), np.zeros(len(row), np.int64))

    def _postcode_share(self, found: _Named) -> F64:
        """1 for a postcode of the commune, less for another one of its department; see the resolver."""
        (ptr, communes), width = self._served, len(self._of_commune)
        counts, postcode = ptr[1:] - ptr[:-1], self._postcode[found.row]
        pairs = np.repeat(np.arange(len(counts)), counts) * width + communes
        is_served = np.isin(postcode * width + found.commune, pairs, kind="sort")
        other = np.where(counts[postcode] > 0, ELSEWHERE_SHARE, NOBODYS_SHARE)
        same = self._of_commune[found.commune] == self._postcode_department[found.row]
        share = np.where(is_served, 1.0, np.where(same, other, 0.0))
        return np.where(postcode > 0, share, 0.0)

    def _ranked(self, found: _Named) -> _Named:
        """Best evidence first; then communes the index has streets for; then the COG code."""
        best = np.zeros(len(self._key))
        np.maximum.at(best, found.row, found.share)
        found = _taken(found, np.flatnonzero(found.share >= best[found.row] * KEPT))
        known = np.array([d in self._resolver.departments for d in self._departments], bool)
        absent = ~known[self._of_commune[found.commune]]
        found = _taken(found, np.lexsort((found.commune, absent, -found.share, found.row)))
        rank = np.arange(len(found.row)) - np.searchsorted(found.row, found.row, "left")
        return _taken(found, np.flatnonzero(rank < MOST))


def _entries(found: _Named, weight: float) -> tuple[I64, I64, F64, I64]:
    return found.row, found.commune, weight * found.share, found.former


def _taken(found: _Named, rows: I64) -> _Named:
    return _Named(found.row[rows], found.commune[rows], found.share[rows], found.former[rows])


def _merged(row: I64, commune: I64, share: F64, former: I64) -> _Named:
    """Add up the shares of each commune of each place; the first former code given is kept."""
    order = np.lexsort((commune, row))
    row, commune, share, former = row[order], commune[order], share[order], former[order]
    begins = np.flatnonzero(np.diff(row, prepend=-1) | np.diff(commune, prepend=-1))
    counts = np.diff(np.append(begins, len(row)))
    total, first = share[begins], former[begins]
    for rank in range(1, int(counts.max(initial=0))):  # at most a code, a name and a postcode
        own = np.flatnonzero(counts > rank)
        at = begins[own] + rank
        total[own] = total[own] + share[at]
        first[own] = np.where(first[own] > 0, first[own], former[at])
    return _Named(row[begins], commune[begins], total, first)


def _joined(
    found: _Named,
    place: I64,
    slow: I64,
    others: Sequence[Sequence[PlaceCandidate]],
    former: Ranks,
    names_commune: BOOL,
) -> Places:
    """The communes of each place: those `found` for its clues, or those of the resolver."""
    ptr = starts(np.bincount(found.row, minlength=int(place.max(initial=-1)) + 1))
    counts = (ptr[1:] - ptr[:-1])[place]
    counts[slow] = [len(communes) for communes in others]
    whole = starts(counts)
    fast = np.ones(len(place), bool)
    fast[slow] = False
    source = spans(ptr[place[fast]], counts[fast])
    at, rest = spans(whole[:-1][fast], counts[fast]), spans(whole[:-1][slow], counts[slow])
    flat = [candidate for communes in others for candidate in communes]
    commune, evidence = np.empty(whole[-1], np.int64), np.empty(whole[-1])
    formers = np.empty(whole[-1], np.int64)
    commune[at], evidence[at], formers[at] = (
        found.commune[source],
        found.share[source],
        found.former[source],
    )
    commune[rest] = [c.commune for c in flat]
    evidence[rest] = [c.evidence for c in flat]
    formers[rest] = former.of(c.former for c in flat)
    return Places(whole, commune, evidence, formers, list(former), names_commune)
