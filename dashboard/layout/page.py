"""The whole page: shell around its panels, the stores, and the HTML document it is served in."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard import text
from dashboard.ids import FilterIds, ShellIds, StoreIds
from dashboard.languages import language
from dashboard.layout.charts import charts
from dashboard.layout.filters import filters
from dashboard.layout.help import help_dialog
from dashboard.layout.keyfigures import key_figures
from dashboard.layout.map_panel import map_panel
from dashboard.layout.sheet import dialog
from dashboard.layout.shell import footer, header, notices
from dashboard.layout.table import table
from dashboard.settings import Settings

_DOCUMENT = """<!DOCTYPE html>
<html lang="{%langue%}">
  <head>
    {%metas%}
    <meta name="color-scheme" content="light dark">
    <title>{%title%}</title>
    <meta name="description" content="{%description%}">
    <link rel="icon" type="image/svg+xml" href="ROOTassets/favicon.svg">
    {%css%}
  </head>
  <body>
    <a class="skip" href="#MAIN">{%aller_contenu%}</a>
    {%app_entry%}
    <noscript>{%javascript%}</noscript>
    {%config%}
    {%scripts%}
    {%renderer%}
  </body>
</html>
"""


SAID = ("description", "aller_contenu", "javascript")
"""Sentences of the document, by their name in `text.PAGE`."""


def index_string(root: str) -> str:
    """Return the HTML document Dash fills in, no script of its own; `in_language` says its words."""
    return _DOCUMENT.replace("MAIN", ShellIds.MAIN).replace("ROOT", root)


def in_language(document: str) -> str:
    """Return the document in the language of the moment."""
    document = document.replace("{%langue%}", language().code)
    for name in SAID:
        document = document.replace(f"{{%{name}%}}", text.PAGE[name])
    return document


def page(manifest: dict[str, Any], setup: dict[str, Any], settings: Settings | None) -> html.Div:
    """Lay the page out for a release's `manifest`; `setup` is what the browser needs once."""
    results = html.Main(
        [
            html.Div(
                id=FilterIds.CHIPS,
                className="chips",
                role="group",
                **{"aria-label": text.PAGE["filtres"]},
            ),
            html.Div(id=FilterIds.EMPTY, className="empty", hidden=True),
            key_figures(),
            html.Div([map_panel(setup, settings), charts()], className="board"),
            table(setup["racine"]),
            footer(manifest, (setup.get("archive") or {}).get("attribution", "")),
        ],
        id=ShellIds.MAIN,
        className="results",
        tabIndex="-1",
    )
    return html.Div(
        [
            *_stores(setup),
            header(manifest),
            *notices(manifest),
            html.Div([filters(len(manifest.get("departements", []))), results], className="body"),
            dialog(),
            help_dialog(),
        ],
        className="page",
    )


def _stores(setup: dict[str, Any]) -> list[dcc.Store]:
    empty = (s for s in StoreIds if s is not StoreIds.SETUP)
    return [dcc.Store(id=StoreIds.SETUP, data=setup), *(dcc.Store(id=store) for store in empty)]
