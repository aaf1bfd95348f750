"""State → all the page shows; window → clusters. Each answer says what it answers."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from dashboard.answer import answer
from dashboard.held import lighter, names_held
from dashboard.ids import StoreIds
from dashboard.map import feature_collection, parse_window
from dashboard.received import members
from dashboard.releases import Releases
from dashboard.selection import Selection


def register(app: Dash, releases: Releases) -> None:
    """Register one callback for the whole view, and one for the map that moves."""

    def show(state: object) -> dict[str, Any]:
        release = releases.current
        window = members(state).get("fenetre")
        bounds, zoom = parse_window(window, release.bounds)
        shown = answer(release.engine, release.contours, state, bounds, zoom, releases.history)
        parts = {name: lighter(shown[name], names_held(state)) for name in ("aplat", "graphes")}
        return shown | parts | {"edition": release.name} | echo(state, window)

    def move(window: object) -> dict[str, Any]:
        release = releases.current
        bounds, zoom = parse_window(window, release.bounds)
        state = members(window).get("etat")
        found = release.engine.clusters(Selection.from_json(state), bounds, zoom)
        return {"grappes": feature_collection(found)} | echo(state, window)

    app.callback(
        Output(StoreIds.VIEW, "data"),
        Input(StoreIds.STATE, "data"),
        prevent_initial_call=True,
    )(show)
    app.callback(
        Output(StoreIds.CLUSTERS, "data"),
        Input(StoreIds.VIEWPORT, "data"),
        prevent_initial_call=True,
    )(move)


def echo(state: object, window: object) -> dict[str, Any]:
    """Numbers of the state and of the window answered: the browser drops what is not its latest."""
    return {
        "id": members(state).get("id"),
        "fenetre": members(window).get("n", 0),
    }
