"""Sheets as files: a workbook or a CSV, read with the number of each line, written without formulas."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from jobs.addresses.columns import VERDICTS, SheetColumn
from jobs.batch.encodings import detect_delimiter, detect_encoding
from jobs.errors import JobError
from refdata.atomic import replacing
from refdata.errors import RawFormatError

CSV_SUFFIXES = frozenset({".csv", ".txt"})
_GUARDED = re.compile(r"'*[=+\-@\t\r]")
"""A text that a spreadsheet would take for a formula, or that is already guarded."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WIDE = frozenset(
    {"voie", "commune", "reponse", "suivante", "motif", "commentaire", "result_label"}
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: its number in the file (the header being line 1) and its texts by column."""

    line: int
    cells: Mapping[str, str]
    """Outer spaces removed; empty where the cell is."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read: its columns in order, and its rows that hold anything."""

    path: Path
    columns: list[str]
    rows: list[SheetRow]


def read_sheet(path: Path, needed: Iterable[str]) -> Sheet:
    """Read a sheet by its suffix: `.xlsx`, or `.csv` with any delimiter and encoding.

    Raises RawFormatError when a column of `needed` is missing, a column comes twice, or a line is
    longer than the header; JobError when the file is of no format that is read.
    """
    lines = _lines(path)
    header = next(lines, (1, []))[1]
    while header and not header[-1]:
        header.pop()
    _check_header(path, header, needed)
    rows = [_row(path, number, cells, header) for number, cells in lines if any(cells)]
    return Sheet(path, header, rows)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _xlsx_lines(path)
    if suffix in CSV_SUFFIXES:
        return _csv_lines(path)
    raise unknown_format(path)


def unknown_format(path: Path) -> JobError:
    """Return the error of a name that says no format of sheets."""
    return JobError(f"{path}: unknown format", "name it .xlsx or .csv")


def _check_header(path: Path, header: list[str], needed: Iterable[str]) -> None:
    advice = "give a sheet of `cigogne addresses review` or `export`, its first line unchanged"
    for name in needed:
        if name not in header:
            raise RawFormatError(path, "is not in the header", advice, line=1, column=name)
    for name in header:
        if name and header.count(name) > 1:
            raise RawFormatError(path, "comes twice in the header", advice, line=1, column=name)


def _row(path: Path, line: int, cells: list[str], header: list[str]) -> SheetRow:
    beyond = [cell for cell in cells[len(header) :] if cell]
    if beyond:
        problem = f"the line has values beyond the {len(header)} columns of the header"
        advice = "put quotes around a text that holds the delimiter, or save the sheet as .xlsx"
        raise RawFormatError(path, problem, advice, line=line, value=beyond[0])
    return SheetRow(line, dict(zip(header, cells, strict=False)))


def _cell(text: str) -> str:
    """A text of a cell without control characters and outer spaces, its line ends made one kind."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    encoding = detect_encoding(path).encoding
    delimiter = detect_delimiter(path, encoding)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        first = 1
        try:
            for cells in reader:
                yield first, [_cell(unguarded(cell)) for cell in cells]
                first = reader.line_num + 1
        except (csv.Error, UnicodeError) as error:
            problem = f"cannot be read ({error})"
            raise RawFormatError(path, problem, "save the sheet as .xlsx", line=first) from error


def _xlsx_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    from jobs.batch.xlsx_files import as_text

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        problem = f"{path}: not an XLSX workbook ({error})"
        raise JobError(problem, "save it as .xlsx, or as CSV") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield number, [_cell(as_text(value) or "") for value in cells]
    finally:
        book.close()


def guarded(text: str) -> str:
    """Put `'` before a text that a spreadsheet would take for a formula: `=1+1` -> `'=1+1`."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


Records = Iterable[Mapping[str, Any]]


def write_csv(stream: IO[str], columns: Sequence[SheetColumn], records: Records) -> None:
    """Write records as a CSV with `;`, texts guarded against formulas, null empty."""
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for record in records:
        writer.writerow([_written(record.get(column.name)) for column in columns])


def _written(value: object) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)


def write_sheet(
    path: Path, columns: Sequence[SheetColumn], records: Records, notes: Sequence[str] = ()
) -> None:
    """Write a sheet by its suffix, whole or not at all.

    A workbook has a second tab that says what each column holds, after the lines `notes`. Raises
    JobError for another suffix.
    """
    suffix = path.suffix.lower()
    if suffix not in CSV_SUFFIXES | {".xlsx"}:
        raise unknown_format(path)
    with replacing(path) as partial:
        if suffix == ".xlsx":
            _write_xlsx(partial, columns, records, notes)
        else:
            with partial.open("w", encoding="utf-8-sig", newline="") as stream:
                write_csv(stream, columns, records)


def _write_xlsx(
    path: Path, columns: Sequence[SheetColumn], records: Records, notes: Sequence[str]
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, help_tab = book.add_worksheet("Adresses"), book.add_worksheet("Mode d’emploi")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 34 if column.name in _WIDE else 14)
            sheet.write_string(0, at, column.name, bold)
            if column.name == "decision":
                choice = {"validate": "list", "source": list(VERDICTS)}
                sheet.data_validation(1, at, 1_048_575, at, choice)
        for number, record in enumerate(records, start=1):
            _put(sheet, number, [record.get(column.name) for column in columns])
        help_tab.set_column(0, 0, 22)
        help_tab.set_column(1, 1, 110)
        for number, note in enumerate(notes):
            help_tab.write_string(number, 0, note)
        for number, column in enumerate(columns, start=len(notes) + 1):
            help_tab.write_string(number, 0, column.name, bold)
            help_tab.write_string(number, 1, column.doc)


class _Tab(Protocol):
    """What of a worksheet is written to."""

    def write_number(self, row: int, column: int, value: float) -> int:
        """Write a number in a cell."""

    def write_string(self, row: int, column: int, value: str) -> int:
        """Write a text in a cell."""


def _put(sheet: _Tab, number: int, values: Sequence[object]) -> None:
    """Write one row: numbers as numbers, texts as texts (never as formulas)."""
    for at, value in enumerate(values):
        if isinstance(value, int | float):
            sheet.write_number(number, at, value)
        elif value is not None and value != "":
            sheet.write_string(number, at, str(value))
