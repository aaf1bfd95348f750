"""Lambert-93, the legal projection of metropolitan France, from WGS84 degrees."""

from __future__ import annotations

import math

ECCENTRICITY = 0.0818191910428158
"""First eccentricity of the GRS80 ellipsoid."""
EXPONENT, SCALE_M = 0.7256077650532670, 11754255.426096
"""Exponent and constant of the cone tangent between the parallels 44° and 49°."""
MERIDIAN = 3.0
"""Longitude, in degrees, on which x is `EAST_M`."""
EAST_M, NORTH_M = 700_000.0, 12655612.049876
"""Coordinates of the pole."""
WEST, SOUTH, EAST, NORTH = -9.9, 41.0, 10.4, 51.6
"""Degrees within which the projection is the legal one."""


def lambert93(lon: float, lat: float) -> tuple[float, float] | None:
    """Metres east and north, to the centimetre; None where another projection is the legal one."""
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return None
    sine = math.sin(math.radians(lat))
    isometric = math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine)
    radius = SCALE_M * math.exp(-EXPONENT * isometric)
    angle = EXPONENT * math.radians(lon - MERIDIAN)
    x, y = EAST_M + radius * math.sin(angle), NORTH_M - radius * math.cos(angle)
    return round(x, 2), round(y, 2)
