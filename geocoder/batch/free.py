"""Free lines of a table: the ways to cut each of them, weighed on arrays as `engine.decide_line` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geocoder.batch.answered import NOT_FOUND, STREET, Answers
from geocoder.batch.distinct import TextColumn
from geocoder.batch.in_columns import LINE, NUMBER, InColumns
from geocoder.batch.numbers import NumberRanks, Numbers
from geocoder.batch.places import PLACE
from geocoder.cuts import (
    PLAIN_CUT,
    POSTCODE_ALONE,
    SURE,
    SURE_STREET,
    Cuts,
    leftover_share,
    worth_of,
)
from geocoder.normalize.words import BOOL, I64
from geocoder.parse import FreeReading
from geocoder.score import ACCEPTED, place_probabilities

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Round:
    """Cuts weighed together (c,): the line of each, its worth, and what it would answer."""

    line: I64
    worth: F64
    place: F64
    """Evidence of its likeliest commune; 0 without any."""
    has_place: BOOL
    answers: Answers
    numbers: NumberRanks

    def best(self, count: int) -> I64:
        """The cut worth most of each of `count` lines, -1 for none: the first that nothing can beat."""
        known = np.flatnonzero(self.has_place)
        plain = self.worth[known] >= PLAIN_CUT
        # the first plain cut ends the search; without one, the highest worth, then place, then the first
        worth = np.where(plain, np.inf, self.worth[known])
        place = np.where(plain, 0.0, self.place[known])
        order = known[np.lexsort((known, -place, -worth, self.line[known]))]
        first = order[np.diff(self.line[order], prepend=-1) > 0]
        best = np.full(count, -1, np.int64)
        best[self.line[first]] = first
        return best


@dataclass
class _Chosen:
    """The answer of each line so far (n,), and the worth of its cut; -1 without any."""

    answers: Answers
    worth: F64
    numbers: NumberRanks

    @classmethod
    def nothing(cls, count: int) -> _Chosen:
        """No answer yet."""
        return cls(Answers.nothing(count), np.full(count, -1.0), NumberRanks())

    def take(self, weighed: _Round, lines: I64, cuts: I64) -> None:
        """Answer `lines` by `cuts` of a round, both (k,); by nothing where the cut is -1."""
        found = np.flatnonzero(cuts >= 0)
        own, given = lines[found], weighed.answers
        number = np.array(self.numbers.of(weighed.numbers), np.int64)
        self.worth[lines], self.answers.level[lines] = -1.0, NOT_FOUND
        self.worth[own] = weighed.worth[cuts[found]]
        self.answers.put(own, given, cuts[found], number)


def answer_lines(geocoder: Geocoder, texts: Sequence[str]) -> tuple[Answers, Numbers, I64]:
    """Answers to free lines (n,), their numbers, and the lines that name no known place."""
    cutting = geocoder.cuts
    cuts = [cutting.of(text) for text in texts]
    chosen = _Chosen.nothing(len(texts))
    every = np.arange(len(texts))
    weighed = _weighed(geocoder, [c.plausible for c in cuts], every, fuzzy=False)
    chosen.take(weighed, every, weighed.best(len(texts)))
    is_street = chosen.answers.level == STREET
    unsure = np.flatnonzero(
        (chosen.worth < SURE) | (is_street & (chosen.answers.score < SURE_STREET))
    )
    weighed = _weighed(geocoder, [cuts[at].plausible for at in unsure.tolist()], unsure, fuzzy=True)
    chosen.take(weighed, unsure, weighed.best(len(texts))[unsure])
    _try_others(geocoder, cuts, chosen)
    lost = np.flatnonzero(chosen.worth == -1.0)
    return chosen.answers, Numbers.of(list(chosen.numbers)), lost


def _try_others(geocoder: Geocoder, cuts: Sequence[Cuts], chosen: _Chosen) -> None:
    """Weigh the cuts that did not look plausible, for the lines that found nothing sure."""
    doubtful = np.flatnonzero(chosen.worth < ACCEPTED)
    doubtful = doubtful[[bool(cuts[at].others) for at in doubtful.tolist()]]
    weighed = _weighed(
        geocoder, [cuts[at].others for at in doubtful.tolist()], doubtful, fuzzy=True
    )
    best = weighed.best(len(cuts))[doubtful]
    found = np.flatnonzero(best >= 0)
    better = weighed.answers.level[best[found]] == STREET
    better &= weighed.worth[best[found]] > chosen.worth[doubtful[found]]
    chosen.take(weighed, doubtful[found[better]], best[found[better]])


def _weighed(
    geocoder: Geocoder, cuts: Sequence[Sequence[FreeReading]], lines: I64, *, fuzzy: bool
) -> _Round:
    """Weigh the cuts of some lines."""
    flat = [cut for several in cuts for cut in several]
    line = np.repeat(lines, [len(several) for several in cuts])
    nothing = TextColumn(np.zeros(len(flat), np.int64), [""])
    columns = dict.fromkeys((*PLACE, *NUMBER, *LINE), nothing) | {
        name: TextColumn.of([getattr(cut, name) for cut in flat])
        for name in ("postcode", "city", "street")
    }
    found = InColumns.of(columns).outcome(geocoder, np.arange(len(flat)), fuzzy=fuzzy)
    evidence = found.places.likeliest()[1][found.queries.place]
    place = evidence * np.where([bool(c.city) for c in flat], 1.0, POSTCODE_ALONE)
    worth = worth_of(
        place,
        np.where(found.is_accepted, found.certainty, np.nan),
        is_worded=found.is_worded,
        words=np.array([len(c.street.split()) for c in flat], np.int64),
        penalty=np.array([c.penalty for c in flat]),
    )
    equals = found.places.equals()[found.queries.place]
    score = place_probabilities(evidence, equals) * leftover_share(found.is_worded)
    answers = found.answers_of(found.is_accepted, score, np.full(len(flat), np.nan))
    return _Round(line, worth, place, found.is_placed, answers, found.known)
