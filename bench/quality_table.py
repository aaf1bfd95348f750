"""The quality table: what must be reached, what is aimed at, what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.confronted import Asked
from bench.noise.places import PLACE_NOISES
from bench.noise.written import PRESENTATIONS
from jobs.evaluation.calibration import tenths, worst_gap
from jobs.evaluation.curve import point_at
from jobs.evaluation.gold import Case
from jobs.evaluation.measures import commune_right, distance_m, far, number_right

NUMBERS = ("clean", "range", "suffix", "glued_suffix", "number_writing")
"""Classes about the number, whose number exists."""
PLACES = (*PLACE_NOISES, "lieu_dit")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was asked of one world; `extraction` by presentation, empty where there is none."""

    world: str
    classes: list[Asked]
    mix: list[Asked]
    extraction: dict[str, list[Asked]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    measure: str
    must: str
    aim: str
    measured: str


def quality_table(all_measured: Sequence[Measured], threshold: float) -> list[str]:
    """Return the table as lines of Markdown."""
    lines = [line for m in all_measured for line in _lines(m, threshold)]
    head = ["| measure | must | aim | measured |", "| --- | --- | --- | --- |"]
    return head + [f"| {x.measure} | {x.must} | {x.aim} | {x.measured} |" for x in lines]


def _lines(m: Measured, threshold: float) -> Iterable[Line]:
    for presentation in PRESENTATIONS:
        shown = with_negatives(m, presentation)
        yield from _set_lines(f"{m.world}, mix, {presentation}", shown, threshold)
    for presentation, asked in m.extraction.items():
        yield from _set_lines(f"ans_dev, {presentation}", asked, threshold)
    yield _share_line(m, "right id, number classes", NUMBERS, number_right, ("99 %", "99.6 %"))
    yield _share_line(m, "right commune, place classes", PLACES, commune_right, ("98 %", "99.5 %"))
    yield _missing_number_line(m)


def with_negatives(m: Measured, presentation: str) -> list[Asked]:
    """The mix of a register, with the negatives asked class by class besides: enough to count."""
    negatives = [a for a in m.classes if a.is_negative]
    return [a for a in [*m.mix, *negatives] if a.presentation == presentation]


def _set_lines(name: str, asked: Sequence[Asked], threshold: float) -> Iterable[Line]:
    """Measures of one set of queries as a register mixes them."""
    cases = [a.case for a in asked if not a.is_hidden_negative]
    for limit, label in ((0.0, "default"), (threshold, f"score >= {threshold:.3f}")):
        point = point_at(cases, limit)
        value = f"{100 * point.recall:.2f} % at {100 * point.false_share:.2f} % false"
        yield Line(f"street recall, {name}, {label}", "97.5 % at <= 3 %", "99 %", value)
        if threshold == 0:
            break
    yield Line(f"right id, {name}", "99 %", "99.6 %", _percent(cases, number_right))
    yield Line(f"over 5 km off, {name}", "<= 2 %", "<= 0.5 %", _percent(cases, far))
    gaps = (worst_gap(tenths(cases)), worst_gap(tenths(cases, on_a_way=True)))
    said = " / ".join("-" if g is None else f"{100 * g:.1f}" for g in gaps)
    yield Line(f"calibration, worst tenth (all / on a way), {name}", "<= 5 pts", "<= 2 pts", said)


def _share_line(
    m: Measured,
    name: str,
    classes: Sequence[str],
    judge: Callable[[Case], bool | None],
    goals: tuple[str, str],
) -> Line:
    said = []
    for presentation in PRESENTATIONS:
        cases = [a.case for a in m.classes if a.group in classes and a.presentation == presentation]
        said.append(_percent(cases, judge))
    return Line(f"{name}, {m.world} (columns / line / mixed)", *goals, " / ".join(said))


def _missing_number_line(m: Measured) -> Line:
    cases = [
        a.case for a in m.classes if a.group == "held_out_number" and a.presentation == "columns"
    ]
    distances = [distance_m(case) for case in cases]
    known = [d for d in distances if d is not None]
    near = sum(d <= 50 for d in known)
    value = (
        f"median {median(known):.0f} m, {100 * near / len(cases):.0f} % (n={len(cases)})"
        if known
        else "-"
    )
    return Line(f"held-out number, {m.world}", "<= 16 m, 80 % <= 50 m", "<= 14 m, 85 %", value)


def _percent(cases: Sequence[Case], judge: Callable[[Case], bool | None]) -> str:
    judged = [j for j in map(judge, cases) if j is not None]
    return f"{100 * sum(judged) / len(judged):.2f} %" if judged else "-"
