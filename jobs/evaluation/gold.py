"""Known answers, and the answers given to them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from geocoder import Geocoder
from jobs.errors import JobError
from jobs.pipeline.queries import keys_of, queries_of
from refdata.tables import ACTIVITE, QUERY

TRUTH_COLUMNS = frozenset(
    {"line", "classes", "level", "ban_id", "street_id", "insee", "lon", "lat"}
)
"""Columns of known answers for the lines of an extraction.

`in_region` (`1` or `0`), `dup_of` (empty but for a repeated line) and `qid` (number of the distinct
address) may be there too.
"""

QUERY_TRUTH_COLUMNS = frozenset(
    {"qid", "class", "truth_type", "truth_id", "truth_street", "truth_insee", "truth_lon"}
)
"""Columns of known answers for addresses.

`truth_street` may hold several ways joined by `|`, all right: the two of a corner. The address is
in the columns of the contract `requete` where there are some (`address`, `street`, `postcode`…),
geocoded as they are; else in those of `SPLIT`, with the whole in one line in `q`.
"""

SPLIT = {
    "numero": "number",
    "rep": "suffix",
    "type_voie": "way_type",
    "libelle_voie": "street",
    "complement": "complement",
    "code_postal": "postcode",
    "code_insee": "citycode",
    "commune": "city",
}
"""Column of an address in columns -> column of a query."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; every part None when nothing was."""

    type: str | None
    id: str | None
    citycode: str | None
    lon: float | None
    lat: float | None
    score: float | None = None
    """0 to 1: how sure the geocoder is."""


@dataclass(frozen=True, slots=True)
class Case:
    """One known answer and the answer given (None: the row is lost)."""

    address: str
    """Identifier of the distinct address."""
    classes: tuple[str, ...]
    level: str
    ban_id: str
    street_id: str
    """Way or lieu-dit: the first two parts of a BAN id; several joined by `|`; empty without one."""
    insee: str
    lon: float | None
    lat: float | None
    answer: Answer | None


def read_gold(path: Path) -> list[dict[str, str]]:
    """Read a CSV of known answers; JobError when it is of neither format."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = set(rows[0]) if rows else set()
    if not (columns >= TRUTH_COLUMNS or columns >= QUERY_TRUTH_COLUMNS):
        problem = f"{path}: neither known answers for lines nor for addresses"
        needed = ", ".join(sorted(TRUTH_COLUMNS)), ", ".join(sorted(QUERY_TRUTH_COLUMNS))
        raise JobError(problem, f"give a CSV with the columns {needed[0]}, or {needed[1]}")
    return rows


def is_for_lines(rows: list[dict[str, str]]) -> bool:
    """Tell whether the known answers are for the lines of an extraction."""
    return set(rows[0]) >= TRUTH_COLUMNS


def cases_of_release(rows: Iterable[dict[str, str]], release: Path) -> list[Case]:
    """Confront known answers with a release; repeated lines, published once, are left out.

    Without `qid`, lines registered at the same address to the letter are one distinct address.
    """
    table = ACTIVITE.read(release / "activites.parquet")
    lines = table["ligne_source"].to_pylist()
    answers = dict(zip(lines, _answers(table, "code_commune"), strict=True))
    addresses = dict(zip(lines, keys_of(queries_of(table)).to_pylist(), strict=True))
    return [
        _case(
            row["classes"],
            row,
            row.get("qid") or addresses.get(int(row["line"]), f"line {row['line']}"),
            answers.get(int(row["line"])),
        )
        for row in rows
        if row.get("in_region", "1") == "1" and not row.get("dup_of")
    ]


def cases_of_queries(
    rows: list[dict[str, str]], geocoder: Geocoder, *, in_columns: bool
) -> list[Case]:
    """Geocode the addresses and confront the answers.

    `in_columns` chooses between the columns of `SPLIT` and the line `q`; columns of the contract
    `requete` are taken as they are.
    """
    columns = {name: name for name in QUERY.schema.names if name in rows[0]}
    if not columns.keys() & {"address", "street"}:
        columns = SPLIT if in_columns else {"q": "address"}
    queries = {
        name: pa.array([row.get(given) or None for row in rows], pa.string())
        for given, name in columns.items()
    }
    answers = _answers(geocoder.geocode_table(pa.table(queries)), "result_citycode")
    return [
        _case(row["class"], _renamed(row), row["qid"], answer)
        for row, answer in zip(rows, answers, strict=True)
    ]


def _renamed(row: dict[str, str]) -> dict[str, str]:
    """Name the truth of an address as that of a line."""
    return {
        "level": row["truth_type"],
        "ban_id": row["truth_id"],
        "street_id": row["truth_street"],
        "insee": row["truth_insee"],
        "lon": row["truth_lon"],
        "lat": row["truth_lat"],
    }


def _answers(table: pa.Table, citycode: str) -> list[Answer]:
    """Return the answers of a table that has result columns."""
    names = ("result_type", "result_id", citycode, "longitude", "latitude", "result_score")
    columns = (table[name].to_pylist() for name in names)
    return [Answer(*values) for values in zip(*columns, strict=True)]


def _case(classes: str, truth: dict[str, str], address: str, answer: Answer | None) -> Case:
    """Return the case of one row of the file."""
    return Case(
        address=address,
        classes=tuple(classes.split("+")),
        level=truth["level"],
        ban_id=truth["ban_id"],
        street_id=truth["street_id"],
        insee=truth["insee"],
        lon=float(truth["lon"]) if truth["lon"] else None,
        lat=float(truth["lat"]) if truth["lat"] else None,
        answer=answer,
    )
