"""Ranked horizontal bars: professions, modes, territories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.figures.style import ACCENT, BESIDE, INK, MUTED, Figure, escaped, layout, shortened

ROW_PX = 24
"""Height of one bar and its gap."""
LABEL_CHARACTERS = 26


class Bar(NamedTuple):
    """One bar: code to filter by, label, value, the value as written, whether it is chosen."""

    code: str
    label: str
    value: float
    written: str
    selected: bool


def bars(rows: Sequence[Bar], *, mark: float | None = None, mark_label: str = "") -> Figure:
    """Draw `rows` from the top down; the unchosen are pale when some are chosen.

    `mark` draws a line at that value (the region's mean), `mark_label` names it. No row gives a
    figure without traces: the page says « aucune donnée » instead.
    """
    some = any(row.selected for row in rows)
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [row.value for row in rows],
        "y": [row.code for row in rows],
        "customdata": [row.code for row in rows],
        "text": [row.written for row in rows],
        "textposition": "outside",
        "textfont": {"color": INK},
        "cliponaxis": False,
        "hovertext": [f"{escaped(row.label)}<br><b>{row.written}</b>" for row in rows],
        "hoverinfo": "text",
        "marker": {"color": [ACCENT if row.selected or not some else MUTED for row in rows]},
    }
    drawn = layout(
        ROW_PX * max(len(rows), 3) + (26 if mark is not None else 8),
        bargap=0.34,
        xaxis=_value_axis(rows, mark),
        yaxis=_label_axis(rows),
    )
    if mark is not None:
        drawn |= _marked(mark, mark_label)
        drawn["margin"] = drawn["margin"] | {"t": 22}
    return {"data": [trace] if rows else [], "layout": drawn}


def _value_axis(rows: Sequence[Bar], mark: float | None) -> Figure:
    top = max([row.value for row in rows] + [mark or 0, 1e-9])
    # one fifth more than the longest bar: room for its number outside
    return {"visible": False, "range": [0, top * 1.22], "fixedrange": True}


def _label_axis(rows: Sequence[Bar]) -> Figure:
    return {
        "type": "category",
        "autorange": "reversed",
        "automargin": True,
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": [row.code for row in rows],
        "ticktext": [shortened(row.label, LABEL_CHARACTERS) for row in rows],
        "tickfont": {"color": INK},
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    }


def _marked(value: float, label: str) -> Figure:
    line = {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": value,
        "x1": value,
        "y0": 0,
        "y1": 1,
    }
    note = {
        "xref": "x",
        "yref": "paper",
        "x": value,
        "y": 1,
        "yanchor": "bottom",
        "xanchor": "center",
    }
    return {
        "shapes": [line | {"line": {"color": BESIDE, "width": 1.5, "dash": "dot"}}],
        "annotations": [
            note | {"text": label, "showarrow": False, "font": {"color": BESIDE, "size": 11}}
        ],
    }
