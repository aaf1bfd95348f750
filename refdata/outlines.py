"""Outlines for the browser: simplified together, so that neighbours keep one common border."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import brotli
import numpy as np
import orjson
import pyarrow as pa
import shapely

from refdata.atomic import replacing

DECIMALS = 4
"""Decimals of a degree written: 4 are 11 m, finer than the simplification."""

TOLERANCE = 0.002
"""Square root, in degrees, of the smallest triangle kept: about 200 m by 150 m at 48° north."""

BROTLI_QUALITY = 9

Geometries = np.ndarray[Any, np.dtype[np.object_]]
"""Array (n,) of shapely geometries, None where there is no outline."""


def simplified(contours: pa.ChunkedArray, tolerance: float = TOLERANCE) -> Geometries:
    """Return the outlines (WKB, null allowed) simplified as one coverage, then rounded.

    Shapely simplifies each border once for its two sides, so that no gap opens between
    neighbours; rounding to a grid moves both sides to the same points.
    """
    shapes: Geometries = shapely.from_wkb(np.array(contours.to_pylist(), dtype=object))
    present = ~shapely.is_missing(shapes)
    if present.any():
        whole = shapely.coverage_simplify(shapes[present], tolerance)
        shapes[present] = shapely.set_precision(whole, 10**-DECIMALS, mode="pointwise")
    return shapes


def dissolved(shapes: Geometries, groups: Sequence[str | None]) -> dict[str, shapely.Geometry]:
    """Return the union of the outlines of each group, by group; None belongs to no group."""
    members: dict[str, list[shapely.Geometry]] = {}
    for shape, group in zip(shapes, groups, strict=True):
        if group is not None and shape is not None:
            members.setdefault(group, []).append(shape)
    return {group: shapely.union_all(shapes) for group, shapes in sorted(members.items())}


def feature_collection(
    shapes: Mapping[str, shapely.Geometry | None], names: Mapping[str, str]
) -> bytes:
    """Return a GeoJSON FeatureCollection with `code` and `nom`, in the order of the codes.

    A territory without outline is left out: a map cannot draw it.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": names[code]},
            "geometry": _geometry(shapes[code]),
        }
        for code in sorted(shapes)
        if shapes[code] is not None
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """GeoJSON geometry with `DECIMALS` decimals; a rounded float prints at its shortest."""
    rounded = shapely.transform(shape, lambda points: np.round(points, DECIMALS))
    return dict(shapely.geometry.mapping(rounded))


def write(path: Path, collection: bytes) -> None:
    """Write a collection at `path`, and beside it its brotli (`.br`) for the server to send."""
    with replacing(path) as partial:
        partial.write_bytes(collection)
    with replacing(path.with_name(f"{path.name}.br")) as partial:
        partial.write_bytes(brotli.compress(collection, quality=BROTLI_QUALITY))
