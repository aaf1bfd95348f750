"""Lines beside columns, and communes in other columns than theirs: together as one by one."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.forms import FORMS, LINE, PLACE, line, with_city
from geocoder import Geocoder, LineQuery, PlaceQuery
from refdata.tables import QUERY, RESULT

GOLD = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "gold" / "adresses.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)


def _table(rows):
    columns = [c.name for c in QUERY.columns]
    return pa.table({c: pa.array([r.get(c) for r in rows], pa.string()) for c in columns})


def _one(geocoder: Geocoder, row):
    """The slow twin: a query decided by itself, as a search is."""
    place = PlaceQuery(*(row.get(c, "") for c in PLACE))
    said = LineQuery(*(row.get(c, "") for c in LINE))
    address = row.get("address", "")
    if not address.strip():
        return geocoder.locate(place, said)
    if said.is_empty and not said.number:
        return geocoder.locate_line(address, place)
    both = f"{said.complement} ; {address}" if said.complement else address
    lines = {c: row.get(c, "") for c in LINE} | {"complement": both}
    return geocoder.locate(place, LineQuery(**lines))


def _same(geocoder: Geocoder, rows):
    expected = [_one(geocoder, row).as_row() for row in rows]
    found = geocoder.geocode_table(_table(rows)).to_pylist()
    assert found == pa.Table.from_pylist(expected, RESULT.schema).to_pylist()
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_one_form_is_answered_as_one_by_one(geocoder: Geocoder, form):
    rows = [FORMS[form]({c: r.get(c) or "" for c in (*PLACE, *LINE)}) for r in GOLD]

    found = _same(geocoder, rows)

    assert any(row["result_type"] not in {None, "municipality"} for row in found)


PARTS = {c: sorted({r.get(c) or "" for r in GOLD} | {"", " "}) for c in (*PLACE, *LINE)}
LINES = sorted({f(r) for r in GOLD for f in (line, with_city)} | {"", " ", "Saint-Oden", "67810"})
ROW = st.fixed_dictionaries(
    {},
    optional={c: st.sampled_from(v) for c, v in PARTS.items()}
    | {"address": st.sampled_from(LINES)},
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, min_size=1, max_size=10))
def test_any_mixture_of_forms_is_answered_as_one_by_one(geocoder: Geocoder, rows):
    _same(geocoder, rows)


def test_a_line_that_says_its_commune_beside_a_postcode_is_found(geocoder: Geocoder):
    """The postcode names no commune; the line does."""
    alone, beside = _same(
        geocoder,
        [
            {"address": "2 rue de l'église 67810 Saint-Oden"},
            {"address": "2 rue de l'église Saint-Oden", "postcode": "67810"},
        ],
    )

    assert alone["result_id"] == beside["result_id"] == "67801_0010_00002"
