"""Ranked horizontal bars: professions, modes, territories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.figures.style import ACCENT, BESIDE, INK, MUTED, Figure, escaped, layout, told_apart

ROW_PX = 24
"""Height of one bar and its gap."""
LABEL_CHARACTERS = 26
DIGIT_PX = 7
"""Width of a character of a number, at 12 px."""


class Bar(NamedTuple):
    """One bar: code to filter by, label, value, the value as written, whether it is chosen."""

    code: str
    label: str
    value: float
    written: str
    selected: bool
    beside: bool = False
    """A value to compare with (the region's), in its own colour; a click on it filters nothing."""


def bars(rows: Sequence[Bar]) -> Figure:
    """Draw `rows` from the top down; the unchosen are pale when some are chosen.

    No row gives a figure without traces: the page says « aucune donnée » instead.
    """
    some = any(row.selected for row in rows)
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [row.value for row in rows],
        "y": [row.code for row in rows],
        "customdata": ["" if row.beside else row.code for row in rows],
        "text": [row.written for row in rows],
        "textposition": "outside",
        "textfont": {"color": INK},
        "cliponaxis": False,
        "hovertext": [f"{escaped(row.label)}<br><b>{row.written}</b>" for row in rows],
        "hoverinfo": "text",
        "marker": {"color": [_colour(row, some) for row in rows]},
    }
    drawn = layout(
        ROW_PX * max(len(rows), 1) + 8,
        bargap=0.34,
        xaxis=_value_axis(rows),
        yaxis=_label_axis(rows),
    )
    # the numbers stand outside the bars, in the margin; for the labels the browser makes room
    longest = max((len(row.written) for row in rows), default=0)
    drawn["margin"] = drawn["margin"] | {"r": 10 + DIGIT_PX * longest}
    return {"data": [trace] if rows else [], "layout": drawn}


def _colour(row: Bar, some: bool) -> str:
    if row.beside:
        return BESIDE
    return ACCENT if row.selected or not some else MUTED


def _value_axis(rows: Sequence[Bar]) -> Figure:
    top = max([row.value for row in rows] + [1e-9])
    return {"visible": False, "range": [0, top], "fixedrange": True}


def _label_axis(rows: Sequence[Bar]) -> Figure:
    return {
        "type": "category",
        "autorange": "reversed",
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": [row.code for row in rows],
        "ticktext": told_apart([row.label for row in rows], LABEL_CHARACTERS),
        "tickfont": {"color": INK},
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    }
