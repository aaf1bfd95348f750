"""Communes that the names of many places may mean: what `PlaceResolver` does of one, on arrays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.clues import Known
from geocoder.index.gazetteer_arrays import GazetteerArrays
from geocoder.match.commune import SHORTENED
from geocoder.match.misspelt import FUZZY_NAME, FUZZY_SERVED, Pools, likest, worth
from geocoder.normalize.words import BOOL, I64, rows_of_each, spans

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Named:
    """Communes that names may mean (m,), no commune twice for a place."""

    place: I64
    commune: I64
    share: F64
    """What the name speaks for the commune, 0 to 1."""
    former: I64
    """Rank of the former code that the name belongs to; 0 for none."""

    def take(self, rows: I64) -> Named:
        """Some of them, in the order given."""
        return Named(self.place[rows], self.commune[rows], self.share[rows], self.former[rows])

    @classmethod
    def joined(cls, parts: Iterable[Named]) -> Named:
        """All of several."""
        columns = zip(*((p.place, p.commune, p.share, p.former) for p in parts), strict=True)
        return cls(*map(np.concatenate, columns))


class PlaceNames:
    """The names of places (d,), looked for in one gazetteer."""

    def __init__(self, arrays: GazetteerArrays, pools: Pools, known: Known) -> None:
        self._arrays, self._pools, self._known = arrays, pools, known
        self._first, self._count = arrays.names.find(known.keys)
        self._department = known.department

    def found(self) -> Named:
        """Exact names near what postcode and code say, else misspelt ones and exact ones anywhere.

        Of two names the first is tried before the second, each time.
        """
        known = self._known
        pending = known.key > 0
        parts = []
        for find in (self._near, self._elsewhere):
            for key in (known.key, known.second_key):
                places = np.flatnonzero(pending & (key > 0))
                named = find(places, key[places])
                pending[named.place] = False
                parts.append(named)
        return Named.joined(parts)

    def _exact(self, places: I64, keys: I64) -> Named:
        """Communes of which a key is a name."""
        arrays, counts = self._arrays, self._count[keys]
        place, name = np.repeat(places, counts), spans(self._first[keys], counts)
        counted = arrays.name_counts[name]
        place, name = place[counted], name[counted]
        return Named(
            place, arrays.name_commune[name], arrays.name_weight[name], arrays.name_former[name]
        )

    def _near(self, places: I64, keys: I64) -> Named:
        """Those of the department that postcode or code say; all without either."""
        known, named = self._known, self._exact(places, keys)
        department = self._arrays.department[named.commune]
        near = ~known.has_department[named.place]
        near |= department == self._department[named.place]
        near |= department == known.code_department[named.place]
        return named.take(np.flatnonzero(near))

    def _elsewhere(self, places: I64, keys: I64) -> Named:
        """Misspelt names, and beside those that the postcode does not serve the exact ones anywhere.

        51480 ANCHAMPS may be Anchamps of another department or Vauchamps of this one.
        """
        found, exact = self._shortened_or_misspelt(places, keys), self._exact(places, keys)
        served = np.unique(found.place[self._is_served(found.place, found.commune)])
        width = len(self._arrays.department)
        known = np.isin(exact.place * width + exact.commune, found.place * width + found.commune)
        others = exact.take(np.flatnonzero(~known & ~np.isin(exact.place, served)))
        return Named.joined([found, others])

    def _shortened_or_misspelt(self, places: I64, keys: I64) -> Named:
        """The beginning of a name; else one like it near the postcode; else in the department.

        A poor likeness within the postcode says something only where no better one is.
        """
        parts = []
        for find in (self._shortened, self._like_near, self._like_far, self._poorly_like_near):
            named = find(places, keys)
            left = np.flatnonzero(~np.isin(places, named.place))
            places, keys = places[left], keys[left]
            parts.append(named)
        return Named.joined(parts)

    def _shortened(self, places: I64, keys: I64) -> Named:
        """Communes of the postcode whose name begins with the key: VILLERS for Villers-sur-Meuse."""
        known, arrays = self._known, self._arrays
        distinct, which = np.unique(keys, return_inverse=True)
        texts = [known.keys[key] for key in distinct.tolist()]
        first = np.array([bisect_left(arrays.name_keys, f"{t} ") for t in texts], np.int64)
        behind = chr(ord(" ") + 1)
        last = np.array([bisect_left(arrays.name_keys, f"{t}{behind}") for t in texts], np.int64)
        counts = (last - first)[which]
        place, name = np.repeat(places, counts), spans(first[which], counts)
        commune = arrays.name_commune[name]
        inside = self._is_served(place, commune)
        # of several names of one commune the last one counts
        place, name = place[inside][::-1], name[inside][::-1]
        return self._named(place, name, np.full(len(place), SHORTENED))

    def _is_served(self, place: I64, commune: I64) -> BOOL:
        known = self._known
        served = self._arrays.is_served(known.served_first[place], commune)
        return served & (known.served_count[place] > 0)

    def _poorly_like_near(self, places: I64, keys: I64) -> Named:
        """`_like_near` with less likeness, for keys that are no name anywhere."""
        own = np.flatnonzero(self._count[keys] == 0)
        return self._like_near(places[own], keys[own], FUZZY_SERVED)

    def _like_near(self, places: I64, keys: I64, cutoff: float = FUZZY_NAME) -> Named:
        """Communes with a name like the key: of the postcode, and that of the code."""
        known, arrays = self._known, self._arrays
        own = known.has_department[places]
        places, keys = places[own], keys[own]
        served, coded = known.served_count[places], known.commune[places] >= 0
        counts = served + coded
        # the commune of the code is looked at behind the others, or twice, as by the resolver
        commune = np.repeat(known.commune[places], counts)
        ends = np.cumsum(counts)
        is_served = np.ones(len(commune), bool)
        is_served[ends[coded] - 1] = False
        commune[is_served] = arrays.postcode_commune[spans(known.served_first[places], served)]
        name, of_commune = arrays.names_of(commune)
        which = np.repeat(np.repeat(np.arange(len(places)), counts), of_commune)
        found = likest(
            which,
            [known.keys[key] for key in keys[which].tolist()],
            [arrays.name_keys[at] for at in name.tolist()],
            cutoff,
        )
        return self._named(places[found.which], name[found.name], worth(found.ratio))

    def _like_far(self, places: I64, keys: I64) -> Named:
        """Communes with a name like the key: of the department, or anywhere when none is said."""
        known, parts = self._known, [_NONE]
        departments = np.where(known.has_department[places], self._department[places], _ANYWHERE)
        texts = list(self._arrays.departments)
        for department, own in rows_of_each(departments):
            if department == _UNKNOWN:
                continue
            pool = self._pools.of(None if department == _ANYWHERE else texts[department])
            distinct, which = np.unique(keys[own], return_inverse=True)
            found = pool.like([known.keys[key] for key in distinct.tolist()])
            first = np.searchsorted(found.which, np.arange(len(distinct) + 1))
            counts = np.diff(first)[which]
            at = spans(first[which], counts)
            place = np.repeat(places[own], counts)
            name = pool.rows[found.name[at]]
            parts.append(self._named(place, name, worth(found.ratio[at])))
        return Named.joined(parts)

    def _named(self, place: I64, name: I64, share: F64) -> Named:
        """Names found for places (k,): of several of one commune the first one counts."""
        arrays = self._arrays
        commune = arrays.name_commune[name]
        _, first = np.unique(place * len(arrays.department) + commune, return_index=True)
        return Named(place[first], commune[first], share[first], arrays.name_former[name[first]])


_UNKNOWN, _ANYWHERE = -1, -2
_NOTHING = np.zeros(0, np.int64)
_NONE = Named(_NOTHING, _NOTHING, np.zeros(0), _NOTHING)
