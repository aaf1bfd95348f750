"""The way of a table: distinct queries, weighed on arrays, answered; the odd ones as a search is."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.batch.answered import MUNICIPALITY, NOT_FOUND, SKIPPED, STREET, Answers
from geocoder.batch.answers import answer_table
from geocoder.batch.distinct import (
    DistinctAnswers,
    Groups,
    TextColumn,
    group,
    group_columns,
    query_columns,
)
from geocoder.batch.free import answer_lines
from geocoder.batch.lines import Readings, read_lines
from geocoder.batch.numbers import NumberRanks, Numbers
from geocoder.batch.places import PLACE, Places, resolve_places
from geocoder.batch.shares import WORTH_IT, share_count, shares
from geocoder.batch.weigh import Queries, Weighed, Weigher
from geocoder.decide import Decision
from geocoder.match.commune import names_commune
from geocoder.normalize.words import BOOL, I64
from geocoder.parse import LineQuery, hypotheses, parse_number_field
from geocoder.results import FIELDS, Result
from geocoder.score import are_accepted, place_probabilities, probabilities
from geocoder.types import HouseNumber, PlaceQuery
from refdata.tables import RESULT

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

F64 = npt.NDArray[np.float64]
LINE = ("way_type", "street", "complement", "distribution")
NUMBER = ("number", "suffix")
FEW = 500
"""Rows that are put between slices of a table rather than taken with all the others."""
_LINE_QUERY = (*NUMBER, *LINE)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put the collector off: a table on its way makes a million small objects and not one cycle."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def geocode_table(geocoder: Geocoder, table: pa.Table, processes: int = 1) -> pa.Table:
    """Answer every row of `table`; see `Geocoder.geocode_table`."""
    return answers_of(geocoder, table, processes).expanded()


def answers_of(geocoder: Geocoder, table: pa.Table, processes: int) -> DistinctAnswers:
    """Answer each distinct query of `table`, shared between processes where it is large; QueryTableError."""
    if processes > 1 and table.num_rows >= WORTH_IT:
        parts = shares(table, share_count(table.num_rows, processes))
        if len(parts) > 1:
            here = partial(distinct_answers, geocoder)
            return geocoder.workers.answer(here, table, parts, processes)
    return distinct_answers(geocoder, table)


@_no_collection()
def distinct_answers(geocoder: Geocoder, table: pa.Table) -> DistinctAnswers:
    """Answer each distinct query of `table` once."""
    columns = query_columns(table)
    if not table.num_rows:
        return DistinctAnswers(RESULT.empty(), np.zeros(0, np.int64))
    places, numbers = (group_columns([columns[n] for n in part]) for part in (PLACE, NUMBER))
    houses = _house_numbers(columns, numbers)
    # a line of several parts is read otherwise where the number has a column of its own
    is_numbered = np.array([house is not None for house in houses], np.int64)[numbers.of_row]
    text = [columns[n] for n in LINE]
    lines = group([*((c.codes, len(c.values)) for c in text), (is_numbered, 2)])
    address = columns["address"]
    queries = group(
        [(g.of_row, len(g)) for g in (places, lines, numbers)]
        + [(address.codes, len(address.values))]
    )
    batch = Batch(geocoder, columns, places, lines, numbers, houses)
    return DistinctAnswers(batch.answer(queries), queries.of_row)


def _house_numbers(columns: dict[str, TextColumn], numbers: Groups) -> list[HouseNumber | None]:
    """The house number of each distinct pair of number and suffix."""
    texts = [
        [c.values[code] for code in c.codes[numbers.first_row].tolist()]
        for c in map(columns.__getitem__, NUMBER)
    ]
    return [parse_number_field(*fields) for fields in zip(*texts, strict=True)]


@dataclass(frozen=True, slots=True)
class Batch:
    """One table on its way: the columns, and the distinct places, lines and numbers in them."""

    geocoder: Geocoder
    columns: dict[str, TextColumn]
    places: Groups
    lines: Groups
    numbers: Groups
    houses: list[HouseNumber | None]
    """The house number of each of `numbers`."""

    def answer(self, queries: Groups) -> pa.Table:
        """Answers of the distinct queries, in their order."""
        rows = queries.first_row
        silent = self._says_nothing(rows)
        free = np.flatnonzero(silent & self._has_address(rows))
        if not len(free):
            return self._answer_columns(rows, silent)
        lines = self._answer_lines(rows[free])
        if len(free) == len(rows):
            return lines
        return _replaced(self._answer_columns(rows, silent), free, lines)

    def _answer_lines(self, rows: I64) -> pa.Table:
        """Answers of queries that are nothing but a free line."""
        column = self.columns["address"]
        texts = [column.values[code] for code in column.codes[rows].tolist()]
        answers, numbers, lost = answer_lines(self.geocoder, texts)
        table = answer_table(
            self.geocoder.index, sorted(self.geocoder.index.shards), numbers, answers
        )
        if not len(lost):
            return table
        elsewhere = self.geocoder.locate_anywhere([texts[at] for at in lost.tolist()])
        return _replaced(table, lost, _as_table(elsewhere))

    def _answer_columns(self, rows: I64, silent: BOOL) -> pa.Table:
        """Answers of queries in columns; `silent` says which of them say nothing there (q,)."""
        places = resolve_places(
            self.geocoder.decider.resolver,
            [self.columns[n] for n in PLACE],
            self.places.first_row,
        )
        house_of_line = self.numbers.of_row[self.lines.first_row]
        is_numbered = np.array([house is not None for house in self.houses], bool)[house_of_line]
        readings = read_lines(self.columns, self.lines.first_row, is_numbered)
        asked, numbers = self._numbers(readings.numbers, rows)
        own = Queries(self.places.of_row[rows], self.lines.of_row[rows], asked)
        shards = sorted(self.geocoder.index.shards.items())
        weighed = Weigher(self.geocoder.decider, shards, places, readings, numbers).weigh(own)
        decided = _decided(weighed, _Municipalities.of(places), own.place)
        decided.level[silent] = SKIPPED
        departments = [department for department, _ in shards]
        table = answer_table(self.geocoder.index, departments, numbers, decided)
        odd = np.flatnonzero(self._is_odd(rows, own, places, readings) & ~silent)
        if not len(odd):
            return table
        return _replaced(table, odd, self._answer_one_by_one(rows[odd]))

    def _numbers(self, written: Sequence[HouseNumber | None], rows: I64) -> tuple[I64, Numbers]:
        """Row of the number's column of each query; and every number, `written` first (0 is none)."""
        known = NumberRanks()
        known.of(written)
        ranks = np.array(known.of(self.houses), np.int64)
        return ranks[self.numbers.of_row[rows]], Numbers.of(list(known))

    def _says_nothing(self, rows: I64) -> BOOL:
        """Queries of which every field is empty (a suffix alone is no query)."""
        nothing = np.ones(len(rows), bool)
        for name in (*PLACE, *LINE, "number"):
            column = self.columns[name]
            empty = np.array([not v for v in column.values], bool)
            nothing &= empty[column.codes[rows]]
        return nothing

    def _has_address(self, rows: I64) -> BOOL:
        """Queries that hold a free line."""
        return self.columns["address"].has_text(rows)

    def _is_odd(self, rows: I64, own: Queries, places: Places, readings: Readings) -> BOOL:
        """Queries decided one by one: a line beside columns, or a commune that no column names."""
        nowhere = ~places.are_known[own.place]
        worded = readings.ptr[own.line + 1] > readings.ptr[own.line]
        lost = ~places.names_commune[own.place]
        odd: BOOL = self._has_address(rows) | (nowhere & worded) | lost
        return odd

    def _texts(self, names: tuple[str, ...], row: int) -> list[str]:
        columns = (self.columns[n] for n in names)
        return [c.values[c.codes[row]] for c in columns]

    def _answer_one_by_one(self, rows: I64) -> pa.Table:
        made = {row: self._answer_row(row) for row in rows.tolist() if not self._is_lost(row)}
        lost = [row for row in rows.tolist() if row not in made]
        lines = [hypotheses(LineQuery(*self._texts(_LINE_QUERY, row))) for row in lost]
        for row, line, found in zip(
            lost, lines, self.geocoder.decider.anywhere(lines), strict=True
        ):
            made[row] = self.geocoder.maker.from_decision(Decision((), line, found))
        return _as_table([made[row] for row in rows.tolist()])

    def _is_lost(self, row: int) -> bool:
        """Whether a query names a commune, and none that is known: its street is looked for anywhere."""
        place = PlaceQuery(*self._texts(PLACE, row))
        (address,) = self._texts(("address",), row)
        known = self.geocoder.decider.resolver.resolve(place)
        return not address.strip() and names_commune(place) and not known

    def _answer_row(self, row: int) -> Result:
        place = PlaceQuery(*self._texts(PLACE, row))
        way_type, street, complement, distribution = self._texts(LINE, row)
        number, suffix = self._texts(NUMBER, row)
        (address,) = self._texts(("address",), row)
        line = LineQuery(number, suffix, way_type, street, complement, distribution)
        if not address.strip():
            return self.geocoder.locate(place, line)
        if line.is_empty and not number:  # beside a commune's columns
            return self.geocoder.locate_line(address, place)
        both = f"{complement} ; {address}" if complement else address
        return self.geocoder.locate(
            place, LineQuery(number, suffix, way_type, street, both, distribution)
        )


