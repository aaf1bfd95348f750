"""From a point to the nearest addresses, streets, lieux-dits or communes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geocoder.decide import Candidate
from geocoder.engine import Geocoder
from geocoder.index import Shard
from geocoder.lookup.asked import Found, Importance
from geocoder.normalize import StreetName
from geocoder.results import Result
from geocoder.reverse import FAR_M, METRES_PER_DEGREE, distances_m
from geocoder.score import Evidence
from geocoder.types import Hypothesis, PlaceCandidate, ResultType, StreetMatch

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
NUMBERS_OF_A_STREET = 50
"""Numbers looked at for each street asked for: the nearest of them lie on few streets."""
REACHES_M = (60.0, 300.0, FAR_M)
"""Metres within which the nearest numbers are looked for, further while there are too few."""
LONG_STREET = 200_000
"""Millionths of a degree around the streets of a department in which everything near them lies: 15 km."""
UNWEIGHED = Evidence(0.0, 0.0, 0.0, 0.0)


def named_street(shard: Shard, department: str, street: int, commune: int) -> Candidate:
    """A street that was not weighed, as a candidate without a number."""
    reading = Hypothesis(StreetName("", ()), None, 0.0, "lookup")
    match = StreetMatch(department, street, 0.0, "lookup")
    return Candidate(PlaceCandidate(commune, 1.0), reading, match, UNWEIGHED)


class _Points:
    """Numbers of a shard by latitude, so that those near a point lie in one run."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard

    @cached_property
    def _by_latitude(self) -> tuple[I64, npt.NDArray[np.int32]]:
        latitude = self.shard.number_lonlat[:, 1]
        order = np.argsort(latitude, kind="stable")
        return order.astype(np.int32), latitude[order]

    @cached_property
    def _extent(self) -> tuple[I64, I64]:
        """Least and greatest longitude and latitude of the shard's streets, a long street wider."""
        lonlat = self.shard.street_lonlat.astype(np.int64)
        if not len(lonlat):
            return np.zeros(2, np.int64), np.zeros(2, np.int64) - 1
        return lonlat.min(axis=0) - LONG_STREET, lonlat.max(axis=0) + LONG_STREET

    def may_hold(self, lon: float, lat: float) -> bool:
        """Whether something of the shard may lie near a point."""
        least, greatest = self._extent
        point = np.array([lon * 1e6, lat * 1e6])
        return bool((least <= point).all() and (point <= greatest).all())

    def near(self, lon: float, lat: float, count: int) -> tuple[I64, F64]:
        """The `count` nearest numbers within `FAR_M` metres of a point, and their distances."""
        rows, metres = np.zeros(0, np.int64), np.zeros(0)
        if not self.may_hold(lon, lat):
            return rows, metres
        for reach in REACHES_M:
            rows, metres = self._within(lon, lat, reach)
            if len(rows) >= count:
                break
        return rows[:count], metres[:count]

    def _within(self, lon: float, lat: float, reach_m: float) -> tuple[I64, F64]:
        """Numbers within so many metres of a point, nearest first, and their distances."""
        order, latitude = self._by_latitude
        reach = reach_m / METRES_PER_DEGREE * 1e6
        # in the array's own type: another one would have all of it converted
        ends = np.array([lat * 1e6 - reach, lat * 1e6 + reach + 1]).astype(latitude.dtype)
        first, stop = np.searchsorted(latitude, ends)
        rows = np.sort(order[first:stop])
        lonlat = self.shard.number_lonlat[rows]
        east = reach / max(0.1, float(np.cos(np.radians(lat))))
        inside = np.abs(lonlat[:, 0] - lon * 1e6) <= east
        return _sorted(rows[inside], distances_m(lonlat[inside], lon, lat), reach_m)


def _sorted(rows: npt.NDArray[np.integer], metres: F64, reach_m: float = FAR_M) -> tuple[I64, F64]:
    order = np.argsort(metres, kind="stable")
    order = order[metres[order] <= reach_m]
    return rows[order].astype(np.int64), metres[order]


