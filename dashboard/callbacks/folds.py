"""Unfolding the table behind a chart or the map: its rows, under the present state."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from dashboard.answer import tables
from dashboard.ids import StoreIds
from dashboard.received import members
from dashboard.releases import Releases


def register(app: Dash, releases: Releases) -> None:
    """One callback: the state, with the folds open in it → the tables in them."""

    def unfold(state: object) -> dict[str, Any]:
        return {"id": members(state).get("id"), "tableaux": tables(releases.current.engine, state)}

    app.callback(
        Output(StoreIds.FOLD_FOUND, "data"),
        Input(StoreIds.FOLD_OPENED, "data"),
        prevent_initial_call=True,
    )(unfold)
