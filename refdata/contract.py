"""Versioned table contracts: what a table that crosses a folder boundary must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from refdata.atomic import replacing
from refdata.errors import ContractError

STAMP = b"cigogne.contract"
"""Key of the Parquet metadata that holds `name/version`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Arrow type, whether null is allowed, and what it means (units, null)."""

    name: str
    type: pa.DataType
    doc: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class TableContract:
    """Name, version, columns, unique key and sort order of one table."""

    name: str
    version: int
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort_by: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, in the contract's order."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    @property
    def stamp(self) -> str:
        """`name/version`, as written in the Parquet metadata."""
        return f"{self.name}/{self.version}"

    def problems(self, table: pa.Table) -> list[str]:
        """Everything wrong with `table`, one sentence each; empty when it keeps the contract."""
        missing = [c.name for c in self.columns if c.name not in table.column_names]
        if missing:
            return [f"missing columns {missing}, found {table.column_names}"]
        found = []
        for column in self.columns:
            values = table[column.name]
            if values.type != column.type:
                found.append(f"column `{column.name}` is {values.type}, expected {column.type}")
            if values.null_count and not column.nullable:
                found.append(f"column `{column.name}` has {values.null_count} nulls")
        if not found and self.key:
            repeated = table.num_rows - table.group_by(list(self.key)).aggregate([]).num_rows
            if repeated:
                found.append(f"key {self.key} repeats in {repeated} rows")
        return found

    def check(self, table: pa.Table, path: Path | None = None) -> pa.Table:
        """Return `table` with exactly the contract's columns, in order, or raise ContractError."""
        if problems := self.problems(table):
            raise ContractError(self.name, problems, path)
        return table.select(self.schema.names).cast(self.schema)

    def empty(self) -> pa.Table:
        """Return a table of no rows that keeps the contract."""
        return self.schema.empty_table()

    def write(
        self, table: pa.Table, path: Path, metadata: Mapping[bytes, bytes] | None = None
    ) -> None:
        """Check, sort, stamp and write `table` at `path`, which appears whole or not at all.

        `metadata` is added to the file's own (GeoParquet's `geo`, the vintage). Raises
        ContractError when the table breaks the contract.
        """
        import pyarrow.parquet as pq

        table = self.check(table, path)
        if self.sort_by:
            order = pc.sort_indices(table, sort_keys=[(c, "ascending") for c in self.sort_by])
            table = table.take(order)
        stamped = table.replace_schema_metadata({STAMP: self.stamp.encode(), **(metadata or {})})
        with replacing(path) as partial:
            pq.write_table(stamped, partial, row_group_size=65_536, compression="zstd")

    def read(
        self,
        path: Path,
        columns: list[str] | None = None,
        *,
        dictionaries: list[str] | None = None,
    ) -> pa.Table:
        """Read `columns` of the file at `path` (all when None) after checking its stamp.

        Text columns among `dictionaries` come dictionary-encoded, as Parquet holds them: four
        times faster where texts repeat.

        Raises ContractError when the file was written under another contract or version, or when
        it is no whole Parquet file.
        """
        import pyarrow.parquet as pq

        try:
            metadata = pq.read_schema(path).metadata or {}
        except pa.ArrowInvalid as error:
            advice = "remove it (or the release that holds it), then run `cigogne update`"
            raise ContractError(self.name, [f"damaged file ({error}); {advice}"], path) from error
        stamp = metadata.get(STAMP, b"absent").decode()
        if stamp != self.stamp:
            problem = f"contract is {stamp}, this code reads {self.stamp}"
            raise ContractError(self.name, [f"{problem}; run `cigogne update` to rebuild it"], path)
        return pq.read_table(path, columns=columns, read_dictionary=dictionaries)
