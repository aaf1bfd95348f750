"""State → all the page shows; window → clusters; what the table shows → rows.

Plain addresses that the page's script asks itself: each of the eight steps of a Dash callback tells
every component of the page, on the browser's main thread.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.answer import answer
from dashboard.held import lighter, names_held
from dashboard.listing import listed
from dashboard.map import feature_collection, parse_window
from dashboard.received import members
from dashboard.releases import Releases
from dashboard.selection import Selection

VIEW, CLUSTERS, ROWS = "vue", "grappes", "lignes"
"""Addresses, from the root: JSON posted, JSON answered."""


def exchange(releases: Releases) -> Blueprint:
    """Answer states and windows from the release of the moment."""
    routes = Blueprint("exchange", __name__)

    @routes.post(f"/{VIEW}")
    def view() -> Response:
        return _json(shown(releases, _sent()))

    @routes.post(f"/{CLUSTERS}")
    def clusters() -> Response:
        return _json(moved(releases, _sent()))

    @routes.post(f"/{ROWS}")
    def rows() -> Response:
        return _json(listed(releases.current.engine, _sent()))

    return routes


def shown(releases: Releases, state: object) -> dict[str, Any]:
    """Return everything the page shows under `state`, whatever a browser sent."""
    release = releases.current
    window = members(state).get("fenetre")
    bounds, zoom = parse_window(window, release.bounds)
    found = answer(release.engine, release.contours, state, bounds, zoom, releases.history)
    parts = {name: lighter(found[name], names_held(state)) for name in ("aplat", "graphes")}
    return found | parts | {"edition": release.name} | _echo(state, window)


def moved(releases: Releases, window: object) -> dict[str, Any]:
    """Return the marks of the map in `window`, which holds the state as `etat`."""
    release = releases.current
    bounds, zoom = parse_window(window, release.bounds)
    state = members(window).get("etat")
    found = release.engine.clusters(Selection.from_json(state), bounds, zoom)
    return {"grappes": feature_collection(found)} | _echo(state, window)


def _echo(state: object, window: object) -> dict[str, Any]:
    """Numbers of the state and of the window answered: the browser drops what is not its latest."""
    return {
        "id": members(state).get("id"),
        "fenetre": members(window).get("n", 0),
    }


def _sent() -> object:
    """What was posted, read as JSON; None when it is not."""
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return None


def _json(answer: dict[str, Any]) -> Response:
    return Response(orjson.dumps(answer), mimetype="application/json")
