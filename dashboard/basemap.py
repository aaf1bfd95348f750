"""What is around the region: the outlines of countries that come with the package, and their names."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

import brotli
import orjson
import shapely

from dashboard.engine.types import Bounds

COUNTRIES = "pays"
"""Name of the layer in `/geo/<layer>.geojson`."""
AROUND = 0.35
"""Degrees around the region within which a country's name is put."""
LEAST = 0.05
"""Square degrees of a country that must show for its name to be written."""
HOME = "France"


@cache
def countries() -> tuple[bytes, bytes | None]:
    """Return the outlines as GeoJSON, and the same packed with brotli."""
    plain = files("refdata").joinpath("basemap/pays.geojson").read_bytes()
    return plain, brotli.compress(plain)


@lru_cache(4)
def country_names(region: Bounds) -> list[tuple[str, float, float]]:
    """Return name, longitude, latitude of each neighbour: where it is widest around `region`."""
    west, south, east, north = region
    window = shapely.box(west - AROUND, south - AROUND, east + AROUND, north + AROUND)
    found = []
    for feature in orjson.loads(countries()[0])["features"]:
        name = feature["properties"]["nom"]
        seen = shapely.intersection(shapely.geometry.shape(feature["geometry"]), window)
        if name != HOME and seen.area > LEAST:
            middle = shapely.get_point(shapely.maximum_inscribed_circle(seen), 0)
            found.append((name, round(middle.x, 3), round(middle.y, 3)))
    return found
