"""Recall against false streets: what each threshold of the score would answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jobs.evaluation.gold import Case
from jobs.evaluation.measures import ON_A_WAY, invented, street_right

THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99)
"""Scores from which a way would be answered; 0 is what the geocoder answers by itself."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is answered on a way with a score of `threshold` or more; counts of cases."""

    threshold: float
    positives: int
    """Cases whose way or lieu-dit exists."""
    right: int
    """Of these, answered on the right way."""
    wrong: int
    """Of these, answered on another."""
    negatives: int
    """Cases whose street does not exist where it is asked for."""
    false: int
    """Of these, answered on a way."""

    @property
    def recall(self) -> float:
        """Share of the ways that exist which are found; 0 without any."""
        return self.right / self.positives if self.positives else 0.0

    @property
    def false_share(self) -> float:
        """Share of the ways that do not exist which are answered all the same; 0 without any."""
        return self.false / self.negatives if self.negatives else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the counts and both shares as plain JSON values."""
        return {**asdict(self), "recall": self.recall, "false_share": self.false_share}


def point_at(cases: Sequence[Case], threshold: float) -> Point:
    """Count what a threshold answers."""
    positives = right = wrong = negatives = false = 0
    for case in cases:
        answered = _score_on_a_way(case) >= threshold
        judged, made_up = street_right(case), invented(case)
        if judged is not None:
            positives += 1
            right += judged and answered
            wrong += not judged and answered
        elif made_up is not None:
            negatives += 1
            false += made_up and answered
    return Point(threshold, positives, right, wrong, negatives, false)


def operating_points(cases: Sequence[Case]) -> list[Point]:
    """Count what each of `THRESHOLDS` answers."""
    return [point_at(cases, threshold) for threshold in THRESHOLDS]


def lowest_threshold(cases: Sequence[Case], false_share: float) -> float:
    """Return the lowest threshold at which at most `false_share` of the negatives get a way.

    0 when the geocoder's own answers are within it.
    """
    scores = sorted((_score_on_a_way(c) for c in cases if invented(c)), reverse=True)
    allowed = int(false_share * sum(invented(c) is not None for c in cases))
    if len(scores) <= allowed:
        return 0.0
    return scores[allowed] + 1e-6


def _score_on_a_way(case: Case) -> float:
    """Score of an answer on a way, -1 for any other; a release without scores counts as sure."""
    answer = case.answer
    if answer is None or answer.type not in ON_A_WAY:
        return -1.0
    return 1.0 if answer.score is None else answer.score
