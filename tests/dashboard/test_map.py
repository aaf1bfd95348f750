"""The map's payload and the window a browser sends."""

import pytest

from dashboard.engine import Bounds, Cluster
from dashboard.map import feature_collection, parse_window

REGION = Bounds(4.0, 47.0, 8.0, 50.0)


def test_clusters_are_lon_lat_geojson():
    found = feature_collection([Cluster(7.75, 48.58, 1234), Cluster(7.1, 48.1, 1, (7,), "street")])
    first, second = found["features"]
    assert first["geometry"]["coordinates"] == [7.75, 48.58]
    assert first["properties"] == {"n": 1234, "t": "1\u202f234"}
    assert second["properties"] == {"n": 1, "t": "1", "r": [7], "l": "street"}


@pytest.mark.parametrize(
    "window",
    [
        None,
        [],
        {},
        {"bounds": [1, 2, 3], "zoom": 8},
        {"bounds": ["a", 2, 3, 4], "zoom": 8},
        {"bounds": [1, 2, 3, float("inf")], "zoom": 8},
        {"bounds": [1, 2, 3, 4], "zoom": None},
        {"bounds": [1, 2, 3, 4], "zoom": True},
    ],
)
def test_what_is_no_window_is_the_region(window):
    assert parse_window(window, REGION) == (REGION, 8)


def test_a_window_is_clamped():
    bounds, zoom = parse_window({"bounds": [-180, -90, 180, 90], "zoom": 99}, REGION)
    assert bounds == Bounds(3.5, 46.5, 8.5, 50.5)
    assert zoom == 18
    inside = {"bounds": [5.0, 48.0, 6.0, 49.0], "zoom": 10.6}
    assert parse_window(inside, REGION) == (Bounds(5.0, 48.0, 6.0, 49.0), 10.6)
