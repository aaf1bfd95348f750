"""Results: a decision put into the vocabulary of the national geocoding service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields

from geocoder.decide import Candidate, Decision
from geocoder.index import OpenIndex, Shard
from geocoder.index.shard import REP_BITS
from geocoder.match.number import NumberPlace, place_number
from geocoder.score import AS_LIKELY, place_probability, probability
from geocoder.types import HouseNumber, PlaceCandidate, ResultType, Status
from geocoder.vocabulary import department_contexts

NEAR_NUMBERS = 20
"""A number this far from the nearest one is still placed beside it; further, the street answers."""


TOSS_UP = 0.3
"""Difference of evidence, in log-odds, below which two communes' homonyms cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Result:
    """One answer; the fields are the columns of the contract `resultat`, in order."""

    longitude: float | None = None
    latitude: float | None = None
    result_score: float | None = None
    result_score_next: float | None = None
    result_label: str | None = None
    result_type: str | None = None
    result_id: str | None = None
    result_housenumber: str | None = None
    result_name: str | None = None
    result_street: str | None = None
    result_postcode: str | None = None
    result_city: str | None = None
    result_context: str | None = None
    result_citycode: str | None = None
    result_oldcitycode: str | None = None
    result_oldcity: str | None = None
    result_district: str | None = None
    result_status: str = Status.NOT_FOUND

    def as_row(self) -> dict[str, object]:
        """The result as a mapping of the contract's columns."""
        return asdict(self)


def result_text(value: object) -> str:
    """Return a value of a result as text: null is empty, a number has at most 6 decimals."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


FIELDS = tuple(f.name for f in fields(Result))
SKIPPED = Result(result_status=Status.SKIPPED)
NOT_FOUND = Result()


class ResultMaker:
    """Builds results against one open index."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._gazetteer = index.gazetteer

    def from_decision(self, decision: Decision) -> Result:
        """Return the answer of a decision: the street when it is sure enough, else the commune."""
        best, other = decision.best, decision.runner_up
        if best is None or (other and _is_toss_up(best, other)):
            return self._municipality(decision)
        following = other.evidence.sum if other else None
        score = probability(best.evidence.sum, following)
        next_score = probability(following, None) if following is not None else None
        return self.street(best, score, min(next_score, score) if next_score is not None else None)

    def _municipality(self, decision: Decision) -> Result:
        """The best commune, unless several are as likely and nothing tells them apart."""
        found = best_commune(decision.places)
        return self.municipality(*found) if found else NOT_FOUND

    def municipality(self, row: int, score: float, next_score: float | None) -> Result:
        """A commune as a result; not-found when the index does not know where it lies."""
        table = self._gazetteer.table
        name, code = table["name"][row].as_py(), table["code"][row].as_py()
        lon, lat = table["lon"][row].as_py(), table["lat"][row].as_py()
        if lon is None or lat is None:
            return NOT_FOUND
        return Result(
            longitude=lon,
            latitude=lat,
            result_score=score,
            result_score_next=next_score,
            result_label=name,
            result_type=ResultType.MUNICIPALITY,
            result_id=code,
            result_name=name,
            result_postcode=table["postcode"][row].as_py() or None,
            result_city=name,
            result_context=self._context(row),
            result_citycode=code,
            result_status=Status.OK,
        )

    def _context(self, commune: int) -> str | None:
        department = self._gazetteer.department[commune]
        return department_contexts().get(department, department)

    def street(self, candidate: Candidate, score: float, next_score: float | None) -> Result:
        """A candidate as a result: its number when there is one, else the street's own point."""
        shard = self._index.shards[candidate.match.shard]
        street = candidate.match.street
        number = candidate.hypothesis.number
        place = place_number(shard, street, number) if number else None
        if (
            place
            and number
            and not place.is_exact
            and place.how == "nearest"
            and self._is_far(shard, place, number)
        ):
            place = None
        return self._located(shard, street, number, place, score, next_score)

    @staticmethod
    def _is_far(shard: Shard, place: NumberPlace, number: HouseNumber) -> bool:
        return (
            abs((int(shard.number_code[place.neighbour]) >> REP_BITS) - number.value) > NEAR_NUMBERS
        )

    def at_row(self, shard: Shard, row: int, score: float) -> Result:
        """The address in row `row` of a shard's numbers, as a result."""
        code = int(shard.number_code[row])
        number = HouseNumber(code >> REP_BITS, "")
        lon, lat = (float(v) / 1e6 for v in shard.number_lonlat[row])
        place = NumberPlace("exact", (lon, lat), row, row)
        return self._located(shard, shard.street_of(row), number, place, score, None)

    def at_street(self, shard: Shard, street: int, score: float) -> Result:
        """The way or lieu-dit in row `street` of a shard, as a result."""
        return self._located(shard, street, None, None, score, None)

    def runner_up(self, decision: Decision) -> Result | None:
        """The likeliest other answer to a decision's query; None when nothing else was weighed.

        A street that was not sure enough comes before another commune; its score is what it is
        worth.
        """
        answer = self.from_decision(decision)
        others = (r for r in self._all(decision, answer) if r.result_id != answer.result_id)
        return next((r for r in others if r.result_id), None)

    def _all(self, decision: Decision, answer: Result) -> Iterator[Result]:
        """Every answer weighed, the likeliest first; none is surer than a street that was answered."""
        highest = (answer.result_score or 1.0) if answer.result_street else 1.0
        for at, candidate in enumerate(decision.candidates):
            worth = probability(candidate.evidence.sum, None) if at else decision.certainty
            yield self.street(candidate, min(worth, highest), None)
        for place in decision.places:
            score = place_probability(place.evidence, as_likely(place, decision.places))
            yield self.municipality(place.commune, score, None)

    def _located(
        self,
        shard: Shard,
        street: int,
        number: HouseNumber | None,
        place: NumberPlace | None,
        score: float,
        next_score: float | None,
    ) -> Result:
        name = shard.streets["name"][street].as_py()
        commune = self._index.commune_of(shard, street)
        city = self._gazetteer.table["name"][commune].as_py()
        postcode = self._postcode(shard, street, place, commune)
        kind, identifier, written = _level(shard, street, number, place)
        if place:
            lon, lat = place.lonlat
        else:
            lon, lat = (float(v) / 1e6 for v in shard.street_lonlat[street])
        line = f"{written} {name}" if written else name
        return Result(
            longitude=lon,
            latitude=lat,
            result_score=score,
            result_score_next=next_score,
            result_label=" ".join(p for p in (line, postcode, city) if p),
            result_type=kind,
            result_id=identifier,
            result_housenumber=written or None,
            result_name=line,
            result_street=name,
            result_postcode=postcode,
            result_city=city,
            result_context=self._context(commune),
            result_citycode=self._gazetteer.codes[commune],
            result_oldcitycode=shard.streets["old_code"][street].as_py(),
            result_oldcity=shard.streets["old_name"][street].as_py(),
            result_status=Status.OK,
        )

    def _postcode(
        self, shard: Shard, street: int, place: NumberPlace | None, commune: int
    ) -> str | None:
        """Postcode of the number (BAN gives one per address), of the street, of the commune."""
        if place:
            own = shard.meta["postcodes"][int(shard.number_postcode[place.neighbour])]
            if own:
                return str(own)
        street_code = shard.streets["postcode"][street].as_py()
        return street_code or self._gazetteer.table["postcode"][commune].as_py() or None


