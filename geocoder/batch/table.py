"""The way of a table: distinct queries, weighed on arrays, answered."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geocoder.batch.answered import SKIPPED, Answers
from geocoder.batch.answers import answer_table
from geocoder.batch.beside import placed_lines, say_nothing
from geocoder.batch.distinct import DistinctAnswers, group, query_columns
from geocoder.batch.elsewhere import settle
from geocoder.batch.free import answer_lines
from geocoder.batch.in_columns import InColumns
from geocoder.batch.numbers import Numbers
from geocoder.batch.shares import WORTH_IT, share_count, shares
from geocoder.decide import Decision
from geocoder.normalize.words import BOOL, I64
from geocoder.parse import hypotheses
from geocoder.results import FIELDS, Result
from refdata.tables import RESULT

if TYPE_CHECKING:
    from geocoder.engine import Geocoder


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
    columns, is_line = placed_lines(columns)
    asked = InColumns.of(columns)
    address = columns["address"]
    queries = group(
        [(g.of_row, len(g)) for g in (asked.places, asked.lines, asked.numbers)]
        + [(address.codes, len(address.values)), (is_line.astype(np.int64), 2)]
    )
    batch = Batch(geocoder, asked, is_line)
    return batch.answer(queries.first_row).asked_as(queries.of_row)


@dataclass(frozen=True, slots=True)
class Batch:
    """One table on its way."""

    geocoder: Geocoder
    asked: InColumns
    is_line: BOOL
    """Rows whose street is a free line that stood beside the columns of a place (n,)."""

    def answer(self, rows: I64) -> DistinctAnswers:
        """Answers of the queries that `rows` hold."""
        columns = self.asked.columns
        silent = say_nothing(columns)[rows]
        is_free = silent & columns["address"].has_text(rows)
        free, others = np.flatnonzero(is_free), np.flatnonzero(~is_free)
        if not len(free):
            return self._answer_columns(rows, silent)
        lines = self._answer_lines(rows[free])
        if not len(others):
            return lines
        found = self._answer_columns(rows[others], silent[others])
        place = np.zeros(len(rows), np.int64)
        place[others] = np.arange(len(others))
        return found.asked_as(place).followed_by(free, lines)

    def _answer_lines(self, rows: I64) -> DistinctAnswers:
        """Answers of queries that are nothing but a free line."""
        column = self.asked.columns["address"]
        texts = [column.values[code] for code in column.codes[rows].tolist()]
        answers, numbers, lost = answer_lines(self.geocoder, texts)
        found = DistinctAnswers.of(self._table(answers, numbers))
        if not len(lost):
            return found
        elsewhere = self.geocoder.locate_anywhere([texts[at] for at in lost.tolist()])
        return found.followed_by(lost, DistinctAnswers.of(_as_table(elsewhere)))

    def _answer_columns(self, rows: I64, silent: BOOL) -> DistinctAnswers:
        """Answers of queries in columns; `silent` says which of them say nothing there (q,)."""
        outcome = self.asked.outcome(self.geocoder, rows)
        settled = settle(self.geocoder, self.asked, rows, outcome, self.is_line[rows])
        settled.answers.level[silent] = SKIPPED
        found = DistinctAnswers.of(self._table(settled.answers, Numbers.of(list(outcome.known))))
        if not len(settled.lost):
            return found
        anywhere = self._answer_anywhere(rows[settled.lost])
        return found.followed_by(settled.lost, DistinctAnswers.of(anywhere))

    def _table(self, answers: Answers, numbers: Numbers) -> pa.Table:
        index = self.geocoder.index
        return answer_table(index, sorted(index.shards), numbers, answers)

    def _answer_anywhere(self, rows: I64) -> pa.Table:
        """Answers of queries that name no known place."""
        lines = [hypotheses(line) for _, line in self.asked.questions(rows)]
        found = self.geocoder.decider.anywhere(lines)
        decisions = [Decision((), *of_query) for of_query in zip(lines, found, strict=True)]
        return _as_table([self.geocoder.maker.from_decision(d) for d in decisions])


def _as_table(answers: Sequence[Result]) -> pa.Table:
    """Results as the contract `resultat`."""
    arrays = [
        pa.array([getattr(a, name) for a in answers], c.type)
        for name, c in zip(FIELDS, RESULT.columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=RESULT.schema)
