"""Queries asked of an index, confronted with their truth: tables by class, lists of what misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from bench.noise.cases import Case as Drawn
from bench.noise.cases import rows
from bench.noise.generate import AT_RANDOM, NEGATIVES
from bench.noise.written import COLUMNS, PRESENTATIONS
from geocoder import Geocoder
from jobs.evaluation.gold import Case, cases_of_queries
from jobs.evaluation.measures import commune_right, invented, number_right, street_right

Row = dict[str, str]

HIDDEN_NEGATIVE = "near_held_out"
"""Class of the streets held out of which one nearly of the same name stays."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, its truth and what was answered."""

    row: Row
    case: Case
    label: str
    """The answer as one line, for the lists of what misses."""

    @property
    def group(self) -> str:
        """Its class."""
        return self.row["class"]

    @property
    def presentation(self) -> str:
        """`columns`, `line`, `mixed`."""
        return self.row["presentation"]

    @property
    def is_hidden_negative(self) -> bool:
        """Whether its street was chosen for being near one that exists; `removed` has its share of them."""
        return self.group == HIDDEN_NEGATIVE

    @property
    def is_negative(self) -> bool:
        """Whether its street does not exist where it is asked for."""
        return self.group in NEGATIVES

    @property
    def is_removed(self) -> bool:
        """Whether its street was removed at random."""
        return self.group == AT_RANDOM


def ask(geocoder: Geocoder, drawn: Iterable[Drawn], seed: str) -> list[Asked]:
    """Ask each case in its three presentations."""
    return ask_rows(geocoder, list(rows(drawn, seed)))


def ask_rows(geocoder: Geocoder, queries: Sequence[Row]) -> list[Asked]:
    """Ask queries in the columns of their contract."""
    if not queries:
        return []
    cases = cases_of_queries(list(queries), geocoder, in_columns=True)
    table = pa.table(
        {c: pa.array([q.get(c) or None for q in queries], pa.string()) for c in COLUMNS}
    )
    labels = geocoder.geocode_table(table)["result_label"].to_pylist()
    return [
        Asked(row, case, label or "")
        for row, case, label in zip(queries, cases, labels, strict=True)
    ]


def is_missed(asked: Asked) -> bool:
    """Tell whether something in the answer is wrong."""
    judged = (street_right(asked.case), number_right(asked.case), commune_right(asked.case))
    return False in judged or invented(asked.case) is True


def by_class(asked: Sequence[Asked]) -> list[str]:
    """Return a table: for each class and presentation, the shares right."""
    groups: dict[str, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for one in asked:
        groups[one.group][one.presentation].append(one.case)
    head = f"{'class':<20}{'n':>6}"
    for presentation in PRESENTATIONS:
        head += f" | {presentation:<8}{'street':>7}{'id':>7}{'town':>7}{'false':>7}"
    said = [head]
    for name, shown in groups.items():
        line = f"{name:<20}{max(map(len, shown.values())):>6}"
        for presentation in PRESENTATIONS:
            cases = shown.get(presentation, [])
            shares = (street_right, number_right, commune_right, invented)
            line += f" | {'':<8}" + "".join(f"{_share(cases, judge):>7}" for judge in shares)
        said.append(line)
    return said


def _share(cases: Sequence[Case], judge: Callable[[Case], bool | None]) -> str:
    judged = [j for j in map(judge, cases) if j is not None]
    return f"{100 * sum(judged) / len(judged):.1f}" if judged else "-"


def write_misses(asked: Sequence[Asked], folder: Path, prefix: str) -> None:
    """Write one file a class: each query that misses, what was expected, what was answered."""
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.group].append(one)
    for name, ones in groups.items():
        write_missed(ones, folder / f"{prefix}-{name}.txt")


def write_missed(asked: Sequence[Asked], path: Path) -> None:
    """Write what misses into one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    missed = [o for o in asked if is_missed(o)]
    lines = [f"{len(missed)} of {len(asked)}", *map(_missed_line, missed)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _missed_line(asked: Asked) -> str:
    case, answer = asked.case, asked.case.answer
    query = " ; ".join(f"{c}={asked.row[c]}" for c in COLUMNS if asked.row.get(c))
    wanted = f"{case.level} {case.ban_id or case.street_id or case.insee}"
    given = (
        f"{answer.type} {answer.id} « {asked.label} » {answer.score or 0:.2f}" if answer else "-"
    )
    return f"[{asked.group}, {asked.presentation}] {query}\n    expected {wanted}\n    answered {given}"
