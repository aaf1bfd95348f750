"""Columns of text to integer codes, and combinations of codes to distinct combinations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.errors import QueryTableError
from geocoder.normalize.words import Ranks
from refdata.tables import QUERY

Codes = npt.NDArray[np.int64]
QUERY_NAMES = tuple(c.name for c in QUERY.columns)
_HIGHEST = 1 << 62


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column: `codes` (n,) into `values`; an empty text where the table is null or lacks it."""

    codes: Codes
    values: list[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextColumn:
        """The column of `texts`."""
        ranks = Ranks()
        codes = np.array(ranks.of(texts), np.int64)
        return cls(codes, list(ranks) or [""])

    def has_text(self, rows: Codes) -> npt.NDArray[np.bool_]:
        """Whether `rows` (k,) hold anything but spaces (k,)."""
        return np.array([bool(v.strip()) for v in self.values], bool)[self.codes[rows]]


@dataclass(frozen=True, slots=True)
class Groups:
    """Distinct combinations: the group of each row (n,), and the first row of each group (g,)."""

    of_row: Codes
    first_row: Codes

    def __len__(self) -> int:
        return len(self.first_row)


@dataclass(frozen=True, slots=True)
class DistinctAnswers:
    """Answers to distinct queries, and the row of `table` that answers each row asked (n,)."""

    table: pa.Table
    of_row: Codes

    def asked_as(self, of_row: Codes) -> DistinctAnswers:
        """The answers of rows (n,), each of which asks what row `of_row` of those asked here does."""
        return DistinctAnswers(self.table, self.of_row[of_row])

    def followed_by(self, rows: Codes, others: DistinctAnswers) -> DistinctAnswers:
        """`others` answer `rows` (k,) of those asked; their table stands behind this one."""
        of_row = self.of_row.copy()
        of_row[rows] = self.table.num_rows + others.of_row
        return DistinctAnswers(pa.concat_tables([self.table, others.table]), of_row)

    @classmethod
    def of(cls, table: pa.Table) -> DistinctAnswers:
        """A row for each of those asked, in their order."""
        return cls(table, np.arange(table.num_rows))

    def expanded(self) -> pa.Table:
        """An answer for each row; `table` itself where that is what it holds."""
        count = self.table.num_rows
        if count == len(self.of_row) and np.array_equal(self.of_row, np.arange(count)):
            return self.table
        return self.table.take(pa.array(self.of_row))


def text_column(table: pa.Table, name: str) -> pa.ChunkedArray:
    """The column as Arrow text, null as empty; QueryTableError when it is of another type."""
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
        encoded = text_column(table, name).combine_chunks().dictionary_encode()
        values: list[str] = encoded.dictionary.to_pylist()
        out[name] = TextColumn(encoded.indices.to_numpy().astype(np.int64), values or [""])
    return out


def group(columns: Sequence[tuple[npt.NDArray[np.integer], int]]) -> Groups:
    """Group rows by pairs (codes, number of values); groups are numbered by first sight."""
    mixed, size = columns[0][0].astype(np.int64), columns[0][1]
    for codes, count in columns[1:]:
        if size > _HIGHEST // max(count, 1):
            mixed, size = _renumbered(mixed)
        mixed *= count
        mixed += codes
        size *= count
    of_row, groups = _renumbered(mixed)
    first_row = np.empty(groups, np.int64)
    first_row[of_row[::-1]] = np.arange(len(of_row) - 1, -1, -1)
    return Groups(of_row, first_row)


def _renumbered(codes: Codes) -> tuple[Codes, int]:
    """Number codes (n,) by first sight; also how many distinct ones there are."""
    encoded = pa.array(codes).dictionary_encode()  # Arrow's keeps first sight, and spares pandas
    return encoded.indices.to_numpy().astype(np.int64), len(encoded.dictionary)


def group_columns(columns: list[TextColumn]) -> Groups:
    """Group rows by the text of several columns."""
    return group([(c.codes, len(c.values)) for c in columns])
