"""XLSX of the rows selected: xlsxwriter lays the workbook, the rows are poured in as columns.

xlsxwriter writes cell by cell, 17 s for the region. Here the library writes all of the workbook
but the rows (styles, header, filter, frozen pane, the sheet that says where the data come from);
the rows' XML is joined column by column in Arrow, a slice at a time, and put in its place.
Values are strings and numbers, never formulas.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.engine import Engine
from dashboard.formats.headings import ABOUT, HEADINGS
from dashboard.formats.provenance import Provenance
from dashboard.formats.rows import SHEET_COLUMNS, RowIds, slices
from dashboard.text import LEVELS

MAX_ROWS = 1_048_575
"""Rows of an Excel sheet below its header."""
MAX_CELL = 32_767
"""Characters of an Excel cell."""
_SHEET = "xl/worksheets/sheet1.xml"
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""Characters that XML cannot hold."""
_HEAD = '<c t="inlineStr"><is><t{}>'
_WIDTHS = {"nom": 22, "prenom": 16, "raison_sociale": 36, "result_label": 48}
_WIDTH = 15
_LEVEL = SHEET_COLUMNS.index("result_type")


def _workbook(provenance: Provenance) -> bytes:
    """Return the workbook with everything but the rows, as xlsxwriter writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Activités")
        for number, name in enumerate(SHEET_COLUMNS):
            sheet.set_column(number, number, _WIDTHS.get(name, _WIDTH))
            sheet.write_string(0, number, HEADINGS[name], bold)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(provenance.rows, 1), len(SHEET_COLUMNS) - 1)
        about = [(ABOUT[name], value) for name, value in provenance.as_pairs()]
        _pairs(book.add_worksheet("À propos"), about, bold)
        names = [(HEADINGS[name], name) for name in SHEET_COLUMNS]
        _pairs(book.add_worksheet("Colonnes"), [("Colonne", "Nom technique"), *names], bold)
    return out.getvalue()


def _pairs(sheet: Worksheet, pairs: Sequence[tuple[str, str]], bold: Format) -> None:
    """Write names, in bold, each with what it stands for."""
    sheet.set_column(0, 0, 26, bold)
    sheet.set_column(1, 1, 100)
    for row, (name, value) in enumerate(pairs):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)


def _string_cells(values: pa.Array) -> pa.Array:
    """Return the cell of each string, as XML; null stays null."""
    text = pc.utf8_slice_codeunits(pc.replace_substring_regex(values, _ILLEGAL, ""), 0, MAX_CELL)
    # Excel reads `_x0041_` in a string as the character 0x41: the underscore is escaped.
    text = pc.replace_substring_regex(text, "_(x[0-9a-fA-F]{4}_)", r"_x005F_\1")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = pc.replace_substring(text, character, entity)
    edged = pc.match_substring_regex(text, r"^\s|\s$")
    head = pc.if_else(edged, _HEAD.format(' xml:space="preserve"'), _HEAD.format(""))
    return pc.binary_join_element_wise(head, text, "</t></is></c>", "")


def _cells(column: pa.Array) -> pa.Array:
    """Return the cell of each row, as XML; an empty one for null, so that the next keep place."""
    if pa.types.is_dictionary(column.type) and len(column.dictionary) > len(column):
        cells = _string_cells(column.dictionary_decode())
    elif pa.types.is_dictionary(column.type):
        cells = _string_cells(column.dictionary).take(column.indices)
    elif pa.types.is_float32(column.type):
        score = pc.round(column.cast(pa.float64()), 4)
        cells = pc.binary_join_element_wise("<c><v>", score.cast(pa.string()), "</v></c>", "")
    else:
        cells = pc.binary_join_element_wise("<c><v>", column.cast(pa.string()), "</v></c>", "")
    return pc.fill_null(cells, "<c/>")


def _in_words(levels: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return levels of location as the page says them: « À la porte », not `housenumber`."""
    words = [LEVELS.french.get(level, level) for level in levels.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(levels.indices, pa.array(words, pa.string()))


def _rows_xml(engine: Engine, rows: RowIds) -> Iterator[memoryview]:
    """Yield the rows of the sheet as XML, slice by slice."""
    table = engine.directory.activities.select(list(SHEET_COLUMNS))
    first = 2  # below the header
    for part, held in slices(table, rows):
        if not len(part):
            continue
        columns = [column.combine_chunks() for column in held.columns]
        columns[_LEVEL] = _in_words(columns[_LEVEL])
        cells = [_cells(column) for column in columns]
        numbers = pa.array(range(first, first + len(part)), pa.int32()).cast(pa.string())
        first += len(part)
        joined = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
        offsets, text = joined.buffers()[1:]
        length = int.from_bytes(memoryview(offsets)[4 * len(part) : 4 * len(part) + 4], "little")
        yield memoryview(text)[:length]  # an Arrow string array is its strings end to end


def write_xlsx(engine: Engine, rows: RowIds, provenance: Provenance, out: IO[bytes]) -> None:
    """Write the workbook to `out` (seekable), at most `MAX_ROWS` rows."""
    template = zipfile.ZipFile(io.BytesIO(_workbook(provenance)))
    with template, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name in template.namelist():
            if name != _SHEET:
                book.writestr(name, template.read(name))
        head, tail = template.read(_SHEET).split(b"</sheetData>")
        last = f"{_column_name(len(SHEET_COLUMNS))}{provenance.rows + 1}"
        head = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="A1:{last}"'.encode(), head)
        with book.open(_SHEET, "w", force_zip64=True) as sheet:
            sheet.write(head)
            for piece in _rows_xml(engine, rows):
                sheet.write(piece)
            sheet.write(b"</sheetData>" + tail)


def _column_name(number: int) -> str:
    """Return the name of the column `number`, from 1: A, Z, AA."""
    return str(xlsxwriter.utility.xl_col_to_name(number - 1))
