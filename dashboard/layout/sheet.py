"""The dialog that holds a sheet, everyone at one place, or the quality view."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.ids import SheetIds
from dashboard.layout.buttons import icon_button


def dialog() -> html.Dialog:
    """Return a native dialog: the browser keeps the focus inside and Escape closes it."""
    return html.Dialog(
        [
            html.Div(
                icon_button(
                    "fermer-fiche", "icon-close", text.PAGE["fermer"], "button tool sheet-close"
                ),
                className="sheet-bar",
            ),
            html.Div(id=SheetIds.BODY, className="sheet-body"),
        ],
        id=SheetIds.DIALOG,
        className="sheet",
        **{"aria-label": text.PAGE["fiche"]},
    )
