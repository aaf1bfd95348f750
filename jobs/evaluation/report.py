"""The measures as text to read and as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobs.evaluation.calibration import ENOUGH, Tenth, tenths, worst_gap
from jobs.evaluation.curve import Point, lowest_threshold, operating_points, point_at
from jobs.evaluation.gold import Case
from jobs.evaluation.measures import JUDGES, Group, by_group, distinct

TOLERATED = (0.01, 0.03, 0.05)
"""Shares of false streets at which the recall is said."""


def as_json(cases: Sequence[Case]) -> dict[str, Any]:
    """Return every measure."""
    own = distinct(cases)
    return {
        "rows": [group.as_json() for group in by_group(cases)],
        "distinct addresses": [group.as_json() for group in by_group(own)],
        "operating_points": [point.as_json() for point in operating_points(own)],
        "at_false_share": {str(s): _tolerated(own, s).as_json() for s in TOLERATED},
        "calibration": {
            "all": [tenth.as_json() for tenth in tenths(own)],
            "on_a_way": [tenth.as_json() for tenth in tenths(own, on_a_way=True)],
        },
    }


def as_text(cases: Sequence[Case]) -> list[str]:
    """Return every measure as lines."""
    own = distinct(cases)
    said = ["By rows", *lines(by_group(cases)), "By distinct addresses", *lines(by_group(own))]
    points = [*operating_points(own), *(_tolerated(own, share) for share in TOLERATED)]
    said += ["Recall and false streets, distinct addresses", *curve_lines(points)]
    for name, on_a_way in (("every answer", False), ("answers on a way", True)):
        said += [f"Calibration, {name}", *calibration_lines(tenths(own, on_a_way=on_a_way))]
    return said


def _tolerated(cases: Sequence[Case], share: float) -> Point:
    return point_at(cases, lowest_threshold(cases, share))


def lines(groups: Sequence[Group]) -> list[str]:
    """Return a table to read: one group a line, the share right of what could be judged."""
    header = f"{'group':<28}{'cases':>7}{'lost':>6}"
    header += "".join(f"{name:>10}" for name in JUDGES) + f"{'median m':>10}{'p90 m':>10}"
    said = [header]
    for group in groups:
        row = f"{group.name:<28}{group.cases:>7}{group.lost:>6}"
        row += "".join(f"{percent(*group.shares[name]):>10}" for name in JUDGES)
        distances = group.distances_m or ("-", "-")
        row += "".join(f"{d:>10.0f}" if isinstance(d, float) else f"{d:>10}" for d in distances)
        said.append(row)
    return said


def curve_lines(points: Sequence[Point]) -> list[str]:
    """Return a table of thresholds; the last lines are the recalls at tolerated false shares."""
    said = [f"{'threshold':>10}{'recall':>10}{'wrong':>10}{'false':>10}"]
    for point in points:
        wrong = percent(point.wrong, point.positives)
        row = f"{point.threshold:>10.4g}{percent(point.right, point.positives):>10}{wrong:>10}"
        said.append(row + f"{percent(point.false, point.negatives):>10}")
    return said


def calibration_lines(found: Sequence[Tenth]) -> list[str]:
    """Return one line a tenth of score, then the worst gap among those of enough cases."""
    said = [f"{'tenth':>10}{'cases':>10}{'score':>10}{'precision':>11}{'gap':>8}"]
    for tenth in found:
        few = "" if tenth.cases >= ENOUGH else "  (few)"
        row = f"{tenth.low:>6.1f}-{tenth.low + 0.1:.1f}{tenth.cases:>10}{tenth.score:>10.3f}"
        said.append(row + f"{tenth.precision:>11.3f}{tenth.gap:>+8.3f}{few}")
    worst = worst_gap(found)
    return [*said, f"worst gap {100 * worst:.1f} points" if worst is not None else "too few cases"]


def percent(right: int, judged: int) -> str:
    """`985, 1000` -> `98.50 %`; a dash when nothing could be judged."""
    return f"{100 * right / judged:.2f} %" if judged else "-"
