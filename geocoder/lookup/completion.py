"""Type-ahead: streets and communes whose names begin as the line ends.

Every word that was typed is in the name, the last one perhaps as its beginning. Words behind the street
name its commune, whole (`rue du mou grand-val`) or begun (`rue du moulin grand-v`).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geocoder.decide import Candidate
from geocoder.engine import Geocoder
from geocoder.index import Shard
from geocoder.lookup.around import with_distance
from geocoder.lookup.asked import Asked, Found, Importance
from geocoder.lookup.words import WordStreets, begun_by
from geocoder.normalize import ARTICLES, commune_key, fold_words
from geocoder.parse import FreeReading, LineQuery, hypotheses, read_free_line
from geocoder.reverse import distances_m
from geocoder.score import Evidence
from geocoder.types import Hypothesis, PlaceCandidate, PlaceQuery, ResultType, StreetMatch

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
BEGUN = 0.5
"""Score of a completion of which every letter was typed. Not a probability: it is for sorting, and
lies below that of an accepted answer."""
ELSEWHERE = 0.95
"""Share of it that is left where the line names no commune."""
WHOLE_LINE = 0.1
"""What a commune that the whole line begins has before the streets that bear its name."""
IMPORTANT = 0.03
"""What importance adds, at most about: it parts names of equal length."""
NEARBY, NEARBY_M = 0.1, 20_000.0
"""What nearness adds at the point itself, and the metres in which that falls to a third."""
LONGEST_CITY, MOST_BEGUN = 4, 400
"""Words of a commune that may be begun, and communes that may be meant by them."""
UNWEIGHED = Evidence(0.0, 0.0, 0.0, 0.0)
"""Of a street that is completed: the share of its letters tells, and nothing is weighed."""
SHORTEST_CITY = 2
"""Letters of a commune from which it is looked for by its beginning."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A street, begun or whole, and the communes it may be in (rows; None for all of them)."""

    street: str
    communes: frozenset[int] | None
    is_begun: bool
    share: float