class Around:
    """What lies around a point, in one open index."""

    def __init__(self, geocoder: Geocoder) -> None:
        self._index, self._maker = geocoder.index, geocoder.maker
        self._points = {d: _Points(shard) for d, shard in self._index.shards.items()}
        self._importance = Importance(self._index.gazetteer)

    def nearest(self, lon: float, lat: float, kind: str = "", limit: int = 1) -> list[Found]:
        """At most `limit` answers within 2 km of a point (WGS84 degrees), the nearest first.

        Without a `kind`, house numbers, or lieux-dits where there is none. A street is as far as its
        nearest number, a commune as its centre.
        """
        if kind == ResultType.LOCALITY:
            return list(self._streets(lon, lat, limit, is_place=True))
        if kind == ResultType.STREET:
            return list(self._streets(lon, lat, limit, is_place=False))
        if kind == ResultType.MUNICIPALITY:
            return list(self._communes(lon, lat, limit))
        found = list(self._numbers(lon, lat, limit))
        return found or (list(self._streets(lon, lat, limit, is_place=True)) if not kind else [])

    def _near(self, lon: float, lat: float, limit: int) -> list[tuple[float, str, int]]:
        """Distance, department and row of the `limit` nearest numbers."""
        near = []
        for department, points in self._points.items():
            rows, metres = points.near(lon, lat, limit)
            near += [
                (m, department, r) for m, r in zip(metres.tolist(), rows.tolist(), strict=True)
            ]
        return sorted(near)[:limit]

    def _numbers(self, lon: float, lat: float, limit: int) -> Iterator[Found]:
        for metres, department, row in self._near(lon, lat, limit):
            shard = self._index.shards[department]
            result = self._maker.at_row(shard, row, _score(metres))
            street = _street_of(shard, row)
            yield Found(result, self._street_importance(shard, street), metres)

    def _streets(self, lon: float, lat: float, limit: int, *, is_place: bool) -> Iterator[Found]:
        near = sorted(self._nearest_streets(lon, lat, limit, is_place=is_place))
        for metres, department, street in near[:limit]:
            shard = self._index.shards[department]
            candidate = named_street(shard, department, street, self._commune_of(shard, street))
            result = self._maker.street(candidate, _score(metres), None)
            yield Found(result, self._street_importance(shard, street), metres)

    def _nearest_streets(
        self, lon: float, lat: float, limit: int, *, is_place: bool
    ) -> Iterator[tuple[float, str, int]]:
        """Distance, department and row of streets, or of lieux-dits by their own points."""
        if is_place:
            for department, shard in self._index.shards.items():
                if not self._points[department].may_hold(lon, lat):
                    continue
                places = np.flatnonzero(shard.street_kind)
                rows, far = _sorted(places, distances_m(shard.street_lonlat[places], lon, lat))
                for row, m in zip(rows[:limit].tolist(), far[:limit].tolist(), strict=True):
                    yield m, department, row
            return
        seen = set()
        for metres, department, row in self._near(lon, lat, NUMBERS_OF_A_STREET * limit):
            shard = self._index.shards[department]
            street = _street_of(shard, row)
            if (department, street) not in seen and not shard.street_kind[street]:
                seen.add((department, street))
                yield metres, department, street

    def _communes(self, lon: float, lat: float, limit: int) -> Iterator[Found]:
        """Communes of the nearest numbers, the one that holds the nearest first."""
        seen: set[int] = set()
        for metres, department, row in self._near(lon, lat, NUMBERS_OF_A_STREET * limit):
            shard = self._index.shards[department]
            street = _street_of(shard, row)
            commune = self._commune_of(shard, street)
            if commune in seen or len(seen) >= limit:
                continue
            seen.add(commune)
            result = self._maker.municipality(commune, _score(metres), None)
            if result.longitude is None:
                continue
            importance = float(self._importance.of_communes[commune])
            yield Found(result, importance, metres_between(result, lon, lat))

    def _commune_of(self, shard: Shard, street: int) -> int:
        code = shard.meta["communes"][int(shard.street_commune[street])]
        return self._index.gazetteer.row_of[code]

    def _street_importance(self, shard: Shard, street: int) -> float:
        first, stop = shard.number_ptr[street : street + 2]
        of_commune = self._importance.of_communes[self._commune_of(shard, street)]
        return float(of_commune) + Importance.of_numbers(int(stop - first))


def _street_of(shard: Shard, row: int) -> int:
    ptr = shard.number_ptr
    return int(np.searchsorted(ptr, ptr.dtype.type(row), "right")) - 1


def _score(metres: float) -> float:
    return max(0.0, 1 - metres / FAR_M)


def metres_between(result: Result, lon: float, lat: float) -> float | None:
    """Metres from a result to a point; None for a result without a position."""
    if result.longitude is None or result.latitude is None:
        return None
    point = np.array([[result.longitude * 1e6, result.latitude * 1e6]])
    return float(distances_m(point, lon, lat)[0])


def with_distance(found: Found, near: tuple[float, float] | None) -> Found:
    """The same, with its distance to the point that was given."""
    return replace(found, distance=metres_between(found.result, *near)) if near else found
