"""Opening a sheet: a professional, or everyone at one place of the map."""

from __future__ import annotations

from dash import Dash, Input, Output

from dashboard.ids import SheetIds, StoreIds
from dashboard.layout.person import Children, nobody, people, person_sheet
from dashboard.releases import Releases

MAX_ROWS = 50


def register(app: Dash, releases: Releases) -> None:
    """One callback: what was clicked → the content of the dialog."""

    def detail(request: object) -> Children:
        engine = releases.current.engine
        given = request if isinstance(request, dict) else {}
        if "personne" in given:
            sheet = engine.person(given["personne"])
            return person_sheet(sheet) if sheet else nobody()
        asked = given.get("lignes")
        rows = engine.at(asked[:MAX_ROWS] if isinstance(asked, list) else [])
        if len({row["identifiant_pp"] for row in rows}) == 1:
            sheet = engine.person(rows[0]["identifiant_pp"])
            return person_sheet(sheet) if sheet else nobody()
        return people(rows) if rows else nobody()

    app.callback(
        Output(SheetIds.BODY, "children"),
        Input(StoreIds.DETAIL_REQUEST, "data"),
        prevent_initial_call=True,
    )(detail)
