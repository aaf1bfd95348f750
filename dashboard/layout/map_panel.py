"""The map's panel: what colours it, the map, its legend, who is on it, and its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import text
from dashboard.ids import MapIds
from dashboard.layout.buttons import icon_button
from dashboard.map import leaflet_map
from dashboard.settings import Settings

TOOLS = (
    ("recentrer", "icon-home"),
    ("cadrer", "icon-fit"),
    ("plein-ecran", "icon-full"),
    ("image-carte", "icon-download"),
)
"""Action of each tool of the map (its name in `text.PAGE`), and its icon."""


def map_panel(setup: dict[str, Any], settings: Settings | None) -> html.Section:
    """Return the panel; areas, clusters and legend are painted by the browser."""
    return html.Section(
        [
            html.Div(
                [
                    html.H2(text.PAGE["carte"]),
                    html.Div(
                        [
                            select("mesure", text.PAGE["fond"], text.MEASURES),
                            segments("echelle", text.PAGE["par"], text.SCALES),
                        ],
                        className="map-choices",
                    ),
                ],
                className="panel-head",
            ),
            html.Div(
                [
                    leaflet_map(setup, settings),
                    html.Div([_tool(*tool) for tool in TOOLS], className="map-tools"),
                    html.Div(id=MapIds.LEGEND, className="legend"),
                ],
                className="map-frame",
                role="region",
                **{"aria-label": text.PAGE["carte_aide"]},
            ),
            html.Div(id=MapIds.LOCATED, className="located"),
            html.Details(
                [html.Summary(text.PAGE["voir_chiffres"]), html.Div(id=MapIds.TABLE)],
                className="figures-behind",
            ),
        ],
        className="panel map-panel",
    )


def _tool(action: str, icon: str) -> html.Button:
    return icon_button(action, icon, text.PAGE[action.replace("-", "_")])


def select(action: str, label: str, choices: Mapping[str, str]) -> html.Label:
    """Return the browser's own list of choices, for more of them than buttons have room for."""
    return html.Label(
        [
            html.Span(label, className="segments-label"),
            html.Select(
                [html.Option(name, value=code) for code, name in choices.items()],
                className="choice",
                **{"data-select": action},
            ),
        ],
        className="segments-field",
    )


def segments(action: str, label: str, choices: Mapping[str, str]) -> html.Div:
    """Return a group of buttons of which one is pressed: what a `select` is, in one click."""
    return html.Div(
        [
            html.Span(label, className="segments-label", **{"aria-hidden": "true"}),
            html.Div(
                [
                    html.Button(
                        name,
                        type="button",
                        **{"data-action": action, "data-value": code, "aria-pressed": "false"},
                    )
                    for code, name in choices.items()
                ],
                className="segments",
                role="group",
                **{"aria-label": label},
            ),
        ],
        className="segments-field",
    )
