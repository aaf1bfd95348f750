"""Callbacks that run in the browser: names only, the code is in `assets/cigogne-6-callbacks.js`."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output

from dashboard.ids import ChartIds, StoreIds, TableIds


def register(app: Dash) -> None:
    """Boot from the address, show what other callbacks bring, turn clicks into changes of state."""
    done = {"allow_duplicate": True}
    app.clientside_callback(
        _function("boot"), Output(StoreIds.DONE, "data"), Input(StoreIds.SETUP, "data")
    )
    app.clientside_callback(
        _function("table"),
        Output(TableIds.PLACE, "children"),
        Input(StoreIds.TABLE_WANTED, "data"),
        prevent_initial_call=True,
    )
    for name, source in (
        ("folds", [Input(StoreIds.FOLD_FOUND, "data")]),
        ("facet", [Input(StoreIds.FACET_FOUND, "data")]),
        ("territory", [Input(StoreIds.TERRITORY_FOUND, "data")]),
        ("failure", [Input(StoreIds.FAILURE, "data")]),
        ("feed", [Input(TableIds.GRID, "getRowsRequest")]),
        ("row", [Input(TableIds.GRID, "cellClicked")]),
        ("chart", [Input(chart, "clickData") for chart in ChartIds]),
    ):
        app.clientside_callback(
            _function(name),
            Output(StoreIds.DONE, "data", **done),
            *source,
            prevent_initial_call=True,
        )


def _function(name: str) -> ClientsideFunction:
    return ClientsideFunction("cigogne", name)
