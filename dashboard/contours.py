"""Outlines of a release for the browser: which territories, in which order, and the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from flask import Blueprint, Response, abort, request

from dashboard.basemap import COUNTRIES, countries
from dashboard.errors import ReleaseMissingError
from dashboard.packing import FOR_EVER

LAYERS: Mapping[str, str] = {"commune": "communes", "epci": "epci", "departement": "departements"}
"""Level of territory → name of its file in `contours/`."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Contours:
    """The outlines of one release, held in memory: its folder may be removed while it is served."""

    files: Mapping[str, tuple[bytes, bytes | None]]
    """Level → its GeoJSON, and the same packed with brotli (None where the release has none)."""
    order: Mapping[str, tuple[str, ...]]
    """Level → codes in the order of the file: values are sent to the browser in that order."""
    bounds: Box
    """West, south, east, north of the departments, WGS84 degrees."""

    @classmethod
    def load(cls, release: Path) -> Contours:
        """Read the codes and the bounds of the layers of `release`.

        Raises ReleaseMissingError when a layer is not there.
        """
        folder = release / "contours"
        order: dict[str, tuple[str, ...]] = {}
        files: dict[str, tuple[bytes, bytes | None]] = {}
        bounds: Box = (180.0, 90.0, -180.0, -90.0)
        for level, name in LAYERS.items():
            files[level] = _file(folder / f"{name}.geojson")
            features: list[dict[str, Any]] = orjson.loads(files[level][0])["features"]
            order[level] = tuple(str(f["properties"]["code"]) for f in features)
            for feature in features:
                bounds = _extended(bounds, feature["geometry"]["coordinates"])
        return cls(files, order, bounds)

    def codes(self, level: str) -> tuple[str, ...]:
        """Codes of the territories of `level`, in the order of its file."""
        return self.order[level]


def _file(path: Path) -> tuple[bytes, bytes | None]:
    """Read a layer, and its packed form where there is one."""
    if not path.is_file():
        raise ReleaseMissingError(path.parent, path.name)
    packed = path.with_name(path.name + ".br")
    return path.read_bytes(), packed.read_bytes() if packed.is_file() else None


def _extended(bounds: Box, coordinates: list[Any]) -> Box:
    """`bounds` widened to hold nested GeoJSON `coordinates`."""
    if coordinates and isinstance(coordinates[0], int | float):
        lon, lat = coordinates[:2]
        west, south, east, north = bounds
        return min(west, lon), min(south, lat), max(east, lon), max(north, lat)
    for part in coordinates:
        bounds = _extended(bounds, part)
    return bounds


def contours_blueprint(current: Callable[[], Contours]) -> Blueprint:
    """Serve `/geo/<layer>.geojson`, ready compressed where the browser takes brotli.

    A layer is one of LAYERS, or COUNTRIES: the same for every release.

    `current()` gives the Contours of the release being served. The page asks with `?v=<release>`,
    so that an answer may be kept for ever.
    """
    blueprint = Blueprint("contours", __name__)

    @blueprint.get("/geo/<layer>.geojson")
    def layer_file(layer: str) -> Response:
        if layer not in (*LAYERS, COUNTRIES):
            abort(404)
        plain, packed = countries() if layer == COUNTRIES else current().files[layer]
        takes_brotli = "br" in request.headers.get("Accept-Encoding", "") and packed is not None
        reply = Response(packed if takes_brotli else plain, mimetype="application/geo+json")
        if takes_brotli:
            reply.headers["Content-Encoding"] = "br"
        reply.headers["Vary"] = "Accept-Encoding"
        reply.headers["Cache-Control"] = FOR_EVER
        return reply

    return blueprint
