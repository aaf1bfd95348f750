"""Outlines of communes: the Voronoi cells of their centres inside a hull of the region.

Cells share their borders exactly and never overlap; they are not the real limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint, Point, Polygon, concave_hull, set_precision, voronoi_polygons
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from refdata.demo.plane import to_degrees, to_metres

Floats = NDArray[np.float64]

HULL_RATIO = 0.1
"""How closely the hull follows the outermost centres (0 tight, 1 convex)."""
HULL_MARGIN = 3_500.0
"""Metres between the outermost centres and the border of the region."""
DECIMALS = 4
"""Of the degrees in the published outlines, as in the files of geo.api.gouv.fr."""
_CONVEX = 0.999
"""Area over area of the convex hull, above which a cell counts as convex."""


@dataclass(frozen=True, slots=True)
class HalfPlanes:
    """Convex insides of cells as `normal · point <= offset`, metres, padded to the longest.

    `normals` has shape (cells, edges, 2), `offsets` (cells, edges); padding never binds.
    """

    normals: Floats
    offsets: Floats


def region_hull(centres: Floats) -> Polygon:
    """Return the outline of the region around `centres` (degrees), in metres."""
    hull = concave_hull(MultiPoint(to_metres(centres)), ratio=HULL_RATIO)
    around = hull.buffer(HULL_MARGIN, quad_segs=4)
    return Polygon(around.exterior)


def commune_cells(centres: Floats) -> list[Polygon]:
    """Return one polygon a centre (degrees in, metres out), in the same order."""
    hull = region_hull(centres)
    points = to_metres(centres)
    cells = voronoi_polygons(MultiPoint(points), extend_to=hull, ordered=True).geoms
    return [_clipped(c, hull, Point(p)) for c, p in zip(cells, points, strict=True)]


def _clipped(cell: BaseGeometry, hull: Polygon, centre: Point) -> Polygon:
    """Cut `cell` to the hull; where that leaves several pieces, keep the one with the centre."""
    if hull.contains(cell):
        return Polygon(cell)
    inside = cell.intersection(hull)
    pieces = [g for g in getattr(inside, "geoms", [inside]) if isinstance(g, Polygon)]
    return min(pieces, key=lambda piece: (piece.distance(centre), -piece.area))


def published(cells: Sequence[Polygon]) -> list[Polygon]:
    """Return the cells in degrees, rounded, counter-clockwise, valid.

    Each vertex is rounded on its own, and a vertex shared by two cells is the same number in both
    before rounding, so borders stay shared.
    """
    return [_rounded(cell) for cell in cells]


def _rounded(cell: Polygon) -> Polygon:
    ring = np.round(to_degrees(np.asarray(cell.exterior.coords)), DECIMALS)
    polygon = Polygon(ring)
    if not polygon.is_valid:
        polygon = set_precision(polygon, 10.0**-DECIMALS)
    return orient(polygon)


def half_planes(cells: Sequence[Polygon], centres: Floats) -> HalfPlanes:
    """Return the convex inside of each cell (metres); `centres` are in degrees.

    A cell that the hull made concave is replaced by the largest disc around its centre.
    """
    rings = [_convex_ring(c, p) for c, p in zip(cells, to_metres(centres), strict=True)]
    edges = max(len(ring) - 1 for ring in rings)
    normals = np.zeros((len(rings), edges, 2))
    offsets = np.full((len(rings), edges), 1.0)
    for row, ring in enumerate(rings):
        along = np.diff(ring, axis=0)
        length = np.hypot(along[:, 0], along[:, 1])
        outward = np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None]
        normals[row, : len(along)] = outward
        offsets[row, : len(along)] = (outward * ring[:-1]).sum(axis=1)
    return HalfPlanes(normals, offsets)


def _convex_ring(cell: Polygon, centre: Floats) -> Floats:
    """Return a counter-clockwise closed ring without repeated points."""
    if cell.area < _CONVEX * cell.convex_hull.area:
        radius = cell.exterior.distance(Point(centre))
        cell = Point(centre).buffer(0.99 * radius, quad_segs=4)
    ring = np.asarray(orient(cell).exterior.coords)
    keep = np.ones(len(ring), dtype=bool)
    keep[1:] = np.hypot(*np.diff(ring, axis=0).T) > 1e-6
    ring = ring[keep]
    closed = np.array_equal(ring[0], ring[-1])
    return ring if closed else np.vstack([ring, ring[:1]])
