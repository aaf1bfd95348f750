"""The charts' panel: each a figure with a title, a drawing, and the table behind it."""

from __future__ import annotations

from dash import dcc, html

from dashboard import text
from dashboard.ids import ChartIds, table_of

CHARTS = {
    ChartIds.PROFESSIONS: text.PAGE["graphe_professions"],
    ChartIds.MODES: text.PAGE["graphe_modes"],
    ChartIds.SPECIALITIES: text.PAGE["graphe_specialites"],
    ChartIds.TERRITORIES: text.PAGE["graphe_territoires"],
    ChartIds.DENSITY: text.PAGE["graphe_densite"],
}

HEIGHTS = {
    ChartIds.PROFESSIONS: 296,
    ChartIds.MODES: 104,
    ChartIds.SPECIALITIES: 272,
    ChartIds.TERRITORIES: 272,
    ChartIds.DENSITY: 270,
}
"""Pixels a chart usually takes: kept free until its first drawing, so that nothing jumps."""

CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "locale": "fr",
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}
"""Plotly's options: French, no bar, nothing that asks another origin."""


def charts() -> html.Div:
    """All charts, in the order of `CHARTS`."""
    return html.Div([chart(name, title) for name, title in CHARTS.items()], className="charts")


def chart(name: ChartIds, title: str) -> html.Figure:
    """One chart: caption, drawing (hidden from screen readers, which get the table), table."""
    return html.Figure(
        [
            html.Figcaption(
                [
                    html.H2(title),
                    html.Div(
                        [_save(name, title, kind) for kind in ("png", "svg")], className="saves"
                    ),
                    html.P(className="chart-sub", id=f"{name}-titre"),
                ],
            ),
            html.P(className="chart-alone", id=f"{name}-seul"),
            html.P(text.PAGE["graphe_vide"], className="chart-none"),
            html.Div(
                dcc.Graph(
                    id=name,
                    config=CONFIG,
                    figure=_blank(HEIGHTS[name]),
                    className="graph",
                    animate=False,
                ),
                role="img",
                className="graph-frame",
                **{"aria-label": f"{title}{text.NBSP}: les chiffres sont dans le tableau qui suit"},
            ),
            html.Details(
                [html.Summary(text.PAGE["voir_chiffres"]), html.Div(id=table_of(name))],
                className="figures-behind",
            ),
        ],
        className=f"panel chart {name}",
    )


def _save(name: ChartIds, title: str, kind: str) -> html.Button:
    label = f"{text.PAGE['image_graphe']} {kind.upper()}{text.NBSP}: {title}"
    return html.Button(
        kind.upper(),
        className="button quiet save",
        type="button",
        title=label,
        **{
            "data-action": "image-graphe",
            "data-chart": name.value,
            "data-kind": kind,
            "aria-label": label,
        },
    )


def _blank(height: int) -> dict[str, object]:
    """Return a figure that draws nothing: Dash's own default shows axes before the first view."""
    hidden = {"visible": False}
    layout = {"height": height, "xaxis": hidden, "yaxis": hidden, "paper_bgcolor": "rgba(0,0,0,0)"}
    return {"data": [], "layout": layout | {"plot_bgcolor": "rgba(0,0,0,0)"}}
