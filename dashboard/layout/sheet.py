"""The dialog that holds a professional's sheet, or everyone at one place."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.ids import SheetIds


def dialog() -> html.Dialog:
    """Return a native dialog: the browser keeps the focus inside and Escape closes it."""
    return html.Dialog(
        [
            html.Button(
                html.Span(className="icon icon-close"),
                type="button",
                className="button tool sheet-close",
                title=text.PAGE["fermer"],
                **{"data-action": "fermer-fiche", "aria-label": text.PAGE["fermer"]},
            ),
            html.Div(id=SheetIds.BODY, className="sheet-body"),
        ],
        id=SheetIds.DIALOG,
        className="sheet",
        **{"aria-label": text.PAGE["fiche"]},
    )
