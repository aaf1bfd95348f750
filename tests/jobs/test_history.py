"""The history: counts of each release and of what changed, and nothing about anyone."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.pipeline import history
from jobs.pipeline.history import Described, counts_of, counts_path, moves_between, moves_path
from jobs.pipeline.releases import current_identifier
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from refdata.tables import (
    ACTIVITE,
    EFFECTIF_HISTORIQUE,
    INDICATEUR,
    MOUVEMENT_HISTORIQUE,
)
from tests.support.small_world import ACTIVITIES, Line, write_extraction

COLUMNS = ("identifiant_pp", "code_profession", "code_mode_exercice", "code_departement")
PLACES = {"siren_epci": "E", "code_commune": "C"}


def described(rows: list[tuple], name: str = "r") -> Described:
    """A release of rows (person, profession, mode, commune): one department, one EPCI a pair."""
    columns = {
        "identifiant_pp": [f"p{person}" for person, *_ in rows],
        "code_profession": [profession for _, profession, *_ in rows],
        "code_mode_exercice": [mode for _, _, mode, _ in rows],
        "code_departement": ["67"] * len(rows),
        "siren_epci": [None if c is None else f"E{c // 2}" for *_, c in rows],
        "code_commune": [None if c is None else f"C{c}" for *_, c in rows],
        "result_type": ["street"] * len(rows),
        "region": ["44"] * len(rows),
    }
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    manifest = {"identifiant": name, "sources": {"annuaire": {"millesime": "2026-09-23"}}}
    return Described(manifest, table)


def cell(table: pa.Table, level: str, territory: str, profession: str) -> dict:
    """The row of one territory and profession."""
    return next(
        row
        for row in table.to_pylist()
        if (row["niveau"], row["code_territoire"], row["code_profession"])
        == (level, territory, profession)
    )


def test_someone_who_comes_leaves_stays_or_moves() -> None:
    before = described([(1, "10", "L", 0), (2, "10", "L", 0), (3, "10", "L", 2), (4, "60", "S", 0)])
    now = described([(1, "10", "L", 1), (3, "10", "S", 2), (4, "10", "S", 0), (5, "10", "L", 0)])
    moves = moves_between(before, now)
    names = ("restes", "arrivees", "departs", "venus_d_ailleurs", "partis_ailleurs")

    def of(*where: str) -> tuple[int, ...]:
        return tuple(cell(moves, *where)[name] for name in names)

    assert of("commune", "C0", "10") == (0, 2, 1, 0, 1)  # 4 and 5 new as doctors, 2 left, 1 moved
    assert of("commune", "C1", "10") == (0, 0, 0, 1, 0)
    assert of("epci", "E0", "10") == (1, 2, 1, 0, 0)  # a move inside the EPCI is none there
    assert of("region", "44", "10") == (2, 2, 1, 0, 0)
    assert of("region", "44", "*") == (3, 1, 1, 0, 0)  # 4 changed profession and stayed
    assert of("region", "44", "60") == (0, 0, 1, 0, 0)
    MOUVEMENT_HISTORIQUE.check(moves)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["10", "60", None]),
        st.sampled_from(["L", "S", None]),
        st.sampled_from([0, 1, 2, None]),
    ),
    max_size=12,
)


def people(release: Described, level: str, code: str, profession: str) -> set[str]:
    """Persons of one cell, the slow and obvious way; `*` is everyone, a null territory is none."""
    column = history.LEVELS[level]
    return {
        row["identifiant_pp"]
        for row in release.activities.to_pylist()
        if row[column] == code and profession in ("*", row["code_profession"])
    }


def anywhere(release: Described, profession: str) -> set[str]:
    """Persons of a profession, wherever they are."""
    return {
        row["identifiant_pp"]
        for row in release.activities.to_pylist()
        if profession in ("*", row["code_profession"])
    }


@given(ROWS, ROWS)
def test_moves_are_those_of_the_obvious_count(before_rows: list, now_rows: list) -> None:
    before, now = described(before_rows, "a"), described(now_rows, "b")
    for row in moves_between(before, now).to_pylist():
        where = (row["niveau"], row["code_territoire"], row["code_profession"])
        there, here = people(before, *where), people(now, *where)
        old, new = anywhere(before, where[2]), anywhere(now, where[2])
        assert row["restes"] == len(there & here)
        assert row["arrivees"] == len(here - old)
        assert row["departs"] == len(there - new)
        assert row["venus_d_ailleurs"] == len((here - there) & old)
        assert row["partis_ailleurs"] == len((there - here) & new)
        change = row["arrivees"] + row["venus_d_ailleurs"] - row["departs"] - row["partis_ailleurs"]
        assert len(here) == len(there) + change


@given(ROWS)
def test_counts_are_those_of_the_obvious_count(rows: list) -> None:
    release = described(rows)
    table = EFFECTIF_HISTORIQUE.check(counts_of(release))
    expected: Counter = Counter()
    persons: dict[tuple, set] = {}
    for row in release.activities.to_pylist():
        for level, column in history.LEVELS.items():
            for profession in {row["code_profession"], "*"}:
                for mode in {row["code_mode_exercice"], "*"}:
                    key = (level, row[column], profession, mode)
                    if None not in key:
                        expected[key] += 1
                        persons.setdefault(key, set()).add(row["identifiant_pp"])
    found = {
        (r["niveau"], r["code_territoire"], r["code_profession"], r["code_mode_exercice"]): r
        for r in table.to_pylist()
    }
    assert {key: row["activites"] for key, row in found.items()} == dict(expected)
    assert {k: r["professionnels"] for k, r in found.items()} == {
        k: len(v) for k, v in persons.items()
    }


def test_counts_of_a_release_are_its_indicators(published: DataPaths) -> None:
    release = current_identifier(published)
    table = EFFECTIF_HISTORIQUE.read(counts_path(published, release)).to_pylist()
    counts = {
        (r["niveau"], r["code_territoire"], r["code_profession"]): r
        for r in table
        if r["code_mode_exercice"] == "*"
    }
    for row in INDICATEUR.read(published.current / "indicateurs.parquet").to_pylist():
        key = (row["niveau"], row["code_territoire"], row["code_profession"])
        for name in ("professionnels", "activites", "activites_localisees"):
            assert counts.get(key, {}).get(name, 0) == row[name]
    assert {r["millesime"] for r in table} == {"2026-09-23"}


@pytest.fixture
def fortnight(source: Path, data: DataPaths) -> tuple[str, str]:
    """The small world a fortnight after: one left, one came, one moved. Both releases."""
    before = current_identifier(data)
    (source / "PS_LibreAcces_202609231200.zip").unlink()
    moved = Line("moved", 13, ACTIVITIES[1].address, mode="S")
    came = Line("came", 21, ACTIVITIES[1].address)
    write_extraction(source, [*ACTIVITIES[:-2], moved, came], "202610071200")
    return before, update(str(source), None, data, NullProgress()).release


def test_arrivals_departures_and_moves_of_an_update(
    fortnight: tuple[str, str], data: DataPaths
) -> None:
    before, now = fortnight
    moves = MOUVEMENT_HISTORIQUE.read(moves_path(data, now))
    assert set(moves["version_precedente"].to_pylist()) == {before}
    assert not moves_path(data, before).exists()
    region = cell(moves, "region", "44", "*")
    assert (region["restes"], region["arrivees"], region["departs"]) == (12, 1, 1)
    assert cell(moves, "commune", "67903", "10")["partis_ailleurs"] == 1
    assert cell(moves, "commune", "68901", "10")["venus_d_ailleurs"] == 1


def test_the_same_release_twice_gives_the_same_rows(
    fortnight: tuple[str, str], source: Path, data: DataPaths
) -> None:
    before = {path.name: path.read_bytes() for path in data.history.iterdir()}
    assert update(str(source), None, data, NullProgress()).built is False
    history.forget(data, fortnight[1])
    assert history.record(data, fortnight[1]) is True
    assert history.record(data, fortnight[1]) is False
    assert {path.name: path.read_bytes() for path in data.history.iterdir()} == before


def test_a_data_directory_of_before_the_history_gets_one(world: Path, data: DataPaths) -> None:
    for path in data.history.iterdir():
        path.unlink()
    update(str(world), None, data, NullProgress())
    assert counts_path(data, current_identifier(data)).exists()


def test_nobody_is_in_the_history(fortnight: tuple[str, str], data: DataPaths) -> None:
    """No identifier, name, site or address of either release is in any value of any file."""
    codes = {"code_profession", "code_mode_exercice", "code_departement", "siren_epci"}
    codes |= {"rattachement"}  # a rule (`commune`, `code_postal`), not a datum
    personal = set()
    for release in fortnight:
        table = ACTIVITE.read(data.release(release) / "activites.parquet")
        for name in table.column_names:
            if name not in codes | {"code_commune"} and pa.types.is_string(table[name].type):
                personal |= {v for v in table[name].to_pylist() if v and len(v) > 4}
    # Places have codes of their own in the address columns; a history must name its territories.
    personal -= {value for value in personal if re.fullmatch(r"\d[\dAB]\d{3}", value)}
    assert any(value.startswith("8990000000") for value in personal)
    files = sorted(data.history.rglob("*"))
    assert [path.name.split("-")[0] for path in files] == ["effectifs", "effectifs", "mouvements"]
    for path in files:
        table = pq.read_table(path)
        texts = [column for column in table.columns if pa.types.is_string(column.type)]
        values = {value for column in texts for value in column.to_pylist()}
        assert not values & personal
        numbers = [column for column in table.columns if pa.types.is_integer(column.type)]
        assert len(texts) + len(numbers) == table.num_columns
        content = path.read_bytes()
        assert not [value for value in personal if value.encode() in content]
