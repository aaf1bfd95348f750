"""Marks of the map: runs of the Morton order summed cell by cell, merged heaviest first.

The rows of a cell are one run of the selected rows, because the directory lies in Morton order;
no tree is built per selection. Every row of a window is in exactly one mark, at every zoom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from dashboard import projection
from dashboard.directory import Directory
from dashboard.engine.types import PRECISION, Bounds, Cluster
from dashboard.selection import Dimension

TILE_PX = 512
"""A window is widened to whole tiles, so that marks do not jump while panning."""
CELL_BITS = 4
"""A map of zoom z is 256 · 2**z pixels wide; cells of 16 pixels are 2**(z + 4) a side.

Between two whole zooms, 11 to 23 pixels."""
RADIUS_PX = 60.0
"""Cells nearer than this to a heavier one join it: pixels of the screen, at 7.25 as at 7."""
MAX_ZOOM = 20
"""A zoom beyond is brought back to it."""
DOOR_ZOOM = 18
"""From this zoom on, every door is a mark of its own."""
MAX_CELLS = 2_500
"""Beyond this many cells in a window (the world at zoom 18), coarser ones are merged instead."""
MAX_ROWS = 50
"""Row ids given with a stack."""
REMEMBERED_BOXES = 64
"""Windows kept, packed: 16 kB each for 125,000 rows; a filter does not move the map."""

WORLD = Bounds(-180.0, -projection.MAX_LATITUDE, 180.0, projection.MAX_LATITUDE)

Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Cells:
    """Runs of the selected rows of a window: where each begins and ends, its mean position."""

    first: Ints
    last: Ints
    x: Floats
    y: Floats

    @property
    def weight(self) -> Ints:
        """How many rows each holds."""
        return self.last - self.first


def whole(zoom: float) -> int:
    """Return the whole zoom nearest to `zoom`, 7.5 being 8."""
    return math.floor(zoom + 0.5)


def snapped(bounds: Bounds, zoom: float) -> Box:
    """Return the tiles that `bounds` touches: west, north, east, south in [0, 1].

    The tiles are those of the whole zoom nearest to `zoom`. A side that is not a number is that of
    the world. East and south are open, but for the last tile of the world, which is closed.
    """
    west, south, east, north = (
        value if math.isfinite(value) else side for value, side in zip(bounds, WORLD, strict=True)
    )
    x, y = projection.to_unit(np.array([west, east]), np.array([north, south]))
    tiles = max(256 * 2 ** whole(zoom) // TILE_PX, 1)
    sides = []
    for low, high in ((x.min(), x.max()), (y.min(), y.max())):
        # 1e-6 of a tile: a side that lies on a tile's edge must not take in the next tile.
        start = min(math.floor(low * tiles + 1e-6), tiles - 1)
        stop = max(math.ceil(high * tiles - 1e-6), start + 1)
        sides.append((start / tiles, stop / tiles if stop < tiles else math.inf))
    (left, right), (top, bottom) = sides
    return left, top, right, bottom


def _runs(key: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Return where each run of equal keys begins and ends; `key` holds at least one."""
    changes = np.flatnonzero(key[1:] != key[:-1]) + 1
    return np.concatenate([[0], changes]), np.concatenate([changes, [len(key)]])


def _owners(points: Floats, weight: Ints) -> Ints:
    """Return, for each point, the heavier point within the radius that takes it in (or itself).

    Heaviest first, equal weights in Morton order; a point that is taken takes in none.
    """
    order = np.lexsort((np.arange(len(weight)), -weight))
    pairs = cKDTree(points[order]).query_pairs(RADIUS_PX, output_type="ndarray")
    heavy, light = pairs.min(axis=1), pairs.max(axis=1)  # ranks: the lower, the heavier
    centre = _centres(len(order), heavy, light)
    owner = np.arange(len(order))
    takes = centre[heavy]
    owner[~centre] = len(order)
    np.minimum.at(owner, light[takes], heavy[takes])
    found = np.empty(len(order), dtype=np.intp)
    found[order] = order[owner]
    return found


def _centres(count: int, heavy: Ints, light: Ints) -> NDArray[np.bool_]:
    """Return which of `count` ranks take in others, as one pass heaviest first would.

    A rank is a centre when no heavier neighbour is. In rounds: whoever has no undecided heavier
    neighbour is a centre, its neighbours are taken, until all are decided; ten rounds of array
    operations where the pass is thousands of steps.
    """
    centre = np.zeros(count, dtype=bool)
    undecided = np.ones(count, dtype=bool)
    while undecided.any():
        blocked = np.zeros(count, dtype=bool)
        blocked[light] = True
        found = undecided & ~blocked
        centre |= found
        undecided &= ~found
        undecided[light[found[heavy]]] = False
        left = undecided[heavy] & undecided[light]
        heavy, light = heavy[left], light[left]
    return centre


