"""Parquet in and out, each column with its own type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jobs.batch.rows import CHUNK_ROWS, Chunk
from jobs.errors import JobError

NAMED = ("result_label", "result_id", "result_name", "result_street")
"""Result columns that nobody looks for between a least and a greatest: statistics would be idle work."""
DISTINCT = (*NAMED, "longitude", "latitude")
"""Result columns of which hardly two values are the same: a dictionary would be, too."""


class ParquetSource:
    """A Parquet file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            file = pq.ParquetFile(path)
        except pa.ArrowInvalid as error:
            msg = f"{path}: not a Parquet file ({error})"
            raise JobError(msg, "check its name") from error
        self.schema = file.schema_arrow
        self.columns = list(self.schema.names)
        self.rows = file.metadata.num_rows

    def chunks(self, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
        """Yield the rows in order; those of some columns, in the order of the file, where they are named."""
        for batch in pq.ParquetFile(self._path).iter_batches(CHUNK_ROWS, columns=columns):
            yield Chunk(pa.Table.from_batches([batch]))


class ParquetSink:
    """A Parquet file being written; it keeps the metadata of a Parquet input."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        if repeated := {name for name in schema.names if schema.names.count(name) > 1}:
            problem = f"column `{min(repeated)}` is there twice, which Parquet cannot hold"
            raise JobError(problem, "rename one of the two, or write a CSV")
        repeating = [n for n in schema.names if not n.endswith(DISTINCT)]
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            use_dictionary=repeating,
            write_statistics=[n for n in schema.names if not n.endswith(NAMED)],
        )
        self._schema = schema

    def write(self, chunk: Chunk, results: pa.Table) -> None:
        """Write the rows of `chunk`, each with its result; refuses values without a column."""
        if chunk.beyond:
            row = min(chunk.beyond)
            problem = f"value {chunk.beyond[row][0]!r} lies beyond the last column of the header"
            raise JobError(problem, "name that column in the header, or write a CSV")
        columns = [*chunk.table.columns, *results.columns]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
