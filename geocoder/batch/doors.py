"""House numbers of many streets at once: the same rules as `match.number`, on arrays.

`match.number.place_number` is the slow twin: tests/geocoder/test_answers.py holds the two together,
bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.neighbours import neighbours
from geocoder.batch.numbers import Numbers
from geocoder.batch.ranges import first_from
from geocoder.index.shard import REP_BITS, Shard
from geocoder.match.number import EQUIVALENT
from geocoder.results import NEAR_NUMBERS

I64 = npt.NDArray[np.int64]
EXACT, PLACED, NONE = 2, 1, 0
"""A number that BAN has; one placed beside or between others; none asked for, or no number there."""


@dataclass(slots=True)
class Doors:
    """Where each number lies; all (n,)."""

    how: npt.NDArray[np.int8]
    """`EXACT`, `PLACED`, or `NONE`: the street's own point answers."""
    row: I64
    """Row of the number, or of its nearest neighbour; -1 for `NONE`."""
    lonlat: npt.NDArray[np.float64]
    """WGS84 degrees (n, 2); zeros for `NONE`."""

    def set(self, at: I64, how: int, row: I64, lonlat: npt.NDArray[np.float64]) -> None:
        """Say where the numbers of queries `at` (k,) lie."""
        self.how[at], self.row[at], self.lonlat[at] = how, row, lonlat


@dataclass(frozen=True, slots=True)
class _Asked:
    """Numbers looked for on streets that have some: rows [low, high) of the shard's numbers (k,)."""

    street: I64
    low: I64
    high: I64
    which: I64
    """Row of the number in `Numbers`."""

    @classmethod
    def of(cls, shard: Shard, streets: I64, which: I64) -> _Asked:
        """Numbers `which` on `streets`, both (k,)."""
        low = shard.number_ptr[streets].astype(np.int64)
        return cls(streets, low, shard.number_ptr[streets + 1].astype(np.int64), which)

    def only(self, at: I64) -> _Asked:
        """Some of them."""
        return _Asked(self.street[at], self.low[at], self.high[at], self.which[at])


def find_numbers(shard: Shard, streets: I64, numbers: Numbers, which: I64) -> Doors:
    """Place number `which[i]` on `streets[i]`, for every i, as `results.ResultMaker` does."""
    count = len(streets)
    doors = Doors(np.zeros(count, np.int8), np.full(count, -1, np.int64), np.zeros((count, 2)))
    asked = np.flatnonzero(numbers.are_asked(which))
    looked_for = _Asked.of(shard, streets[asked], which[asked])
    row = _exact_rows(shard, numbers, looked_for)
    hit = np.flatnonzero(row >= 0)
    points = shard.number_points(row[hit], looked_for.street[hit])
    doors.set(asked[hit], EXACT, row[hit], points / 1e6)
    missed = np.flatnonzero((row < 0) & (looked_for.low < looked_for.high))
    others = looked_for.only(missed)
    value = numbers.value[others.which]
    near = neighbours(shard, others.street, others.low, others.high, value)
    gap = np.abs((shard.number_code[near.row].astype(np.int64) >> REP_BITS) - value)
    # a number far beyond the last one is the street's answer, not its neighbour's
    kept = np.flatnonzero((near.row >= 0) & ~(near.is_nearest & (gap > NEAR_NUMBERS)))
    doors.set(asked[missed[kept]], PLACED, near.row[kept], near.lonlat[kept])
    return doors


def have_numbers(shard: Shard, streets: I64, numbers: Numbers, which: I64) -> npt.NDArray[np.bool_]:
    """Whether `streets[i]` has number `which[i]`, by itself or an equivalent (n,)."""
    found = np.zeros(len(streets), bool)
    asked = np.flatnonzero(numbers.are_asked(which))
    found[asked] = _exact_rows(shard, numbers, _Asked.of(shard, streets[asked], which[asked])) >= 0
    return found


def _exact_rows(shard: Shard, numbers: Numbers, asked: _Asked) -> I64:
    """Row of each number, of an equivalent, or of the end of its range; -1 where there is none (k,)."""
    found = np.full(len(asked.which), -1, np.int64)
    left = np.flatnonzero(asked.low < asked.high)
    for value, rep_of in _passes(shard, numbers):
        few = asked.only(left)
        rep = rep_of[numbers.suffix[few.which]]
        wanted = value[few.which] << REP_BITS | rep
        possible = np.flatnonzero((rep >= 0) & (wanted >= 0))
        few, left_possible = few.only(possible), left[possible]
        at = first_from(shard.number_code, few.low, few.high, wanted[possible])
        inside = np.minimum(at, few.high - 1)
        hit = shard.number_code[inside] == wanted[possible]
        found[left_possible[hit]] = at[hit]
        left = left[found[left] < 0]
        if not len(left):
            break
    return found


def _passes(shard: Shard, numbers: Numbers) -> Iterator[tuple[I64, I64]]:
    """What is looked for in turn: a value (m,), -1 for none, and the repetition of each suffix.

    The own suffix, its equivalents, the end of the range; the repetition is -1 where the shard has
    not that suffix.
    """
    reps = {rep: row for row, rep in enumerate(shard.meta["reps"])}
    yield numbers.value, np.array([reps.get(s, -1) for s in numbers.suffixes], np.int64)
    equivalents = [EQUIVALENT.get(s, ()) for s in numbers.suffixes]
    for rank in range(max(map(len, EQUIVALENT.values()))):
        others = [reps.get(e[rank], -1) if rank < len(e) else -1 for e in equivalents]
        yield numbers.value, np.array(others, np.int64)
    yield numbers.last, np.full(len(numbers.suffixes), reps.get("", -1), np.int64)
