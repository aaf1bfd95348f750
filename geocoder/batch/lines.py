"""Distinct lines to what they may name, on arrays: what `parse.line_readings` says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from functools import cache

import numpy as np
import numpy.typing as npt

from geocoder.batch.distinct import TextColumn, group
from geocoder.batch.fields import Fields
from geocoder.batch.names import joined_names
from geocoder.batch.numbers import NumberRanks
from geocoder.batch.read_fields import FieldReadings, read_fields
from geocoder.normalize.folded import Folded
from geocoder.normalize.words import BOOL, I64, Names, Ranks, spans, starts
from geocoder.parse.parts import STRONG_TYPES
from geocoder.parse.streetline import BESIDE, MOST
from geocoder.types import HouseNumber
from geocoder.vocabulary import way_types

F64 = npt.NDArray[np.float64]
_PUNCTUATION = frozenset(";()")


@dataclass(frozen=True, slots=True)
class Readings:
    """What l distinct lines may name: the readings of line i are rows `ptr[i]` to `ptr[i + 1]`.

    At most `MOST` a line, best guess first, as `geocoder.parse.line_readings`.
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
    kinds, numbers = Ranks({"": 0}), NumberRanks()
    fields, field = _streets(columns, rows)
    found, own = read_fields(fields, field, is_numbered, kinds, numbers)
    said = _Said.of(found, own, np.arange(len(rows)))
    beside = _beside(found, own)
    asked = _asked({name: columns[name] for name in BESIDE}, rows, beside)
    if not len(asked.line):
        return said.readings(len(rows), found.names, numbers)
    more, own = read_fields(asked.fields, asked.field, is_numbered[asked.line], kinds, numbers)
    both = said.followed_by(_others(more, own, asked, beside), len(found.names))
    return both.readings(len(rows), joined_names([found.names, more.names]), numbers)


@dataclass(frozen=True, slots=True)
class _Said:
    """Readings (r,), and the line of each: those of a line are in order, be they apart."""

    line: I64
    name: I64
    penalty: F64
    number: I64
    leads: BOOL
    takes_column: BOOL

    @classmethod
    def of(cls, found: FieldReadings, own: I64, line: I64) -> _Said:
        """What the fields `own` (k,) say of lines `line` (k,)."""
        counts = np.diff(found.ptr)[own]
        row = spans(found.ptr[own], counts)
        number = found.number[row]
        return cls(
            np.repeat(line, counts),
            found.name[row],
            found.penalty[row],
            number,
            found.keeps_number[row] & (number > 0),
            np.ones(len(row), bool),
        )

    def take(self, rows: I64) -> _Said:
        """Some readings, in the order given."""
        return _Said(*(getattr(self, f.name)[rows] for f in dataclass_fields(self)))

    def followed_by(self, others: _Said, names: int) -> _Said:
        """Other readings behind those of the same line; their names are behind `names` others."""
        others = replace(others, name=others.name + names)
        columns = [f.name for f in dataclass_fields(self)]
        both = _Said(*(np.concatenate([getattr(self, c), getattr(others, c)]) for c in columns))
        return both.take(np.argsort(both.line, kind="stable"))

    def readings(self, lines: int, names: Names, numbers: NumberRanks) -> Readings:
        """The first `MOST` of each line; there are so many `lines`."""
        said, counts = self, np.bincount(self.line, minlength=lines)
        if counts.max(initial=0) > MOST:
            rank = np.arange(len(self.line)) - starts(counts)[self.line]
            said, counts = self.take(np.flatnonzero(rank < MOST)), np.minimum(counts, MOST)
        return Readings(
            starts(counts),
            said.name,
            names,
            said.penalty,
            said.number,
            list(numbers),
            said.leads,
            said.takes_column,
        )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the street of each line is (l,), beside which other fields say less."""

    has_street: BOOL
    """Whether it names anything."""
    is_street: BOOL
    """Whether it begins with a type that only streets have: a complement is a building then."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Fields of lines beside their street (k,): the line of each, what it costs, its field."""

    line: I64
    penalty: F64
    fields: Fields
    field: I64


