"""XLSX in and out: the first sheet, its first row naming the columns."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from geocoder import result_text
from jobs.batch.rows import CHUNK_ROWS, Chunk, text_table
from jobs.errors import JobError

MAX_ROWS = 1_048_576
"""Rows of a sheet, header included: the format's own limit."""


class XlsxSource:
    """The first sheet of a workbook. Formulas are read as the values they last gave."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError) as error:
            problem = f"{path}: not an XLSX workbook ({error})"
            raise JobError(problem, "save it as .xlsx, or as CSV") from error
        self._sheet = self._book.worksheets[0]
        header = next(self._sheet.iter_rows(max_row=1, values_only=True), ())
        self.columns = [as_text(value) or "" for value in header]
        while self.columns and not self.columns[-1]:
            self.columns.pop()
        if not self.columns:
            msg = f"{path}: empty first sheet"
            raise JobError(msg, "name its columns in its first row")
        self.rows: int | None = max((self._sheet.max_row or 1) - 1, 0)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in order, every cell as text."""
        width = len(self.columns)
        cells = self._sheet.iter_rows(min_row=2, max_col=width, values_only=True)
        with closing(self._book):
            while rows := list(islice(cells, CHUNK_ROWS)):
                texts = [[as_text(value) for value in row] for row in rows]
                filled = [row + [None] * (width - len(row)) for row in texts]
                yield Chunk(text_table(self.columns, filled))


def as_text(value: object) -> str | None:
    """`8000.0` -> `8000`; dates in ISO; None stays None."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


class XlsxSink:
    """A new workbook being written, row by row."""

    def __init__(self, path: Path, header: list[str]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(path, options)
        self._sheet = self._book.add_worksheet()
        self._row = 0
        self._put(header)

    def write(self, chunk: Chunk, results: pa.Table) -> None:
        """Write the rows of `chunk`, each with its result."""
        given = [column.to_pylist() for column in chunk.table.columns]
        found = [column.to_pylist() for column in results.columns]
        for number, values in enumerate(zip(*given, *found, strict=True)):
            self._put([*values, *chunk.beyond.get(number, ())])

    def _put(self, values: list[Any]) -> None:
        """Write one row: numbers as numbers, texts as texts (never as formulas)."""
        if self._row >= MAX_ROWS:
            problem = f"more than {MAX_ROWS - 1:,} rows, which an XLSX sheet cannot hold"
            raise JobError(problem, "write a CSV or a Parquet file")
        for column, value in enumerate(values):
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._sheet.write_number(self._row, column, value)
            elif value is not None and value != "":
                self._sheet.write_string(self._row, column, result_text(value))
        self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


class XlsxCopySink:
    """The input workbook with result columns added: its cells, formats and sheets untouched."""

    def __init__(self, path: Path, source: XlsxSource, header: list[str]) -> None:
        self._path = path
        self._book = openpyxl.load_workbook(source.path)
        self._sheet = self._book.worksheets[0]
        self._first = len(source.columns) + 1
        self._row = 1
        self._put(header[len(source.columns) :])

    def write(self, chunk: Chunk, results: pa.Table) -> None:
        """Write the result of each row of `chunk` beside it."""
        found = [column.to_pylist() for column in results.columns]
        for values in zip(*found, strict=True):
            self._put(values)

    def _put(self, values: list[Any] | tuple[Any, ...]) -> None:
        for column, value in enumerate(values, start=self._first):
            cell = self._sheet.cell(self._row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a label that starts with `=` is no formula
        self._row += 1

    def close(self) -> None:
        """Save the workbook."""
        self._book.save(self._path)
