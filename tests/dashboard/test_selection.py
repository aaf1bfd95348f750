"""The selection: canonical, round-tripping, and deaf to what it does not understand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.selection import MAX_TEXT_LENGTH, MAX_VALUES, Dimension, Selection, Unit

codes = st.lists(st.text(max_size=45), max_size=5)
selections = st.builds(
    lambda chosen, text, unit: Selection.from_json({**chosen, "q": text, "unite": unit}),
    st.dictionaries(st.sampled_from([d.value for d in Dimension]), codes, max_size=8),
    st.text(max_size=100),
    st.sampled_from([u.value for u in Unit]),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
keys = st.sampled_from([*(d.value for d in Dimension), "q", "unite"]) | st.text()


@given(selections)
def test_the_query_string_and_the_json_give_the_selection_back(selection):
    assert Selection.from_query(selection.to_query()) == selection
    assert Selection.from_query("?" + selection.to_query()) == selection
    assert Selection.from_json(json.loads(json.dumps(selection.to_json()))) == selection


@given(json_values | st.dictionaries(keys, json_values))
def test_any_json_is_a_selection(state):
    selection = Selection.from_json(state)
    assert Selection.from_json(selection.to_json()) == selection
    selection.to_query().encode("ascii")


@given(st.text() | st.dictionaries(keys, json_values))
def test_any_query_is_a_selection(query):
    selection = Selection.from_query(query)
    assert all(0 < len(values) <= MAX_VALUES for _, values in selection.clauses)
    assert len(selection.text) <= MAX_TEXT_LENGTH


@given(selections, st.sampled_from(list(Dimension)), st.sampled_from(["10", "67", "SM26"]))
def test_toggling_twice_changes_nothing(selection, dimension, code):
    once = selection.toggle(dimension, code)
    assert (code in once.values(dimension)) != (code in selection.values(dimension))
    assert once.toggle(dimension, code) == selection


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("profession=10,60", {"profession": ["10", "60"]}),
        ("profession=60&profession=10&profession=10", {"profession": ["10", "60"]}),
        ("q=%20%20Ren%C3%A9%0A%00Dupont%20", {"q": "René Dupont"}),
        ("unite=activites", {"unite": "activites"}),
        ("unite=hectares&nom=x&profession=&q=", {}),
        ("profession=" + "x" * 41, {}),
        ("commune=" + ",".join(str(n) for n in range(10_000, 10_500)), 200),
        ("%ff=%fe&profession=%00", {}),
    ],
    ids=["list", "repeated", "text", "unit", "unknown", "too-long", "too-many", "bytes"],
)
def test_query_cases(query, expected):
    found = Selection.from_query(query)
    if expected == 200:
        assert len(found.values(Dimension.COMMUNE)) == expected
    else:
        assert found.to_json() == expected


@pytest.mark.parametrize(
    "state",
    [
        None,
        3,
        [],
        {"profession": {"10": 1}},
        {"profession": [["10"], None, True, 1.5]},
        {"profession": b"10"},
        {"profession": [10**5000]},
        {"q": ["a"]},
    ],
)
def test_hostile_states_filter_nothing(state):
    assert Selection.from_json(state).is_empty


def test_a_lone_surrogate_does_not_break_the_address():
    assert Selection.from_json({"q": "a\ud800b", "profession": ["\ud800"]}).to_query() == "q=ab"


def test_changes_keep_the_rest():
    start = Selection.from_query("profession=10&departement=67&q=martin&unite=activites")
    assert start.without(Dimension.PROFESSION).to_query() == (
        "departement=67&q=martin&unite=activites"
    )
    assert start.set(Dimension.DEPARTEMENT, []).values(Dimension.DEPARTEMENT) == ()
    assert start.clear() == Selection(unit=Unit.ACTIVITES)
    assert start.search("  a  b ").text == "a b"
    assert start.counting("x").unit is Unit.PROFESSIONNELS
