"""Territories by name, by code, and by what holds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.selection import Dimension, Selection
from tests.dashboard.oracle import COLUMN, words


@pytest.fixture(scope="module")
def commune(engine):
    """Return a commune whose name has an accent."""
    rows = engine.directory.communes.to_pylist()
    return next(row for row in rows if "œ" in row["nom"])


def test_a_commune_by_name_without_accents(engine, commune):
    found = engine.find_places(" ".join(words(commune["nom"])).upper(), 60)
    assert commune["code_commune"] in {place.code for place in found}
    assert {tuple(words(place.label)) for place in found if place.level == "commune"} == {
        tuple(words(commune["nom"]))
    }


def test_a_code_comes_first(engine):
    assert engine.find_places("67001", 5)[0].code == "67001"
    assert engine.find_places("67", 5)[0].level == "departement"
    assert engine.find_places("200067001", 5)[0].level == "epci"


@pytest.mark.parametrize("level", ["departement", "epci", "commune"])
def test_choosing_a_place_keeps_its_population_whole(engine, oracle, level):
    places = [place for place in engine.find_places("", 400) if place.level == level]
    codes = set(oracle.communes[COLUMN[Dimension(level)]].dropna())
    assert {place.code for place in places} == codes
    for place in places:
        chosen = Selection.from_json(place.selects())
        alone = Selection().set(Dimension(level), [place.code])
        communes = oracle.territory(alone)
        assert len(oracle.territory(chosen)) == len(communes)
        assert place.population == (oracle.population(communes) or 0)
        assert list(place.departements) == sorted(set(communes.code_departement))


@given(st.text(max_size=12))
def test_any_text_finds_only_what_holds_its_words(engine, text):
    for place in engine.find_places(text, 20):
        tokens = words(place.label) + words(place.code)
        assert all(any(token.startswith(word) for token in tokens) for word in words(text))


@pytest.mark.parametrize(
    ("state", "level", "count"),
    [
        ({}, "departement", 3),
        ({"departement": ["67"]}, "epci", None),
        ({"departement": ["67"], "epci": ["200067001"]}, "commune", None),
        ({"epci": ["200067001"], "commune": ["67001"]}, "commune", None),
    ],
)
def test_what_lies_inside(engine, oracle, state, level, count):
    found = engine.places_inside(Selection.from_json(state), 400)
    assert {place.level for place in found} == {level}
    kept = Selection.from_json({k: v for k, v in state.items() if k != level})
    held = set(oracle.territory(kept)[COLUMN[Dimension(level)]].dropna())
    assert {place.code for place in found} == held
    assert count is None or len(found) == count


@pytest.mark.parametrize(
    "state", [{}, {"departement": ["67"]}, {"commune": ["67001"]}, {"q": "zz"}]
)
def test_the_extent_holds_what_is_selected(engine, oracle, state):
    selection = Selection.from_json(state)
    rows = oracle.keeps(selection).dropna(subset=["longitude", "latitude"])
    extent = engine.extent(selection)
    if rows.empty:
        assert extent is None
    else:
        bounds = (
            rows.longitude.min(),
            rows.latitude.min(),
            rows.longitude.max(),
            rows.latitude.max(),
        )
        assert extent == pytest.approx(bounds, abs=1e-6)
