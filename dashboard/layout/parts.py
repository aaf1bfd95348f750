"""What sheets are made of: a button that opens another sheet, a head with its tools, a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import text
from dashboard.engine.types import Row
from dashboard.selection import Selection

Children = list[Component | str | None]
Cell = str | list[Any]
"""Text; or text, the number it is sorted by, and the key of the sheet it opens."""


def sheet_button(label: str, key: str, class_name: str = "link") -> html.Button:
    """Return a button that opens the sheet `key`: `commune:67482`, `structure:R10…`."""
    return html.Button(
        label, type="button", className=class_name, **{"data-action": "fiche", "data-fiche": key}
    )


def share_button() -> html.Button:
    """Return the button that copies the address of the sheet."""
    return html.Button(
        [
            html.Span(className="icon icon-link"),
            html.Span(text.PAGE["copier_lien"], **{"aria-live": "polite"}),
        ],
        type="button",
        className="button",
        **{"data-action": "copier-lien"},
    )


def map_button(lon: object, lat: object, label: object) -> html.Button:
    """Return the button that closes the sheet and shows the place on the map, with its `label`."""
    return html.Button(
        [html.Span(className="icon icon-pin"), text.PAGE["voir_carte"]],
        type="button",
        className="button quiet",
        **{"data-action": "voir-carte", "data-lon": str(lon), "data-lat": str(lat)}
        | {"data-label": str(label)},
    )


def site_name(row: Row) -> str:
    """Return the name of a site of practice, from the columns of one of its activities."""
    return str(row.get("raison_sociale") or row.get("enseigne") or text.PAGE["sans_nom"])


def export_links(
    selection: Selection, root: str, formats: Sequence[tuple[str, str]]
) -> list[html.A]:
    """Return links to the files of `selection`: extension and label of each format."""
    query = selection.to_query()
    return [
        html.A(label, href=f"{root}export.{extension}?{query}", download="")
        for extension, label in formats
    ]


def section(title: str, children: Sequence[Component]) -> Children:
    """Return a titled part of a sheet; nothing when it would be empty."""
    return [html.H3(title), *children] if children else []


def listing(title: str, items: Sequence[Component]) -> Children:
    """Return a titled list; nothing when it would be empty."""
    return section(title, [html.Ul(list(items), className="sheet-list")] if items else [])


def facts(pairs: Sequence[tuple[str, object]]) -> html.Dl | None:
    """Return what is known as names and values, what is not left out; None when nothing is."""
    known = [(name, value) for name, value in pairs if value not in (None, "", [])]
    rows = [html.Div([html.Dt(name), html.Dd(_shown(value))]) for name, value in known]
    return html.Dl(rows, className="sheet-facts") if rows else None


def _shown(value: object) -> Component | list[Component] | str:
    return value if isinstance(value, Component | list) else str(value)


def link(label: str, key: str) -> Cell:
    """Return a cell that opens the sheet `key`."""
    return [label, None, key]


def number(value: float | None, decimals: int = 0) -> Cell:
    """Return a cell that shows a number and is sorted by it."""
    return [text.number(value, decimals), value]


def percent(value: float | None) -> Cell:
    """Return a cell that shows a share and is sorted by it."""
    return [text.percent(value, 1), value]


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    sorted_by: int | None = None,
    class_name: str = "sheet-table",
) -> html.Div:
    """Return a table as data, that the browser draws as text: Dash takes seconds for 150 rows.

    The first cell of a row is its heading. `sorted_by` is the column whose numbers fall at first;
    every column can then be sorted. Columns hold numbers, the second one of a table `said` a text.
    """
    data = {"titre": caption, "colonnes": columns, "lignes": rows, "tri": sorted_by}
    return html.Div(
        className=class_name,
        tabIndex="0",
        role="region",
        **{"aria-label": caption, "data-table": json.dumps(data, ensure_ascii=False)},
    )
