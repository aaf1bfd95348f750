"""Free lines that stand beside other columns of a query: each is put where it is read with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from geocoder.batch.distinct import TextColumn, group
from geocoder.batch.in_columns import LINE
from geocoder.batch.places import PLACE
from geocoder.normalize.words import BOOL, I64


def placed_lines(columns: Mapping[str, TextColumn]) -> tuple[dict[str, TextColumn], BOOL]:
    """The columns with free lines put beside the others, and where one is the street now (n,).

    Beside a place alone (`--address ADRESSE --city VILLE`), a line is the street; beside a street or
    a number it is one more complement. A line alone stays what it is.
    """
    address = columns["address"]
    rows = np.arange(len(address.codes))
    has_line = address.has_text(rows)
    if not has_line.any():
        return dict(columns), has_line
    is_part = has_line & _say_something(columns, (*LINE, "number"))
    is_street = has_line & ~is_part & _say_something(columns, PLACE)
    moved = dict(columns)
    moved["street"] = _replaced(columns["street"], np.flatnonzero(is_street), address)
    parts = np.flatnonzero(is_part)
    moved["complement"] = _replaced(
        columns["complement"], parts, _joined(columns["complement"], address, parts)
    )
    gone = np.flatnonzero(is_street | is_part)
    moved["address"] = _replaced(address, gone, TextColumn(np.zeros(len(rows), np.int64), [""]))
    return moved, is_street


def say_nothing(columns: Mapping[str, TextColumn]) -> BOOL:
    """Rows in which every column but that of the free line is empty (n,); a suffix alone says nothing."""
    return ~_say_something(columns, (*PLACE, *LINE, "number"))


def _say_something(columns: Mapping[str, TextColumn], names: Sequence[str]) -> BOOL:
    """Rows in which some of the columns `names` hold a text, be it spaces (n,)."""
    said = np.zeros(len(columns[names[0]].codes), bool)
    for name in names:
        column = columns[name]
        said |= np.array([bool(v) for v in column.values], bool)[column.codes]
    return said


def _joined(complement: TextColumn, address: TextColumn, rows: I64) -> TextColumn:
    """Complement and line of `rows` in one text; the other rows are not to be read."""
    pairs = group([(c.codes[rows], len(c.values)) for c in (complement, address)])
    codes = np.zeros(len(address.codes), np.int64)
    codes[rows] = pairs.of_row
    first = rows[pairs.first_row]
    texts = [[c.values[code] for code in c.codes[first].tolist()] for c in (complement, address)]
    values = [f"{said} ; {line}" if said else line for said, line in zip(*texts, strict=True)]
    return TextColumn(codes, values)


def _replaced(column: TextColumn, rows: I64, other: TextColumn) -> TextColumn:
    """`column` with the texts of `other` at `rows`."""
    codes = column.codes.copy()
    codes[rows] = other.codes[rows] + len(column.values)
    return replace(column, codes=codes, values=[*column.values, *other.values])
