"""Weighing on arrays: communes × readings × streets of many queries at once, as `decide.Decider` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.doors import have_numbers
from geocoder.batch.lines import Readings
from geocoder.batch.numbers import Numbers
from geocoder.batch.places import Places
from geocoder.decide import LIKELY_PLACE, MANY, MOST_READINGS, Decider
from geocoder.index import Shard
from geocoder.match.exact import exact_streets
from geocoder.match.found import Asked
from geocoder.match.fuzzy import fuzzy_streets
from geocoder.normalize.words import BOOL, I64, rows_of_each, spans
from geocoder.results import TOSS_UP
from geocoder.score import (
    CERTAIN,
    FORMER_ELSEWHERE,
    FORMER_UNKNOWN,
    PLACE_WEIGHT,
    READING_WEIGHT,
    number_evidences,
)

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Queries:
    """Distinct queries (q,): rows of their places, of their lines, and of their number (0 for none)."""

    place: I64
    line: I64
    number: I64


@dataclass(frozen=True, slots=True)
class Options:
    """Every commune with every reading of each query (o,), in the order in which they are weighed."""

    query: I64
    place: I64
    """Row in the candidates of `Places`."""
    reading: I64
    """Row in `Readings`."""
    department: I64
    """Rank of the department."""
    commune: I64
    """Row of the commune in its department."""

    def take(self, rows: I64) -> Options:
        """Some options, in the order given."""
        return Options(
            self.query[rows],
            self.place[rows],
            self.reading[rows],
            self.department[rows],
            self.commune[rows],
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Streets that may answer (c,): their option, street and evidence."""

    option: I64
    street: I64
    evidence: F64


@dataclass(frozen=True, slots=True)
class Weighed:
    """What won for each query (q,): street -1 without any; runner-up NaN without one."""

    department: I64
    street: I64
    number: I64
    evidence: F64
    runner_up: F64
    is_toss_up: BOOL
    """Whether the runner-up lies in another commune and is as likely."""


