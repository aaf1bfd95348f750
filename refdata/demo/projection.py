"""Lambert-93 (EPSG:2154) from WGS84, by IGN's published formulas (note NTG 71)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ECCENTRICITY = 0.0818191910428158
"""First eccentricity of the GRS80 ellipsoid."""
_EXPONENT = 0.725607765053267
"""`n` of the projection (standard parallels 44° and 49°)."""
_CONSTANT = 11_754_255.426096
"""`C`, in metres."""
_X_POLE, _Y_POLE = 700_000.0, 12_655_612.049876
_MERIDIAN = np.radians(3.0)


def lambert93(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return x, y in metres of longitudes and latitudes in degrees."""
    sine = np.sin(np.radians(lat))
    isometric = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    radius = _CONSTANT * np.exp(-_EXPONENT * isometric)
    angle = _EXPONENT * (np.radians(lon) - _MERIDIAN)
    return _X_POLE + radius * np.sin(angle), _Y_POLE - radius * np.cos(angle)