class Completer:
    """Completes lines against one open index."""

    def __init__(self, geocoder: Geocoder) -> None:
        self._index, self._maker = geocoder.index, geocoder.maker
        self._cuts, self._resolver = geocoder.cuts, geocoder.decider.resolver
        self._words = {d: WordStreets(shard) for d, shard in self._index.shards.items()}
        self._importance = Importance(self._index.gazetteer)
        self._rows: dict[str, I64] = {}

    def complete(self, asked: Asked, allowed: frozenset[int] | None, limit: int) -> list[Found]:
        """At most `limit` completions in the `allowed` communes (None: all), the best first."""
        best: dict[tuple[str, int], tuple[float, Candidate]] = {}
        if asked.kind != ResultType.MUNICIPALITY:
            for reading in self._readings(asked):
                for score, candidate in self._streets(reading, asked, allowed, limit):
                    key = candidate.match.shard, candidate.match.street
                    if key not in best or score > best[key][0]:
                        best[key] = score, candidate
        ranked = [(s, self._street_found(c, s)) for s, c in best.values()]
        if asked.kind in ("", ResultType.MUNICIPALITY) and asked.autocomplete:
            ranked += self._communes(asked, allowed, limit)
        ranked.sort(key=lambda pair: (-pair[0], pair[1].result.result_id or ""))
        return [with_distance(found, asked.near) for _, found in ranked[:limit]]

    def _readings(self, asked: Asked) -> Iterator[_Reading]:
        """Ways to cut the line: all of it a street; a known place behind or before; a begun one."""
        yield _Reading(asked.q, None, asked.autocomplete, ELSEWHERE)
        for cut in self.placed_cuts(asked.q):
            places = self._resolver.resolve(PlaceQuery(cut.postcode, cut.city))
            rows = frozenset(p.commune for p in places)
            yield _Reading(cut.street, rows, asked.autocomplete, 1.0)
        words = asked.q.split() if asked.autocomplete else []
        for size in range(1, min(LONGEST_CITY, len(words) - 1) + 1):
            begun = self._begun_communes(" ".join(words[-size:]))
            if 0 < len(begun) <= MOST_BEGUN:
                share = max(begun.values())
                yield _Reading(" ".join(words[:-size]), frozenset(begun), False, share)

    def placed_cuts(self, q: str) -> Iterator[FreeReading]:
        """Ways to cut a line into a street and a place that is known."""
        for cut in read_free_line(q):
            if cut.street and (self._cuts.is_commune(cut) if cut.city else cut.postcode):
                yield cut

    def _begun_communes(self, text: str) -> dict[int, float]:
        """Communes a name of which begins with `text`, and the share of its letters that it is."""
        prefixes = [p for p in _begun_keys(text) if len(p) >= SHORTEST_CITY]
        arrays = self._index.gazetteer.arrays
        keys = arrays.name_keys
        found: dict[int, float] = {}
        for prefix in prefixes:
            for at in range(*begun_by(keys, prefix)):
                commune, share = int(arrays.name_commune[at]), len(prefix) / len(keys[at])
                found[commune] = max(share, found.get(commune, 0.0))
        return found

    def _communes(
        self, asked: Asked, allowed: frozenset[int] | None, limit: int
    ) -> list[tuple[float, Found]]:
        """Communes that the whole line begins."""
        found = {
            row: BEGUN * share + WHOLE_LINE + IMPORTANT * float(self._importance.of_communes[row])
            for row, share in self._begun_communes(asked.q).items()
            if allowed is None or row in allowed
        }
        out = []
        for row in heapq.nsmallest(limit, found, key=lambda r: (-found[r], r)):
            result = self._maker.municipality(row, found[row], None)
            if result.longitude is not None:
                importance = float(self._importance.of_communes[row])
                out.append((found[row], Found(result, importance)))
        return out

    def _streets(
        self, reading: _Reading, asked: Asked, allowed: frozenset[int] | None, limit: int
    ) -> Iterator[tuple[float, Candidate]]:
        """The best streets of one cut of the line, each with its score."""
        communes = reading.communes
        if allowed is not None:
            communes = allowed if communes is None else communes & allowed
        for line in hypotheses(LineQuery(street=reading.street))[:2]:
            prefixes = _prefixes(reading.street, line) if reading.is_begun else ()
            if not prefixes and not line.name.says_something and not line.name.way_type:
                continue
            for department in self._departments(communes):
                yield from self._of_shard(
                    department, line, prefixes, communes, reading, asked, limit
                )

    def _departments(self, communes: frozenset[int] | None) -> Sequence[str]:
        if communes is None:
            return list(self._words)
        of_commune = self._index.gazetteer.department
        held = {of_commune[row] for row in communes}
        return [d for d in self._words if d in held]

    def _of_shard(
        self,
        department: str,
        line: Hypothesis,
        prefixes: Sequence[str],
        communes: frozenset[int] | None,
        reading: _Reading,
        asked: Asked,
        limit: int,
    ) -> Iterator[tuple[float, Candidate]]:
        words = self._words[department]
        forms = words.forms(line.name, prefixes)
        if not len(forms):
            return
        rows = self._commune_rows(department, words.shard)
        wanted = np.isin(rows, list(communes)) if communes is not None else None
        named = line.name.content if line.name.says_something else prefixes
        typed = sum(len(word) for word in named)
        street, share = words.streets(forms, typed, wanted)
        if asked.kind in (ResultType.STREET, ResultType.LOCALITY):
            fits = (words.shard.street_kind[street] > 0) == (asked.kind == ResultType.LOCALITY)
            street, share = street[fits], share[fits]
        score = BEGUN * reading.share * share + self._bonus(words.shard, rows, street, asked)
        number = None if asked.kind == ResultType.STREET else line.number
        for at in np.lexsort((street, -score))[:limit].tolist():
            row = int(street[at])
            place = PlaceCandidate(int(rows[words.shard.street_commune[row]]), 1.0)
            match = StreetMatch(department, row, 0.0, "begun")
            reading_of = replace(line, number=number)
            yield float(score[at]), Candidate(place, reading_of, match, UNWEIGHED)

    def _bonus(self, shard: Shard, rows: I64, street: I64, asked: Asked) -> F64:
        """What importance and nearness add to the score of each street (n,)."""
        bonus: F64 = IMPORTANT * self._importance.of_communes[rows[shard.street_commune[street]]]
        if asked.near:
            metres = distances_m(shard.street_lonlat[street], *asked.near)
            bonus = bonus + NEARBY * np.exp(-metres / NEARBY_M)
        return bonus

    def _commune_rows(self, department: str, shard: Shard) -> I64:
        """Row in the gazetteer of each local commune."""
        rows = self._rows.get(department)
        if rows is None:
            row_of = self._index.gazetteer.row_of
            rows = np.array([row_of[code] for code in shard.meta["communes"]], np.int64)
            self._rows[department] = rows
        return rows

    def _street_found(self, candidate: Candidate, score: float) -> Found:
        shard = self._index.shards[candidate.match.shard]
        street, commune = candidate.match.street, candidate.place.commune
        importance = self._importance.of_street(shard, street, commune)
        return Found(self._maker.street(candidate, score, None), importance)


def _prefixes(street: str, line: Hypothesis) -> tuple[str, ...]:
    """Ways to write the word that the line ends with: as typed, and in its normal form.

    None where the reading does not end with it (`rue des Lilas 12`), or where it is an article behind
    a name: `rue de la Croix de`.
    """
    words, name = fold_words(street), line.name
    typed = words[-1] if words else ""
    if not name.says_something:
        return (typed,) if name.words and len(typed) > 1 else ()  # LA may begin LAFAYETTE
    if typed in ARTICLES:
        return ()
    ends_so = name.glued.endswith(typed)
    return tuple(dict.fromkeys((typed, name.content[-1]))) if ends_so else ()


def _begun_keys(text: str) -> tuple[str, ...]:
    """What the key of a commune begins with, when its name begins with `text`.

    The last word may be an article, which keys leave out: `VITRY LE` is `VITRY` and another word.
    """
    words = fold_words(text)
    if not words:
        return ()
    head = commune_key(" ".join(words[:-1])) if not ARTICLES.issuperset(words[:-1]) else ""
    begun = f"{head} {words[-1]}".strip()
    if words[-1] in ARTICLES:
        return (begun, f"{head} ") if head else (begun,)
    return tuple(dict.fromkeys((begun, commune_key(" ".join(words)))))
