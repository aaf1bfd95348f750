"""The table asks for rows: a page of those selected, in the order its headings say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.engine import Engine
from dashboard.engine.types import Row
from dashboard.layout.columns import chosen, engine_name
from dashboard.received import members
from dashboard.selection import Selection


def listed(engine: Engine, request: object) -> dict[str, Any]:
    """Return the rows of the state `etat` that the grid asks for, and how many there are."""
    start, stop, sort = parse_request(request)
    state = members(request).get("etat")
    found = engine.rows(Selection.from_json(state), start, stop, sort)
    fields = chosen(members(state).get("colonnes"))
    return {"lignes": [shown(row, fields) for row in found.rows], "total": found.total}


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
