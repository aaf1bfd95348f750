"""A fuzzing run: whatever it holds, a row has a status, alone or among others, and the same one."""

import csv
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from geocoder import Geocoder
from refdata.tables import QUERY, RESULT
from tests.support.mutations import ODD, mutated

GOLD = Path(__file__).parents[1] / "gold" / "adresses.csv"
COLUMNS = [c.name for c in QUERY.columns]
ROWS = 6_000


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    rng = Random(20261126)
    with GOLD.open(encoding="utf-8", newline="") as stream:
        known = [{c: r.get(c, "") for c in COLUMNS} for r in csv.DictReader(stream)]
    words = [w for r in known for t in r.values() for w in t.split()] + list(ODD)
    out = []
    for _ in range(ROWS):
        row = dict(rng.choice(known))
        if rng.random() < 0.3:
            row = dict.fromkeys(COLUMNS, "") | {"address": " ".join(filter(None, row.values()))}
        for column in rng.sample(COLUMNS, rng.randint(1, 3)):
            row[column] = mutated(row[column], words, rng)
        out.append(row)
    return out


def _answers(geocoder: Geocoder, rows):
    table = pa.table({c: [r[c] for r in rows] for c in COLUMNS})
    return geocoder.geocode_table(table)


@pytest.mark.slow
def test_whatever_a_row_holds_it_has_a_status(geocoder: Geocoder, rows):
    answers = _answers(geocoder, rows)

    assert answers.num_rows == len(rows)
    assert RESULT.problems(answers) == []
    assert set(answers["result_status"].to_pylist()) <= {"ok", "not-found", "skipped"}


@pytest.mark.slow
def test_an_odd_row_is_answered_alone_as_among_others(geocoder: Geocoder, rows):
    some = rows[::20]

    together = _answers(geocoder, some).to_pylist()

    assert together == [_answers(geocoder, [row]).to_pylist()[0] for row in some]


@pytest.mark.slow
def test_an_odd_line_can_be_searched_and_explained(geocoder: Geocoder, rows):
    for row in rows[::10]:
        line = " ".join(row.values())
        assert len(geocoder.search(line, 3)) <= 3
        assert geocoder.explain(line)
