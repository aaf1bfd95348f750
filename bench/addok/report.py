"""The race and the answers as text: speed, curves, classes, and where addok is ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.addok.race import Answers, Lane, Row
from bench.addok.scoring import ALL, Judged, Rates, at_false_streets, at_recall, by_class, rates

DEFAULT = 0.5
"""addok's usual threshold: scores below are taken as no answer."""
THRESHOLDS = (0.0, DEFAULT, 0.6, 0.7, 0.75, 0.8)
FEW_FALSE = 0.03
"""Share of false streets at which the issue compares recalls."""


def speed(lanes: Sequence[Lane], rows: int) -> list[str]:
    """One line a lane: best and worst rows a second, CPU a row, and the ratio to the first lane."""
    out = [f"{'lane':<34}{'rows/s':>10}{'worst':>10}{'CPU ms/row':>12}{'peak MB':>9}{'ratio':>8}"]
    for lane in lanes:
        best, worst = rows / lane.best.seconds, rows / max(r.seconds for r in lane.runs)
        cpu = min(r.cpu_seconds for r in lane.runs) * 1000 / rows
        ratio = lanes[0].best.seconds / lane.best.seconds
        out.append(
            f"{lane.name:<34}{best:>10,.0f}{worst:>10,.0f}{cpu:>12.3f}"
            f"{lane.best.peak_mb:>9.0f}{ratio:>8.1f}"
        )
    return out


def curve(addok: Sequence[Judged], ours: Mapping[str, Sequence[Judged]]) -> list[str]:
    """Recall and false streets of addok at its thresholds; our false streets at the same recall."""
    header = f"{'addok score ≥':<16}{'recall':>9}{'false':>9}"
    out = [header + "".join(f"{f'{name}: false':>22}" for name in ours)]
    for threshold in THRESHOLDS:
        got = rates(addok, threshold)
        line = f"{threshold:<16}{percent(got.street):>9}{percent(got.false_street):>9}"
        for judged in ours.values():
            same = at_recall(judged, got.street or 0.0)
            said = (
                "recall not reached" if same is None else percent(rates(judged, same).false_street)
            )
            out_of = f"{said} (≥ {same:.3f})" if same is not None else said
            line += f"{out_of:>22}"
        out.append(line)
    out.append(
        f"recall at ≤ {FEW_FALSE:.0%} false streets: " + _at_few_false({"addok": addok, **ours})
    )
    return out


def _at_few_false(all_judged: Mapping[str, Sequence[Judged]]) -> str:
    said = []
    for name, judged in all_judged.items():
        threshold = at_false_streets(judged, FEW_FALSE)
        got = rates(judged, threshold)
        said.append(f"{name} {percent(got.street)} (score ≥ {threshold:.3f})")
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the class table: one competitor's answers at one threshold."""

    name: str
    judged: Sequence[Judged]
    threshold: float = 0.0


def columns(addok: Sequence[Judged], ours: Mapping[str, Sequence[Judged]]) -> list[Column]:
    """Competitors: addok plain, at its default, at few false streets; ours plain, at addok's recall."""
    recall = rates(addok, DEFAULT).street or 0.0
    out = [
        Column("addok", addok),
        Column("addok ≥ .5", addok, DEFAULT),
        Column("addok ≤ 3 % f.", addok, at_false_streets(addok, FEW_FALSE)),
    ]
    for name, judged in ours.items():
        out.append(Column(name, judged))
        if (same := at_recall(judged, recall)) is not None:
            out.append(Column(f"{name} =recall", judged, same))
    return out


MEASURES: dict[str, tuple[str, Callable[[Rates], float | None]]] = {
    "street": ("Right street, of the rows whose street exists", lambda r: r.street),
    "number": ("Right id, of the rows whose number exists", lambda r: r.number),
    "false": ("False street, of the rows whose street does not exist", lambda r: r.false_street),
    "commune": ("Right commune, of all rows", lambda r: r.commune),
}


