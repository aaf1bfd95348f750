"""From a point to the nearest address: one look at all of them, with nothing made for the next point.

`lookup.around` answers many points, and sorts the numbers of a department for that.
"""

from __future__ import annotations

import numpy as np

from geocoder.index import OpenIndex, Shard
from geocoder.results import Result, ResultMaker

FAR_M = 2_000.0
"""Metres beyond which no address is an answer."""
METRES_PER_DEGREE = 111_320.0


def distances_m(lonlat: np.ndarray, lon: float, lat: float) -> np.ndarray:
    """Metres from a point to points in millionths of a degree (n, 2); flat approximation.

    Good to 0.1 % within 50 km at French latitudes, which is all that nearest-address needs.
    """
    east = (lonlat[:, 0] / 1e6 - lon) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    north = (lonlat[:, 1] / 1e6 - lat) * METRES_PER_DEGREE
    result: np.ndarray = np.hypot(east, north)
    return result


def reach_around(metres: float, lat: float) -> tuple[float, float]:
    """Millionths of a degree of latitude and of longitude that hold so many metres at a latitude."""
    north = metres / METRES_PER_DEGREE * 1e6
    return north, north / max(0.1, float(np.cos(np.radians(lat))))


class ReverseFinder:
    """Nearest address over every shard whose extent holds the point."""

    def __init__(self, index: OpenIndex, maker: ResultMaker) -> None:
        self._index = index
        self._maker = maker

    def nearest(self, lon: float, lat: float) -> Result | None:
        """The nearest house number to a point; None beyond 2 km of any."""
        best: tuple[float, str, int] | None = None
        for department, shard in self._index.shards.items():
            row, distance = _nearest_row(shard, lon, lat)
            if row is not None and (best is None or distance < best[0]):
                best = (distance, department, row)
        if best is None or best[0] > FAR_M:
            return None
        distance, department, row = best
        score = float(1 - distance / FAR_M)
        return self._maker.at_row(self._index.shards[department], row, score)


def _nearest_row(shard: Shard, lon: float, lat: float) -> tuple[int | None, float]:
    lonlat = shard.number_lonlat
    if not len(lonlat):
        return None, np.inf
    north, east = reach_around(FAR_M, lat)
    near = np.flatnonzero(
        (np.abs(lonlat[:, 1] - lat * 1e6) <= north) & (np.abs(lonlat[:, 0] - lon * 1e6) <= east)
    )
    if not len(near):
        return None, np.inf
    distance = distances_m(lonlat[near], lon, lat)
    at = int(np.argmin(distance))
    return int(near[at]), float(distance[at])
