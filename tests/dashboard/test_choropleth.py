"""Classes of the map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.choropleth import CLASSES, MapOptions, breaks, round_down


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
