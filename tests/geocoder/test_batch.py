"""Tables: every row comes back, in its order, whatever it holds."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geocoder import Geocoder, LineQuery, PlaceQuery, QueryTableError
from refdata.tables import QUERY, RESULT

ROWS = [
    {"street": "RUE DE L EGLISE", "number": "2", "postcode": "67810", "city": "Saint-Oden"},
    {"street": "R DU GAL LECLERC", "number": "4", "postcode": "67810", "city": "Saint-Oden"},
    {},
    {"street": "RUE DE NULLE PART", "city": "Saint-Oden"},
    {"address": "2 rue de l'église 67810 Saint-Oden"},
]
COLUMNS = [c.name for c in QUERY.columns]


def _table(rows):
    return pa.table({c: pa.array([r.get(c) for r in rows], pa.string()) for c in COLUMNS})


def test_the_answer_keeps_the_contract(geocoder: Geocoder):
    answer = geocoder.geocode_table(_table(ROWS))

    assert RESULT.problems(answer) == []
    assert answer["result_status"].to_pylist() == ["ok", "ok", "skipped", "ok", "ok"]
    assert answer["result_id"][0] == answer["result_id"][4]


def test_names_of_a_department_that_no_row_lies_in_are_not_read(index_path: Path):
    with Geocoder.open(index_path) as geocoder:
        geocoder.geocode_table(
            _table([{"street": "RUE DES TILEULS", "postcode": "67810", "city": "Saint-Oden"}])
        )

        read = {d for d, finder in geocoder.decider.finders.items() if "vocabulary" in vars(finder)}
        assert read == {"67"}


@given(st.permutations(ROWS * 3))
def test_an_answer_does_not_depend_on_the_rows_around_it(geocoder: Geocoder, rows):
    alone = {str(r): geocoder.geocode_table(_table([r])).to_pylist()[0] for r in ROWS}

    together = geocoder.geocode_table(_table(rows)).to_pylist()

    assert together == [alone[str(r)] for r in rows]


ANY = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.sampled_from(
        ["67810", "Saint-Oden", "RUE", "12 A 14", "\u202e", "\x00", "🩺", "9" * 400, "É" * 10_000]
    ),
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, ANY)), max_size=4))
def test_any_input_has_a_status(geocoder: Geocoder, rows):
    answer = geocoder.geocode_table(_table(rows))

    assert answer.num_rows == len(rows)
    assert set(answer["result_status"].to_pylist()) <= {"ok", "not-found", "skipped"}


@given(st.text(max_size=200))
def test_any_line_can_be_searched(geocoder: Geocoder, text):
    found = geocoder.search(text, 3)
    assert len(found) <= 3
    assert [r.result_score for r in found] == sorted((r.result_score for r in found), reverse=True)


def _one_by_one(geocoder: Geocoder, rows):
    """The slow twin: every row decided by itself, as a search is."""
    out = []
    for row in rows:
        place = PlaceQuery(*(row.get(c) or "" for c in ("postcode", "city", "citycode", "cedex")))
        line = LineQuery(
            *(
                row.get(c) or ""
                for c in ("number", "suffix", "way_type", "street", "complement", "distribution")
            )
        )
        out.append(geocoder.locate(place, line).as_row())
    return pa.Table.from_pylist(out, schema=RESULT.schema).to_pylist()


GOLD = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "gold" / "adresses.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)
PARTS = {c: sorted({r[c] for r in GOLD} | {""}) for c in COLUMNS if c != "address"}


def test_arrays_answer_what_the_decider_answers(geocoder: Geocoder):
    assert geocoder.geocode_table(_table(GOLD)).to_pylist() == _one_by_one(geocoder, GOLD)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries({c: st.sampled_from(v) for c, v in PARTS.items()}),
        min_size=1,
        max_size=12,
    )
)
def test_arrays_answer_what_the_decider_answers_for_any_mixture(geocoder: Geocoder, rows):
    assert geocoder.geocode_table(_table(rows)).to_pylist() == _one_by_one(geocoder, rows)


WORDS = sorted({w for r in GOLD for c in ("street", "complement") for w in r[c].split()})
CITIES = sorted({r["city"] for r in GOLD} | {"", "Zzz"})
POSTCODES = sorted({r["postcode"] for r in GOLD} | {"", "99999"})
FREE = st.one_of(
    st.sampled_from(
        [
            " ",
            "Paris",
            "67810",
            "2 rue de l'église 67810 Saint-Oden",
            "67810 Saint-Oden 2 R DE L EGLISE",
        ]
    ),
    st.tuples(
        st.sampled_from(["", "2", "4 bis", "12-14"]),
        st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        st.sampled_from(["", ", ", " - "]),
        st.sampled_from(POSTCODES),
        st.sampled_from(CITIES),
    ).map(" ".join),
    st.tuples(
        st.sampled_from(CITIES), st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
    ).map(" ".join),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FREE, min_size=1, max_size=8))
def test_free_lines_of_a_table_are_answered_as_a_search_is(geocoder: Geocoder, lines):
    answers = geocoder.geocode_table(pa.table({"address": lines}))

    expected = [geocoder.locate_line(line).as_row() for line in lines]
    assert answers.to_pylist() == pa.Table.from_pylist(expected, RESULT.schema).to_pylist()


def test_a_table_without_a_known_column_is_refused(geocoder: Geocoder):
    with pytest.raises(QueryTableError, match="none of the columns"):
        geocoder.geocode_table(pa.table({"adresse": ["x"]}))


def test_a_column_of_another_type_is_refused(geocoder: Geocoder):
    with pytest.raises(QueryTableError, match="postcode"):
        geocoder.geocode_table(pa.table({"postcode": [67810]}))


def test_dictionary_columns_are_read_as_text(geocoder: Geocoder):
    table = pa.table(
        {"address": pa.array(["2 rue de l'église 67810 Saint-Oden"]).dictionary_encode()}
    )
    assert geocoder.geocode_table(table)["result_id"].to_pylist() == ["67801_0010_00002"]


def test_an_empty_table_gives_an_empty_answer(geocoder: Geocoder):
    assert geocoder.geocode_table(_table([])).num_rows == 0


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, ANY)), max_size=2),
    st.lists(st.lists(st.integers(0, len(ROWS) + 1), max_size=4), max_size=4),
)
def test_queries_of_several_tables_are_answered_as_those_of_each(geocoder: Geocoder, odd, picks):
    rows = [*ROWS, *odd]
    tables = [_table([rows[at % len(rows)] for at in pick]) for pick in picks]

    found = list(geocoder.geocode_repeated(iter(tables)))

    assert [t.to_pylist() for t in found] == [geocoder.geocode_table(t).to_pylist() for t in tables]


def test_tables_without_a_query_are_refused_together_as_alone(geocoder: Geocoder):
    with pytest.raises(QueryTableError):
        geocoder.geocode_repeated([pa.table({"other": ["a"]})] * 2)
