"""CSV for spreadsheets and scripts: `;`, UTF-8 with BOM, formulas neutralised.

Comment lines before the header would break every parser, so the vintages, the filters and the
licence are the last three columns, the same on each line: they survive a sort, a filter, a copy.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from dashboard.coding import plain
from dashboard.engine import Engine
from dashboard.formats.provenance import Provenance
from dashboard.formats.rows import EVERY_COLUMN, RowIds, slices

BOM = b"\xef\xbb\xbf"
_FORMULA = "^([=+\\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20])"
"""What makes a spreadsheet compute a cell: = + - @ tab CR LF NUL, and their full-width forms."""


def neutralised(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a string column with an apostrophe before what a spreadsheet would compute.

    Other columns are returned as they are: a negative number is a number.
    """
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, _FORMULA, r"'\1")


def csv_lines(engine: Engine, rows: RowIds, provenance: Provenance) -> Iterator[bytes]:
    """Yield the file piece by piece: the header with the first rows, then the rest."""
    table = engine.directory.activities.select(list(EVERY_COLUMN))
    for number, (part, held) in enumerate(slices(table, rows)):
        out = io.BytesIO()
        if number == 0:
            out.write(BOM)
        options = pacsv.WriteOptions(include_header=number == 0, delimiter=";", eol="\r\n")
        pacsv.write_csv(_safe(held, len(part), provenance), out, options)
        yield out.getvalue()


def _safe(held: pa.Table, count: int, provenance: Provenance) -> pa.Table:
    decoded = plain(held)
    columns = {name: neutralised(decoded[name]) for name in decoded.column_names}
    for name, value in provenance.columns().items():
        columns[name] = neutralised(pa.chunked_array([pa.repeat(value, count)]))
    return pa.table(columns)
