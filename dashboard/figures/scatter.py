"""Density against population: one dot a territory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard import text
from dashboard.figures.style import ACCENT, BESIDE, LINE, MUTED, Figure, escaped, layout, separators
from dashboard.languages import tr


def _hover() -> str:
    """Lines shown over a dot, filled in by the browser: a name a territory is all that is sent."""
    density, people = tr(text.PER_INHABITANTS), tr("habitants")
    return f"%{{text}}<br>%{{y:,.1f}} {density} · %{{x:,d}} {people}<extra></extra>"


class Dot(NamedTuple):
    """One territory: code to filter by, label, population, density, whether chosen."""

    code: str
    label: str
    population: int
    density: float
    selected: bool


def dots(rows: Sequence[Dot], *, mark: float | None = None, mark_label: str = "") -> Figure:
    """Draw `rows` with population on a logarithmic axis; `mark` is the region's density."""
    some = any(row.selected for row in rows)
    trace = {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [row.population for row in rows],
        "y": [row.density for row in rows],
        "customdata": [row.code for row in rows],
        "text": [escaped(row.label) for row in rows],
        "hovertemplate": _hover(),
        "marker": {
            "color": [ACCENT if row.selected else MUTED for row in rows] if some else ACCENT,
            "size": [11 if row.selected else 8 for row in rows] if some else 8,
            "opacity": 0.8,
            "line": {"width": 1, "color": "@surface"},
        },
    }
    drawn = layout(
        270,
        xaxis=_axis(tr("Population (échelle logarithmique)"), type="log", dtick=1, tickformat=",d"),
        yaxis=_axis(text.first_upper(tr(text.PER_INHABITANTS)), rangemode="tozero", nticks=5),
    )
    drawn["margin"] = {"l": 46, "r": 10, "t": 10, "b": 40}
    drawn["separators"] = separators()
    if mark is not None:
        drawn |= _marked(mark, mark_label)
    return {"data": [trace] if rows else [], "layout": drawn}


def _axis(title: str, **more: object) -> Figure:
    return {
        "title": {"text": title, "font": {"size": 11}, "standoff": 6},
        "gridcolor": LINE,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 11},
        **more,
    }


def _marked(value: float, label: str) -> Figure:
    line = {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
    }
    note = {
        "xref": "paper",
        "yref": "y",
        "x": 1,
        "y": value,
        "xanchor": "right",
        "yanchor": "bottom",
        "bgcolor": "@surface",  # over dots, it must be read
    }
    return {
        "shapes": [line | {"line": {"color": BESIDE, "width": 1.5, "dash": "dot"}}],
        "annotations": [
            note | {"text": label, "showarrow": False, "font": {"color": BESIDE, "size": 11}}
        ],
    }
