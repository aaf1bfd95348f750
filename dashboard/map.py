"""The map: the only module that knows dash-leaflet, and the only Python that writes (lat, lon).

dash-leaflet makes the map, its images and its scale. Outlines and clusters are layers that
`assets/cigogne-4-map.js` keeps on it: an outline is recoloured in place, a mark that stays is left
there, where dash-leaflet 1.1.3 makes every layer anew (and, driven by `url=`, freezes for ever
after one failed request).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard

import dash_leaflet as dl

from dashboard import text
from dashboard.engine.types import Bounds, Cluster
from dashboard.ids import MapIds
from dashboard.received import members
from dashboard.settings import Settings
from dashboard.tiles import FOLDER

MIN_ZOOM, MAX_ZOOM = 6, 18
AROUND = 0.5
"""Degrees shown around the region: an address may lie just outside its simplified outline."""


def leaflet_map(setup: dict[str, Any], settings: Settings | None) -> dl.Map:
    """Return the map over the region's bounds; images only when the deployment names where from."""
    west, south, east, north = setup["emprise"]
    return dl.Map(
        [
            *_background(setup, settings or Settings()),
            dl.ScaleControl(position="bottomright", imperial=False),
        ],
        id=MapIds.MAP,
        # center and zoom, never bounds: bounds alone is a page error in dash-leaflet 1.1.3
        center=[(south + north) / 2, (west + east) / 2],
        zoom=8,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
        zoomSnap=0.25,
        attributionControl=False,
        zoomControl=False,
        preferCanvas=True,
        className="map",
    )


def _background(setup: dict[str, Any], settings: Settings) -> list[Any]:
    """Return the archive's and the intranet's tiles, WMS layers; nothing else is under the outlines."""
    found: list[Any] = []
    if archive := setup.get("archive"):
        coarsest, finest = archive["zooms"]
        address = f"{setup['racine']}{FOLDER}/{{z}}/{{x}}/{{y}}"
        found.append(dl.TileLayer(url=address, minNativeZoom=coarsest, maxNativeZoom=finest))
    if settings.tile_url:
        found.append(dl.TileLayer(url=settings.tile_url))
    if settings.wms_url:
        found.append(
            dl.WMSTileLayer(
                url=settings.wms_url,
                layers=settings.wms_layers,
                format="image/png",
                transparent=True,
            )
        )
    return found


def feature_collection(clusters: Iterable[Cluster]) -> dict[str, Any]:
    """Return the clusters as GeoJSON: `n` activities, `l` level, `r` row ids of a single place."""
    return {"type": "FeatureCollection", "features": [_feature(c) for c in clusters]}


def _feature(cluster: Cluster) -> dict[str, Any]:
    properties: dict[str, Any] = {"n": cluster.count, "t": text.number(cluster.count)}
    if cluster.rows is not None:
        properties |= {"r": list(cluster.rows), "l": cluster.level}
    position = [round(cluster.lon, 6), round(cluster.lat, 6)]
    geometry = {"type": "Point", "coordinates": position}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def parse_window(window: object, region: Bounds) -> tuple[Bounds, float]:
    """Return the bounds and zoom the browser sent; the whole region at zoom 8 when unreadable.

    Bounds are clamped to the region and its edges (a world at zoom 18 would be 5 MB), zoom to 5–18.
    """
    given = members(window)
    bounds, zoom = given.get("bounds"), given.get("zoom")
    corners = bounds if isinstance(bounds, list) else []
    if not _is_number(zoom) or len(corners) != 4 or not all(map(_is_number, corners)):
        return region, 8
    west, south, east, north = (float(value) for value in corners)
    clamped = Bounds(
        max(west, region.west - AROUND),
        max(south, region.south - AROUND),
        min(east, region.east + AROUND),
        min(north, region.north + AROUND),
    )
    return clamped, min(max(zoom, MIN_ZOOM - 1), MAX_ZOOM)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
