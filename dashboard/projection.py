"""Web Mercator and the Morton order: what lies in one square of the map lies in one run of rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_LATITUDE = 85.05112877980659
"""Where the Web Mercator square ends."""
BITS = 26
"""Bits per axis of a Morton code: cells of 0.6 m at the equator."""

Floats = NDArray[np.float64]


def to_unit(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return WGS84 degrees as x, y in [0, 1] of the world square, y growing to the south."""
    x = (lon + 180.0) / 360.0
    sine = np.sin(np.radians(np.clip(lat, -MAX_LATITUDE, MAX_LATITUDE)))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return np.clip(x, 0.0, 1.0), np.clip(y, 0.0, 1.0)


def to_degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return x, y of the world square as WGS84 lon, lat."""
    return x * 360.0 - 180.0, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return `values` (32 bits) with a zero between any two bits."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


def cells(values: Floats, bits: int = BITS) -> NDArray[np.uint64]:
    """Return the column (or row) of each value of [0, 1] in a grid of 2**bits."""
    side = 1 << bits
    return np.minimum((values * side).astype(np.uint64), np.uint64(side - 1))


def morton(x: Floats, y: Floats) -> NDArray[np.uint64]:
    """Return the Morton code of each point, over `BITS` bits per axis."""
    return _spread(cells(x)) | (_spread(cells(y)) << np.uint64(1))
