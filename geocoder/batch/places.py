"""Distinct places to the communes they may mean, all of them on arrays.

The answer is what `match.commune.PlaceResolver.resolve` says of each, bit for bit and in its order.
tests/geocoder/test_places.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.clues import Known, known_clues, read_clues
from geocoder.batch.distinct import TextColumn, group
from geocoder.batch.place_names import Named, PlaceNames
from geocoder.index.gazetteer_arrays import GazetteerArrays
from geocoder.match.commune import (
    CODE_WEIGHT,
    ELSEWHERE_SHARE,
    KEPT,
    MOST,
    NAME_WEIGHT,
    NOBODYS_SHARE,
    POSTCODE_WEIGHT,
    PlaceResolver,
)
from geocoder.normalize.words import BOOL, I64, spans, starts
from geocoder.score import AS_LIKELY

F64 = npt.NDArray[np.float64]
PLACE = ("postcode", "city", "citycode", "cedex")
"""Columns of the contract `requete` that say where."""


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

    @property
    def are_known(self) -> BOOL:
        """Whether each place may mean any commune (p,)."""
        known: BOOL = self.ptr[1:] > self.ptr[:-1]
        return known

    def likeliest(self) -> tuple[I64, F64]:
        """The first commune of each place, -1 where there is none, and its evidence, 0 there; (p,)."""
        known = self.are_known
        commune, evidence = np.full(len(known), -1, np.int64), np.zeros(len(known))
        first = self.ptr[:-1][known]
        commune[known], evidence[known] = self.commune[first], self.evidence[first]
        return commune, evidence

    def equals(self) -> I64:
        """How many communes are as likely as the first one of each place (p,); 0 where there is none."""
        places = len(self.ptr) - 1
        owner = np.repeat(np.arange(places), np.diff(self.ptr))
        equal = self.evidence >= self.evidence[self.ptr[owner]] - AS_LIKELY
        found: I64 = np.bincount(owner[equal], minlength=places)
        return found


def resolve_places(resolver: PlaceResolver, columns: Sequence[TextColumn], rows: I64) -> Places:
    """Resolve the place of each of `rows` (p,) of the columns of `PLACE`."""
    arrays = resolver.gazetteer.arrays
    clues = read_clues(columns, rows)
    distinct = group(
        [
            (clues.key, len(clues.keys)),
            (clues.second_key, len(clues.keys)),
            (clues.postcode, len(clues.postcodes)),
            (clues.code, len(clues.codes)),
        ]
    )
    known = known_clues(arrays, clues, distinct.first_row)
    named = PlaceNames(arrays, resolver.pools, known).found()
    weighed = _weighed(arrays, known, named)
    found = _ranked(weighed, _has_streets(resolver), len(known.key))
    ptr = starts(np.bincount(found.place, minlength=len(known.key)))
    counts = np.diff(ptr)[distinct.of_row]
    at = spans(ptr[distinct.of_row], counts)
    return Places(
        starts(counts),
        found.commune[at],
        found.evidence[at],
        found.former[at],
        arrays.former_codes,
        clues.names_commune,
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Communes of places, with what speaks for them (m,)."""

    place: I64
    commune: I64
    evidence: F64
    former: I64

    def take(self, rows: I64) -> _Weighed:
        """Some of them, in the order given."""
        return _Weighed(
            self.place[rows], self.commune[rows], self.evidence[rows], self.former[rows]
        )


def _has_streets(resolver: PlaceResolver) -> BOOL:
    """Whether the index has streets of the department of each commune of the gazetteer (c,)."""
    arrays = resolver.gazetteer.arrays
    has = [text in resolver.departments for text in arrays.departments]
    return np.array(has, bool)[arrays.department]


def _weighed(arrays: GazetteerArrays, known: Known, named: Named) -> _Weighed:
    """Evidence of every commune that name, code or, without a name, postcode speak for."""
    found = _possible(arrays, known, named)
    place, commune = found.place, found.commune
    is_coded = known.commune[place] == commune
    total = np.where(is_coded, CODE_WEIGHT, 0.0) + NAME_WEIGHT * found.share
    total = total + POSTCODE_WEIGHT * _postcode_share(arrays, known, place, commune)
    possible = np.where(known.commune >= 0, CODE_WEIGHT, 0.0)
    possible = possible + np.where(known.key > 0, NAME_WEIGHT, 0.0)
    possible = possible + np.where(known.has_postcode, POSTCODE_WEIGHT, 0.0)
    coded_former = np.where(is_coded, known.former[place], 0)
    former = np.where(coded_former > 0, coded_former, found.former)
    return _Weighed(place, commune, total / possible[place], former)


def _possible(arrays: GazetteerArrays, known: Known, named: Named) -> Named:
    """Add to the communes of names those of postcodes, where no name speaks, and those of codes."""
    count = len(known.key)
    own = np.flatnonzero(np.bincount(named.place, minlength=count) == 0)
    served = known.served_count[own]
    communes = arrays.postcode_commune[spans(known.served_first[own], served)]
    both = Named.joined([named, _unnamed(np.repeat(own, served), communes)])
    is_there = np.zeros(count, bool)
    is_there[both.place[known.commune[both.place] == both.commune]] = True
    coded = np.flatnonzero((known.commune >= 0) & ~is_there)
    return Named.joined([both, _unnamed(coded, known.commune[coded])])


def _unnamed(place: I64, commune: I64) -> Named:
    """Communes for which no name speaks."""
    return Named(place, commune, np.zeros(len(place)), np.zeros(len(place), np.int64))


def _postcode_share(arrays: GazetteerArrays, known: Known, place: I64, commune: I64) -> F64:
    """1 for a postcode of the commune, less for another one of its department; see the resolver."""
    is_served = arrays.is_served(known.served_first[place], commune)
    is_served &= known.served_count[place] > 0
    other = np.where(known.served_count[place] > 0, ELSEWHERE_SHARE, NOBODYS_SHARE)
    same = arrays.department[commune] == known.postcode_department[place]
    share = np.where(is_served, 1.0, np.where(same, other, 0.0))
    return np.where(known.has_postcode[place], share, 0.0)


def _ranked(found: _Weighed, has_streets: BOOL, count: int) -> _Weighed:
    """Best evidence first; then communes the index has streets for; then the COG code."""
    is_alone = np.bincount(found.place, minlength=count)[found.place] == 1
    several = found.take(np.flatnonzero(~is_alone))
    best = np.zeros(count)
    np.maximum.at(best, several.place, several.evidence)
    several = several.take(np.flatnonzero(several.evidence >= best[several.place] * KEPT))
    absent = ~has_streets[several.commune]
    order = np.lexsort((several.commune, absent, -several.evidence, several.place))
    place = several.place[order]
    rank = np.arange(len(place)) - np.searchsorted(place, place, "left")
    several = several.take(order[rank < MOST])
    alone = found.take(np.flatnonzero(is_alone))
    both = _Weighed(
        np.concatenate([alone.place, several.place]),
        np.concatenate([alone.commune, several.commune]),
        np.concatenate([alone.evidence, several.evidence]),
        np.concatenate([alone.former, several.former]),
    )
    return both.take(np.argsort(both.place, kind="stable"))
