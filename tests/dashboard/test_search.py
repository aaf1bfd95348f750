"""Normalised words, and their prefixes, against a walk over every row."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.search import CIVILITIES, looked_for, normalise, search, search_field, words

assigned = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), max_size=12)
small = st.text("aàbÉœ '-1", max_size=6)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("D'HAUSSY Anne-Sophie", "d haussy anne sophie"),
        ("Vœuil-lès-Prés", "voeuil les pres"),
        ("STRAẞE Straße", "strasse strasse"),
        ("  N° 12\u00a0bis ", "n 12 bis"),
        ("e\u0301lie", "elie"),
        ("--", ""),
        (None, None),
    ],
)
def test_normalised(before, after):
    assert normalise(pa.array([before], pa.string())).to_pylist() == [after]


@given(assigned)
def test_a_query_is_normalised_as_the_rows_are(text):
    [row] = normalise(pa.array([text], pa.string())).to_pylist()
    assert words(text) == tuple(dict.fromkeys(row.split()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Dr Martin Strasbourg", ["martin", "strasbourg"]),
        ("MARTIN, Docteur", ["martin"]),
        ("dr.martin", ["martin"]),
        ("Mme la Professeure Élie", ["la", "elie"]),
        ("M. Élie", ["elie"]),
        ("M.élie", ["elie"]),
        ("Monsieur le Pr Mr Saint", ["le", "saint"]),
        ("rue du Docteur Calmette", ["rue", "du", "calmette"]),
        ("mademoiselle Drouot", ["drouot"]),
        ("Prieur", ["prieur"]),
        ("docteur", ["docteur"]),
        ("Mlle Dr.", ["mlle", "dr"]),
        ("--", []),
    ],
)
def test_a_civility_is_looked_for_only_when_it_is_alone(query, expected):
    assert list(looked_for(query)) == expected


@given(st.lists(st.sampled_from([*sorted(CIVILITIES), "Dr.", "élie", "saint", "12"]), max_size=5))
def test_a_civility_more_or_less_asks_for_the_same(asked):
    others = [word for word in asked if word.casefold().strip(".") not in CIVILITIES]
    expected = words(" ".join(others or asked))
    assert looked_for(" ".join(asked)) == expected


@given(st.lists(st.tuples(small | st.none(), small | st.none()), min_size=1, max_size=8), small)
def test_every_word_begins_a_word_of_the_row_in_any_field(rows, query):
    fields = tuple(
        search_field(pa.array(column, pa.string())) for column in zip(*rows, strict=True)
    )
    found = search(fields, query)
    if not words(query):
        assert found is None
        return
    held = [[w for value in row if value for w in words(value)] for row in rows]
    asked = looked_for(query)
    expected = [all(any(w.startswith(q) for w in row) for q in asked) for row in held]
    assert found.tolist() == expected