class Weigher:
    """Weighs many queries against one open index."""

    def __init__(
        self,
        decider: Decider,
        shards: Sequence[tuple[str, Shard]],
        places: Places,
        readings: Readings,
        numbers: Numbers,
    ) -> None:
        self._finders = [decider.finders[department] for department, _ in shards]
        self._shards = [shard for _, shard in shards]
        self._rank = {department: rank for rank, (department, _) in enumerate(shards)}
        self._decider = decider
        self._places, self._readings, self._numbers = places, readings, numbers
        has_place = places.ptr[1:] > places.ptr[:-1]
        self._best_place = np.zeros(len(has_place))
        self._best_place[has_place] = places.evidence[places.ptr[:-1][has_place]]

    def weigh(self, queries: Queries, *, fuzzy: bool = True) -> Weighed:
        """Exact keys everywhere first; edits and words only where nothing exact was certain.

        Without `fuzzy`, only what exact keys find.
        """
        options = self._options(queries)
        exact = self._exact(queries, options)
        best = np.full(len(queries.place), -np.inf)
        np.maximum.at(best, options.query[exact.option], exact.evidence)
        unsure = (best < CERTAIN) & fuzzy
        rows = np.flatnonzero(self._is_worth_more(queries, options, unsure))
        more = self._fuzzy(queries, options.take(rows))
        both = Candidates(
            np.concatenate([exact.option, rows[more.option]]),
            np.concatenate([exact.street, more.street]),
            np.concatenate([exact.evidence, more.evidence]),
        )
        return self._ranked(queries, options, both)

    def _options(self, queries: Queries) -> Options:
        """Communes of each query in their order, and for each its readings in theirs."""
        places, readings = self._places.ptr, self._readings.ptr
        many = places[queries.place + 1] - places[queries.place]
        each = readings[queries.line + 1] - readings[queries.line]
        query = np.repeat(np.arange(len(many)), many)
        place = spans(places[queries.place], many)
        department, commune = self._local_communes()
        known = np.flatnonzero(department[place] >= 0)
        query, place = query[known], place[known]
        counts = each[query]
        reading = spans(readings[queries.line[query]], counts)
        query, place = np.repeat(query, counts), np.repeat(place, counts)
        return Options(query, place, reading, department[place], commune[place])

    def _local_communes(self) -> tuple[I64, I64]:
        """Department's rank and row in it of each place candidate; -1 where the index has no street."""
        rows, inverse = np.unique(self._places.commune, return_inverse=True)
        department, local = np.full(len(rows), -1, np.int64), np.zeros(len(rows), np.int64)
        for at, row in enumerate(rows.tolist()):
            for name, commune in self._decider.shards_of(row):
                department[at], local[at] = self._rank[name], commune
        return department[inverse], local[inverse]

    def _is_worth_more(self, queries: Queries, options: Options, unsure: BOOL) -> BOOL:
        """Options in which fuzzy candidates are looked for: likely communes, the first readings."""
        of_query = queries.place[options.query]
        evidence = self._places.evidence[options.place]
        rank = options.place - self._places.ptr[of_query]
        reading = options.reading - self._readings.ptr[queries.line[options.query]]
        likely = evidence >= LIKELY_PLACE * self._best_place[of_query]
        return unsure[options.query] & likely & (rank < MANY) & (reading < MOST_READINGS)

    def _exact(self, queries: Queries, options: Options) -> Candidates:
        """What exact keys find for each option, weighed."""
        name = self._readings.name[options.reading]
        asked = Asked(name, options.department, options.commune)
        found = exact_streets(self._finders, self._readings.names, asked)
        option, match = found.rows_of(np.arange(len(name)))
        return self._weighed(queries, options, option, found.street[match], found.logit[match])

    def _fuzzy(self, queries: Queries, options: Options) -> Candidates:
        """What edits and words find for each option, weighed."""
        names, communes = len(self._readings.names), int(options.commune.max(initial=0)) + 1
        name = self._readings.name[options.reading]
        # a name asked twice in a commune is looked for once
        mixed = (options.department * communes + options.commune) * names + name
        distinct, pair = np.unique(mixed, return_inverse=True)
        place, name = np.divmod(distinct, max(1, names))
        asked = Asked(name, *np.divmod(place, communes))
        found = fuzzy_streets(self._finders, self._readings.names, asked)
        option, match = found.rows_of(pair)
        return self._weighed(queries, options, option, found.street[match], found.logit[match])

    def _weighed(
        self, queries: Queries, options: Options, option: I64, street: I64, logit: F64
    ) -> Candidates:
        """Evidence of streets (c,), each found for an option."""
        own = options.take(option)
        evidence = np.empty(len(option))
        for rank, rows in rows_of_each(own.department):
            part = own.take(rows)
            evidence[rows] = self._evidence(queries, part, rank, street[rows], logit[rows])
        return Candidates(option, street, evidence)

    def _evidence(
        self, queries: Queries, options: Options, rank: int, street: I64, logit: F64
    ) -> F64:
        """Evidence of streets (c,) of one department, in the order of additions of `Evidence.sum`."""
        reading = -READING_WEIGHT * self._readings.penalty[options.reading]
        best = self._best_place[queries.place[options.query]]
        place = -PLACE_WEIGHT * (best - self._places.evidence[options.place])
        place = place + self._former(options.place, rank, street)
        number = self._number(queries, options)
        has = have_numbers(self._shards[rank], street, self._numbers, number)
        whole: F64 = logit + reading + place + number_evidences(self._numbers.value[number], has)
        return whole

    def _number(self, queries: Queries, options: Options) -> I64:
        """The number of each option: the one of the number's column, or the one written in the text."""
        readings = self._readings
        own, column = readings.number[options.reading], queries.number[options.query]
        takes = readings.takes_column[options.reading] & (column > 0)
        return np.where(readings.leads[options.reading] | ~takes, own, column)

    def _former(self, place: I64, rank: int, street: I64) -> F64:
        """A street of the former commune the query named comes before its homonym of another one."""
        former = self._places.former[place]
        cost = np.zeros(len(place))
        at = np.flatnonzero(former)
        if len(at):
            codes = self._shards[rank].former_codes
            known = {code: row for row, code in enumerate(codes)}
            rows = np.array([known.get(c, -1) for c in self._places.former_codes], np.int64)
            old = self._shards[rank].street_former[street[at]].astype(np.int64)
            elsewhere = np.where(old == rows[former[at]], 0.0, FORMER_ELSEWHERE)
            cost[at] = np.where(old == 0, FORMER_UNKNOWN, elsewhere)
        return cost

    def _ranked(self, queries: Queries, options: Options, found: Candidates) -> Weighed:
        """Best and second-best street of each query."""
        query, place = options.query[found.option], options.place[found.option]
        department = options.department[found.option]
        count = len(queries.place)
        alone = np.bincount(query, minlength=count)[query] == 1  # nothing to rank
        several = np.flatnonzero(~alone)
        ranks = (
            found.street[several],
            department[several],
            -self._places.evidence[place[several]],
            -np.round(found.evidence[several], 6),
            query[several],
        )
        order = np.concatenate([np.flatnonzero(alone), several[np.lexsort(ranks)]])
        order = order[np.argsort(query[order], kind="stable")]
        first, second = _first_two(query[order], department[order], found.street[order], count)
        best, other = _taken(order, first), _taken(order, second)
        has, has_other = best >= 0, other >= 0
        chosen = np.where(has, best, 0)
        if not len(order):
            none = np.full(count, -1, np.int64)
            return Weighed(none, none, none + 1, np.zeros(count), np.full(count, np.nan), has)
        evidence = np.where(has, found.evidence[chosen], 0.0)
        following = np.where(has_other, found.evidence[np.where(has_other, other, 0)], np.nan)
        commune = self._places.commune[place]
        elsewhere = commune[chosen] != commune[np.where(has_other, other, 0)]
        with np.errstate(invalid="ignore"):
            toss_up = has_other & elsewhere & (evidence - following < TOSS_UP)
        number = self._number(queries, options.take(found.option[chosen]))
        return Weighed(
            np.where(has, department[chosen], -1),
            np.where(has, found.street[chosen], -1),
            np.where(has, number, 0),
            evidence,
            following,
            toss_up,
        )


def _first_two(query: I64, department: I64, street: I64, count: int) -> tuple[I64, I64]:
    """Position of the first candidate of each query, and of the first on another street; -1 for none."""
    first, second = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    begins = np.flatnonzero(np.diff(query, prepend=-1))
    first[query[begins]] = begins
    lead = first[query] if len(query) else first
    other = (
        np.flatnonzero((street != street[lead]) | (department != department[lead]))
        if len(query)
        else begins
    )
    begins = other[np.flatnonzero(np.diff(query[other], prepend=-1))]
    second[query[begins]] = begins
    return first, second


def _taken(order: I64, at: I64) -> I64:
    """Rows of `order` at positions, -1 where there is none."""
    if not len(order):
        return at
    return np.where(at >= 0, order[at], -1)


__all__ = ["Options", "Queries", "Weighed", "Weigher"]
