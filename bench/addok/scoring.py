"""What is right in the answers of one competitor, at any threshold, by class."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.addok.race import Answers, Row
from jobs.evaluation.gold import Answer, Case
from jobs.evaluation.measures import commune_right, invented, number_right, street_right

ALL = "all"


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer judged; None where the truth does not say."""

    classes: tuple[str, ...]
    street: bool | None
    number: bool | None
    false_street: bool | None
    """Whether a street was answered to a row whose street does not exist."""
    commune: bool | None
    score: float
    """Score of the answer, -1 without one."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of right answers, 0 to 1; None when no row could be judged."""

    rows: int
    street: float | None
    number: float | None
    false_street: float | None
    commune: float | None


def judge(rows: Sequence[Row], answers: Answers) -> list[Judged]:
    """Confront answers with the truth of their rows (a file of `cigogne evaluate`, by address)."""
    return [_judge(row, answer) for row, answer in zip(rows, answers, strict=True)]


def _judge(row: Row, answer: list[Any] | None) -> Judged:
    given = Answer(*answer[:5]) if answer else None
    case = Case(
        row["qid"],
        tuple(row["class"].split("+")),
        row["truth_type"],
        row["truth_id"],
        row["truth_street"],
        row["truth_insee"],
        None,
        None,
        given,
    )
    return Judged(
        case.classes,
        street_right(case),
        number_right(case),
        invented(case),
        commune_right(case),
        float(answer[5]) if answer else -1.0,
    )


def rates(judged: Sequence[Judged], threshold: float = 0.0) -> Rates:
    """Shares when an answer below `threshold` is taken as none."""

    def share(name: str) -> float | None:
        right = [
            getattr(j, name) and j.score >= threshold
            for j in judged
            if getattr(j, name) is not None
        ]
        return sum(right) / len(right) if right else None

    return Rates(
        len(judged), share("street"), share("number"), share("false_street"), share("commune")
    )


def by_class(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """All the answers, then those of each class by name; a row is in each of its classes."""
    groups: dict[str, list[Judged]] = {ALL: list(judged)}
    for name in sorted({name for j in judged for name in j.classes}):
        groups[name] = [j for j in judged if name in j.classes]
    return groups


def at_recall(judged: Sequence[Judged], recall: float) -> float | None:
    """Highest threshold that still finds `recall` of the streets; None when none does."""
    known = [j for j in judged if j.street is not None]
    found = sorted((j.score for j in known if j.street), reverse=True)
    needed = math.ceil(recall * len(known) - 1e-9)
    if needed > len(found):
        return None
    return found[needed - 1] if needed > 0 else math.inf


def at_false_streets(judged: Sequence[Judged], share: float) -> float:
    """Lowest threshold that answers at most `share` of the streets that do not exist."""
    known = [j for j in judged if j.false_street is not None]
    false = sorted((j.score for j in known if j.false_street), reverse=True)
    allowed = math.floor(share * len(known) + 1e-9)
    if allowed >= len(false):
        return 0.0
    return math.nextafter(false[allowed], math.inf)
