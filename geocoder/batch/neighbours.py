"""Numbers that BAN has not: between or beside those it has; `match.number._between`, on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.ranges import first_from
from geocoder.index.shard import REP_BITS, Shard
from geocoder.match.number import OTHER_SIDE, PSEUDO

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_ONE = np.uint32(1 << REP_BITS)
"""The bit of a code that says whether its number is odd."""
_NOWHERE = np.iinfo(np.int64).max


@dataclass(slots=True)
class Neighbours:
    """Where each number would lie; all (k,)."""

    row: I64
    """Row of the nearest number; -1 on a street that has nothing to lie beside."""
    lonlat: npt.NDArray[np.float64]
    """WGS84 degrees (k, 2)."""
    is_nearest: Flags
    """Whether it is put on the nearest number, neither of the same number nor between two."""


def neighbours(shard: Shard, streets: I64, low: I64, high: I64, value: I64) -> Neighbours:
    """Place numbers `value`, absent as asked for, among rows [low, high) of their streets; all (k,)."""
    near = Neighbours(
        np.full(len(value), -1, np.int64), np.zeros((len(value), 2)), np.zeros(len(value), bool)
    )
    if not len(value):
        return near
    sides = _Sides.around(*_own_codes(shard.number_code, low, high), value)
    is_same, is_between = sides.is_same, sides.is_between
    near.is_nearest = ~is_same & ~is_between & (sides.first < sides.stop)
    rows = np.where(is_same, sides.at, sides.nearest())
    put = np.flatnonzero(is_same | near.is_nearest)
    near.row[put] = (rows + sides.shift)[put]
    near.lonlat[put] = shard.number_points(near.row[put], streets[put]) / 1e6
    _interpolate(shard, streets, sides, np.flatnonzero(is_between), near)
    return near


def _own_codes(
    codes: npt.NDArray[np.uint32], low: I64, high: I64
) -> tuple[npt.NDArray[np.uint32], I64, I64, I64]:
    """Codes of the ranges [low, high) alone, the ranges among them, and what brings their rows back.

    All codes as they are where the ranges, which may overlap, hold as many.
    """
    counts = high - low
    stop = np.cumsum(counts)
    if stop[-1] >= len(codes):
        return codes, low, high, np.zeros_like(low)
    shift = low - (stop - counts)
    return codes[np.arange(stop[-1]) + np.repeat(shift, counts)], stop - counts, stop, shift


def _interpolate(shard: Shard, streets: I64, sides: _Sides, at: I64, near: Neighbours) -> None:
    """Place those `at` between their neighbours of the same side."""
    low, high, shift = sides.below[0][at], sides.above[0][at], sides.shift[at]
    low_value = _values(sides.codes, low)
    share = (sides.value[at] - low_value) / (_values(sides.codes, high) - low_value)
    start = shard.number_points(low + shift, streets[at]) / 1e6
    end = shard.number_points(high + shift, streets[at]) / 1e6
    near.lonlat[at] = start + share[:, None] * (end - start)
    near.row[at] = np.where(share < 0.5, low, high) + shift


@dataclass(frozen=True, slots=True)
class _Sides:
    """Rows next to each number: the last below and the first above, on its side and on the other.

    Pairs (same side, other side) of (k,); a row outside of [first, stop) stands for none.
    """

    codes: npt.NDArray[np.uint32]
    value: I64
    shift: I64
    """What makes rows of the shard's numbers of these rows (k,)."""
    first: I64
    stop: I64
    """The numbers of the street that doors can lie beside (k,)."""
    at: I64
    """Where the number would be (k,)."""
    below: tuple[I64, I64]
    above: tuple[I64, I64]

    @classmethod
    def around(
        cls, codes: npt.NDArray[np.uint32], low: I64, high: I64, shift: I64, value: I64
    ) -> _Sides:
        """Look on both sides of each number `value` in its range [low, high); all (k,)."""
        is_real = value < PSEUDO
        first = np.where(is_real, first_from(codes, low, high, np.full_like(value, _ONE)), low)
        end = first_from(codes, low, high, np.full_like(value, PSEUDO << REP_BITS))
        stop = np.where(is_real, end, high)
        at = first_from(codes, first, stop, value << REP_BITS)
        odd = (codes & _ONE) != 0
        below, above = [], []
        for side in (odd, ~odd):
            rows = np.flatnonzero(side)
            rank = np.searchsorted(rows, at)
            below.append(np.concatenate([[-1], rows])[rank])
            above.append(np.concatenate([rows, [len(codes)]])[rank])
        is_odd = value % 2 == 1
        both = [(np.where(is_odd, *x), np.where(is_odd, *x[::-1])) for x in (below, above)]
        return cls(codes, value, shift, first, stop, at, *both)

    @property
    def is_same(self) -> Flags:
        """Whether the street has the number, with another suffix (k,)."""
        same: Flags = (self.at < self.stop) & (_values(self.codes, self.at) == self.value)
        return same

    @property
    def is_between(self) -> Flags:
        """Whether it lies between two numbers of its side, and the street has it not (k,)."""
        inside: Flags = (self.below[0] >= self.first) & (self.above[0] < self.stop)
        return inside & ~self.is_same

    def nearest(self) -> I64:
        """The nearest row, one of the same side unless the other is much closer; ties to the first."""
        best = np.full(len(self.value), _NOWHERE)
        for rows, penalty in zip(self.below, (0, OTHER_SIDE), strict=True):
            # of 12, 12 bis and 12 ter, the first
            wanted = _values(self.codes, rows) << REP_BITS
            leading = first_from(self.codes, self.first, self.stop, wanted)
            best = np.minimum(best, self._keys(leading, rows >= self.first, penalty))
        for rows, penalty in zip(self.above, (0, OTHER_SIDE), strict=True):
            best = np.minimum(best, self._keys(rows, rows < self.stop, penalty))
        return best & 0xFFFFFFFF

    def _keys(self, rows: I64, is_there: Flags, penalty: int) -> I64:
        """Gap of each row, then the row itself, in one number (k,)."""
        gap = np.abs(_values(self.codes, rows) - self.value) + penalty
        return np.where(is_there, gap << 32 | rows, _NOWHERE)


def _values(codes: npt.NDArray[np.uint32], rows: I64) -> I64:
    """House numbers of rows (k,); of any row for one out of bounds, which nobody looks at."""
    return codes.take(rows, mode="clip").astype(np.int64) >> REP_BITS
