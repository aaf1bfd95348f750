"""Outlines simplified together: neighbours keep one common border."""

from __future__ import annotations

import json
from pathlib import Path

import brotli
import numpy as np
import pyarrow as pa
import pytest
import shapely

from refdata import outlines


def wiggly_grid(size: int = 4, points: int = 60) -> list[shapely.Polygon]:
    """Cells whose four sides wiggle finely, shared to the point with their neighbours."""
    steps = np.linspace(0, 1, points)
    wave = 0.0004 * np.sin(np.arange(points) * 2.3) * np.sin(np.pi * steps)

    def across(x: float, y: float) -> list[tuple[float, float]]:
        return [(x + s, y + w) for s, w in zip(steps, wave, strict=True)]

    def up(x: float, y: float) -> list[tuple[float, float]]:
        return [(x + w, y + s) for s, w in zip(steps, wave, strict=True)]

    return [
        shapely.Polygon(
            [*across(x, y), *up(x + 1, y), *across(x, y + 1)[::-1], *up(x, y)[::-1]]
        ).normalize()
        for x in range(size)
        for y in range(size)
    ]


def wkb(shapes: list[shapely.Polygon | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([s and shapely.to_wkb(s) for s in shapes], pa.binary())])


def test_simplification_keeps_common_borders_common() -> None:
    cells = wiggly_grid()
    simple = outlines.simplified(wkb(cells))
    before = sum(shapely.get_num_coordinates(cell) for cell in cells)
    assert shapely.get_num_coordinates(simple).sum() < before / 1.5
    assert shapely.coverage_is_valid(simple)
    whole = shapely.union_all(simple)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(s.area for s in simple), rel=1e-9)


def test_coordinates_lie_on_the_grid_of_what_is_written() -> None:
    simple = outlines.simplified(wkb(wiggly_grid(2)))
    points = shapely.get_coordinates(simple)
    assert np.allclose(points, np.round(points, outlines.DECIMALS), atol=1e-12)


def test_missing_outlines_stay_missing() -> None:
    cell = shapely.box(7, 48, 7.1, 48.1)
    simple = outlines.simplified(wkb([None, cell]))
    assert simple[0] is None
    assert simple[1].equals(cell)
    assert list(outlines.simplified(wkb([None]))) == [None]
    assert list(outlines.simplified(wkb([]))) == []


def test_groups_are_dissolved() -> None:
    cells = wiggly_grid(2)
    simple = outlines.simplified(wkb(cells))
    merged = outlines.dissolved(simple, ["a", "a", "b", None])
    assert list(merged) == ["a", "b"]
    assert merged["a"].area == pytest.approx(simple[0].area + simple[1].area)
    assert merged["b"].equals(simple[2])


def test_collection_is_ordered_named_and_short(tmp_path: Path) -> None:
    shapes = {"2": shapely.box(7, 48, 7.1, 48.1), "1": shapely.box(6.9, 48, 7, 48.1), "3": None}
    names = {"1": "Œting", "2": "L'Hôpital", "3": "Sans contour"}
    written = outlines.feature_collection(shapes, names)
    path = tmp_path / "contours" / "communes.geojson"
    outlines.write(path, written)
    assert brotli.decompress((path.parent / "communes.geojson.br").read_bytes()) == written
    features = json.loads(path.read_bytes())["features"]
    assert [f["properties"] for f in features] == [
        {"code": "1", "nom": "Œting"},
        {"code": "2", "nom": "L'Hôpital"},
    ]
    assert b"7.1,48.1" in written
    assert b"7.1000" not in written


@pytest.mark.real
def test_real_communes_stay_neighbours(shared_dir: Path) -> None:
    from refdata.geoapi import read_communes

    table = read_communes(shared_dir / "real/source/communes-region-44.geojson")
    inside = [code < "11" for code in table["code_departement"].to_pylist()]
    contours = table["contour"].filter(pa.array(inside))
    before = shapely.from_wkb(np.array(contours.to_pylist(), dtype=object))
    after = outlines.simplified(contours)
    assert shapely.is_valid(after).mean() > 0.99
    left, right = shapely.STRtree(before).query(before, predicate="touches")
    apart = shapely.distance(after[left], after[right])
    assert (apart == 0).mean() > 0.999
