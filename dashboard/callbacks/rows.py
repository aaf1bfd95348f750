"""The table asks for rows: a page of those selected, in the order its headings say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import Dash, Input, Output, State

from dashboard.engine.types import Row
from dashboard.ids import StoreIds, TableIds
from dashboard.layout.columns import chosen, engine_name
from dashboard.received import members
from dashboard.releases import Releases
from dashboard.selection import Selection


def register(app: Dash, releases: Releases) -> None:
    """One callback: the grid's request → rows of the present state."""

    def page(request: object, state: object) -> dict[str, Any]:
        start, stop, sort = parse_request(request)
        found = releases.current.engine.rows(Selection.from_json(state), start, stop, sort)
        fields = chosen(members(state).get("colonnes"))
        return {"rowData": [shown(row, fields) for row in found.rows], "rowCount": found.total}

    app.callback(
        Output(TableIds.GRID, "getRowsResponse"),
        Input(TableIds.GRID, "getRowsRequest"),
        State(StoreIds.STATE, "data"),
        prevent_initial_call=True,
    )(page)


def parse_request(request: object) -> tuple[int, int, list[tuple[str, str]]]:
    """Return first row, row after the last and sort asked for; the first rows when unreadable."""
    given = members(request)
    start = given.get("startRow")
    stop = given.get("endRow")
    if not (isinstance(start, int) and isinstance(stop, int) and 0 <= start < stop < 2**31):
        start, stop = 0, 100
    model = given.get("sortModel")
    asked = [item for item in model if isinstance(item, dict)] if isinstance(model, list) else []
    sort = [(str(item.get("colId")), str(item.get("sort"))) for item in asked]
    return start, stop, [(engine_name(column), order) for column, order in sort]


def shown(row: Row, fields: Iterable[str]) -> dict[str, Any]:
    """Return the columns the table shows, and the row's identity: `identifiant_pp|ligne`."""
    return {field: row.get(engine_name(field)) for field in fields} | {
        "id": f"{row['identifiant_pp']}|{row['ligne']}"
    }
