"""Queries in columns, weighed together: what each of them would be answered by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geocoder.batch.answered import MUNICIPALITY, NOT_FOUND, STREET, Answers
from geocoder.batch.distinct import Groups, TextColumn, group, group_columns
from geocoder.batch.lines import Readings, read_lines
from geocoder.batch.numbers import NumberRanks, Numbers
from geocoder.batch.places import PLACE, Places, resolve_places
from geocoder.batch.weigh import Queries, Weighed, Weigher
from geocoder.elsewhere import Question
from geocoder.normalize.words import BOOL, I64
from geocoder.parse import LineQuery, parse_number_field
from geocoder.score import are_accepted, place_probabilities, probabilities
from geocoder.types import HouseNumber, PlaceQuery

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

F64 = npt.NDArray[np.float64]
LINE = ("way_type", "street", "complement", "distribution")
NUMBER = ("number", "suffix")


@dataclass(frozen=True, slots=True)
class InColumns:
    """Columns of queries, and the distinct places, lines and numbers in them."""

    columns: Mapping[str, TextColumn]
    places: Groups
    lines: Groups
    numbers: Groups
    houses: list[HouseNumber | None]
    """The house number of each of `numbers`."""

    @classmethod
    def of(cls, columns: Mapping[str, TextColumn]) -> InColumns:
        """Group the rows of `columns`, which hold those of place, line and number."""
        places, numbers = (group_columns([columns[n] for n in part]) for part in (PLACE, NUMBER))
        houses = _house_numbers(columns, numbers)
        # a line of several parts is read otherwise where the number has a column of its own
        is_numbered = _are_known(houses)[numbers.of_row].astype(np.int64)
        texts = [(columns[n].codes, len(columns[n].values)) for n in LINE]
        return cls(columns, places, group([*texts, (is_numbered, 2)]), numbers, houses)

    def questions(self, rows: I64) -> Iterator[Question]:
        """What each of `rows` says of where and what, as written."""

        def texts(name: str) -> list[str]:
            column = self.columns[name]
            return [column.values[code] for code in column.codes[rows].tolist()]

        places = map(PlaceQuery, *map(texts, PLACE))
        lines = map(LineQuery, *map(texts, (*NUMBER, *LINE)))
        return zip(places, lines, strict=True)

    def outcome(self, geocoder: Geocoder, rows: I64, *, fuzzy: bool = True) -> Outcome:
        """Weigh the queries that `rows` (q,) hold; without `fuzzy`, only what exact keys find."""
        resolver = geocoder.decider.resolver
        place_columns = [self.columns[n] for n in PLACE]
        places = resolve_places(resolver, place_columns, self.places.first_row)
        house_of_line = self.numbers.of_row[self.lines.first_row]
        readings = read_lines(
            self.columns, self.lines.first_row, _are_known(self.houses)[house_of_line]
        )
        known = NumberRanks()
        known.of(readings.numbers)
        asked = np.array(known.of(self.houses), np.int64)[self.numbers.of_row[rows]]
        queries = Queries(self.places.of_row[rows], self.lines.of_row[rows], asked)
        numbers = Numbers.of(list(known))
        shards = sorted(geocoder.index.shards.items())
        weigher = Weigher(geocoder.decider, shards, places, readings, numbers)
        weighed = weigher.weigh(queries, fuzzy=fuzzy)
        return Outcome(queries, places, readings, known, numbers, weighed)


def columns_of(questions: Sequence[Question]) -> dict[str, TextColumn]:
    """Columns of queries that hold `questions`, one a row."""
    places = {n: [getattr(place, n) for place, _ in questions] for n in PLACE}
    lines = {n: [getattr(line, n) for _, line in questions] for n in (*NUMBER, *LINE)}
    return {name: TextColumn.of(texts) for name, texts in (places | lines).items()}


@dataclass(frozen=True)
class Outcome:
    """What was weighed for q queries, and what won."""

    queries: Queries
    places: Places
    readings: Readings
    known: NumberRanks
    """The house numbers, with the row of each in `numbers`."""
    numbers: Numbers
    weighed: Weighed

    @property
    def is_placed(self) -> BOOL:
        """Whether each query may mean any commune (q,)."""
        return self.places.are_known[self.queries.place]

    @property
    def names_commune(self) -> BOOL:
        """Whether each query says more of its commune than a postcode (q,)."""
        return self.places.names_commune[self.queries.place]

    @property
    def is_worded(self) -> BOOL:
        """Whether each query may name a street or lieu-dit (q,)."""
        ptr, line = self.readings.ptr, self.queries.line
        return ptr[line + 1] > ptr[line]

    @cached_property
    def is_accepted(self) -> BOOL:
        """Whether the best street of each query is sure enough, be it a toss-up (q,)."""
        weighed = self.weighed
        return (weighed.street >= 0) & are_accepted(weighed.evidence, weighed.runner_up)

    @cached_property
    def certainty(self) -> F64:
        """Probability of the best street of each query (q,); what it is without one is not read."""
        return probabilities(self.weighed.evidence, self.weighed.runner_up)

    def answers(self) -> Answers:
        """The street where it is sure enough, else the commune, else nothing."""
        communes, place = _CommuneScores.of(self.places), self.queries.place
        is_street = self.is_accepted & ~self.weighed.is_toss_up
        return self.answers_of(is_street, communes.score[place], communes.score_next[place])

    def answers_of(self, is_street: BOOL, score: F64, score_next: F64) -> Answers:
        """The street where `is_street`, else the commune with these scores, else nothing; all (q,)."""
        weighed = self.weighed
        commune = self.places.likeliest()[0][self.queries.place]
        following = probabilities(weighed.runner_up, np.full(len(commune), np.nan))
        level = np.where(is_street, STREET, np.where(commune >= 0, MUNICIPALITY, NOT_FOUND))
        return Answers(
            level=level.astype(np.int8),
            department=np.where(is_street, weighed.department, 0),
            row=np.where(is_street, weighed.street, commune),
            number=np.where(is_street, weighed.number, 0),
            score=np.where(is_street, self.certainty, score),
            score_next=np.where(is_street, np.minimum(self.certainty, following), score_next),
        )


@dataclass(frozen=True, slots=True)
class _CommuneScores:
    """How sure the best commune of each distinct place is (p,), and the second; NaN without one."""

    score: F64
    score_next: F64

    @classmethod
    def of(cls, places: Places) -> _CommuneScores:
        """Scores of the communes of each place; see `ResultMaker._municipality`."""
        (_, first), equals = places.likeliest(), places.equals()
        second = np.full(len(first), np.nan)
        several = np.flatnonzero(np.diff(places.ptr) > 1)
        second[several] = places.evidence[places.ptr[several] + 1]
        return cls(place_probabilities(first, equals), place_probabilities(second, equals))


def _house_numbers(columns: Mapping[str, TextColumn], numbers: Groups) -> list[HouseNumber | None]:
    """The house number of each distinct pair of number and suffix."""
    texts = [
        [c.values[code] for code in c.codes[numbers.first_row].tolist()]
        for c in map(columns.__getitem__, NUMBER)
    ]
    return [parse_number_field(*fields) for fields in zip(*texts, strict=True)]


def _are_known(houses: Sequence[HouseNumber | None]) -> BOOL:
    """Whether each is a number (m,)."""
    return np.array([house is not None for house in houses], bool)
