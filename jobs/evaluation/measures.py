"""What is right in an answer, and the shares that are, by class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from jobs.evaluation.gold import Case

EARTH_RADIUS_M = 6_371_008.8
NEAR_M, FAR_M = 50.0, 5_000.0
ON_A_WAY = frozenset({"housenumber", "interpolation", "street", "locality"})
"""Types of an answer that names a way or a lieu-dit."""

Judge = Callable[[Case], bool | None]
"""Tells whether an answer is right in one respect; None when the truth does not say."""


def street_right(case: Case) -> bool | None:
    """Tell whether the way or lieu-dit is the right one."""
    wanted = case.street_id or (case.ban_id if case.level == "locality" else "")
    if not wanted:
        return None
    answer = case.answer
    if answer is None or answer.id is None or answer.type not in ON_A_WAY:
        return False
    return way_of(answer.id) in wanted.split("|")


def number_right(case: Case) -> bool | None:
    """Tell whether the house number is the right one, for the truths that have one."""
    if case.level != "housenumber" or not case.ban_id:
        return None
    answer = case.answer
    return answer is not None and answer.type == "housenumber" and answer.id == case.ban_id


def level_right(case: Case) -> bool | None:
    """Tell whether the answer claims the level of the truth; an interpolation is a number's."""
    if case.level == "none":
        return None
    claimed = case.answer.type if case.answer else None
    return ("housenumber" if claimed == "interpolation" else claimed) == case.level


def commune_right(case: Case) -> bool | None:
    """Tell whether the commune is the right one."""
    if not case.insee:
        return None
    return case.answer is not None and case.answer.citycode == case.insee


def invented(case: Case) -> bool | None:
    """Tell whether a way was answered where the truth says that there is none."""
    if case.level not in {"municipality", "none"}:
        return None
    return case.answer is not None and case.answer.type in ON_A_WAY


def near(case: Case) -> bool | None:
    """Tell whether the answer lies within 50 m of a house; no position is not near."""
    if case.level != "housenumber" or None in (case.lon, case.lat):
        return None
    distance = distance_m(case)
    return distance is not None and distance <= NEAR_M


def far(case: Case) -> bool | None:
    """Tell whether the answer lies over 5 km off; no answer is not far."""
    if None in (case.lon, case.lat):
        return None
    distance = distance_m(case)
    return distance is not None and distance > FAR_M


JUDGES: dict[str, Judge] = {
    "street": street_right,
    "number": number_right,
    "level": level_right,
    "commune": commune_right,
    "invented": invented,
    "<= 50 m": near,
    "> 5 km": far,
}
"""Measure -> judge, in the order of the report."""


def way_of(identifier: str) -> str:
    """`52006_0001_00132_bis` -> `52006_0001`."""
    return "_".join(identifier.split("_")[:2])


def distance_m(case: Case) -> float | None:
    """Return the distance between truth and answer (haversine), None without two positions."""
    answer = case.answer
    if answer is None or None in (case.lon, case.lat, answer.lon, answer.lat):
        return None
    points = (case.lon, case.lat, answer.lon, answer.lat)
    lon1, lat1, lon2, lat2 = (math.radians(value or 0.0) for value in points)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


@dataclass(frozen=True, slots=True)
class Group:
    """Measures of one group of cases.

    `shares` maps a measure to (right, judged); `distances_m` holds the median and the 9th decile,
    or nothing without two positions; `lost` counts cases without any answer row.
    """

    name: str
    cases: int
    lost: int
    shares: dict[str, tuple[int, int]]
    distances_m: tuple[float, float] | None

    def as_json(self) -> dict[str, Any]:
        """Return the measures as plain JSON values."""
        shares = {
            name: {"right": right, "judged": judged}
            for name, (right, judged) in self.shares.items()
        }
        named = dict(zip(("median_m", "p90_m"), self.distances_m or (None, None), strict=True))
        return {"name": self.name, "cases": self.cases, "lost": self.lost, **shares, **named}


def measured(name: str, cases: Sequence[Case]) -> Group:
    """Measure one group."""
    shares = {}
    for measure, judge in JUDGES.items():
        counts = Counter(judge(case) for case in cases)
        shares[measure] = (counts[True], counts[True] + counts[False])
    distances = [d for d in map(distance_m, cases) if d is not None]
    lost = sum(case.answer is None for case in cases)
    return Group(name, len(cases), lost, shares, _median_and_p90(distances))


def _median_and_p90(distances: list[float]) -> tuple[float, float] | None:
    """Return the median and the 9th decile; None without a distance."""
    if not distances:
        return None
    if len(distances) == 1:
        return distances[0], distances[0]
    deciles = quantiles(distances, n=10, method="inclusive")
    return deciles[4], deciles[8]


def by_group(cases: Sequence[Case]) -> list[Group]:
    """Measure all the cases, then those of each level of truth, then those of each class."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(f"level {case.level}", []).append(case)
    levels = [measured(name, groups[name]) for name in sorted(groups)]
    classes: dict[str, list[Case]] = {}
    for case in cases:
        for name in case.classes:
            classes.setdefault(name, []).append(case)
    ordered = sorted(classes, key=lambda name: (-len(classes[name]), name))
    return [measured("all", cases), *levels, *(measured(n, classes[n]) for n in ordered)]


def distinct(cases: Iterable[Case]) -> list[Case]:
    """Return the first case of each distinct address; a hospital's line counts once."""
    first: dict[str, Case] = {}
    for case in cases:
        first.setdefault(case.address, case)
    return list(first.values())
