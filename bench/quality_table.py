"""The quality table: what must be reached, what is aimed at, what was measured on each set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench.confronted import HIDDEN_NEGATIVE, Asked
from bench.noise.places import PLACE_NOISES
from bench.noise.written import PRESENTATIONS
from jobs.evaluation.calibration import tenths, worst_gap
from jobs.evaluation.curve import lowest_threshold, point_at
from jobs.evaluation.gold import Case
from jobs.evaluation.measures import NEAR_M, commune_right, distance_m, far, number_right
from jobs.evaluation.report import percent

NUMBERS = ("clean", "range", "suffix", "glued_suffix", "number_writing")
"""Classes about the number, whose number exists."""
TOLERATED = 0.03
"""False streets tolerated, as a share of the streets that do not exist."""
PLACES = (*PLACE_NOISES, "lieu_dit")

Judge = Callable[[Case], bool | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was asked of one world; `extraction` by presentation, empty where there is none."""

    world: str
    classes: list[Asked]
    mix: list[Asked]
    extraction: dict[str, list[Asked]]


@dataclass(frozen=True, slots=True)
class Column:
    """One set of queries: as a register mixes them, and class by class (empty for an extraction)."""

    name: str
    mix: list[Case]
    removed: list[Case]
    """The same ways that exist, with the streets removed at random as negatives."""
    classes: dict[str, list[Case]]

    def of(self, names: Iterable[str]) -> list[Case]:
        """Cases of some classes."""
        return [case for name in names for case in self.classes.get(name, ())]


def with_negatives(m: Measured, presentation: str) -> list[Asked]:
    """The mix of a register, with the negatives asked class by class besides: enough to count."""
    negatives = [a for a in m.classes if a.is_negative]
    return [a for a in [*m.mix, *negatives] if a.presentation == presentation]


def with_removed(m: Measured, presentation: str) -> list[Asked]:
    """The ways that exist in the mix of a register, with the streets removed at random."""
    positives = [a for a in m.mix if not a.is_negative]
    removed = [a for a in m.classes if a.is_removed]
    return [a for a in [*positives, *removed] if a.presentation == presentation]


def quality_table(measured: Sequence[Measured], threshold: float) -> list[str]:
    """Return the table as lines of Markdown, a column a set; `threshold` is the one of training."""
    columns = [column for m in measured for column in _columns(m)]
    rows = [
        ("street recall, default (false streets)", "97.5 % at <= 3 %", "99 %", _recall(0.0)),
        (
            f"street recall, score >= {threshold:.3f}",
            "97.5 % at <= 3 %",
            "99 %",
            _recall(threshold),
        ),
        ("… streets removed at random, default", "97.5 % at <= 3 %", "99 %", _removed()),
        ("… where 3 % of those are false", "97.5 %", "99 %", _removed(TOLERATED)),
        ("right id", "99 %", "99.6 %", lambda c: _share(c.mix, number_right)),
        (
            "right id, number classes",
            "99 %",
            "99.6 %",
            lambda c: _share(c.of(NUMBERS), number_right),
        ),
        (
            "right commune, place classes",
            "98 %",
            "99.5 %",
            lambda c: _share(c.of(PLACES), commune_right),
        ),
        ("number not in BAN", "<= 16 m, 80 % <= 50 m", "<= 14 m, 85 %", _held_out),
        ("over 5 km off", "<= 2 %", "<= 0.5 %", lambda c: _share(c.mix, far)),
        ("worst tenth, every answer", "<= 5 points", "<= 2 points", _gap(on_a_way=False)),
        ("worst tenth, answers on a way", "<= 5 points", "<= 2 points", _gap(on_a_way=True)),
        ("worst tenth on a way, each class as often", "<= 5 points", "<= 2 points", _class_gap),
    ]
    said = [["measure", "must", "aim", *(c.name for c in columns)]]
    said += [[name, must, aim, *map(value, columns)] for name, must, aim, value in rows]
    said.insert(1, ["---"] * len(said[0]))
    return [f"| {' | '.join(row)} |" for row in said]


def _columns(m: Measured) -> Iterator[Column]:
    for presentation in PRESENTATIONS:
        classes: dict[str, list[Case]] = {}
        for asked in m.classes:
            if asked.presentation == presentation:
                classes.setdefault(asked.group, []).append(asked.case)
        mix = [a.case for a in with_negatives(m, presentation)]
        removed = [a.case for a in with_removed(m, presentation)]
        yield Column(f"{m.world}, {presentation}", mix, removed, classes)
    for presentation, extraction in m.extraction.items():
        yield Column(f"ans_dev, {presentation}", [a.case for a in extraction], [], {})


def _recall(threshold: float) -> Callable[[Column], str]:
    def value(column: Column) -> str:
        point = point_at(column.mix, threshold)
        return f"{100 * point.recall:.2f} % ({100 * point.false_share:.2f} %)"

    return value


def _removed(tolerated: float = 1.0) -> Callable[[Column], str]:
    """Recall, and false streets among those removed at random, at the lowest threshold tolerated."""

    def value(column: Column) -> str:
        if not column.removed:
            return "-"
        point = point_at(column.removed, lowest_threshold(column.removed, tolerated))
        said = f"{100 * point.recall:.2f} % ({100 * point.false_share:.2f} %)"
        return f"{said} at {point.threshold:.2f}" if point.threshold else said

    return value


def _gap(*, on_a_way: bool) -> Callable[[Column], str]:
    def value(column: Column) -> str:
        gap = worst_gap(tenths(column.mix, on_a_way=on_a_way))
        return "-" if gap is None else f"{100 * gap:.1f}"

    return value


def _class_gap(column: Column) -> str:
    """The hard cases fill the tenths that a register's mix leaves empty."""
    names = [name for name in column.classes if name != HIDDEN_NEGATIVE]
    gap = worst_gap(tenths(column.of(names), on_a_way=True))
    return "-" if gap is None else f"{100 * gap:.1f}"


def _held_out(column: Column) -> str:
    """Distance to the true position of numbers taken out; one without an answer is not near."""
    distances = [distance_m(case) for case in column.of(["held_out_number"])]
    known = [d for d in distances if d is not None]
    near = sum(d <= NEAR_M for d in known)
    return f"{median(known):.1f} m, {100 * near / len(distances):.1f} %" if known else "-"


def _share(cases: Sequence[Case], judge: Judge) -> str:
    judged = [j for j in map(judge, cases) if j is not None]
    return percent(sum(judged), len(judged))
