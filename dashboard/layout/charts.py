"""The charts' panel: each a figure with a title, a drawing, and the table behind it."""

from __future__ import annotations

from dash import dcc, html

from dashboard import text
from dashboard.ids import ChartIds, table_of
from dashboard.languages import FRENCH, language, tr

CHARTS = {
    ChartIds.PROFESSIONS: "graphe_professions",
    ChartIds.MODES: "graphe_modes",
    ChartIds.SPECIALITIES: "graphe_specialites",
    ChartIds.STRUCTURES: "graphe_structures",
    ChartIds.TERRITORIES: "graphe_territoires",
    ChartIds.DENSITY: "graphe_densite",
}
"""Charts in their order, and the name of each heading in `text.PAGE`."""

HEIGHTS = {
    ChartIds.PROFESSIONS: 296,
    ChartIds.MODES: 104,
    ChartIds.SPECIALITIES: 272,
    ChartIds.STRUCTURES: 272,
    ChartIds.TERRITORIES: 272,
    ChartIds.DENSITY: 270,
}
"""Pixels a chart usually takes: kept free until its first drawing, so that nothing jumps."""


def config() -> dict[str, object]:
    """Plotly's options: its words in French where the page is, no bar, nothing that asks another origin."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "locale": "fr" if language() is FRENCH else "en",
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
    }


def charts() -> html.Div:
    """All charts, in the order of `CHARTS`."""
    return html.Div(
        [chart(name, text.PAGE[title]) for name, title in CHARTS.items()], className="charts"
    )


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
                    config=config(),
                    figure=_blank(HEIGHTS[name]),
                    className="graph",
                    animate=False,
                ),
                role="img",
                className="graph-frame",
                **{
                    "aria-label": tr(
                        "{nom}\u00a0: les chiffres sont dans le tableau qui suit", nom=title
                    )
                },
            ),
            html.Details(
                [html.Summary(text.PAGE["voir_chiffres"]), html.Div(id=table_of(name))],
                className="figures-behind",
            ),
        ],
        className=f"panel chart {name}",
    )


def _save(name: ChartIds, title: str, kind: str) -> html.Button:
    label = text.named(f"{text.PAGE['image_graphe']} {kind.upper()}", title)
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
