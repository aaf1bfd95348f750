"""Searching in a long facet, or unfolding it: the values that hold a text, with their counts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from dash import Dash, Input, Output

from dashboard.answer import FACET_VALUES, facet_rows
from dashboard.engine import Engine
from dashboard.ids import StoreIds
from dashboard.labels import label_of
from dashboard.received import members, typed
from dashboard.releases import Releases
from dashboard.search import normalise, words
from dashboard.selection import Dimension, Selection

UNFOLDED_VALUES = 200


def register(app: Dash, releases: Releases) -> None:
    """One callback: a wish for a facet → its values."""

    def find(request: object) -> dict[str, Any] | None:
        given = members(request)
        if given.get("dimension") not in [d.value for d in Dimension]:
            return None
        dimension = Dimension(given["dimension"])
        limit = UNFOLDED_VALUES if given.get("complet") is True else FACET_VALUES
        values = search_facet(
            releases.current.engine,
            Selection.from_json(given.get("etat")),
            dimension,
            typed(given.get("texte")),
            limit,
        )
        return {"dimension": dimension.value, "n": given.get("n"), "valeurs": values}

    app.callback(
        Output(StoreIds.FACET_FOUND, "data"),
        Input(StoreIds.FACET_SEARCH, "data"),
        prevent_initial_call=True,
    )(find)


def search_facet(
    engine: Engine, selection: Selection, dimension: Dimension, wanted: str, limit: int
) -> list[list[Any]]:
    """Return at most `limit` values whose label holds every word of `wanted`, chosen ones first.

    Case and accents do not matter. Values chosen are kept whatever their label.
    """
    everything = len(engine.directory.dimensions[dimension].values)
    values = engine.groups(selection, dimension) + engine.facet(selection, dimension, everything)
    asked = words(wanted)
    names = normalise(
        pa.array([f"{v.code} {label_of(v)}" for v in values], pa.string())
    ).to_pylist()
    held = [
        value
        for value, name in zip(values, names, strict=True)
        if value.selected or all(word in name for word in asked)
    ]
    held.sort(key=lambda value: not value.selected)
    return facet_rows(held[:limit])
