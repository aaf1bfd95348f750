"""Properties of people's decisions: a set that grows, of which the latest is in force."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.addresses.columns import EXPORT_COLUMNS
from jobs.addresses.exporting import exported, is_untouched, row_of
from jobs.addresses.sheets import guarded, read_sheet, unguarded, write_csv, write_sheet
from jobs.pipeline import base, decisions
from jobs.pipeline.decisions import Verdict
from jobs.pipeline.queries import QUERY_COLUMNS
from refdata.tables import ADRESSE_CONNUE, DECISION, RESULT, RESULT_COLUMNS

KEYS = ["a" * 32, "b" * 32, "c" * 32]
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), include_characters=" \n"
)
TEXT = st.none() | st.text(LETTERS, min_size=1, max_size=12).map(str.strip).map(lambda t: t or None)
DEGREES = st.floats(-180, 180).map(lambda value: round(value, 7) + 0.0)
MOMENTS = st.datetimes().map(lambda moment: moment.strftime("2026-%m-%dT%H:%M:%SZ"))


@st.composite
def rows(draw: st.DrawFn) -> dict:
    """A decision, whatever it says."""
    verdict = draw(st.sampled_from(list(Verdict)))
    row = {name: draw(TEXT) for name in DECISION.schema.names}
    row |= {c.name: None for c in RESULT.columns if c.type != pa.string()}
    if verdict is Verdict.WITHDRAWN:
        row |= dict.fromkeys(RESULT_COLUMNS)
    else:
        row |= {"longitude": draw(DEGREES), "latitude": draw(DEGREES), "result_score": 1.0}
        row["result_status"] = "ok"
    author = draw(st.text("AZÉ'=+ é", min_size=1, max_size=9).filter(str.strip)).strip()
    return row | {
        "cle": draw(st.sampled_from(KEYS)),
        "decision": verdict.value,
        "decision_par": author,
        "decision_le": draw(MOMENTS),
    }


SETS = st.lists(rows(), max_size=6)


def in_order(table: pa.Table) -> list[dict]:
    return sorted(table.to_pylist(), key=decisions.identity)


@settings(max_examples=60)
@given(SETS, SETS)
def test_the_order_of_imports_does_not_matter(one: list[dict], other: list[dict]) -> None:
    empty = DECISION.empty()
    first = decisions.merged(decisions.merged(empty, one), other)
    second = decisions.merged(decisions.merged(empty, other), one)
    assert [decisions.identity(r) for r in in_order(first)] == [
        decisions.identity(r) for r in in_order(second)
    ]
    said = [*decisions.SAID_COLUMNS, *RESULT_COLUMNS]
    tables = [decisions.in_force(t).sort_by("cle").select(said) for t in (first, second)]
    assert tables[0].equals(tables[1])


@settings(max_examples=60)
@given(SETS)
def test_what_is_held_already_changes_nothing(given_rows: list[dict]) -> None:
    held = decisions.merged(DECISION.empty(), given_rows)
    assert decisions.merged(held, given_rows) is held
    assert decisions.merged(held, held.to_pylist()) is held


@settings(max_examples=60)
@given(SETS)
def test_one_decision_an_address_is_in_force(given_rows: list[dict]) -> None:
    held = decisions.merged(DECISION.empty(), given_rows)
    forced = decisions.in_force(held).to_pylist()
    assert len({row["cle"] for row in forced}) == len(forced)
    for row in forced:
        later = [r for r in given_rows if r["cle"] == row["cle"]]
        assert row["decision_le"] == max(r["decision_le"] for r in later)
        assert row["decision"] != Verdict.WITHDRAWN


@settings(max_examples=60, deadline=None)
@given(SETS, st.sampled_from(["csv", "xlsx"]))
def test_import_undoes_export(tmp_path_factory, given_rows: list[dict], suffix: str) -> None:
    held = decisions.merged(DECISION.empty(), given_rows)
    path = Path(tmp_path_factory.mktemp("trip")) / f"out.{suffix}"
    write_sheet(path, EXPORT_COLUMNS, exported(held, history=True))
    sheet = read_sheet(path, ("cle", "decision"))
    assert all(is_untouched(row) for row in sheet.rows)
    back = decisions.merged(DECISION.empty(), [row_of(row) for row in sheet.rows])
    assert {decisions.identity(r) for r in back.to_pylist()} == {
        decisions.identity(r) for r in held.to_pylist()
    }


@given(st.text("'=+-@\ta1", max_size=6))
def test_guarding_a_text_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@\t") or not text


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_no_cell_of_a_csv_is_a_formula(texts: list[str | None]) -> None:
    stream = io.StringIO(newline="")
    columns = EXPORT_COLUMNS[: len(texts)]
    write_csv(stream, columns, [{c.name: t for c, t in zip(columns, texts, strict=True)}])
    for cell in stream.getvalue().splitlines()[1:2]:
        assert not cell.startswith(("=", "+", "-", "@", '"=', '"+', '"-', '"@'))


@settings(max_examples=60)
@given(SETS, st.sets(st.sampled_from(KEYS)))
def test_decisions_win_over_whatever_the_base_held(given_rows: list[dict], known: set[str]) -> None:
    """And a row whose decision is not in force leaves the base, to be geocoded again."""
    journal = decisions.merged(DECISION.empty(), given_rows)
    query = dict.fromkeys(n for n in QUERY_COLUMNS)
    queries = pa.table({"cle": pa.array(sorted(known), pa.string())} | {
        name: pa.nulls(len(known), pa.string()) for name in query
    })  # fmt: skip
    results = RESULT.check(
        pa.Table.from_pylist([{"result_status": "not-found"}] * len(known), schema=RESULT.schema)
    )
    grounds = pa.nulls(len(known), pa.string())
    held = base.entries(queries.append_column("fondement", grounds), results, "engine")
    after = base.decided(held, queries, journal)
    ADRESSE_CONNUE.check(after)
    forced = {row["cle"]: row for row in decisions.in_force(journal).to_pylist()}
    found = {row["cle"]: row for row in after.to_pylist()}
    assert found.keys() == known
    for key, row in found.items():
        if key in forced:
            assert [row[c] for c in RESULT_COLUMNS] == [forced[key][c] for c in RESULT_COLUMNS]
            assert row["moteur"] is row["fondement"] is row["verifie"] is None
        else:
            assert row["decision"] is None
    emptied = base.decided(after, queries, DECISION.empty())
    assert set(emptied["cle"].to_pylist()) == known - forced.keys()