class Clusters:
    """Draws the selected rows of a window as marks."""

    def __init__(self, directory: Directory) -> None:
        self._positions = directory.positions
        self._inside = lru_cache(REMEMBERED_BOXES)(self._packed_box)
        self._longitude = directory.activities["longitude"].to_numpy()
        self._latitude = directory.activities["latitude"].to_numpy()
        levels = directory.dimensions[Dimension.NIVEAU]
        rank = {level: number for number, level in enumerate(PRECISION)}
        self._level = levels.codes
        self._levels = levels.values
        self._precision = np.array([rank.get(value, len(rank)) for value in levels.values])

    def of(self, mask: NDArray[np.bool_], box: Box, zoom: float) -> list[Cluster]:
        """Return the marks of `box` (as `snapped` gives it) at `zoom`, in Morton order.

        `zoom` is Leaflet's, any fraction; `mask` (n,) says which rows are selected.
        """
        rows = self._in_box(mask, box)
        if not len(rows):
            return []
        if zoom >= DOOR_ZOOM:
            first, last = _runs(self._positions.door[rows])
            if len(first) <= MAX_CELLS:
                return [self._stack(rows[a:b]) for a, b in zip(first, last, strict=True)]
        return self._merged(rows, self._cells(rows, zoom), zoom)

    def _in_box(self, mask: NDArray[np.bool_], box: Box) -> Ints:
        """Return the selected rows inside `box`, in Morton order."""
        located = len(self._positions.x)
        inside = np.unpackbits(self._inside(box), count=located).view(bool)
        return np.flatnonzero(mask[:located] & inside)

    def _packed_box(self, box: Box) -> NDArray[np.uint8]:
        """Return which located rows lie inside `box`, packed."""
        west, north, east, south = box
        x, y = self._positions.x, self._positions.y
        return np.packbits((x >= west) & (x < east) & (y >= north) & (y < south))

    def _cells(self, rows: Ints, zoom: float) -> Cells:
        """Return the cells of `rows`: of 16 pixels, or coarser where there are too many."""
        bits = min(whole(zoom) + CELL_BITS, projection.BITS)
        code = self._positions.morton[rows]
        first, last = _runs(code >> np.uint64(2 * (projection.BITS - bits)))
        while len(first) > MAX_CELLS:
            bits -= 1
            held = code[first] >> np.uint64(2 * (projection.BITS - bits))
            groups, _ = _runs(held)
            first = first[groups]
            last = np.append(first[1:], len(rows))
        weight = last - first
        x = np.add.reduceat(self._positions.x[rows], first) / weight
        y = np.add.reduceat(self._positions.y[rows], first) / weight
        return Cells(first, last, x, y)

    def _merged(self, rows: Ints, cells: Cells, zoom: float) -> list[Cluster]:
        """Return the cells of a window merged into marks."""
        pixels = 256.0 * 2**zoom
        owner = _owners(np.column_stack([cells.x, cells.y]) * pixels, cells.weight)
        centres, group = np.unique(owner, return_inverse=True)
        count = np.bincount(group, cells.weight).astype(np.int64)
        x = np.bincount(group, cells.x * cells.weight) / count
        y = np.bincount(group, cells.y * cells.weight) / count
        lon, lat = projection.to_degrees(x, y)
        door = self._positions.door
        members = np.bincount(group)
        first, last = cells.first[centres], cells.last[centres]
        alone = (members == 1) & (door[rows[first]] == door[rows[last - 1]])
        return [
            self._stack(rows[first[i] : last[i]])
            if alone[i]
            else Cluster(round(float(lon[i]), 6), round(float(lat[i]), 6), int(count[i]))
            for i in range(len(centres))
        ]

    def _stack(self, rows: Ints) -> Cluster:
        """Return the mark of rows that lie at one position."""
        levels = self._level[rows]
        worst = levels[int(np.argmax(self._precision[levels]))]
        return Cluster(
            lon=float(self._longitude[rows[0]]),
            lat=float(self._latitude[rows[0]]),
            count=len(rows),
            rows=tuple(rows[:MAX_ROWS].tolist()),
            level=self._levels[int(worst)],
        )
