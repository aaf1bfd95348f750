"""Choosing a territory: what is typed → places; nothing typed → what lies inside the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output

from dashboard import text
from dashboard.engine.gazetteer import Place
from dashboard.ids import StoreIds
from dashboard.received import members, typed
from dashboard.releases import Releases
from dashboard.selection import Dimension, Selection

FOUND, LISTED = 12, 60
"""Places given for a text, and when listing the inside of a territory."""


def register(app: Dash, releases: Releases) -> None:
    """One callback: a wish → places, each with the clauses that choose it."""

    def find(request: object) -> dict[str, Any]:
        given, engine = members(request), releases.current.engine
        wanted = typed(given.get("texte"))
        if wanted:
            places = engine.find_places(wanted, FOUND)
        else:
            places = engine.places_inside(Selection.from_json(given.get("etat")), LISTED)
        names = engine.directory.labels_of_territory(Dimension.DEPARTEMENT)
        return {"n": given.get("n"), "lieux": [described(place, names) for place in places]}

    app.callback(
        Output(StoreIds.TERRITORY_FOUND, "data"),
        Input(StoreIds.TERRITORY_SEARCH, "data"),
        prevent_initial_call=True,
    )(find)


def described(place: Place, departements: Mapping[str, str]) -> dict[str, Any]:
    """Return a place as the page lists it: name, what it is and where, what choosing it sets.

    `departements` gives the name of each by its code.
    """
    around = ", ".join(departements.get(code, code) for code in place.departements)
    kind = text.TERRITORY_NOUNS[place.level][0]
    kind = text.first_upper(kind)
    detail = f"{kind} {place.code}" if place.level == "departement" else f"{kind} · {around}"
    return {
        "niveau": place.level,
        "nom": place.label,
        "detail": detail,
        "choix": place.selects(),
    }
