"""Names of all communes, that the map asks for once one comes near."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from flask import Blueprint, Response

from dashboard.packing import FOR_EVER
from dashboard.releases import Release


def names_blueprint(current: Callable[[], Release]) -> Blueprint:
    """Serve `/geo/noms.json`: name, longitude, latitude of each commune, the most populated first.

    The page asks with `?v=<release>`, so that the answer may be kept for ever.
    """
    blueprint = Blueprint("placenames", __name__)

    @blueprint.get("/geo/noms.json")
    def names() -> Response:
        reply = Response(orjson.dumps(current().towns(most=None)), mimetype="application/json")
        reply.headers["Cache-Control"] = FOR_EVER
        return reply

    return blueprint
