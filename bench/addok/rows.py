"""Known answers as rows of the race: one address, each way of writing it, its truth.

Two files are read: addresses in columns with the line `q` (what `cigogne evaluate` reads), and what
`bench.noise` writes, a row for each presentation of a case (`12-line`, `12-columns`, `12-mixed`).
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bench.addok.race import Row
from jobs.evaluation.gold import SPLIT
from refdata.tables import QUERY

PRESENTATIONS = ("line", "columns", "mixed")
TRUTH = ("class", "truth_type", "truth_id", "truth_street", "truth_insee")
LINE = ("number", "suffix", "way_type", "street", "distribution", "postcode", "city")
"""Columns joined into a line, in the order of an envelope, for a case written in columns only."""


def read_rows(files: Sequence[Path], most: int | None = None) -> list[Row]:
    """Rows of the files, or `most` of them drawn with a fixed seed, in their order."""
    rows: list[Row] = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            given = list(csv.DictReader(stream))
        if given and "presentation" in given[0]:
            rows += [_case(list(case)) for _, case in groupby(given, key=_rank)]
        else:
            rows += [_address(row) for row in given]
    if most is None or most >= len(rows):
        return rows
    return [rows[i] for i in sorted(random.Random(2026).sample(range(len(rows)), most))]


def presentations_of(rows: Sequence[Row]) -> list[str]:
    """The presentations that every row has."""
    return [p for p in PRESENTATIONS if all(p in row for row in rows)]


def _address(row: Mapping[str, str]) -> Row:
    """A row in columns with its line."""
    columns = {ours: row[given] for given, ours in SPLIT.items() if row.get(given)}
    return {
        "qid": row["qid"],
        **{name: row[name] for name in TRUTH},
        "q": row["q"],
        "line": {"address": row["q"]},
        "columns": columns,
    }


def _rank(row: Mapping[str, str]) -> str:
    return row["qid"].rpartition("-")[0]


def _case(rows: Sequence[Mapping[str, str]]) -> Row:
    """A case of `bench.noise`, from its presentations; one that has no line gets its columns'."""
    written = {
        row["presentation"]: {c.name: row[c.name] for c in QUERY.columns if row.get(c.name)}
        for row in rows
    }
    columns = written["columns"]
    line = written.get("line", {}).get("address")
    line = line or " ".join(columns[name] for name in LINE if name in columns)
    return {
        "qid": _rank(rows[0]),
        **{name: rows[0][name] for name in TRUTH},
        "q": line,
        "line": {"address": line},
        "columns": columns,
        "mixed": written.get("mixed", columns),
    }