def _beside(found: FieldReadings, own: I64) -> _Beside:
    """What the street of each line is, whose fields are `own` (l,)."""
    some = np.diff(found.ptr) > 0
    street = np.zeros(len(some), bool)
    street[some] = found.kind_is(way_types().canonical)[found.ptr[:-1][some]]
    return _Beside(some[own], street[own])


def _asked(columns: Mapping[str, TextColumn], rows: I64, beside: _Beside) -> _Asked:
    """The fields that may say something beside the street of each of `rows` (l,)."""
    line, penalty, code, texts = [], [], [], list[str]()
    for name, column in columns.items():
        codes = column.codes[rows]
        may, may_strong = _may_name_street(column.values)
        worded = np.array([bool(text) for text in column.values], bool)
        asked = np.where(beside.is_street, may_strong[codes], may[codes])
        at = np.flatnonzero(np.where(beside.has_street, asked, worded[codes]))
        line.append(at)
        penalty.append(np.where(beside.has_street[at], *BESIDE[name]))
        code.append(codes[at] + len(texts))
        texts += column.values
    every = np.concatenate(code)
    distinct = group([(every, len(texts))])
    text = every[distinct.first_row]
    return _Asked(
        np.concatenate(line),
        np.concatenate(penalty),
        Fields(texts, [""], text, np.zeros(len(text), np.int64)),
        distinct.of_row,
    )


def _others(found: FieldReadings, own: I64, asked: _Asked, beside: _Beside) -> _Said:
    """What other fields say of their lines: beside a street only ways, beside a way only strong types."""
    said = _Said.of(found, own, np.arange(len(own)))
    row = spans(found.ptr[own], np.diff(found.ptr)[own])
    line = asked.line[said.line]
    strong, way = found.kind_is(STRONG_TYPES)[row], found.kind_is(way_types().canonical)[row]
    worth = ~beside.has_street[line] | np.where(beside.is_street[line], strong, way)
    said = replace(
        said,
        line=line,
        penalty=said.penalty + asked.penalty[said.line],
        takes_column=~beside.has_street[line],
    )
    return said.take(np.flatnonzero(worth))


def _may_name_street(texts: list[str]) -> tuple[BOOL, BOOL]:
    """Whether texts (n,) hold a word of a type, and one of a strong type: others name none."""
    folded = Folded.of(texts)
    rows, words = folded.rows, folded.words
    odd = np.array([not _PUNCTUATION.isdisjoint(text) for text in words], bool)
    every, strong = _type_words()

    def held(known: frozenset[str]) -> BOOL:
        own = odd | np.array([text in known for text in words], bool)
        held: BOOL = np.bincount(rows.owner[own[rows.word]], minlength=len(rows)) > 0
        return held

    return held(every), held(strong)


@cache
def _type_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that a text must hold to name a type, and to name a strong one; articles aside."""
    forms = way_types().in_text
    strong = [form for form, canonical in forms.items() if canonical in STRONG_TYPES]
    return (
        frozenset({w for form in forms for w in form.split()} - {"D", "L", "DE", "A", "C"}),
        frozenset({w for form in strong for w in form.split()} - {"D", "L", "DE", "A"}),
    )


def _streets(columns: Mapping[str, TextColumn], rows: I64) -> tuple[Fields, I64]:
    """Distinct pairs of street and type, and the pair of each line (l,)."""
    street, way_type = columns["street"], columns["way_type"]
    codes = [(c.codes[rows], len(c.values)) for c in (street, way_type)]
    pairs = group(codes)
    text, kind = (own[pairs.first_row] for own, _ in codes)
    # « Grande rue » may be all there is, in the type's own column
    blank = np.array([not value.strip() for value in street.values], bool)[text]
    texts, types = [*street.values, *way_type.values], [*way_type.values, ""]
    text = np.where(blank, len(street.values) + kind, text)
    kind = np.where(blank, len(way_type.values), kind)
    return Fields(texts, types, text, kind), pairs.of_row
