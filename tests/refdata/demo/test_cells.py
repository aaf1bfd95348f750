"""Outlines: valid, disjoint, without holes between them, each around its own centre."""

import numpy as np
import pytest
from shapely import Point, STRtree, union_all
from shapely.geometry import shape

from refdata.demo.cells import commune_cells, half_planes
from refdata.demo.facts import load_facts
from refdata.demo.plane import to_metres


@pytest.fixture(scope="module")
def facts():
    return load_facts()


@pytest.fixture(scope="module")
def cells(facts):
    return commune_cells(facts.centres)


def test_published_outlines_are_valid_and_disjoint(tiny):
    outlines = [shape(f["geometry"]) for f in tiny.communes]
    assert all(o.is_valid and o.geom_type == "Polygon" for o in outlines)
    left, right = STRtree(outlines).query(outlines, predicate="overlaps")
    shared = [outlines[i].intersection(outlines[j]).area for i, j in zip(left, right, strict=True)]
    assert max(shared, default=0.0) < 1e-7


def test_cells_leave_no_hole_inside_the_region(cells):
    union = union_all(cells)
    assert union.geom_type == "Polygon"
    assert not union.interiors
    assert sum(cell.area for cell in cells) == pytest.approx(union.area, rel=1e-9)


def test_each_cell_holds_its_centre(facts, cells):
    centres = to_metres(facts.centres)
    assert all(cell.contains(Point(p)) for cell, p in zip(cells, centres, strict=True))


def test_half_planes_agree_with_the_polygons(facts, cells):
    planes = half_planes(cells, facts.centres)
    rng = np.random.default_rng(0)
    for row in rng.integers(0, len(cells), 200).tolist():
        near = to_metres(facts.centres[row]) + rng.normal(0, 1_500, 2)
        inside = bool((planes.normals[row] @ near <= planes.offsets[row]).all())
        cell = cells[row]
        if cell.area > 0.999 * cell.convex_hull.area:
            assert inside == cell.contains(Point(near))
        else:
            assert not inside or cell.contains(Point(near))
