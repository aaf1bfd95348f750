"""CSV in and out: nothing is interpreted, ragged lines included."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import pyarrow as pa

from geocoder import result_text
from jobs.batch.encodings import detect_delimiter, detect_encoding
from jobs.batch.rows import CHUNK_ROWS, Chunk, text_table
from jobs.errors import JobError

if TYPE_CHECKING:
    from _csv import Writer


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How a CSV is written. `has_quotes` false: a quote is a character like another."""

    encoding: str
    delimiter: str
    has_quotes: bool = True

    @property
    def quoting(self) -> Literal[0, 3]:
        """The constant of the csv module."""
        return csv.QUOTE_MINIMAL if self.has_quotes else csv.QUOTE_NONE


class CsvSource:
    """A CSV whose first line names its columns."""

    def __init__(
        self,
        path: Path,
        encoding: str | None = None,
        delimiter: str | None = None,
        *,
        has_quotes: bool = True,
    ) -> None:
        detected = detect_encoding(path)
        self._path = path
        encoding = encoding or detected.encoding
        delimiter = delimiter or detect_delimiter(path, encoding, has_quotes=has_quotes)
        self.format = CsvFormat(encoding, delimiter, has_quotes)
        self.rows: int | None = max(detected.lines - 1, 0)
        self.columns = next(self._read(), [])
        if not self.columns:
            msg = f"{path}: empty file"
            raise JobError(msg, "give a CSV whose first line names its columns")

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows; short ones are filled with empty values, blank lines are no rows."""
        width = len(self.columns)
        kept: list[list[str]] = []
        beyond: dict[int, list[str]] = {}
        lines = self._read()
        next(lines)
        for row in lines:
            if not row and width > 1:
                continue
            if len(row) > width:
                beyond[len(kept)] = row[width:]
            kept.append(row[:width] + [""] * (width - len(row)))
            if len(kept) == CHUNK_ROWS:
                yield Chunk(text_table(self.columns, kept), beyond)
                kept, beyond = [], {}
        if kept:
            yield Chunk(text_table(self.columns, kept), beyond)

    def _read(self) -> Iterator[list[str]]:
        """Yield the lines split; JobError naming the line that cannot be read."""
        form = self.format
        with self._path.open(encoding=form.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=form.delimiter, quoting=form.quoting)
            try:
                yield from reader
            except UnicodeError as error:
                problem = (
                    f"{self._path}, after line {reader.line_num}: not {form.encoding} ({error})"
                )
                raise JobError(problem, "give its encoding, as --encoding cp1252") from error
            except csv.Error as error:
                problem = f"{self._path}, line {reader.line_num}: {error}"
                advice = "give --delimiter, or --no-quotes when a quote is a character like another"
                raise JobError(problem, advice) from error


class CsvSink:
    """A CSV being written: the input's columns, the results, then what a ragged line had beyond."""

    def __init__(self, path: Path, form: CsvFormat, header: list[str]) -> None:
        self._form = form
        self._stream: IO[str] = path.open("w", encoding=form.encoding, newline="")
        self._writer = self._writer_quoting(form.quoting)
        # csv quotes what holds its own line end: a lone `\r` would be read as the end of a line.
        self._careful = self._writer_quoting(csv.QUOTE_ALL) if form.has_quotes else self._writer
        self._rows([header])

    def _writer_quoting(self, quoting: Literal[0, 1, 3]) -> Writer:
        return csv.writer(
            self._stream,
            delimiter=self._form.delimiter,
            quoting=quoting,
            quotechar='"' if self._form.has_quotes else None,
            lineterminator="\n",
        )

    def write(self, chunk: Chunk, results: pa.Table) -> None:
        """Write the rows of `chunk`, each with its result."""
        given = [column.to_pylist() for column in chunk.table.columns]
        found = [column.to_pylist() for column in results.columns]
        rows = []
        for number, values in enumerate(zip(*given, *found, strict=True)):
            row = [result_text(value) for value in values]
            rows.append(row + list(chunk.beyond.get(number, ())))
        self._rows(rows)

    def _rows(self, rows: list[list[str]]) -> None:
        """Write rows; JobError when the encoding or the absence of quotes forbids one."""
        try:
            for row in rows:
                has_return = any("\r" in value for value in row)
                (self._careful if has_return else self._writer).writerow(row)
        except UnicodeError as error:
            problem = f"output: a value cannot be written in {self._form.encoding} ({error})"
            raise JobError(problem, "leave --output-encoding out to write UTF-8") from error
        except csv.Error as error:
            problem = f"output: a value holds the delimiter and there are no quotes ({error})"
            raise JobError(problem, "leave --no-quotes out") from error

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()
