"""Searching in a long facet, or unfolding it: the values that a text means, with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import Dash, Input, Output

from dashboard import text
from dashboard.answer import FACET_VALUES, facet_rows
from dashboard.charts import Json
from dashboard.engine import Engine
from dashboard.engine.types import FacetValue
from dashboard.everyday import meant
from dashboard.ids import StoreIds
from dashboard.labels import label_of
from dashboard.languages import tr
from dashboard.received import members, typed
from dashboard.releases import Releases
from dashboard.selection import Dimension, Selection

UNFOLDED_VALUES = 200
VALUES_ELSEWHERE = 5
TAKEN_FOR = {
    Dimension.PROFESSION: Dimension.SAVOIR_FAIRE,
    Dimension.SAVOIR_FAIRE: Dimension.PROFESSION,
}
"""Filters in which people look for the same: a « cardiologue » is of one, an « infirmière » of the other."""


def register(app: Dash, releases: Releases) -> None:
    """One callback: wishes for facets, all those of the page at once → their values.

    Dash answers the last of several questions to one callback: each wish alone would be lost.
    """

    def find(request: object) -> Json:
        given, engine = members(request), releases.current.engine
        selection = Selection.from_json(given.get("etat"))
        wishes = given.get("demandes")
        asked = [members(wish) for wish in wishes] if isinstance(wishes, list) else []
        found = [searched(engine, selection, wish) for wish in asked[: len(Dimension)]]
        return {"n": given.get("n"), "facettes": [one for one in found if one]}

    app.callback(
        Output(StoreIds.FACET_FOUND, "data"),
        Input(StoreIds.FACET_SEARCH, "data"),
        prevent_initial_call=True,
    )(find)


def searched(engine: Engine, selection: Selection, wish: Mapping[str, object]) -> Json | None:
    """Return the values of a facet that a wish asks for: `dimension`, `texte`, `complet` for many.

    None for no dimension.
    """
    if wish.get("dimension") not in [d.value for d in Dimension]:
        return None
    dimension = Dimension(str(wish["dimension"]))
    limit = UNFOLDED_VALUES if wish.get("complet") is True else FACET_VALUES
    wanted = typed(wish.get("texte"))
    found = facet_values(engine, selection, dimension)
    held = matching(found, wanted)
    return {
        "dimension": dimension.value,
        "valeurs": facet_rows(chosen_first(found, held)[:limit]),
        "ailleurs": None if held else elsewhere(engine, selection, dimension, wanted),
    }


def facet_values(engine: Engine, selection: Selection, dimension: Dimension) -> list[FacetValue]:
    """Return every value of `dimension`, groups first, counted under the other filters."""
    everything = len(engine.directory.dimensions[dimension].values)
    return engine.groups(selection, dimension) + engine.facet(selection, dimension, everything)


def matching(values: Sequence[FacetValue], wanted: str) -> list[FacetValue]:
    """Return the values whose label is meant by `wanted`."""
    held = meant([(value.code, label_of(value)) for value in values], wanted)
    return [value for value, is_meant in zip(values, held, strict=True) if is_meant]


def chosen_first(values: Sequence[FacetValue], held: Sequence[FacetValue]) -> list[FacetValue]:
    """Return the values chosen among `values`, whatever their label, then the others of `held`."""
    return [v for v in values if v.selected] + [v for v in held if not v.selected]


def elsewhere(
    engine: Engine, selection: Selection, dimension: Dimension, wanted: str
) -> Json | None:
    """Return what `wanted` means in the filter that `dimension` is taken for; None for nothing."""
    other = TAKEN_FOR.get(dimension)
    if other is None:
        return None
    held = matching(facet_values(engine, selection, other), wanted)[:VALUES_ELSEWHERE]
    if not held:
        return None
    return {
        "dimension": other.value,
        "titre": tr("Dans {filtre}\u00a0:", filtre=text.DIMENSIONS[other.value]),
        "valeurs": facet_rows(held),
    }
