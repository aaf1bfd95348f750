"""The flat kilometre-free plane in which streets are laid: metres around the region's middle.

One scale for longitude and one for latitude is enough: over 2.5° of latitude the error on a
distance stays under 3 %, and no distance of this world is ever compared with a real one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

METRES_PER_DEGREE = np.array([73_500.0, 111_200.0])
"""Metres in one degree of longitude (at 48.6° N) and of latitude."""


def to_metres(lonlat: Floats) -> Floats:
    """Degrees (n, 2) -> metres (n, 2)."""
    return np.asarray(lonlat * METRES_PER_DEGREE)


def to_degrees(metres: Floats) -> Floats:
    """Metres (n, 2) -> degrees (n, 2)."""
    return np.asarray(metres / METRES_PER_DEGREE)
