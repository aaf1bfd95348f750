"""Classes of the map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.choropleth import (
    CLASSES,
    MEASURES,
    OUTSIDE,
    MapOptions,
    breaks,
    classes,
    round_down,
    small_areas,
    value_of,
)
from dashboard.engine.types import TerritoryValue


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1234, 1200), (12.7, 12), (0.237, 0.23), (7, 7), (0, 0), (99_999, 99_000)],
)
def test_round_down_keeps_two_figures(value, expected):
    assert round_down(value) == pytest.approx(expected)


@given(st.lists(st.just(0.0) | st.floats(1e-3, 1e6), max_size=60))
def test_breaks_rise_and_leave_no_value_out(values):
    found = breaks(values)
    positive = [value for value in values if value > 0]
    assert found == sorted(set(found))
    assert len(found) <= CLASSES
    assert bool(found) == bool(positive)
    assert all(value >= found[0] for value in positive)


def test_breaks_of_one_value():
    assert breaks([0, 42, 42]) == [42]


@pytest.mark.parametrize("state", [None, [], {"mesure": 3, "echelle": ["epci"]}, {"mesure": "x"}])
def test_options_of_anything_are_the_default(state):
    assert MapOptions.from_json(state) == MapOptions("densite", "epci")


def test_options_of_a_state():
    state = {"mesure": "effectif", "echelle": "commune"}
    assert MapOptions.from_json(state) == MapOptions("effectif", "commune")


@given(st.lists(st.none() | st.just(0.0) | st.just(OUTSIDE) | st.floats(0.1, 1e5), max_size=60))
def test_every_area_is_in_one_class(values):
    found = classes(values)
    inside = [value for value in values if value != OUTSIDE]
    assert sum(c.areas for c in found) == len(inside)
    assert sum(c.areas for c in found if c.low is None) == inside.count(None)
    assert sum(c.areas for c in found if c.low == c.high == 0) == inside.count(0)
    rising = [c for c in found if c.low]
    assert [c.high for c in rising[:-1]] == [c.low for c in rising[1:]]
    assert not rising or rising[-1].high is None


def area(count, *, part=None, base=0, population=1000):
    return TerritoryValue("x", "X", count, population, count * 10_000 / population, part, base)


@pytest.mark.parametrize(
    ("measure", "value", "small"),
    [("densite", 70.0, 1), ("effectif", 7.0, 0), ("part_liberal", 67.0, 1)],
)
def test_what_colours_an_area(measure, value, small):
    territory = area(7, part=2 / 3, base=6)
    assert measure in MEASURES
    assert value_of(territory, measure) == value
    assert small_areas([territory, area(0), area(50, part=0.1, base=50)], measure) == small


def test_a_share_of_nobody_is_no_data():
    assert value_of(area(0), "part_liberal") is None
