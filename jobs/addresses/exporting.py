"""Decisions out of the base, as a CSV or a workbook that others can import."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from jobs.addresses.columns import EXPORT_COLUMNS, REGISTERED, VERDICTS, SheetColumn
from jobs.addresses.sheets import SheetRow, write_csv
from jobs.pipeline import base, decisions
from jobs.pipeline.decisions import Row, Verdict
from refdata.paths import DataPaths
from refdata.tables import ADRESSE_CONNUE, DECISION, RESULT

MARK_LENGTH = 16
"""Hexadecimal digits of `empreinte`."""

_NUMBERS = frozenset(c.name for c in RESULT.columns if c.type in (pa.float32(), pa.float64()))
_NAMED = {"par": "decision_par", "date": "decision_le", "commentaire": "commentaire"}
"""Column of an export -> column of DECISION."""

BASE_COLUMNS = tuple(SheetColumn(c.name, c.doc) for c in ADRESSE_CONNUE.columns)
"""Columns of the whole base as a sheet."""


def journal_of(paths: DataPaths) -> pa.Table:
    """Read every decision of a data directory (DECISION)."""
    return decisions.recovered(decisions.read(paths.decisions), base.read(paths.address_base))


def exported(journal: pa.Table, *, history: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the latest decision about each address as a record of EXPORT_COLUMNS, by `cle`.

    One that was withdrawn is there, so that whoever imported it withdraws it too. With `history`,
    every decision ever taken, by date.
    """
    rows = journal.to_pylist() if history else list(decisions.latest(journal).values())
    for row in sorted(rows, key=lambda r: (r["cle"], r["decision_le"], decisions.identity(r))):
        yield _record(row)


def _record(row: Row) -> dict[str, Any]:
    held = {name: column for name, column in REGISTERED.items() if column in row}
    return {
        "cle": row["cle"],
        "decision": Verdict(row["decision"]).verb,
        **{name: row[column] for name, column in _NAMED.items()},
        **{name: row[column] for name, column in held.items()},
        **{column.name: row[column.name] for column in RESULT.columns},
        "empreinte": decisions.identity(row)[:MARK_LENGTH],
    }


def row_of(row: SheetRow | Mapping[str, str]) -> dict[str, Any]:
    """Return the DECISION row of an exported line: what `exported` wrote, read back."""
    found: dict[str, Any] = {
        "cle": row["cle"],
        "decision": VERDICTS[row["decision"]].value,
        **{column: row[name] or None for name, column in _NAMED.items()},
    }
    held = DECISION.schema.names
    found |= {column: row[n] or None for n, column in REGISTERED.items() if column in held}
    return found | {c.name: _value(c.name, row[c.name]) for c in RESULT.columns}


def _value(name: str, text: str) -> str | float | None:
    if not text:
        return None
    return float(text) if name in _NUMBERS else text


def is_untouched(row: SheetRow) -> bool:
    """Tell whether a line is as `exported` wrote it: its decision is then taken as it stands."""
    if not row["empreinte"] or row["decision"] not in VERDICTS:
        return False
    try:
        return decisions.identity(row_of(row))[:MARK_LENGTH] == row["empreinte"]
    except ValueError:
        return False


def as_csv(columns: tuple[SheetColumn, ...], records: Iterator[dict[str, Any]]) -> str:
    """Return records as the text of a CSV."""
    stream = io.StringIO(newline="")
    write_csv(stream, columns, records)
    return stream.getvalue()


def base_records(held: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of the whole base, by `cle`."""
    yield from held.sort_by("cle").to_pylist()


__all__ = ["BASE_COLUMNS", "EXPORT_COLUMNS", "as_csv", "base_records", "exported", "journal_of"]
