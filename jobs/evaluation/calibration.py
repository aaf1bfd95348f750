"""Calibration: whether a score of 0.8 is right eight times out of ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobs.evaluation.gold import Case
from jobs.evaluation.measures import ON_A_WAY, commune_right, number_right, street_right

ENOUGH = 30
"""Cases below which a tenth of score says nothing."""


@dataclass(frozen=True, slots=True)
class Tenth:
    """Answers whose score lies in `low` (included) … `low + 0.1` (excluded but for the last)."""

    low: float
    cases: int
    score: float
    """Their mean score."""
    right: int
    """Those right at their level."""

    @property
    def precision(self) -> float:
        """Share that is right."""
        return self.right / self.cases

    @property
    def gap(self) -> float:
        """Score less precision; positive when the geocoder is too sure."""
        return self.score - self.precision

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain JSON values."""
        figures = {"low": self.low, "cases": self.cases, "score": self.score}
        return {**figures, "precision": self.precision, "gap": self.gap}


def right_at_its_level(case: Case) -> bool | None:
    """Tell whether an answer is right in what it claims; None when the truth does not say.

    A house number must be the right one, unless the truth has none: then its way counts. An
    interpolation, a way or a lieu-dit must be the right way, a commune the right commune.
    """
    answer = case.answer
    if answer is None or answer.type is None or case.level == "none":
        return None
    if answer.type not in ON_A_WAY:
        return commune_right(case)
    if answer.type == "housenumber" and case.ban_id:
        return number_right(case)
    if case.level == "municipality":
        return False
    return street_right(case)


def tenths(cases: Sequence[Case], *, on_a_way: bool = False) -> list[Tenth]:
    """Return the tenths of score that have an answer, lowest first; `on_a_way` leaves communes out."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for case in cases:
        right, answer = right_at_its_level(case), case.answer
        if right is None or answer is None or answer.score is None:
            continue
        if not on_a_way or answer.type in ON_A_WAY:
            groups.setdefault(min(9, int(answer.score * 10)), []).append((answer.score, right))
    return [
        Tenth(at / 10, len(g), sum(s for s, _ in g) / len(g), sum(r for _, r in g))
        for at, g in sorted(groups.items())
    ]


def worst_gap(found: Sequence[Tenth]) -> float | None:
    """Return the largest distance between score and precision; None without a tenth of `ENOUGH`."""
    return max((abs(t.gap) for t in found if t.cases >= ENOUGH), default=None)
