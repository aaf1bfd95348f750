"""Queries of a table whose commune may stand elsewhere than in its columns, weighed together.

The answer is what `Geocoder.locate` and `Geocoder.locate_line` say of each: tests/geocoder/test_beside.py
holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geocoder.batch.answered import Answers
from geocoder.batch.in_columns import InColumns, Outcome, columns_of
from geocoder.elsewhere import Question, with_city_elsewhere, with_city_in_line
from geocoder.normalize.words import BOOL, I64

if TYPE_CHECKING:
    from geocoder.engine import Geocoder


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers to q queries, and those of them for which every commune is to be asked."""

    answers: Answers
    lost: I64
    """Queries that name a street and no known place (k,), increasing."""


def settle(
    geocoder: Geocoder, asked: InColumns, rows: I64, outcome: Outcome, is_line: BOOL
) -> Settled:
    """Ask the other questions of the queries in `rows` (q,), of which `outcome` says the first.

    `is_line` (q,) tells whose street is a free line that stood beside the place's columns. Their
    numbers are entered in `outcome.known`.
    """
    accepted, answers = outcome.is_accepted, outcome.answers()
    sought = np.flatnonzero(np.where(is_line, ~accepted, ~outcome.names_commune))
    query, questions = _others(geocoder, asked, rows, sought, is_line)
    is_lost = ~is_line & ~outcome.is_placed & outcome.is_worded
    if questions:
        columns = columns_of(questions)
        others = InColumns.of(columns).outcome(geocoder, np.arange(len(questions)))
        best = _surest(query, others, len(rows))
        found = np.flatnonzero(best >= 0)
        surer = ~accepted[found] | (others.certainty[best[found]] > outcome.certainty[found])
        found = found[surer]
        number = np.array(outcome.known.of(others.known), np.int64)
        answers.put(found, others.answers(), best[found], number)
        is_lost[found] = False
    return Settled(answers, np.flatnonzero(is_lost))


def _others(
    geocoder: Geocoder, asked: InColumns, rows: I64, sought: I64, is_line: BOOL
) -> tuple[I64, Sequence[Question]]:
    """The other questions of the queries `sought` (k,), and the query of each."""
    cuts = geocoder.cuts
    several = [
        with_city_in_line(cuts, place, line.street)
        if in_line
        else with_city_elsewhere(cuts, place, line)
        for (place, line), in_line in zip(
            asked.questions(rows[sought]), is_line[sought].tolist(), strict=True
        )
    ]
    query = np.repeat(sought, np.array([len(q) for q in several], np.int64))
    return query, [question for questions in several for question in questions]


def _surest(query: I64, others: Outcome, count: int) -> I64:
    """Row of the question of each of `count` queries whose street is the likeliest; -1 without any.

    The first of those that are as likely.
    """
    accepted = np.flatnonzero(others.is_accepted)
    order = np.lexsort((accepted, -others.weighed.evidence[accepted], query[accepted]))
    ranked = accepted[order]
    first = ranked[np.diff(query[ranked], prepend=-1) > 0]
    best = np.full(count, -1, np.int64)
    best[query[first]] = first
    return best
