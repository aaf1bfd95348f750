"""The geocoder: one open index, asked by table, by line, by point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from geocoder.cuts import (
    LEFTOVER,
    PLAIN_CUT,
    POSTCODE_ALONE,
    SURE,
    SURE_STREET,
    Cutter,
    worth_of,
)
from geocoder.decide import Candidate, Decider, Decision
from geocoder.elsewhere import with_city_elsewhere, with_city_in_line
from geocoder.index import OpenIndex, open_index
from geocoder.match.commune import names_commune
from geocoder.parse import FreeReading, LineQuery, hypotheses
from geocoder.results import NOT_FOUND, SKIPPED, Result, ResultMaker, as_likely
from geocoder.reverse import ReverseFinder
from geocoder.score import ACCEPTED, place_probability, probability
from geocoder.types import Hypothesis, PlaceCandidate, PlaceQuery

if TYPE_CHECKING:
    from geocoder.batch.processes import Workers

LISTED = -1.0
"""Log-odds from which another street is listed behind the best one."""


class Geocoder:
    """Answers where an address lies; deterministic, thread-safe for reading, no network.

    Large tables may be shared with other processes, which stay for the next ones until `close`;
    they end with this object or this process in any case. A geocoder is also a context manager.
    """

    def __init__(self, index: OpenIndex) -> None:
        self.index = index
        """The open index."""
        self.decider = Decider(index)
        """What weighs one query at a time."""
        self.cuts = Cutter(index.gazetteer)
        """What cuts free lines."""
        self.maker = ResultMaker(index)
        """What puts a decision into result columns."""

        self._workers: Workers | None = None

    @classmethod
    def open(cls, path: Path) -> Geocoder:
        """Open the index in folder `path`; IndexMissingError or IndexDamagedError when it cannot be."""
        return cls(open_index(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that help with large tables, if there are any."""
        if self._workers is not None:
            self._workers.close()

    @property
    def workers(self) -> Workers:
        """The processes that help with large tables."""
        if self._workers is None:
            from geocoder.batch.processes import Workers

            self._workers = Workers(self.index.path, self.fingerprint)
        return self._workers

    def start_workers(self, processes: int, rows: int | None = None) -> None:
        """Start what `geocode_table` will need for `processes`, so that it need not wait.

        Returns at once: a process is ready a third of a second later, while its table is read. None
        is started for a table of fewer `rows` than are worth it (None: not known).
        """
        from geocoder.batch.shares import WORTH_IT

        if rows is None or rows >= WORTH_IT:
            self.workers.start(processes - 1)

    @property
    def fingerprint(self) -> str:
        """Hash of everything the index was built from."""
        return self.index.fingerprint

    @property
    def departments(self) -> list[str]:
        """Departments whose streets are known."""
        return sorted(self.index.shards)

    def geocode_table(self, table: pa.Table, processes: int = 1) -> pa.Table:
        """Answer each row of `table` (columns of the contract `requete`), in the same order.

        Returns the contract `resultat`, one row for each. Work is done once for each distinct
        query; a large table is shared between `processes`, with the same answer. A row that is
        empty is `skipped`. Raises QueryTableError for a table without any
        known column.
        """
        from geocoder.batch import geocode_table

        return geocode_table(self, table, processes)

    def geocode_repeated(
        self, tables: Iterable[pa.Table], processes: int = 1
    ) -> Iterator[pa.Table]:
        """Answer each of `tables` as `geocode_table` does, one answer after the other.

        They are all read first, of which the distinct texts are kept; a query that several of
        them hold is answered once.
        """
        from geocoder.batch.repeated import geocode_repeated

        return geocode_repeated(self, tables, processes)

    def decide(self, place: PlaceQuery, line: LineQuery) -> Decision:
        """Weigh a query in columns; the decision keeps everything that was weighed."""
        return self.decider.decide(place, line)

    def grounds(self, table: pa.Table, salt: str = "") -> pa.Array:
        """A digest of what the answer to each row of `table` rests on, 32 hexadecimal digits each.

        The same query with the same grounds has the same answer, whatever index and program gave
        them, provided that `salt` tells programs apart: an answer whose grounds have not changed
        need not be looked for again. Costs a fraction of an answer. Raises QueryTableError.
        """
        from geocoder.batch.grounds import grounds_of

        return grounds_of(self, table, salt)

    def by_id(self, identifier: str) -> Result | None:
        """The place of a BAN id or COG code, with score 1; None when the index holds none such."""
        from geocoder.identified import by_id

        return by_id(self.index, self.maker, identifier)

    def locate(self, place: PlaceQuery, line: LineQuery) -> Result:
        """Answer a query in columns."""
        if line.is_empty and not line.number and place == PlaceQuery():
            return SKIPPED
        return self.maker.from_decision(self._settled(place, line))

    def runner_up(self, place: PlaceQuery, line: LineQuery) -> Result | None:
        """The likeliest other answer to a query in columns; None when nothing else was weighed."""
        return self.maker.runner_up(self._settled(place, line))

    def _settled(self, place: PlaceQuery, line: LineQuery) -> Decision:
        """The decision on a query in columns, after every place it may mean was looked for."""
        decision = self.decide(place, line)
        if not names_commune(place):
            decision = self._with_city_elsewhere(place, line, decision)
        if not decision.places and decision.hypotheses:
            (decision.candidates,) = self.decider.anywhere([decision.hypotheses])
        return decision

    def _with_city_elsewhere(
        self, place: PlaceQuery, line: LineQuery, without: Decision
    ) -> Decision:
        """Look for the commune in the other columns of a query that names none.

        It is `without` where none is found that is surer; Rue Haute may be in half of the communes
        of 08300.
        """
        found = [self.decide(*q) for q in with_city_elsewhere(self.cuts, place, line)]
        best = max(
            (d for d in found if d.best),
            key=lambda d: d.candidates[0].evidence.sum,
            default=without,
        )
        return best if without.best is None or best.certainty > without.certainty else without

    def search(
        self, q: str, limit: int = 5, *, postcode: str = "", citycode: str = ""
    ) -> list[Result]:
        """Answer a free line: at most `limit` results, the likeliest first; empty when none is."""
        decision = self.decide_line(q, postcode=postcode, citycode=citycode)
        return self.results(decision, limit)

    def results(self, decision: Decision, limit: int) -> list[Result]:
        """At most `limit` results of a decision, the likeliest first: streets, or else communes."""
        out = self._streets(decision, limit)
        for place in () if out else decision.places[:limit]:
            share = LEFTOVER if decision.hypotheses else 1.0
            score = place_probability(place.evidence, as_likely(place, decision.places)) * share
            found = self.maker.municipality(place.commune, score, None)
            if found is not NOT_FOUND:
                out.append(found)
        return sorted(out, key=lambda r: -(r.result_score or 0.0))

    def _streets(self, decision: Decision, limit: int) -> list[Result]:
        """The street that is sure enough, and those behind it: no surer than it, and above `LISTED`."""
        out: list[Result] = []
        best = decision.candidates if decision.best else []
        kept = [c for c in best if c.evidence.sum >= LISTED][:limit]
        for at, candidate in enumerate(kept):
            following = decision.candidates[at + 1 : at + 2]
            other = following[0].evidence.sum if following else None
            score = probability(candidate.evidence.sum, other if at == 0 else None)
            if at:
                score = min(score, out[-1].result_score or 0.0)
            next_score = min(score, probability(other, None)) if other is not None else None
            out.append(self.maker.street(candidate, score, next_score))
        return out

    def locate_line(self, q: str, place: PlaceQuery | None = None) -> Result:
        """Answer a free line, with what other columns say of the place."""
        if not q.strip():
            return self.locate(place, LineQuery()) if place else SKIPPED
        if place and place != PlaceQuery():
            return self._line_with_place(q, place)
        decision = self.decide_line(q)
        found = self.results(decision, 1)
        return found[0] if found else NOT_FOUND

    def locate_anywhere(self, lines: Sequence[str]) -> list[Result]:
        """Answer free lines that name no known place: a street that only one commune has, or nothing."""
        readings = [hypotheses(LineQuery(street=line)) for line in lines]
        found = self.decider.anywhere(readings)
        decisions = [Decision((), r, c) for r, c in zip(readings, found, strict=True)]
        several = [self.results(d, 1) if d.certainty >= ACCEPTED else [] for d in decisions]
        return [results[0] if results else NOT_FOUND for results in several]

    def _line_with_place(self, q: str, place: PlaceQuery) -> Result:
        """The place has columns of its own: the line is the street, perhaps with the place again."""
        plain = self.decide(place, LineQuery(street=q))
        best = plain
        if plain.best is None:
            for question in with_city_in_line(self.cuts, place, q):
                other = self.decide(*question)
                if other.best and (
                    best.best is None or other.best.evidence.sum > best.best.evidence.sum
                ):
                    best = other
        return self.maker.from_decision(best)

    def decide_line(self, q: str, *, postcode: str = "", citycode: str = "") -> Decision:
        """Weigh the ways to cut a free line into street and commune."""
        cuts = self.cuts.of(q)
        best, worth = self._best_cut(cuts.plausible, postcode, citycode, fuzzy=False)
        if worth < SURE or (best.best and best.certainty < SURE_STREET):
            best, worth = self._best_cut(cuts.plausible, postcode, citycode, fuzzy=True)
        if worth < ACCEPTED and cuts.others:
            other, other_worth = self._best_cut(cuts.others, postcode, citycode, fuzzy=True)
            if other.best and other_worth > worth:
                best, worth = other, other_worth
        if worth < ACCEPTED and (line := hypotheses(LineQuery(street=q))):
            elsewhere = self.decider.anywhere([line])[0] if not best.places else []
            if elsewhere and Decision((), line, elsewhere).certainty >= max(ACCEPTED, worth):
                best = Decision((), line, elsewhere)
        return best

    def decide_as_written(self, q: str, *, postcode: str = "", citycode: str = "") -> Decision:
        """`decide_line` by exact keys alone: nothing misspelt or begun is looked for."""
        return self._best_cut(self.cuts.of(q).plausible, postcode, citycode, fuzzy=False)[0]

    def _best_cut(
        self, readings: Sequence[FreeReading], postcode: str, citycode: str, *, fuzzy: bool
    ) -> tuple[Decision, float]:
        """The reading worth most, and its worth; an empty decision and -1 when none names a place."""
        best, best_key = Decision((), ()), (-1.0, -1.0)
        for reading in readings:
            place = PlaceQuery(reading.postcode or postcode, reading.city, citycode)
            decision = self.decider.decide(place, LineQuery(street=reading.street), fuzzy=fuzzy)
            key = self._worth(decision, reading)
            if key > best_key:
                best, best_key = decision, key
            if best_key[0] >= PLAIN_CUT:
                break
        return best, best_key[0]

    @staticmethod
    def _worth(decision: Decision, reading: FreeReading) -> tuple[float, float]:
        """Rank of a cut: what it is worth, then the place's evidence."""
        if not decision.places:
            return (-1.0, -1.0)
        place = decision.places[0].evidence * (1.0 if reading.city else POSTCODE_ALONE)
        worth = worth_of(
            np.array([place]),
            np.array([decision.certainty if decision.best else np.nan]),
            is_worded=np.array([bool(decision.hypotheses)]),
            words=np.array([len(reading.street.split())]),
            penalty=np.array([reading.penalty]),
        )
        return (float(worth[0]), place)

    @cached_property
    def _reverse(self) -> ReverseFinder:
        return ReverseFinder(self.index, self.maker)

    def reverse(self, lon: float, lat: float) -> Result | None:
        """The nearest address to a point (WGS84 degrees); None beyond 2 km of any address."""
        return self._reverse.nearest(lon, lat)

    def explain(self, q: str) -> str:
        """Tell the story of a free-line query as text."""
        from geocoder.explain import as_text

        return as_text(self.explain_json(q))

    def explain_json(self, q: str) -> dict[str, object]:
        """Tell the story of a free-line query as data: forms, hypotheses, communes, candidates."""
        from geocoder.explain import story

        decision = self.decide_line(q)
        results = self.results(decision, 1)
        return story(q, decision, results[0] if results else NOT_FOUND, self.index)


__all__ = ["Candidate", "Geocoder", "Hypothesis", "PlaceCandidate"]
