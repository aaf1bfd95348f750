"""Make `refdata/basemap/pays.geojson` from npm `world-atlas`, file `countries-10m.json`.

`python scripts/extract_countries.py countries-10m.json`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import shapely

NAMES = {
    "250": "France",
    "056": "Belgique",
    "442": "Luxembourg",
    "276": "Allemagne",
    "756": "Suisse",
    "380": "Italie",
    "724": "Espagne",
    "826": "Royaume-Uni",
    "020": "Andorre",
    "528": "Pays-Bas",
    "040": "Autriche",
    "438": "Liechtenstein",
}
"""ISO 3166 numeric code → French name of what is drawn."""
WINDOW = shapely.box(-6.5, 40.5, 12, 52.5)
TOLERANCE, DECIMALS, LEAST = 0.022, 2, 0.003
"""Degrees of simplification, decimals written, square degrees below which an island is left out."""

TARGET = Path(__file__).parents[1] / "refdata" / "basemap" / "pays.geojson"
Line = list[tuple[float, float]]


def main(source: Path) -> None:
    """Decode the TopoJSON, simplify its arcs (a border shared by two stays shared), clip, write."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [simplified(arc, topology["transform"]) for arc in topology["arcs"]]
    shapes = topology["objects"]["countries"]["geometries"]
    drawn = [s for s in shapes if str(s.get("id")) in NAMES]
    found = [f for f in (feature(shape, arcs) for shape in drawn) if f]
    collection = {"type": "FeatureCollection", "features": found}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text, encoding="utf-8")


def simplified(arc: list[list[int]], transform: dict[str, list[float]]) -> Line:
    """Return an arc in degrees from its differences, simplified."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    line = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        line.append((x * sx + tx, y * sy + ty))
    return list(shapely.LineString(line).simplify(TOLERANCE).coords)


def ring(numbers: list[int], arcs: list[Line]) -> Line:
    """Return a ring made of arcs end to end; `~i` is arc `i` backwards."""
    line: Line = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += part[1:] if line else part
    return line


def feature(shape: dict[str, Any], arcs: list[Line]) -> dict[str, Any] | None:
    """Return a country clipped to the window; None when nothing of it is inside."""
    parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [[ring(numbers, arcs) for numbers in part] for part in parts]
    solid = [
        shapely.Polygon(outer, [hole for hole in holes if len(hole) > 3]).buffer(0)
        for outer, *holes in rings
        if len(outer) > 3
    ]
    seen = shapely.get_parts(shapely.union_all(solid).intersection(WINDOW))
    kept = [p for p in seen if p.geom_type == "Polygon" and p.area > LEAST]
    if not kept:
        return None
    code = str(shape["id"])
    coordinates = [[rounded(r) for r in (p.exterior, *p.interiors)] for p in kept]
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": NAMES[code]},
        "geometry": geometry,
    }


def rounded(line: shapely.LinearRing) -> list[list[float]]:
    """Return the coordinates of a ring with DECIMALS decimals."""
    return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in line.coords]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
