"""The place of a house number on a street: exact, without its suffix, interpolated, nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geocoder.index.shard import REP_BITS, Shard
from geocoder.types import HouseNumber

EQUIVALENT = {
    "b": ("bis",),
    "bis": ("b",),
    "t": ("ter",),
    "ter": ("t",),
    "q": ("quater",),
    "quater": ("q",),
    "c": ("ter",),
}
"""Suffixes written for one another: B is bis or the letter b, whichever the street has."""
PSEUDO = 5000
"""BAN numbers from 5001 are placeholders where the street has few numbers: no neighbours for a door."""
OTHER_SIDE = 6
"""How much closer a number of the other side must be to be nearer than one of the same side."""


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """Where a number lies on its street; `row` is the number's row for an exact answer."""

    how: str
    """`exact`, `equivalent suffix`, `range end`, `other suffix`, `interpolated`, `nearest`."""
    lonlat: tuple[float, float]
    row: int | None
    neighbour: int
    """Row of the nearest number, for its postcode."""

    @property
    def is_exact(self) -> bool:
        """Whether the address asked for is in BAN."""
        return self.row is not None


def _codes(shard: Shard, street: int) -> tuple[int, np.ndarray]:
    start, stop = int(shard.number_ptr[street]), int(shard.number_ptr[street + 1])
    return start, shard.number_code[start:stop]


def find_exact(shard: Shard, street: int, value: int, suffix: str) -> int | None:
    """Row of `value` with exactly `suffix` (`''` for none); None when the street has it not."""
    reps: list[str] = shard.meta["reps"]
    if suffix not in reps:
        return None
    start, codes = _codes(shard, street)
    wanted = np.uint32((value << REP_BITS) | reps.index(suffix))
    at = int(np.searchsorted(codes, wanted))
    return start + at if at < len(codes) and codes[at] == wanted else None


def has_number(shard: Shard, street: int, number: HouseNumber) -> bool:
    """Whether the street has the number, with its suffix or an equivalent one."""
    return _exact(shard, street, number) is not None


def _exact(shard: Shard, street: int, number: HouseNumber) -> tuple[int, str] | None:
    for suffix in (number.suffix, *EQUIVALENT.get(number.suffix, ())):
        row = find_exact(shard, street, number.value, suffix)
        if row is not None:
            return row, "exact" if suffix == number.suffix else "equivalent suffix"
    if number.last is not None:
        row = find_exact(shard, street, number.last, "")
        if row is not None:
            return row, "range end"
    return None


def place_number(shard: Shard, street: int, number: HouseNumber) -> NumberPlace | None:
    """Place `number` on `street`; None when the street has no number at all."""
    if found := _exact(shard, street, number):
        row, how = found
        return NumberPlace(how, _point(shard, row), row, row)
    start, codes = _codes(shard, street)
    values = (codes >> REP_BITS).astype(np.int64)
    usable = (
        np.flatnonzero((values > 0) & (values < PSEUDO))
        if number.value < PSEUDO
        else np.arange(len(values))
    )
    if not len(usable):
        return None
    return _between(shard, start + usable, values[usable], number.value)


def _between(shard: Shard, rows: np.ndarray, values: np.ndarray, value: int) -> NumberPlace:
    """Same number with another suffix; else between same-side neighbours; else the nearest."""
    same = np.flatnonzero(values == value)
    if len(same):
        row = int(rows[same[0]])
        return NumberPlace("other suffix", _point(shard, row), None, row)
    side = values % 2 == value % 2
    below, above = np.flatnonzero(side & (values < value)), np.flatnonzero(side & (values > value))
    if len(below) and len(above):
        low, high = below[-1], above[0]
        share = (value - values[low]) / (values[high] - values[low])
        (lon1, lat1), (lon2, lat2) = _point(shard, rows[low]), _point(shard, rows[high])
        point = (lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1))
        neighbour = int(rows[low if share < 0.5 else high])
        return NumberPlace("interpolated", point, None, neighbour)
    return _nearest(shard, rows, values, value, side)


def _nearest(
    shard: Shard, rows: np.ndarray, values: np.ndarray, value: int, side: np.ndarray
) -> NumberPlace:
    """The nearest number, one of the same side unless the other side is much closer."""
    gap = np.abs(values - value) + np.where(side, 0, OTHER_SIDE)
    row = int(rows[int(np.argmin(gap))])
    return NumberPlace("nearest", _point(shard, row), None, row)


def _point(shard: Shard, row: int) -> tuple[float, float]:
    lon, lat = shard.number_lonlat[row]
    return float(lon) / 1e6, float(lat) / 1e6
