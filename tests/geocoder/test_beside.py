"""Lines beside columns, and communes in other columns than theirs: together as one by one."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geocoder import Geocoder, LineQuery, PlaceQuery
from refdata.tables import QUERY, RESULT

GOLD = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "gold" / "adresses.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)
PLACE = ("postcode", "city", "citycode", "cedex")
LINE = ("number", "suffix", "way_type", "street", "complement", "distribution")


def _table(rows):
    columns = [c.name for c in QUERY.columns]
    return pa.table({c: pa.array([r.get(c) for r in rows], pa.string()) for c in columns})


def _one(geocoder: Geocoder, row):
    """The slow twin: a query decided by itself, as a search is."""
    place = PlaceQuery(*(row.get(c, "") for c in PLACE))
    line = LineQuery(*(row.get(c, "") for c in LINE))
    address = row.get("address", "")
    if not address.strip():
        return geocoder.locate(place, line)
    if line.is_empty and not line.number:
        return geocoder.locate_line(address, place)
    both = f"{line.complement} ; {address}" if line.complement else address
    lines = {c: row.get(c, "") for c in LINE} | {"complement": both}
    return geocoder.locate(place, LineQuery(**lines))


def _same(geocoder: Geocoder, rows):
    expected = [_one(geocoder, row).as_row() for row in rows]
    found = geocoder.geocode_table(_table(rows)).to_pylist()
    assert found == pa.Table.from_pylist(expected, RESULT.schema).to_pylist()
    return found


def _line(row):
    return " ".join(filter(None, (row[c] for c in ("number", "suffix", "way_type", "street"))))


def _with_city(row):
    return f"{_line(row)} {row['postcode']} {row['city']}"


FORMS = {
    "line beside postcode and city": lambda r: {
        "address": _line(r),
        "postcode": r["postcode"],
        "city": r["city"],
    },
    "line beside an INSEE code": lambda r: {"address": _line(r), "citycode": r["citycode"]},
    "line beside a postcode": lambda r: {"address": _line(r), "postcode": r["postcode"]},
    "line that says the commune, beside a postcode": lambda r: {
        "address": _with_city(r),
        "postcode": r["postcode"],
    },
    "line that says the commune, beside it": lambda r: {
        "address": _with_city(r),
        "city": r["city"],
    },
    "street beside a postcode": lambda r: {
        "number": r["number"],
        "street": f"{r['way_type']} {r['street']}",
        "postcode": r["postcode"],
    },
    "commune behind the street": lambda r: {
        "number": r["number"],
        "street": f"{r['way_type']} {r['street']} {r['city']}",
        "postcode": r["postcode"],
    },
    "commune as a complement": lambda r: {
        **{c: r[c] for c in ("number", "way_type", "street", "postcode")},
        "complement": r["city"],
    },
    "commune as a distribution": lambda r: {
        **{c: r[c] for c in ("number", "way_type", "street", "postcode")},
        "distribution": r["city"],
    },
    "street of no known commune": lambda r: {"street": r["street"], "city": "Zzyzx"},
    "street alone": lambda r: {"way_type": r["way_type"], "street": r["street"]},
    "line beside a number": lambda r: {
        "number": r["number"],
        "address": f"{r['way_type']} {r['street']}",
        "postcode": r["postcode"],
        "city": r["city"],
    },
    "line beside everything": lambda r: {**r, "address": r["street"]},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_one_form_is_answered_as_one_by_one(geocoder: Geocoder, form):
    rows = [FORMS[form]({c: r[c] for c in (*PLACE, *LINE) if c in r}) for r in GOLD]

    found = _same(geocoder, rows)

    assert any(row["result_type"] not in {None, "municipality"} for row in found)


PARTS = {c: sorted({r[c] for r in GOLD if c in r} | {"", " "}) for c in (*PLACE, *LINE)}
LINES = sorted({f(r) for r in GOLD for f in (_line, _with_city)} | {"", " ", "Saint-Oden", "67810"})
ROW = st.fixed_dictionaries(
    {},
    optional={c: st.sampled_from(v or [""]) for c, v in PARTS.items()}
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
