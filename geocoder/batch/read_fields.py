"""Fields to what they may name: the readings of their parts put together, as `parse.readings` does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.distinct import Groups, group
from geocoder.batch.fields import Fields, cut_fields
from geocoder.batch.names import normal_names
from geocoder.batch.numbers import NumberRanks
from geocoder.batch.parts import PartReader, PartReadings
from geocoder.normalize.hashing import BASE, U64
from geocoder.normalize.words import BOOL, I64, Names, Ragged, Ranks, spans, starts
from geocoder.parse.part_readings import SECOND, unparted
from geocoder.parse.streetline import BEFORE
from geocoder.vocabulary import way_types

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FieldReadings:
    """Readings of fields: those of field i are rows `ptr[i]` to `ptr[i + 1]`, best guess first."""

    ptr: I64
    name: I64
    """Row in `names`."""
    names: Names
    penalty: F64
    number: I64
    """Rank of the number, 0 for none."""
    keeps_number: BOOL
    """Whether that number leads over the one of the number's column."""

    def kind_is(self, kinds: frozenset[str]) -> BOOL:
        """Whether each reading begins with one of some types (r,)."""
        own = np.array([kind in kinds for kind in self.names.kinds], bool)
        return own[self.names.kind[self.name]]


@dataclass(frozen=True, slots=True)
class _Guesses:
    """Readings (g,) of fields, in the order of the parser: their field, and the one they are."""

    field: I64
    row: I64
    """Row among the readings of parts."""
    penalty: F64
    keeps_number: BOOL

    def take(self, rows: I64) -> _Guesses:
        """Some of them."""
        return _Guesses(
            self.field[rows], self.row[rows], self.penalty[rows], self.keeps_number[rows]
        )


def read_fields(
    fields: Fields, field: I64, is_numbered: BOOL, kinds: Ranks, numbers: NumberRanks
) -> tuple[FieldReadings, I64]:
    """Read the fields of lines: `field` (l,) are rows of `fields`; also the row of each line (l,).

    `is_numbered` tells whether the number's column of each line holds a number (l,), which only
    fields of several parts are read by. Types are entered in `kinds`, numbers in `numbers`.
    """
    parts = cut_fields(fields)
    numbered = is_numbered & (parts.counts > 1)[field]
    asked = group([(field, len(fields)), (numbered.astype(np.int64), 2)])
    own, numbered = field[asked.first_row], numbered[asked.first_row]
    reader = PartReader(parts, kinds, numbers)
    read = reader.read()
    rows = Ragged(parts.ptr, parts.part).take(own)
    types = [fields.types[row] for row in fields.type[own].tolist()]
    given = np.array([bool(text) for text in types], bool)
    whole, said = _commas_aside(reader, rows, types)
    every = read.followed_by(said)
    distinct = _distinct_names(every)
    name, first = distinct.of_row, distinct.first_row
    guesses = _guesses(read, rows, _leading(reader, rows, given, numbered))
    guesses = _without_doubles(guesses, name, every.number, len(own))
    guesses = _with_others(guesses, whole, len(read.kind), said.penalty)
    guesses, ptr = _ranked(guesses, _is_canonical(kinds)[every.kind], len(own))
    names = normal_names(list(parts.ranks), every.words.take(first), list(kinds), every.kind[first])
    number = every.number[guesses.row]
    readings = FieldReadings(
        ptr, name[guesses.row], names, guesses.penalty, number, guesses.keeps_number
    )
    return readings, asked.of_row


def _is_canonical(kinds: Ranks) -> BOOL:
    canonical = way_types().canonical
    return np.array([kind in canonical for kind in kinds], bool)


def _leading(reader: PartReader, rows: Ragged, given: BOOL, numbered: BOOL) -> I64:
    """The part of each field (f,) that is the address: see `_leading_part` of the parser."""
    lead = np.zeros(len(rows), np.int64)
    owner = rows.owner
    at = np.flatnonzero(((rows.counts > 1) & ~given)[owner])
    is_strong, has_number = reader.leads(rows.word[at])
    # beside a number in its own column, the first type; else the first with a number
    first = is_strong & (has_number | numbered[owner[at]])
    for hit in (is_strong, first):
        found = at[hit][::-1]  # of several, the first is written last
        lead[owner[found]] = found - rows.ptr[owner[found]]
    return lead


