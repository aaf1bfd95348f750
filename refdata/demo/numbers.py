"""House numbers along streets: odd on one side, even on the other, with gaps, bis and letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from refdata.demo.plane import to_degrees
from refdata.demo.streets import Streets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REPETITIONS = np.array(["", "bis", "ter", "quater", "a", "b", "c"])
"""Suffixes by code; BAN writes them in lower case."""

_SHARE_REPEATED = 0.06
_SHARE_GAP = 0.14
_SHARE_METRIC = 0.07
"""Streets numbered by the metre (`1250 Route de Metz`)."""
_SHARE_LETTERED = 0.3
"""Streets that write `12 a` where others write `12 bis`."""
_SHARE_PSEUDO = 0.0008
"""BAN's own numbers for doors that have none: 5000 and more, 9001 and more."""
_SHARE_ZERO = 0.002
"""Streets with a number 0."""
_SIDE_METRES = 9.0


@dataclass(frozen=True, slots=True)
class Doors:
    """Numbered addresses in street order, then by number: parallel arrays.

    `street` is a row of the streets, `rep` a code in `REPETITIONS`; `lon`, `lat` are degrees.
    """

    street: Ints
    number: Ints
    rep: NDArray[np.int8]
    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        return len(self.street)


def number_doors(streets: Streets, rng: np.random.Generator) -> Doors:
    """Return every address of `streets`."""
    street = np.repeat(np.arange(len(streets)), streets.size)
    side = _sides(streets.size, street)
    number, repeats = _walk(street, side, len(streets), rng)
    rep = _repetitions(street, repeats, len(streets), rng)
    longest = np.zeros(len(streets), np.int64)
    np.maximum.at(longest, street, number)
    fraction = (number + 0.3 * repeats) / (longest[street] + 2.0)
    lonlat = to_degrees(_on_ground(streets, street, side, fraction, rng))
    number, rep = _oddities(street, number, rep, len(streets), rng)
    order = np.lexsort((rep, number, street))
    lon, lat = np.round(lonlat[order], 6).T
    return Doors(street[order], number[order], rep[order], lon, lat)


def _sides(size: Ints, street: Ints) -> Ints:
    """Return 1 for the odd side, 0 for the even one; odd doors first within a street."""
    begin = np.cumsum(size) - size
    position = np.arange(len(street)) - begin[street]
    return (position < (size[street] + 1) // 2).astype(np.int64)


def _walk(street: Ints, side: Ints, streets: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return number and how many doors before it on its side bear the same (0, 1 bis, 2 ter, 3)."""
    count = len(street)
    group = street * 2 + (1 - side)
    first = np.r_[True, group[1:] != group[:-1]]
    step = 2 * (1 + (rng.random(count) < _SHARE_GAP) * rng.integers(1, 4, count))
    metric = (rng.random(streets) < _SHARE_METRIC)[street]
    step = np.where(metric, 2 * rng.integers(5, 26, count), step)
    repeated = (rng.random(count) < _SHARE_REPEATED) & ~first & ~metric
    run = repeated.astype(np.int8)
    repeated[3:] &= (run[2:-1] + run[1:-2] + run[:-3]) < 3  # nothing follows `quater`
    step[repeated] = 0
    step[first] = np.where(metric[first], step[first], 2)
    total = np.cumsum(step)
    start = np.flatnonzero(first)
    before = (total - step)[start][np.cumsum(first) - 1]
    number = total - before - side
    since = np.arange(count) - np.maximum.accumulate(np.where(repeated, 0, np.arange(count)))
    return number, np.minimum(since, 3)


def _repetitions(
    street: Ints, repeats: Ints, streets: int, rng: np.random.Generator
) -> NDArray[np.int8]:
    lettered = (rng.random(streets) < _SHARE_LETTERED)[street]
    return np.where(lettered & (repeats > 0), repeats + 3, repeats).astype(np.int8)


def _on_ground(
    streets: Streets, street: Ints, side: Ints, fraction: Floats, rng: np.random.Generator
) -> Floats:
    """Return positions in metres: along the bent line, on the side of the number, a little off."""
    way = streets.end - streets.start
    length = np.hypot(way[:, 0], way[:, 1]) + 1e-9
    across = np.column_stack([-way[:, 1], way[:, 0]]) / length[:, None]
    bow = streets.bend[street] * 4 * fraction * (1 - fraction)
    off = bow + np.where(side == 1, _SIDE_METRES, -_SIDE_METRES) + rng.uniform(-2, 2, len(street))
    along = fraction + rng.uniform(-1.5, 1.5, len(street)) / length[street]
    point = streets.start[street] + way[street] * np.clip(along, 0, 1)[:, None]
    return np.asarray(point + across[street] * off[:, None])


def _oddities(
    street: Ints,
    number: Ints,
    rep: NDArray[np.int8],
    streets: int,
    rng: np.random.Generator,
) -> tuple[Ints, NDArray[np.int8]]:
    """Give a few doors BAN's pseudo-numbers; a number stays unique within its street."""
    pseudo = (rng.random(len(number)) < _SHARE_PSEUDO) & (rep == 0) & (number < 900)
    high = np.where(rng.random(len(number)) < 0.5, 5_000, 9_000)
    number = np.where(pseudo, number + high, number)
    begin = np.r_[True, street[1:] != street[:-1]]
    zero = begin & (rng.random(len(number)) < _SHARE_ZERO)
    return np.where(zero, 0, number), np.where(zero, 0, rep).astype(np.int8)