def classes(table: Sequence[Column], measure: str) -> list[str]:
    """One line a class, one column a competitor; classes the measure does not judge are left out."""
    title, of = MEASURES[measure]
    if measure == "commune":  # a threshold for streets says nothing of communes
        table = [c for c in table if not c.threshold]
    out = [title, f"{'class':<26}{'n':>6}" + "".join(f"{c.name:>18}" for c in table)]
    groups = [by_class(c.judged) for c in table]
    for name in groups[0]:
        shares = [of(rates(g[name], c.threshold)) for g, c in zip(groups, table, strict=True)]
        if shares[0] is not None:
            cells = "".join(f"{percent(share):>18}" for share in shares)
            out.append(f"{name:<26}{_judged_rows(groups[0][name], measure):>6}{cells}")
    return out


def _judged_rows(judged: Sequence[Judged], measure: str) -> int:
    name = "false_street" if measure == "false" else measure
    return sum(getattr(j, name) is not None for j in judged)


def percent(share: float | None) -> str:
    """`0.985` -> `98.5 %`; a dash when nothing could be judged."""
    return "-" if share is None else f"{100 * share:.1f} %"


@dataclass(frozen=True, slots=True)
class Side:
    """Answers of one competitor, and their judgement."""

    answers: Answers
    judged: Sequence[Judged]


@dataclass(frozen=True, slots=True)
class Lost:
    """A row that addok has right and ours has not."""

    classes: tuple[str, ...]
    text: str


def ahead(
    rows: Sequence[Row], sides: tuple[Side, Side], shown: str, names: Mapping[str, str]
) -> list[str]:
    """Markdown: every class where addok (first side) has more right than ours, with the rows.

    `shown` is our presentation, `names` the streets by id. No threshold is applied to addok.
    """
    out = [f"# addok ahead of our {shown}", ""]
    theirs, mine = (by_class(side.judged) for side in sides)
    for measure in ("street", "number"):
        title, share = MEASURES[measure]
        out += [f"## {title}", ""]
        lost = _lost(rows, sides, measure, shown, names)
        for group in theirs:
            a, b = share(rates(theirs[group])), share(rates(mine[group]))
            if group != ALL and a is not None and b is not None and a > b:
                n = _judged_rows(theirs[group], measure)
                out += [f"### {group} (n = {n}): addok {percent(a)}, {shown} {percent(b)}", ""]
                out += [*(row.text for row in lost if group in row.classes), ""]
        if measure == "street":
            out += [f"### every street addok gets and we miss: {len(lost)}", ""]
            out += [*(row.text for row in lost), ""]
    return out


def _lost(
    rows: Sequence[Row],
    sides: tuple[Side, Side],
    measure: str,
    shown: str,
    names: Mapping[str, str],
) -> list[Lost]:
    """Rows that the first side has right and the second has not."""
    theirs, mine = sides
    out = []
    for at, row in enumerate(rows):
        judged = theirs.judged[at]
        if getattr(judged, measure) and not getattr(mine.judged[at], measure):
            streets = " / ".join(names.get(s, "?") for s in row["truth_street"].split("|"))
            out.append(
                Lost(
                    judged.classes,
                    f"- {row['qid']} `{row['class']}` `{row['q']}` {_written(row[shown])}"
                    f" truth {row['truth_id'] or row['truth_street']} **{streets}**;"
                    f" addok {_said(theirs.answers[at], names)};"
                    f" ours {_said(mine.answers[at], names)}",
                )
            )
    return out


def _written(query: Mapping[str, str]) -> str:
    """Columns of a query other than its line."""
    return " ".join(f"{name}=`{value}`" for name, value in query.items() if name != "address")


def _said(answer: list[Any] | None, names: Mapping[str, str]) -> str:
    if not answer:
        return "nothing"
    name = names.get("_".join(str(answer[1]).split("_")[:2]), "")
    return f"{answer[0]} {answer[1]} {name} ({answer[5]:.2f})"
