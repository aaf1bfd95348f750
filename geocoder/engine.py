"""The geocoder: one open index, asked by table, by line, by point."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from geocoder.decide import Candidate, Decider, Decision
from geocoder.index import OpenIndex, open_index
from geocoder.match.commune import read_cedex
from geocoder.normalize import commune_key
from geocoder.parse import FreeReading, LineQuery, hypotheses, read_free_line
from geocoder.results import NOT_FOUND, SKIPPED, Result, ResultMaker
from geocoder.reverse import ReverseFinder
from geocoder.score import ACCEPTED, place_probability, probability
from geocoder.types import Hypothesis, PlaceCandidate, PlaceQuery

LEFTOVER = 0.45
"""Share of a commune's probability left when the line also named a street that was not found."""


class Geocoder:
    """Answers where an address lies; deterministic, thread-safe for reading, no network."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._decider = Decider(index)
        self._maker = ResultMaker(index)

    @classmethod
    def open(cls, path: Path) -> Geocoder:
        """Open the index in folder `path`; IndexMissingError or IndexDamagedError when it cannot be."""
        return cls(open_index(path))

    @property
    def fingerprint(self) -> str:
        """Hash of everything the index was built from."""
        return self._index.fingerprint

    @property
    def departments(self) -> list[str]:
        """Departments whose streets are known."""
        return sorted(self._index.shards)

    def geocode_table(self, table: pa.Table) -> pa.Table:
        """Answer each row of `table` (columns of the contract `requete`), in the same order.

        Returns the contract `resultat`, one row for each. Work is done once for each distinct
        query. A row that is empty is `skipped`. Raises QueryTableError for a table without any
        known column.
        """
        from geocoder.batch import geocode_table  # noqa: PLC0415 - batch stands on this class

        return geocode_table(self, table)

    def decide(self, place: PlaceQuery, line: LineQuery) -> Decision:
        """Weigh a query in columns; the decision keeps everything that was weighed."""
        return self._decider.decide(place, line)

    def locate(self, place: PlaceQuery, line: LineQuery) -> Result:
        """Answer a query in columns."""
        if line.is_empty and not line.number and place == PlaceQuery():
            return SKIPPED
        decision = self.decide(place, line)
        if not decision.places and decision.hypotheses:
            decision.candidates = self._decider.anywhere(decision.hypotheses)
        return self._maker.from_decision(decision)

    def search(
        self, q: str, limit: int = 5, *, postcode: str = "", citycode: str = ""
    ) -> list[Result]:
        """Answer a free line: at most `limit` results, the likeliest first; empty when none is."""
        decision = self.decide_line(q, postcode=postcode, citycode=citycode)
        return self._several(decision, limit)

    def _several(self, decision: Decision, limit: int) -> list[Result]:
        out: list[Result] = []
        kept = [c for c in decision.candidates if c.evidence.total >= ACCEPTED][:limit]
        for at, candidate in enumerate(kept):
            following = decision.candidates[at + 1 : at + 2]
            other = following[0].evidence.total if following else None
            score = probability(candidate.evidence.total, other if at == 0 else None)
            if at:
                score = min(score, out[-1].result_score or 0.0)
            next_score = min(score, probability(other, None)) if other is not None else None
            out.append(self._maker.street(candidate, score, next_score))
        for place in decision.places[: max(0, limit - len(out))] if not out else ():
            share = LEFTOVER if decision.hypotheses else 1.0
            score = place_probability(place.evidence, 1) * share
            found = self._maker.municipality(place.commune, score, None)
            if found is not NOT_FOUND:
                out.append(found)
        return sorted(out, key=lambda r: -(r.result_score or 0.0))

    def locate_line(self, q: str, place: PlaceQuery | None = None) -> Result:
        """Answer a free line, with what other columns say of the place."""
        if not q.strip():
            return self.locate(place, LineQuery()) if place else SKIPPED
        if place and place != PlaceQuery():
            return self._line_with_place(q, place)
        decision = self.decide_line(q)
        found = self._several(decision, 1)
        return found[0] if found else NOT_FOUND

    def _line_with_place(self, q: str, place: PlaceQuery) -> Result:
        """The place has columns of its own: the line is the street, perhaps with the place again."""
        plain = self.decide(place, LineQuery(street=q))
        best = plain
        if plain.best is None:
            for reading in read_free_line(q):
                clue = PlaceQuery(
                    place.postcode or reading.postcode,
                    place.city or reading.city,
                    place.citycode,
                    place.cedex,
                )  # noqa: E501
                other = self.decide(clue, LineQuery(street=reading.street))
                if other.best and (
                    best.best is None or other.best.evidence.total > best.best.evidence.total
                ):  # noqa: E501
                    best = other
        return self._maker.from_decision(best)

    def decide_line(self, q: str, *, postcode: str = "", citycode: str = "") -> Decision:
        """Weigh the ways to cut a free line into street and commune."""
        best = Decision((), ())
        best_key = (-1.0, -1.0)
        readings = read_free_line(q)
        for reading in self._plausible(readings):
            place = PlaceQuery(reading.postcode or postcode, reading.city, citycode)
            decision = self.decide(place, LineQuery(street=reading.street))
            key = self._worth(decision, reading)
            if key > best_key:
                best, best_key = decision, key
        if best_key[0] < ACCEPTED and (line := hypotheses(LineQuery(street=q))):
            elsewhere = self._decider.anywhere(line) if not best.places else []
            if elsewhere and elsewhere[0].evidence.total >= max(ACCEPTED, best_key[0]):
                best = Decision((), line, elsewhere)
        return best

    def _plausible(self, readings: Sequence[FreeReading]) -> list[FreeReading]:
        """Readings whose city is a known name come first; guesses at misspelt ones only without any."""
        gazetteer = self._decider.gazetteer
        known = [
            r
            for r in readings
            if (not r.city and r.postcode)
            or (r.city and gazetteer.named(commune_key(read_cedex(r.city)[1])))  # noqa: E501
        ]
        guesses = [r for r in readings if r not in known]
        return [*known, *guesses] if not known else [*known, *(g for g in guesses if g.postcode)]

    def _worth(self, decision: Decision, reading: FreeReading) -> tuple[float, float]:
        """Rank of a cut: its street's evidence, less what the cut costs, then the place's evidence."""
        if not decision.places:
            return (-1.0, -1.0)
        place = decision.places[0].evidence
        if decision.best:
            return (decision.best.evidence.total - 0.1 * (1 - place) - reading.penalty, place)
        if not decision.hypotheses:  # nothing but a commune
            return (0.9 * place - reading.penalty, place)
        words = len(reading.street.split())
        return (0.3 * place - 0.02 * words - reading.penalty, place)

    @cached_property
    def _reverse(self) -> ReverseFinder:
        return ReverseFinder(self._index, self._maker)

    def reverse(self, lon: float, lat: float) -> Result | None:
        """The nearest address to a point (WGS84 degrees); None beyond 2 km of any address."""
        return self._reverse.nearest(lon, lat)

    def explain(self, q: str) -> str:
        """Tell the story of a free-line query as text."""
        from geocoder.explain import as_text  # noqa: PLC0415

        return as_text(self.explain_json(q))

    def explain_json(self, q: str) -> dict[str, object]:
        """Tell the story of a free-line query as data: forms, hypotheses, communes, candidates."""
        from geocoder.explain import story  # noqa: PLC0415

        decision = self.decide_line(q)
        results = self._several(decision, 1)
        return story(q, decision, results[0] if results else NOT_FOUND, self._index)


__all__ = ["Candidate", "Geocoder", "Hypothesis", "PlaceCandidate"]
