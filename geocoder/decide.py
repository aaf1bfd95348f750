"""The decision: places × readings × streets, weighed together, the honest level kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from geocoder.index import OpenIndex
from geocoder.match.anywhere import streets_anywhere
from geocoder.match.commune import PlaceResolver
from geocoder.match.fuzzy import AskedStreet, fuzzy_matches
from geocoder.match.number import has_number
from geocoder.match.street import StreetFinder
from geocoder.normalize import StreetName
from geocoder.parse import LineQuery, hypotheses
from geocoder.score import (
    CERTAIN,
    FORMER_ELSEWHERE,
    FORMER_UNKNOWN,
    PLACE_WEIGHT,
    READING_WEIGHT,
    Evidence,
    is_accepted,
    number_evidence,
    probability,
)
from geocoder.types import HouseNumber, Hypothesis, PlaceCandidate, PlaceQuery, StreetMatch

TELLING_WORDS = 3
"""Words of a name from which it is looked for in every commune although no street bears it."""
FEW = 3
"""Streets of a department that may answer a query without a place: two as likely already decide it."""
MANY = 25
"""Communes in which fuzzy candidates are looked for when a query names only a postcode."""
LIKELY_PLACE = 0.6
"""Share of the best commune's evidence from which fuzzy candidates are looked for in another."""
MOST_READINGS = 3
"""Readings for which fuzzy candidates are looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer at street level, with the parts of its evidence."""

    place: PlaceCandidate
    hypothesis: Hypothesis
    match: StreetMatch
    evidence: Evidence

    @property
    def rank_key(self) -> tuple[float, float, str, int]:
        """Best first; ties by place, department and street, so that order is always the same."""
        return (
            -round(self.evidence.sum * 1e6) / 1e6,  # as np.round does
            -self.place.evidence,
            self.match.shard,
            self.match.street,
        )


@dataclass(slots=True)
class Decision:
    """What was weighed for one query, and what won; `best` is None above street level."""

    places: Sequence[PlaceCandidate]
    hypotheses: Sequence[Hypothesis]
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def best(self) -> Candidate | None:
        """The street answered, when its evidence is enough."""
        other = self.runner_up
        if self.candidates and is_accepted(
            self.candidates[0].evidence.sum, other.evidence.sum if other else None
        ):
            return self.candidates[0]
        return None

    @property
    def certainty(self) -> float:
        """Probability of the best candidate, accepted or not; 0 without any."""
        if not self.candidates:
            return 0.0
        other = self.runner_up
        return probability(self.candidates[0].evidence.sum, other.evidence.sum if other else None)

    @property
    def runner_up(self) -> Candidate | None:
        """The best candidate on another street."""
        first = self.candidates[0].match if self.candidates else None
        others = (
            c
            for c in self.candidates[1:]
            if first and (c.match.shard, c.match.street) != (first.shard, first.street)
        )
        return next(others, None)


@dataclass(frozen=True, slots=True)
class _Option:
    """A place with a reading, and what is looked for there."""

    place: PlaceCandidate
    reading: Hypothesis
    asked: AskedStreet


