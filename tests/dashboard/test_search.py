"""Normalised words, and their prefixes, against a walk over every row."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.search import normalise, search, search_field, words

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
    expected = [all(any(w.startswith(q) for w in row) for q in words(query)) for row in held]
    assert found.tolist() == expected
