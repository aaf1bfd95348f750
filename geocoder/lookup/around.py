"""From a point to the nearest addresses, streets, lieux-dits or communes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geocoder.engine import Geocoder
from geocoder.index import Shard
from geocoder.lookup.asked import Found, Importance
from geocoder.results import Result
from geocoder.reverse import FAR_M, distances_m, reach_around
from geocoder.types import ResultType

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
NUMBERS_OF_A_STREET = 50
"""Numbers looked at for each street asked for: the nearest of them lie on few streets."""
REACHES_M = (60.0, 300.0, FAR_M)
"""Metres within which the nearest numbers are looked for, further while there are too few."""
LONG_STREET = 200_000
"""Millionths of a degree around the streets of a department in which everything near them lies: 15 km."""


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
        north, east = reach_around(reach_m, lat)
        # in the array's own type: another one would have all of it converted
        ends = np.array([lat * 1e6 - north, lat * 1e6 + north + 1]).astype(latitude.dtype)
        first, stop = np.searchsorted(latitude, ends)
        rows = np.sort(order[first:stop])
        lonlat = self.shard.number_lonlat[rows]
        inside = np.abs(lonlat[:, 0] - lon * 1e6) <= east
        return _sorted(rows[inside], distances_m(lonlat[inside], lon, lat), reach_m)


def _sorted(rows: npt.NDArray[np.integer], metres: F64, reach_m: float = FAR_M) -> tuple[I64, F64]:
    """Rows (k,) within so many metres, the nearest first, and their distances."""
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
            return self._places(lon, lat, limit)
        if kind == ResultType.STREET:
            return self._streets(lon, lat, limit)
        if kind == ResultType.MUNICIPALITY:
            return list(self._communes(lon, lat, limit))
        found = list(self._numbers(lon, lat, limit))
        return found or ([] if kind else self._places(lon, lat, limit))

    def _near(self, lon: float, lat: float, limit: int) -> list[tuple[float, str, int]]:
        """Distance, department and row of the `limit` nearest numbers."""
        near: list[tuple[float, str, int]] = []
        for department, points in self._points.items():
            near += _listed(department, *points.near(lon, lat, limit))
        return sorted(near)[:limit]

    def _numbers(self, lon: float, lat: float, limit: int) -> Iterator[Found]:
        for metres, department, row in self._near(lon, lat, limit):
            shard = self._index.shards[department]
            result = self._maker.at_row(shard, row, _score(metres))
            yield self._found(result, shard, shard.street_of(row), metres)

    def _streets(self, lon: float, lat: float, limit: int) -> list[Found]:
        """Streets, each as far as its nearest number."""
        nearest: dict[tuple[str, int], float] = {}
        for metres, department, row in self._near(lon, lat, NUMBERS_OF_A_STREET * limit):
            shard = self._index.shards[department]
            street = shard.street_of(row)
            if not shard.street_kind[street]:
                nearest.setdefault((department, street), metres)
        return self._ranked([(m, *street) for street, m in nearest.items()], limit)

    def _places(self, lon: float, lat: float, limit: int) -> list[Found]:
        """Lieux-dits, by their own points."""
        near: list[tuple[float, str, int]] = []
        for department, shard in self._index.shards.items():
            if self._points[department].may_hold(lon, lat):
                places = np.flatnonzero(shard.street_kind)
                rows, far = _sorted(places, distances_m(shard.street_lonlat[places], lon, lat))
                near += _listed(department, rows[:limit], far[:limit])
        return self._ranked(near, limit)

    def _ranked(self, near: list[tuple[float, str, int]], limit: int) -> list[Found]:
        """The nearest of ways or lieux-dits: distance, department and row of each."""
        found = []
        for metres, department, street in sorted(near)[:limit]:
            shard = self._index.shards[department]
            result = self._maker.at_street(shard, street, _score(metres))
            found.append(self._found(result, shard, street, metres))
        return found

    def _found(self, result: Result, shard: Shard, street: int, metres: float) -> Found:
        commune = self._index.commune_of(shard, street)
        return Found(result, self._importance.of_street(shard, street, commune), metres)

    def _communes(self, lon: float, lat: float, limit: int) -> Iterator[Found]:
        """Communes of the nearest numbers, the one that holds the nearest first."""
        seen: set[int] = set()
        for metres, department, row in self._near(lon, lat, NUMBERS_OF_A_STREET * limit):
            shard = self._index.shards[department]
            commune = self._index.commune_of(shard, shard.street_of(row))
            if commune in seen or len(seen) >= limit:
                continue
            seen.add(commune)
            result = self._maker.municipality(commune, _score(metres), None)
            if result.longitude is None:
                continue
            importance = float(self._importance.of_communes[commune])
            yield Found(result, importance, metres_between(result, lon, lat))


def _listed(department: str, rows: I64, metres: F64) -> list[tuple[float, str, int]]:
    """Distance, department and row of each of `rows` (k,)."""
    return [(m, department, r) for m, r in zip(metres.tolist(), rows.tolist(), strict=True)]


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
