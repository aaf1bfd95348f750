"""Whom a question names, against a walk over every name."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.engine.names import Names, named_first
from dashboard.search import looked_for
from tests.dashboard.oracle import named

PEOPLE = [
    ("ADAM", "Paul"),  # works in rue Martin, or with a Martin
    ("ADAM", "Martin"),
    ("D'HAUSSY", "Élie"),
    ("DELMAS", "Jean-Pierre"),
    ("Le Goff", None),
    ("MARTIN", "Zoé"),
    ("MARTIN-GALL", "Ève"),
    ("MARTINEZ", "Ana"),
    ("Mártin", "Luc"),
    (None, "Rose"),
]


def first(people, question):
    """Return `people`, whom `question` names first."""
    family, given_names = (
        Names.of(pa.chunked_array([column], pa.string())) for column in zip(*people, strict=True)
    )
    rows = np.arange(len(people), dtype=np.int32)
    return [people[i] for i in named_first(rows, looked_for(question), family, given_names)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Martin Strasbourg",
            ["MARTIN Zoé", "Mártin Luc", "ADAM Martin", "MARTIN-GALL Ève", "MARTINEZ Ana"],
        ),
        (
            "dr MÁRTIN",
            ["MARTIN Zoé", "Mártin Luc", "ADAM Martin", "MARTIN-GALL Ève", "MARTINEZ Ana"],
        ),
        (
            "martin gall",
            ["MARTIN Zoé", "MARTIN-GALL Ève", "Mártin Luc", "ADAM Martin", "MARTINEZ Ana"],
        ),
        ("le goff strasbourg", ["Le Goff None"]),
        ("elie d'haussy", ["D'HAUSSY Élie"]),
        ("jean pierre", ["DELMAS Jean-Pierre"]),
        ("jean", []),
        ("mart", ["MARTIN Zoé", "MARTIN-GALL Ève", "MARTINEZ Ana", "Mártin Luc"]),
        ("rue de la rose", ["None Rose"]),
        ("12", []),
        ("--", []),
    ],
)
def test_whom_a_question_names_comes_before_whom_it_finds(question, expected):
    found = first(PEOPLE, question)
    assert [f"{nom} {prenom}" for nom, prenom in found[: len(expected)]] == expected
    assert found[len(expected) :] == [one for one in PEOPLE if one in found[len(expected) :]]


letters = st.text("amrtn é-'", max_size=6)
people = st.lists(st.tuples(letters | st.none(), letters | st.none()), min_size=1, max_size=8)


@given(people, st.lists(letters, max_size=4).map(" ".join))
def test_ranks_are_those_of_a_walk(people, question):
    expected = sorted(people, key=lambda one: named(looked_for(question), *one))
    assert first(people, question) == expected
