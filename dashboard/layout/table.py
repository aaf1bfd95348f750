"""The table of activities: dash-ag-grid, rows from the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.fingerprint import build_fingerprint

from dashboard import text
from dashboard.ids import TableIds
from dashboard.languages import Sentences, tr
from dashboard.layout.columns import COLUMNS, Column, columns_menu
from dashboard.layout.exports_menu import exports_menu

GRID_CODE = "dash_ag_grid.min.js"

FORMATS = {
    "niveau": "cigogneLevel(params.value)",
    "result_score": "cigogneScore(params.value)",
}
"""How the browser writes what is no text."""

PAGE_ROWS = 40
"""Rows asked of the server at once."""

LOCALE = Sentences(
    {
        "loadingOoo": "Chargement…",
        "noRowsToShow": "Aucune activité ne répond à ces filtres",
        "ariaSortableColumn": "Entrée pour trier",
        "ariaColumn": "Colonne",
        "ariaRowSelect": "Espace pour choisir la ligne",
        "ariaLabelColumnFilter": "Filtre de la colonne",
        "loadingError": "Erreur",
    }
)
"""The grid's own few words."""


def table(root: str) -> html.Section:
    """Return the table's panel: how many rows, columns, the export of exactly these rows, the grid."""
    return html.Section(
        [
            html.Div(
                [
                    html.H2(text.PAGE["tableau"]),
                    html.P(id=TableIds.COUNT, className="table-count"),
                    columns_menu(),
                    exports_menu(root),
                ],
                className="panel-head",
            ),
            html.Div(
                html.P(text.PAGE["chargement"]), id=TableIds.PLACE, className="grid grid-place"
            ),
            html.Table(id=TableIds.PRINTED, className="rows-printed print-only"),
        ],
        className="panel table-panel",
    )


def grid_script(root: str) -> str:
    """Return the address of the grid's code, that the page fetches when one comes near the table.

    It is 530 kB compressed, as much as all the rest, and most visits end above it.
    """
    code = Path(dag.__file__).with_name(GRID_CODE)
    name = build_fingerprint(code.name, dag.__version__, int(code.stat().st_mtime))
    return f"{root}_dash-component-suites/{dag.__name__}/{name}"


def _leave_to_page() -> None:
    """Have Dash serve the grid's code without putting it in the document."""
    for script in dag._js_dist:
        if script["relative_package_path"] == GRID_CODE:
            script["dynamic"] = True


_leave_to_page()


def grid() -> dag.AgGrid:
    """Return the grid: infinite rows, sorted by the server, a click or Enter opens the sheet."""
    return dag.AgGrid(
        id=TableIds.GRID,
        className="grid",
        rowModelType="infinite",
        getRowId="params.data.id",
        columnSize="responsiveSizeToFit",  # not `flex`: the grid then keeps its rows hidden
        columnDefs=[_column(column) for column in COLUMNS],
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions=_options(),
        style={"height": None, "width": "100%"},
    )


def _column(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "field": column.field,
        "headerName": tr(column.heading),
        "minWidth": column.width,
        "width": column.width,
        "hide": not column.at_first,
    }
    if column.widest:
        made["maxWidth"] = column.widest
    if column.field in FORMATS:
        made["valueFormatter"] = {"function": FORMATS[column.field]}
    return made


def _options() -> dict[str, Any]:
    return {
        "cacheBlockSize": PAGE_ROWS,
        "rowBuffer": 1,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 1,
        "rowHeight": 38,
        "headerHeight": 40,
        "localeText": dict(LOCALE),
        "suppressCellFocus": False,
        # else Tab goes through every cell of 125,000 rows: arrows do that
        "tabToNextCell": {"function": "cigogneLeave(params)"},
        "tabToNextHeader": {"function": "cigogneLeave(params)"},
        "suppressDragLeaveHidesColumns": True,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 300,
    }