def _guesses(read: PartReadings, rows: Ragged, lead: I64) -> _Guesses:
    """The readings of the parts of each field (f,), `lead` being the one that is the address."""
    owner = rows.owner
    rank = np.arange(len(owner)) - rows.ptr[owner]
    costs = np.where(rank == lead[owner], 0.0, np.where(rank < lead[owner], BEFORE, SECOND))
    counts = np.diff(read.ptr)[rows.word]
    part = np.repeat(np.arange(len(owner)), counts)
    row = spans(read.ptr[rows.word], counts)
    return _Guesses(owner[part], row, read.penalty[row] + costs[part], rank[part] > 0)


def _commas_aside(reader: PartReader, rows: Ragged, types: list[str]) -> tuple[I64, PartReadings]:
    """Fields (k,) that are read as one name in spite of their commas, and that reading of each."""
    several = np.flatnonzero(rows.counts > 1)
    several = several[reader.continues(rows.word[rows.ptr[several] + 1])]
    whole, found = [], []
    for field in several.tolist():
        own = rows.word[rows.ptr[field] : rows.ptr[field] + 2].tolist()
        reading = unparted([reader.words_of(part) for part in own], types[field], "")
        if reading:
            whole.append(field)
            found.append([reading])
    return np.array(whole, np.int64), reader.entered(found)


def _with_others(guesses: _Guesses, field: I64, row: int, penalty: F64) -> _Guesses:
    """One more reading behind those of each of some fields (k,): rows `row` and following."""
    if not len(field):
        return guesses
    both = _Guesses(
        np.concatenate([guesses.field, field]),
        np.concatenate([guesses.row, row + np.arange(len(field))]),
        np.concatenate([guesses.penalty, penalty]),
        np.concatenate([guesses.keeps_number, np.zeros(len(field), bool)]),
    )
    return both.take(np.argsort(both.field, kind="stable"))


def _distinct_names(read: PartReadings) -> Groups:
    """The readings (r,) grouped by name: type and words, by their hash."""
    rows, counts = read.words, read.words.counts
    hashes: U64 = read.kind.astype(np.uint64) + np.uint64(1)
    for at in range(int(counts.max(initial=0))):
        own = np.flatnonzero(counts > at)
        word = rows.word[rows.ptr[own] + at].astype(np.uint64) + np.uint64(1)
        hashes[own] = hashes[own] * np.uint64(BASE) + word
    return group([(hashes.view(np.int64), 1)])


def _without_doubles(guesses: _Guesses, name: I64, number: I64, fields: int) -> _Guesses:
    """Leave out what the same field has said before: the same name behind the same number."""
    counts = np.bincount(guesses.field, minlength=fields)
    at = np.flatnonzero(counts[guesses.field] > 1)
    own = guesses.take(at)
    order = np.lexsort((number[own.row], name[own.row], own.field))
    field, named, numbered = own.field[order], name[own.row][order], number[own.row][order]
    same = np.zeros(len(at), bool)
    same[1:] = field[1:] == field[:-1]
    same[1:] &= (named[1:] == named[:-1]) & (numbered[1:] == numbered[:-1])
    kept = np.ones(len(guesses.field), bool)
    kept[at[order[same]]] = False
    return guesses if kept.all() else guesses.take(np.flatnonzero(kept))


def _ranked(guesses: _Guesses, is_street: BOOL, fields: int) -> tuple[_Guesses, I64]:
    """Best guess of each field first: names of streets, then by penalty; and their first rows (f + 1,)."""
    counts = np.bincount(guesses.field, minlength=fields)
    order = np.arange(len(guesses.field))
    several = np.flatnonzero(counts[guesses.field] > 1)
    own = guesses.take(several)
    order[several] = several[np.lexsort((own.penalty, ~is_street[own.row], own.field))]
    return guesses.take(order), starts(counts)