def as_likely(place: PlaceCandidate, places: Sequence[PlaceCandidate]) -> int:
    """How many of `places` are as likely as one of them, itself included; `Places.equals` of a table."""
    return sum(p.evidence >= place.evidence - AS_LIKELY for p in places)


def best_commune(places: Sequence[PlaceCandidate]) -> tuple[int, float, float | None] | None:
    """Row, score and runner-up's score of the likeliest commune; None when there is none.

    Communes as likely as the first share its certainty.
    """
    if not places:
        return None
    first = places[0]
    equals = as_likely(first, places)
    score = place_probability(first.evidence, equals)
    following = places[1] if len(places) > 1 else None
    return (
        first.commune,
        score,
        place_probability(following.evidence, equals) if following else None,
    )


def _is_toss_up(best: Candidate, other: Candidate) -> bool:
    """Whether homonym streets of two communes are as likely: neither is an honest answer."""
    elsewhere = best.place.commune != other.place.commune
    return elsewhere and best.evidence.sum - other.evidence.sum < TOSS_UP


def _level(
    shard: Shard, street: int, number: HouseNumber | None, place: NumberPlace | None
) -> tuple[ResultType, str, str]:
    """Level, BAN id and number as written of an answer."""
    street_id = shard.streets["id"][street].as_py()
    if place is None or number is None:
        kind = ResultType.LOCALITY if shard.street_kind[street] else ResultType.STREET
        return kind, street_id, ""
    if place.row is None:
        return ResultType.INTERPOLATION, street_id, str(number)
    return (
        ResultType.HOUSENUMBER,
        number_id(shard, street, place.row),
        number_text(shard, place.row),
    )


def number_text(shard: Shard, row: int) -> str:
    """`12 bis` for a row of numbers."""
    code = int(shard.number_code[row])
    rep = shard.meta["reps"][code & ((1 << REP_BITS) - 1)]
    return f"{code >> REP_BITS} {rep}".strip()


def number_id(shard: Shard, street: int, row: int) -> str:
    """BAN id of a number: `52006_0001_00132_bis`, rebuilt from its parts or kept as an exception."""
    kept = shard.number_exceptions.get(row)
    if kept:
        return kept
    code = int(shard.number_code[row])
    rep = shard.meta["reps"][code & ((1 << REP_BITS) - 1)]
    base = f"{shard.streets['id'][street].as_py()}_{code >> REP_BITS:05d}"
    return f"{base}_{rep}" if rep else base
