"""A free line to several answers: what is sure first, then what may be meant, then the commune alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geocoder.cuts import SURE
from geocoder.decide import Candidate, Decision
from geocoder.engine import Geocoder
from geocoder.lookup.around import Around, with_distance
from geocoder.lookup.asked import Asked, Found, Importance
from geocoder.lookup.completion import Completer
from geocoder.normalize import commune_key, fold_words
from geocoder.parse import LineQuery
from geocoder.parse.freeline import is_postcode
from geocoder.results import Result
from geocoder.types import PlaceQuery, ResultType

NUMBERED = (ResultType.HOUSENUMBER, ResultType.INTERPOLATION)
"""Levels that `housenumber` stands for: the national service has no interpolation."""
WEIGHED_A_RESULT = 4
"""Answers taken of what was weighed for each one that is asked for, before filters."""


class Lookup:
    """Answers with several results, filtered and completed; made once for an open geocoder.

    As thread-safe as the geocoder. What completion needs of a department is made at its first query.
    """

    def __init__(self, geocoder: Geocoder) -> None:
        self.geocoder = geocoder
        """What weighs whole lines."""
        self.around = Around(geocoder)
        """What lies around a point."""
        self._completer = Completer(geocoder)
        self._gazetteer = geocoder.index.gazetteer
        self._importance = Importance(self._gazetteer)

    def search(self, asked: Asked) -> list[Found]:
        """At most `asked.limit` answers, the likeliest first, none twice.

        Scores of the first are probabilities. Those of completions, and of a commune that answers for
        a street which was not found, only sort.
        """
        allowed = self._allowed(asked)
        if allowed is not None and not allowed:
            return []
        decision = self._filtered(self._weighed(asked, fuzzy=False), asked, allowed)
        kept = self._results(decision, asked)
        is_told = decision.certainty >= SURE or any(
            _is_commune(f) and self._is_sure(f.result, asked) for f in kept
        )
        # Begun words are no misspelt ones: these are looked for where nothing begins so, and in a
        # line that names its place, which may be whole.
        is_begun = not is_told and asked.autocomplete
        is_begun = is_begun and not any(True for _ in self._completer.placed_cuts(asked.q))
        if is_begun and (begun := self._completed(asked, allowed, asked.limit)):
            return self._ranked([], begun, kept, asked.limit)
        if not is_told:
            decision = self._filtered(self._weighed(asked, fuzzy=True), asked, allowed)
            kept = self._results(decision, asked)
        sure = [f for f in kept if self._is_sure(f.result, asked)]
        if len(sure) > 1 and not decision.places:
            sure = []  # namesakes in as many communes: completion knows them all, and sorts them
        more = asked.limit + len(sure) if len(sure) < asked.limit else 0
        return self._ranked(sure, self._completed(asked, allowed, more), kept, asked.limit)

    def _results(self, decision: Decision, asked: Asked) -> list[Found]:
        """What was weighed, of the level and the postcode asked for; of namesakes the nearest first."""
        results = self.geocoder.results(decision, WEIGHED_A_RESULT * asked.limit)
        kept = [f for f in (self._found(r, asked) for r in results) if _fits(f.result, asked)]
        return _nearest_namesakes(kept) if asked.near else kept

    def _completed(self, asked: Asked, allowed: frozenset[int] | None, limit: int) -> list[Found]:
        """Completions of the level and the postcode asked for."""
        found = self._completer.complete(asked, allowed, limit) if limit else []
        return [f for f in found if _fits(f.result, asked)]

    @staticmethod
    def _ranked(
        sure: Sequence[Found], completed: Sequence[Found], kept: Sequence[Found], limit: int
    ) -> list[Found]:
        return _falling(_distinct([*sure, *completed, *kept])[:limit])

    def _weighed(self, asked: Asked, *, fuzzy: bool) -> Decision:
        """Weigh the line; where the place is given beside it, as a street first of all.

        Without `fuzzy`, by exact keys alone.
        """
        if asked.postcode or asked.citycode:
            place = PlaceQuery(asked.postcode, "", asked.citycode)
            line = LineQuery(street=asked.q)
            decision = self.geocoder.decider.decide(place, line, fuzzy=fuzzy)
            if decision.best:
                return decision
        decide = self.geocoder.decide_line if fuzzy else self.geocoder.decide_as_written
        return decide(asked.q, postcode=asked.postcode, citycode=asked.citycode)

    def _is_sure(self, result: Result, asked: Asked) -> bool:
        """Whether a result answers all of the line: a commune does when the line is its very name."""
        if result.result_type != ResultType.MUNICIPALITY:
            return True
        words = [w for w in fold_words(asked.q) if not is_postcode(w)]
        named = self._gazetteer.named(commune_key(" ".join(words)))
        row = self._gazetteer.row_of[result.result_citycode or ""]
        return not words or any(n.commune == row for n in named)

    def _allowed(self, asked: Asked) -> frozenset[int] | None:
        """Rows of the communes that the filters leave; None without a filter."""
        sets = []
        if asked.citycode:
            code = asked.citycode
            row = self._gazetteer.row_of.get(code, self._gazetteer.former_of.get(code))
            sets.append(frozenset() if row is None else frozenset([row]))
        if asked.postcode:
            sets.append(frozenset(self._gazetteer.of_postcode(asked.postcode)))
        return frozenset.intersection(*sets) if sets else None

    def _filtered(
        self, decision: Decision, asked: Asked, allowed: frozenset[int] | None
    ) -> Decision:
        """The same without what the filters exclude; numbers are left out of streets."""
        candidates = [c for c in decision.candidates if self._is_candidate(c, asked, allowed)]
        if asked.kind in (ResultType.STREET, ResultType.LOCALITY):
            candidates = [
                replace(c, hypothesis=replace(c.hypothesis, number=None)) for c in candidates
            ]
        places = [p for p in decision.places if allowed is None or p.commune in allowed]
        return Decision(places, decision.hypotheses, candidates)

    def _is_candidate(
        self, candidate: Candidate, asked: Asked, allowed: frozenset[int] | None
    ) -> bool:
        if asked.kind == ResultType.MUNICIPALITY:
            return False
        if allowed is not None and candidate.place.commune not in allowed:
            return False
        shard = self.geocoder.index.shards[candidate.match.shard]
        is_place = bool(shard.street_kind[candidate.match.street])
        return not (
            (asked.kind == ResultType.STREET and is_place)
            or (asked.kind == ResultType.LOCALITY and not is_place)
        )

    def _found(self, result: Result, asked: Asked) -> Found:
        row = self._gazetteer.row_of.get(result.result_citycode or "")
        importance = float(self._importance.of_communes[row]) if row is not None else 0.0
        if asked.postcode and result.result_type == ResultType.MUNICIPALITY:
            result = replace(result, result_postcode=asked.postcode)  # one of several that it has
        return with_distance(Found(result, importance), asked.near)


def _is_commune(found: Found) -> bool:
    return found.result.result_type == ResultType.MUNICIPALITY


def _fits(result: Result, asked: Asked) -> bool:
    """Whether a result is of the level and the postcode that were asked for."""
    if asked.postcode and result.result_postcode != asked.postcode:
        return result.result_type == ResultType.MUNICIPALITY
    if not asked.kind:
        return True
    if asked.kind == ResultType.HOUSENUMBER:
        return result.result_type in NUMBERED
    return result.result_type == asked.kind


def _nearest_namesakes(found: Sequence[Found]) -> list[Found]:
    """The same, the nearest first among those that have the first one's name."""
    name = found[0].result.result_name if found else None
    same = [f for f in found if f.result.result_name == name]
    others = [f for f in found if f.result.result_name != name]
    return sorted(same, key=lambda f: f.distance or 0.0) + others


def _distinct(found: Sequence[Found]) -> list[Found]:
    """The first of each id, a place with the number that it was asked for."""
    first: dict[object, Found] = {}
    for f in found:
        first.setdefault((f.result.result_id, f.result.result_housenumber), f)
    return list(first.values())


def _falling(found: Sequence[Found]) -> list[Found]:
    """The same, no score above the one before it."""
    out: list[Found] = []
    for f in found:
        score = f.result.result_score or 0.0
        above = out[-1].result.result_score if out else None
        lowest = score if above is None else min(score, above)
        out.append(replace(f, result=replace(f.result, result_score=lowest)))
    return out
