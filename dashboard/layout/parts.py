"""What sheets are made of: a button that opens another sheet, a head with its tools, a table."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import text

Children = list[Component | str | None]


def sheet_button(label: str, key: str, class_name: str = "link") -> html.Button:
    """Return a button that opens the sheet `key`: `commune:67482`, `structure:R10…`."""
    return html.Button(
        label, type="button", className=class_name, **{"data-action": "fiche", "data-fiche": key}
    )


def share_button() -> html.Button:
    """Return the button that copies the address of the sheet."""
    return html.Button(
        [html.Span(className="icon icon-link"), html.Span(text.PAGE["copier_lien"])],
        type="button",
        className="button",
        **{"data-action": "copier-lien"},
    )


def map_button(lon: object, lat: object) -> html.Button:
    """Return the button that closes the sheet and shows the place on the map."""
    return html.Button(
        [html.Span(className="icon icon-pin"), text.PAGE["voir_carte"]],
        type="button",
        className="button quiet",
        **{"data-action": "voir-carte", "data-lon": str(lon), "data-lat": str(lat)},
    )


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


def table(
    caption: str, columns: Sequence[str | Component], rows: Sequence[Sequence[str | Component]]
) -> html.Div:
    """Return a table that scrolls sideways in its frame; the first cell of a row is its heading."""
    head = html.Tr([_heading(column) for column in columns])
    body = [
        html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])])
        for row in rows
    ]
    made = html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(head), html.Tbody(body)]
    )
    return html.Div(made, className="sheet-table", tabIndex="0", role="region", **_said(caption))


def _heading(column: str | Component) -> html.Th:
    sorted_by = getattr(column, "data-sorted", None) if isinstance(column, Component) else None
    return html.Th(column, scope="col", **({"aria-sort": sorted_by} if sorted_by else {}))


def _said(label: str) -> dict[str, str]:
    return {"aria-label": label}
