"""Opening a sheet (person, structure, territory, everyone at one place), or the quality view."""

from __future__ import annotations

from collections.abc import Mapping

from dash import Dash, Input, Output

from dashboard.answer import chips, listed
from dashboard.engine import Engine
from dashboard.ids import SheetIds, StoreIds
from dashboard.layout.parts import Children
from dashboard.layout.person import nobody, people, person_sheet
from dashboard.layout.quality import Asked, quality_view
from dashboard.layout.structure import structure_sheet
from dashboard.layout.territory import territory_sheet
from dashboard.received import members
from dashboard.releases import Releases
from dashboard.selection import Selection
from dashboard.settings import Settings


def register(app: Dash, releases: Releases, settings: Settings) -> None:
    """One callback: what was clicked, or the page's address → the content of the dialog."""

    def detail(request: object) -> Children:
        engine = releases.current.engine
        given = members(request)
        if "fiche" in given:
            return sheet_of(engine, given["fiche"], settings.root) or nobody()
        if given.get("vue") == "qualite":
            return quality_of(engine, given, settings)
        return place_of(engine, given.get("lignes"), given.get("etat")) or nobody()

    app.callback(
        Output(SheetIds.BODY, "children"),
        Input(StoreIds.DETAIL_REQUEST, "data"),
        prevent_initial_call=True,
    )(detail)


def sheet_of(engine: Engine, key: object, root: str) -> Children | None:
    """Return the sheet `key` names: `personne:899…`, `structure:R10…`, `commune:67482`."""
    kind, _, code = key.partition(":") if isinstance(key, str) else ("", "", "")
    if kind == "personne":
        person = engine.person(code)
        return person_sheet(person) if person else None
    if kind == "structure":
        structure = engine.structure(code)
        return structure_sheet(structure) if structure else None
    territory = engine.territory(kind, code)
    return territory_sheet(territory, root) if territory else None


def quality_of(engine: Engine, given: Mapping[str, object], settings: Settings) -> Children:
    """Return the quality view of the state asked about."""
    selection = Selection.from_json(given.get("etat"))
    labels = [
        chip["libelle"]
        for chip in chips(selection, listed(engine, selection, engine.facets(selection)))
    ]
    asked = Asked(selection, labels, settings.root, settings.contact)
    return quality_view(engine.quality(selection), engine.directory.manifest, asked)


def place_of(engine: Engine, asked: object, state: object) -> Children | None:
    """Return everyone `state` keeps at the place of a row; the sheet of who is alone there."""
    first = asked[0] if isinstance(asked, list) and asked else None
    found = engine.at_door(first, Selection.from_json(state))
    rows = engine.at(found.tolist())
    if len({row["identifiant_pp"] for row in rows}) == 1:
        person = engine.person(rows[0]["identifiant_pp"])
        return person_sheet(person) if person else None
    return people(rows, engine.sites_at(rows), len(found)) if rows else None
