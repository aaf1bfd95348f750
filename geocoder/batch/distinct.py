"""Columns of text to integer codes, and combinations of codes to distinct combinations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geocoder.errors import QueryTableError
from refdata.tables import QUERY

Codes = npt.NDArray[np.int64]
QUERY_NAMES = tuple(c.name for c in QUERY.columns)
_HIGHEST = 1 << 62


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column: `codes` (n,) into `values`; an empty text where the table is null or lacks it."""

    codes: Codes
    values: list[str]


@dataclass(frozen=True, slots=True)
class Groups:
    """Distinct combinations: the group of each row (n,), and the first row of each group (g,)."""

    of_row: Codes
    first_row: Codes

    def __len__(self) -> int:
        return len(self.first_row)


def _text(table: pa.Table, name: str) -> pa.ChunkedArray:
    """The column as Arrow text; QueryTableError when it is of another type."""
    column = table[name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)):
        problem = f"column `{name}` of the table of queries is {kind}, not text"
        raise QueryTableError(problem)
    return column.cast(pa.string()).fill_null("")


def query_columns(table: pa.Table) -> dict[str, TextColumn]:
    """Encode every column of the contract `requete`; QueryTableError when `table` has none."""
    if not any(name in table.column_names for name in QUERY_NAMES):
        problem = f"the table of queries has none of the columns {list(QUERY_NAMES)}"
        raise QueryTableError(problem)
    out = {}
    for name in QUERY_NAMES:
        if name not in table.column_names:
            out[name] = TextColumn(np.zeros(table.num_rows, np.int64), [""])
            continue
        encoded = _text(table, name).combine_chunks().dictionary_encode()
        values: list[str] = encoded.dictionary.to_pylist()
        out[name] = TextColumn(encoded.indices.to_numpy().astype(np.int64), values or [""])
    return out


def group(columns: list[tuple[Codes, int]]) -> Groups:
    """Group rows by pairs (codes, number of values); groups are numbered by first sight."""
    mixed, size = columns[0]
    for codes, count in columns[1:]:
        if size > _HIGHEST // max(count, 1):
            mixed, uniques = pd.factorize(mixed)
            size = len(uniques)
        mixed, size = mixed * count + codes, size * count
    of_row, uniques = pd.factorize(mixed)
    first_row = np.empty(len(uniques), np.int64)
    backwards = np.arange(len(of_row) - 1, -1, -1)
    first_row[of_row[backwards]] = backwards
    return Groups(of_row.astype(np.int64), first_row)


def group_columns(columns: list[TextColumn]) -> Groups:
    """Group rows by the text of several columns."""
    return group([(c.codes, len(c.values)) for c in columns])
