"""What the three file formats have in common: chunks of rows in, chunks with results out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

CHUNK_ROWS = 250_000
"""Rows read, geocoded and written at a time: memory does not grow with the file."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows of the input, as given."""

    table: pa.Table
    """The input's columns in order; texts for CSV and XLSX, their own types for Parquet."""
    beyond: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """Row of the chunk -> values after the last column of the header, in a ragged CSV."""


class Source(Protocol):
    """An input file."""

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order, as written."""

    @property
    def rows(self) -> int | None:
        """Rows of the file as far as can be told without reading it twice; None if not."""

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in order."""


class Sink(Protocol):
    """An output file being written."""

    def write(self, chunk: Chunk, results: pa.Table) -> None:
        """Write the rows of `chunk`, each with its result (columns already named)."""

    def close(self) -> None:
        """Finish the file."""


def text_table(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> pa.Table:
    """Return rows of equal length as a table of texts; column names may repeat."""
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    arrays = [pa.array(column, pa.string()) for column in values]
    return pa.Table.from_arrays(arrays, names=list(columns))