@dataclass(frozen=True, slots=True)
class _Municipalities:
    """The commune of each distinct place (p,): -1 where there is none; NaN without a second one."""

    commune: I64
    score: F64
    score_next: F64

    @classmethod
    def of(cls, places: Places) -> _Municipalities:
        """The best commune of each place, and how sure it is; see `ResultMaker._municipality`."""
        (commune, first), equals = places.likeliest(), places.equals()
        second = np.full(len(commune), np.nan)
        several = np.flatnonzero(np.diff(places.ptr) > 1)
        second[several] = places.evidence[places.ptr[several] + 1]
        return cls(commune, place_probabilities(first, equals), place_probabilities(second, equals))


def _decided(weighed: Weighed, municipalities: _Municipalities, place: I64) -> Answers:
    """The street where it is sure enough, else the commune, else nothing."""
    accepted = (weighed.street >= 0) & are_accepted(weighed.evidence, weighed.runner_up)
    street = accepted & ~weighed.is_toss_up
    commune = municipalities.commune[place]
    score = probabilities(weighed.evidence, weighed.runner_up)
    following = probabilities(weighed.runner_up, np.full(len(place), np.nan))
    level = np.where(street, STREET, np.where(commune >= 0, MUNICIPALITY, NOT_FOUND))
    return Answers(
        level=level.astype(np.int8),
        department=np.where(street, weighed.department, 0),
        row=np.where(street, weighed.street, commune),
        number=np.where(street, weighed.number, 0),
        score=np.where(street, score, municipalities.score[place]),
        score_next=np.where(street, np.minimum(score, following), municipalities.score_next[place]),
    )


def _as_table(answers: Sequence[Result]) -> pa.Table:
    """Results as the contract `resultat`."""
    arrays = [
        pa.array([getattr(a, name) for a in answers], c.type)
        for name, c in zip(FIELDS, RESULT.columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=RESULT.schema)


def _replaced(table: pa.Table, rows: I64, others: pa.Table) -> pa.Table:
    """`table` with `others` at `rows`."""
    if len(rows) > FEW:
        order = np.arange(table.num_rows)
        order[rows] = table.num_rows + np.arange(len(rows))
        return pa.concat_tables([table, others]).combine_chunks().take(pa.array(order))
    pieces, start = [], 0
    for at, row in enumerate(rows.tolist()):  # rows are increasing
        pieces += [table.slice(start, row - start), others.slice(at, 1)]
        start = row + 1
    return pa.concat_tables([*pieces, table.slice(start)]).combine_chunks()
