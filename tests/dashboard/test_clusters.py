"""Marks of the map: none lost, none twice, at every zoom and over any tiling."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from dashboard.engine import Engine
from dashboard.engine import clusters as clusters_module
from dashboard.engine.clusters import MAX_ZOOM, RADIUS_PX, WORLD, _owners, snapped
from dashboard.projection import cells, morton, to_degrees, to_unit
from dashboard.selection import Selection
from tests.dashboard.strategies import selections

lenient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
degrees = st.floats(allow_nan=True, allow_infinity=True)


def total(clusters):
    return sum(cluster.count for cluster in clusters)


@lenient
@given(selection=selections(), zoom=st.integers(0, 4 * MAX_ZOOM).map(lambda quarters: quarters / 4))
def test_the_world_holds_every_located_row(engine, oracle, selection, zoom):
    located = oracle.keeps(selection).longitude.notna().sum()
    assert total(engine.clusters(selection, WORLD, zoom)) == located


@pytest.mark.slow
@lenient
@given(selection=selections(), zoom=st.integers(6, 12), tiles=st.integers(1, 3))
def test_a_tiling_of_windows_holds_every_located_row_once(engine, oracle, selection, zoom, tiles):
    located = oracle.keeps(selection).longitude.notna().sum()
    side = 2 * tiles / 2**zoom  # windows of whole 512-px tiles, over the region
    west, north = (np.floor(v / side) * side for v in (0.512, 0.34))
    found = 0
    for column in range(math.ceil(0.03 / side) + 1):
        for row in range(math.ceil(0.04 / side) + 1):
            x = np.array([west + column * side, west + (column + 1) * side])
            y = np.array([north + row * side, north + (row + 1) * side])
            (left, right), (top, bottom) = to_degrees(x, y)
            found += total(engine.clusters(selection, (left, bottom, right, top), zoom))
    assert found == located


@lenient
@given(bounds=st.tuples(degrees, degrees, degrees, degrees), zoom=st.integers(-5, 99))
def test_any_window_is_answered(engine, bounds, zoom):
    found = total(engine.clusters(Selection(), bounds, zoom))
    assert 0 <= found <= engine.directory.located


def test_marks_split_between_two_zooms_too(engine):
    marks = [len(engine.clusters(Selection(), WORLD, zoom)) for zoom in (8, 8.25, 8.5, 8.75, 9)]
    assert marks == sorted(marks)
    assert marks[0] < marks[1] < marks[3] < marks[4]  # 8.25 is not 8, nor 8.75 another whole zoom


@pytest.mark.parametrize("zoom", [8, 8.25, 8.5, 8.75, 9])
def test_marks_are_as_far_apart_between_two_zooms(engine, zoom):
    found = engine.clusters(Selection(), WORLD, zoom)
    points = np.column_stack(
        to_unit(np.array([c.lon for c in found]), np.array([c.lat for c in found]))
    )
    distances, _ = cKDTree(points * 256 * 2**zoom).query(points * 256 * 2**zoom, k=2)
    # a mark stands at the middle of what it holds, so that two of them may come a little nearer
    assert np.percentile(distances[:, 1], 10) > RADIUS_PX / 2
    assert np.median(distances[:, 1]) < 3 * RADIUS_PX


def test_marks_split_as_one_comes_nearer(engine):
    marks = [len(engine.clusters(Selection(), WORLD, zoom)) for zoom in (4, 8, 11, 14, 18)]
    assert marks[0] == 1
    assert marks == sorted(set(marks))


def test_many_cells_are_merged_coarser_and_none_is_lost(engine, monkeypatch):
    monkeypatch.setattr(clusters_module, "MAX_CELLS", 10)
    engine = Engine(engine.directory)  # one that remembers no window
    for zoom in (9, 15, 18):
        found = engine.clusters(Selection(), WORLD, zoom)
        assert len(found) <= 10
        assert total(found) == engine.directory.located


def test_the_deepest_zoom_shows_each_door_with_its_rows(engine, oracle):
    located = oracle.rows[oracle.rows.longitude.notna()]
    doors = located.groupby(["longitude", "latitude"]).size()
    found = engine.clusters(Selection(), WORLD, 18)
    assert {(c.lon, c.lat): c.count for c in found} == doors.to_dict()
    for cluster in found:
        rows = engine.at(cluster.rows)
        assert len(rows) == min(cluster.count, 50)
        assert {(row["longitude"], row["latitude"]) for row in rows} == {(cluster.lon, cluster.lat)}
        assert cluster.level in {row["result_type"] for row in rows}


def test_a_lone_door_is_a_stack_at_every_zoom(engine, oracle):
    code = oracle.rows[oracle.rows.longitude.notna()].numero_rpps.iloc[0]
    selection = Selection().search(code)
    doors = oracle.keeps(selection)[["longitude", "latitude"]].dropna().drop_duplicates()
    for zoom in range(MAX_ZOOM + 1):
        for cluster in engine.clusters(selection, WORLD, zoom):
            assert (cluster.rows is not None) or len(doors) > 1


def test_a_window_snaps_to_tiles_and_its_edges_belong_to_one():
    zoom = 10
    side = 2 / 2**zoom
    x, y = np.array([0.5 + side, 0.5 + 2 * side]), np.array([0.25, 0.25 + side])
    (west, east), (north, south) = to_degrees(x, y)
    found = snapped((west, south, east, north), zoom)
    assert found == pytest.approx((x[0], y[0], x[1], y[1]), abs=1e-12)
    nudged = snapped((west + 1e-4, south + 1e-4, east - 1e-4, north - 1e-4), zoom)
    assert nudged == found


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_the_projection_comes_back(lon, lat):
    back = to_degrees(*to_unit(np.array([lon]), np.array([lat])))
    assert np.allclose(np.ravel(back), [lon, lat], atol=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_morton_codes_interleave_the_cells(points):
    x, y = np.array(points).T
    for code, column, row in zip(morton(x, y).tolist(), cells(x), cells(y), strict=True):
        bits = f"{code:052b}"
        assert int(bits[1::2], 2) == int(column)
        assert int(bits[0::2], 2) == int(row)


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(1, 9)),
        min_size=1,
        max_size=60,
    )
)
def test_merging_in_rounds_is_one_pass_heaviest_first(cells):
    points, weight = np.array(cells, dtype=float)[:, :2], np.array(cells)[:, 2]
    owner: dict[int, int] = {}
    for centre in sorted(range(len(cells)), key=lambda i: (-weight[i], i)):
        if centre not in owner:
            for member, point in enumerate(points):
                if math.dist(point, points[centre]) <= RADIUS_PX:
                    owner.setdefault(member, centre)
    assert _owners(points, weight).tolist() == [owner[i] for i in range(len(cells))]