class Decider:
    """Decides one query at a time against one open index; caches what depends on the index alone."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self.gazetteer = index.gazetteer
        self.resolver = PlaceResolver(index.gazetteer, index.shards)
        self.finders = {d: StreetFinder(d, shard) for d, shard in index.shards.items()}
        self._exact = lru_cache(maxsize=200_000)(self._find_exact)
        self._fuzzy = lru_cache(maxsize=2_000)(self._find_fuzzy)  # each holds up to 75 lists
        self.shards_of = lru_cache(maxsize=50_000)(self._find_shards)

    def decide(self, place: PlaceQuery, line: LineQuery, *, fuzzy: bool = True) -> Decision:
        """Weigh everything one query may mean; without `fuzzy`, only what exact keys find."""
        places = self.resolver.resolve(place)
        decision = Decision(places, hypotheses(line))
        if decision.hypotheses and places:
            decision.candidates = self._weigh(places, decision.hypotheses, fuzzy=fuzzy)
        return decision

    def _weigh(
        self, places: Sequence[PlaceCandidate], readings: Sequence[Hypothesis], *, fuzzy: bool
    ) -> list[Candidate]:
        """Exact keys everywhere first; edits and words only where nothing exact was certain."""
        every = self._options(places, readings)
        exact = [self._exact(*option.asked) for option in every]
        found = self._candidates(every, exact, places[0])
        best = max((c.evidence.sum for c in found), default=-math.inf)
        if fuzzy and best < CERTAIN:
            likely = [p for p in places[:MANY] if p.evidence >= LIKELY_PLACE * places[0].evidence]
            more = self._options(likely, readings[:MOST_READINGS])
            found += self._candidates(more, self._fuzzy(tuple(o.asked for o in more)), places[0])
        return _one_a_street(sorted(found, key=lambda c: c.rank_key))

    def _options(
        self, places: Sequence[PlaceCandidate], readings: Sequence[Hypothesis]
    ) -> list[_Option]:
        """Every place with every reading, where the index has streets."""
        return [
            _Option(place, reading, (department, row, reading.name))
            for place in places
            for reading in readings
            for department, row in self.shards_of(place.commune)
        ]

    def _candidates(
        self,
        options: Sequence[_Option],
        matches: Sequence[Sequence[StreetMatch]],
        best: PlaceCandidate,
    ) -> list[Candidate]:
        """What was found for each option, weighed; `best` is the likeliest place."""
        out = []
        for option, found in zip(options, matches, strict=True):
            place, reading = option.place, option.reading
            for match in found:
                evidence = Evidence(
                    name=match.logit,
                    reading=-READING_WEIGHT * reading.penalty,
                    place=-PLACE_WEIGHT * (best.evidence - place.evidence)
                    + self._former_bonus(place, match),
                    number=self._number_evidence(match, reading.number),
                )
                out.append(Candidate(place, reading, match, evidence))
        return out

    def _former_bonus(self, place: PlaceCandidate, match: StreetMatch) -> float:
        """A street of the former commune the query named comes before its homonym of another one."""
        if not place.former:
            return 0.0
        old = self._index.shards[match.shard].streets["old_code"][match.street].as_py()
        if old is None:
            return FORMER_UNKNOWN
        return 0.0 if old == place.former else FORMER_ELSEWHERE

    def _number_evidence(self, match: StreetMatch, number: HouseNumber | None) -> float:
        if number is None:
            return 0.0
        known = has_number(self._index.shards[match.shard], match.street, number)
        return number_evidence(number.value, known=known)

    def _find_exact(self, department: str, row: int, name: StreetName) -> list[StreetMatch]:
        return self.finders[department].exact(name, row)

    def _find_fuzzy(self, asked: tuple[AskedStreet, ...]) -> list[list[StreetMatch]]:
        return fuzzy_matches(self.finders, asked)

    def _find_shards(self, commune: int) -> tuple[tuple[str, int], ...]:
        """Shards that hold streets of a commune, with its local row: its department's, if any."""
        code = self.gazetteer.codes[commune]
        department = self.gazetteer.department[commune]
        shard = self._index.shards.get(department)
        row = shard.commune_rows.get(code) if shard else None
        return ((department, row),) if row is not None else ()

    def anywhere(self, asked: Sequence[Sequence[Hypothesis]]) -> list[list[Candidate]]:
        """Streets of every department for queries that name no known place; the best few of each.

        `asked` holds the readings of each query, of which the first two are looked for.
        """
        readings = [(at, reading) for at, query in enumerate(asked) for reading in query[:2]]
        found: list[list[Candidate]] = [[] for _ in asked]
        names = [reading.name for _, reading in readings]
        borne = {at for at, q in enumerate(asked) if any(self._is_borne(r.name) for r in q)}
        are_sought = [
            at not in borne and len(r.name.content) >= TELLING_WORDS for at, r in readings
        ]
        matches = streets_anywhere(list(self.finders.values()), names, are_sought, FEW)
        for (at, reading), own in zip(readings, matches, strict=True):
            found[at] += [self._unplaced(reading, match) for match in own]
        return [_one_a_street(sorted(query, key=lambda c: c.rank_key)) for query in found]

    def _is_borne(self, name: StreetName) -> bool:
        """Whether some street has the name: its query is not looked for by its letters alone.

        Nor is one of few words: a misspelt `RUE DE LA GARE` of no known commune may be any. Of 155,000
        noisy rows, none was ever found that way.
        """
        return any(finder.bears(name) for finder in self.finders.values())

    def _unplaced(self, reading: Hypothesis, match: StreetMatch) -> Candidate:
        """A street that answers a query without a place: its commune costs nothing and proves nothing."""
        commune = self._index.commune_of(self._index.shards[match.shard], match.street)
        place = PlaceCandidate(commune, 1.0)
        number = self._number_evidence(match, reading.number)
        cost = -READING_WEIGHT * (reading.penalty + 0.02)
        return Candidate(place, reading, match, Evidence(match.logit, cost, 0.0, number))


def _one_a_street(ranked: list[Candidate]) -> list[Candidate]:
    """Keep the best candidate of each street."""
    seen: set[tuple[str, int]] = set()
    out = []
    for candidate in ranked:
        key = (candidate.match.shard, candidate.match.street)
        if key not in seen:
            seen.add(key)
            out.append(candidate)
    return out
