"""House numbers of many streets at once: the same rules as `match.number`, on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.index.shard import REP_BITS, Shard
from geocoder.match.number import EQUIVALENT, PSEUDO, place_number
from geocoder.types import HouseNumber

I64 = npt.NDArray[np.int64]
EXACT, PLACED, NONE = 2, 1, 0
"""A number that BAN has; one placed beside or between others; none asked for, or no number there."""


@dataclass(slots=True)
class Doors:
    """Where each number lies: `how` (n,), `row` of the number or of its nearest neighbour (n,)."""

    how: npt.NDArray[np.int8]
    row: I64
    lonlat: npt.NDArray[np.float64]


def _bisect(codes: npt.NDArray[np.uint32], low: I64, high: I64, wanted: I64) -> I64:
    """Row of `wanted` (n,) inside sorted ranges [low, high) of `codes`; -1 where absent."""
    low, high, end = low.copy(), high.copy(), high
    while True:
        active = np.flatnonzero(low < high)
        if not len(active):
            break
        middle = (low[active] + high[active]) // 2
        below = codes[middle] < wanted[active]
        low[active] = np.where(below, middle + 1, low[active])
        high[active] = np.where(below, high[active], middle)
    inside = low < end
    hit = np.zeros(len(low), bool)
    hit[inside] = codes[low[inside]] == wanted[inside]
    return np.where(hit, low, -1)


def find_numbers(
    shard: Shard, streets: I64, numbers: list[HouseNumber | None], which: I64
) -> Doors:
    """Place number `numbers[which[i]]` on `streets[i]`, for every i.

    Exact numbers, equivalent suffixes and ends of ranges are found on arrays; the few others one
    by one by `match.number.place_number`.
    """
    count = len(streets)
    doors = Doors(np.zeros(count, np.int8), np.full(count, -1, np.int64), np.zeros((count, 2)))
    asked = (
        np.array([n is not None for n in numbers], bool)[which]
        if numbers
        else np.zeros(count, bool)
    )
    low = shard.number_ptr[streets].astype(np.int64)
    high = shard.number_ptr[streets + 1].astype(np.int64)
    todo = np.flatnonzero(asked & (low < high))
    for wanted in _wanted(shard, numbers):
        code = wanted[which[todo]]
        possible = code >= 0
        at = todo[possible]
        row = _bisect(shard.number_code, low[at], high[at], code[possible])
        hit = row >= 0
        doors.how[at[hit]], doors.row[at[hit]] = EXACT, row[hit]
        doors.lonlat[at[hit]] = shard.number_lonlat[row[hit]] / 1e6
        todo = todo[doors.how[todo] == NONE]
    for one in todo.tolist():
        number = numbers[which[one]]
        place = place_number(shard, int(streets[one]), number) if number else None
        if place:
            doors.how[one], doors.row[one], doors.lonlat[one] = (
                PLACED,
                place.neighbour,
                place.lonlat,
            )
    return doors


def have_numbers(
    shard: Shard, streets: I64, numbers: list[HouseNumber | None], which: I64
) -> npt.NDArray[np.bool_]:
    """Whether `streets[i]` has number `numbers[which[i]]`, by itself or an equivalent (n,)."""
    found = np.zeros(len(streets), bool)
    low = shard.number_ptr[streets].astype(np.int64)
    high = shard.number_ptr[streets + 1].astype(np.int64)
    for wanted in _wanted(shard, numbers):
        code = wanted[which]
        at = np.flatnonzero((code >= 0) & ~found)
        found[at] = _bisect(shard.number_code, low[at], high[at], code[at]) >= 0
    return found


def _wanted(shard: Shard, numbers: list[HouseNumber | None]) -> list[I64]:
    """Codes to look for in turn: own suffix, equivalent suffixes, end of the range; -1 for none."""
    reps = {rep: i for i, rep in enumerate(shard.meta["reps"])}

    def code(value: int | None, suffix: str | None) -> int:
        if value is None or suffix is None or suffix not in reps:
            return -1
        return (value << REP_BITS) | reps[suffix]

    def equivalent(suffix: str, rank: int) -> str | None:
        known = EQUIVALENT.get(suffix, ())
        return known[rank] if rank < len(known) else None

    longest = max(len(e) for e in EQUIVALENT.values())
    passes = [[code(n.value, n.suffix) if n else -1 for n in numbers]]
    passes += [
        [code(n.value, equivalent(n.suffix, rank)) if n else -1 for n in numbers]
        for rank in range(longest)
    ]
    passes.append([code(n.last, "") if n else -1 for n in numbers])
    return [np.array(p, np.int64) for p in passes]


__all__ = ["EXACT", "NONE", "PLACED", "PSEUDO", "Doors", "find_numbers", "have_numbers"]
