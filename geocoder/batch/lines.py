"""Distinct lines to what they may name: plain ones on arrays, the others by the parser, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.batch.distinct import TextColumn
from geocoder.batch.names import joined_names, normal_names
from geocoder.batch.plain import PlainLines, Streets, adds_nothing, read_plain
from geocoder.normalize.names import WrittenName
from geocoder.normalize.words import I64, Names, Ragged, Ranks, starts
from geocoder.parse import LineQuery, LineReading, line_readings
from geocoder.types import HouseNumber
from geocoder.vocabulary import way_types

F64 = npt.NDArray[np.float64]
BOOL = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Readings:
    """What l distinct lines may name: the readings of line i are rows `ptr[i]` to `ptr[i + 1]`.

    At most eight a line, best guess first, as `geocoder.parse.line_readings`.
    """

    ptr: I64
    name: I64
    """Row in `names`."""
    names: Names
    penalty: F64
    number: I64
    """Row in `numbers` of the number written in the text, 0 for none."""
    numbers: list[HouseNumber | None]
    """Distinct numbers; the first is none."""
    leads: BOOL
    """Whether that number comes before the one of the number's column."""
    takes_column: BOOL
    """Whether the number's column is this reading's."""


def read_lines(columns: Mapping[str, TextColumn], rows: I64, is_numbered: BOOL) -> Readings:
    """Read the line of each of `rows` (l,), the first rows of the distinct lines.

    `is_numbered` tells whether the number's column holds a number (l,).
    """
    pairs, pair = _streets(columns, rows)
    plain = read_plain(pairs)
    beside = _beside(plain)[pair]
    simple = plain.name[pair] >= 0
    for name in ("complement", "distribution"):
        column = columns[name]
        nothing = [
            np.array([adds_nothing(v, beside_street=b) for v in column.values], bool)
            for b in (False, True)
        ]
        codes = column.codes[rows]
        simple &= np.where(beside, nothing[1][codes], nothing[0][codes])
    others = np.flatnonzero(~simple)
    names = ("way_type", "street", "complement", "distribution")
    texts = [[columns[n].values[c] for c in columns[n].codes[rows[others]].tolist()] for n in names]
    slow = [
        line_readings(LineQuery("", "", *line), is_numbered=numbered)
        for *line, numbered in zip(*texts, is_numbered[others].tolist(), strict=True)
    ]
    return _joined(plain, pair, simple, others, slow)


def _streets(columns: Mapping[str, TextColumn], rows: I64) -> tuple[Streets, I64]:
    """Distinct pairs of street and type, and the pair of each line (l,)."""
    street, way_type = columns["street"], columns["way_type"]
    mixed = pa.array(street.codes[rows] * len(way_type.values) + way_type.codes[rows])
    encoded = mixed.dictionary_encode()
    text, kind = np.divmod(encoded.dictionary.to_numpy(), len(way_type.values))
    # « Grande rue » may be all there is, in the type's own column
    blank = np.array([not value.strip() for value in street.values], bool)[text]
    texts, types = [*street.values, *way_type.values], [*way_type.values, ""]
    text = np.where(blank, len(street.values) + kind, text)
    kind = np.where(blank, len(way_type.values), kind)
    return Streets(texts, types, text, kind), encoded.indices.to_numpy().astype(np.int64)


def _beside(plain: PlainLines) -> BOOL:
    """Whether each line names a way, beside which a complement is a building (p,)."""
    canonical = way_types().canonical
    is_way = np.array([kind in canonical for kind in plain.names.kinds], bool)
    found = np.zeros(len(plain.name), bool)
    some = plain.name >= 0
    found[some] = is_way[plain.names.kind[plain.name[some]]]
    return found


def _joined(
    plain: PlainLines, pair: I64, simple: BOOL, others: I64, slow: Sequence[Sequence[LineReading]]
) -> Readings:
    """The readings of plain lines and of the others, in the order of the lines."""
    flat = [reading for readings in slow for reading in readings]
    distinct = Ranks()
    written: dict[WrittenName, int] = {}
    slow_names = [written.setdefault(r.reading.written, len(written)) for r in flat]
    kinds = Ranks({"": 0})
    rows = Ragged.of([distinct.of(name.words) for name in written])
    kind = np.array([kinds[name.way_type] for name in written], np.int64)
    names = joined_names([plain.names, normal_names(list(distinct), rows, list(kinds), kind)])
    numbers: dict[HouseNumber | None, int] = {None: 0}

    def rank(number: HouseNumber | None) -> int:
        return numbers.setdefault(number, len(numbers))

    own = np.zeros(len(plain.number), np.int64)
    numbered = [at for at, number in enumerate(plain.number) if number is not None]
    own[numbered] = [rank(plain.number[at]) for at in numbered]
    counts = np.ones(len(pair), np.int64)
    counts[others] = [len(readings) for readings in slow]
    ptr = starts(counts)
    first = ptr[:-1][simple]
    at = np.ones(ptr[-1], bool)
    at[first] = False
    rest = np.flatnonzero(at)
    name, penalty = np.empty(ptr[-1], np.int64), np.zeros(ptr[-1])
    number, leads = np.empty(ptr[-1], np.int64), np.zeros(ptr[-1], bool)
    takes = np.ones(ptr[-1], bool)
    name[first], number[first] = plain.name[pair[simple]], own[pair[simple]]
    name[rest] = np.array(slow_names, np.int64) + len(plain.names)
    penalty[rest] = [r.penalty for r in flat]
    number[rest] = [rank(r.reading.number) for r in flat]
    leads[rest] = [r.leads for r in flat]
    takes[rest] = [r.takes_column for r in flat]
    return Readings(ptr, name, names, penalty, number, list(numbers), leads, takes)
