"""Header, banner of demonstration data, notices, footer."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import text
from dashboard.ids import FilterIds, ShellIds
from dashboard.languages import LANGUAGES, Sentences, language, tr
from dashboard.layout.buttons import icon_button

SOURCES = Sentences(
    {"annuaire": "Annuaire santé", "adresses": "Adresses BAN", "communes": "Communes"}
)
"""Sources whose vintage the header shows, under the manifest's names."""

TOOLS = (
    ("aide", "icon-help"),
    ("qualite", "icon-info"),
    ("partager", "icon-link"),
    ("imprimer", "icon-print"),
    ("theme", "icon-theme"),
)
"""Action of each tool of the page (its name in `text.PAGE`), and its icon."""


def header(manifest: dict[str, Any]) -> html.Header:
    """Name, territory chosen, vintages, and the page's few tools."""
    return html.Header(
        [
            html.Div(
                [
                    html.Span(className="logo", **{"aria-hidden": "true"}),
                    html.H1(text.PAGE["titre"]),
                    html.Span(text.PAGE["sous_titre"], className="subtitle"),
                ],
                className="brand",
            ),
            html.Nav(
                html.Ol(id=ShellIds.TRAIL, className="trail"),
                className="trail-nav",
                **{"aria-label": tr("Territoire choisi")},
            ),
            vintages(manifest),
            html.Div(
                [
                    _languages(),
                    *(icon_button(*tool, text.PAGE[tool[0]], "button tool") for tool in TOOLS),
                    html.Button(
                        [html.Span(className="icon icon-filter"), text.PAGE["filtres"]],
                        className="button open-filters",
                        type="button",
                        **{"data-action": "filtres", "aria-controls": FilterIds.PANEL},
                    ),
                ],
                className="tools",
            ),
        ],
        className="header",
    )


def _languages() -> html.Select:
    """Each language under its own name."""
    return html.Select(
        [
            html.Option(one.name, value=one.code, lang=one.code, selected=one is language())
            for one in LANGUAGES.values()
        ],
        id=ShellIds.LANGUAGE,
        className="button languages",
        **{"data-select": "langue", "aria-label": text.PAGE["langue"]},
    )


def vintages(manifest: dict[str, Any]) -> html.Dl:
    """Date of each source: every number of the page is of that day."""
    sources = manifest.get("sources", {})
    found = [(label, sources[name]) for name, label in SOURCES.items() if name in sources]
    return html.Dl(
        [
            html.Div([html.Dt(label), html.Dd(text.day(source.get("millesime")))])
            for label, source in found
        ],
        id=ShellIds.VINTAGES,
        className="vintages",
    )


def notices(manifest: dict[str, Any]) -> list[html.Div | html.Aside]:
    """Banner of demonstration data, live region for screen readers, notices of news and of what is done."""
    banner = html.Aside(
        [
            html.Strong(text.PAGE["demonstration"]),
            html.Span(text.PAGE["demonstration_suite"]),
        ],
        className="demo-banner",
        **{"aria-label": text.PAGE["demonstration"]},
    )
    return [
        *([banner] if manifest.get("demonstration") else []),
        html.Div(id=ShellIds.STATUS, className="visually-hidden", role="status"),
        html.Div(id=ShellIds.NOTICE, className="notice", role="alert", hidden=True),
        html.Div(id=ShellIds.DONE, className="notice done", hidden=True, **{"aria-hidden": "true"}),
    ]


def footer(manifest: dict[str, Any], base_map: str = "") -> html.Footer:
    """Where the numbers come from, under which licence, and which release this is.

    `base_map` is whom the archive of tiles names; empty for nobody.
    """
    created = text.day(manifest.get("cree_le"))
    credit = tr("Fond de carte\u00a0: {source}.", source=base_map) if base_map else ""
    return html.Footer(
        [
            html.P(
                f"{text.PAGE['sources']}{text.PAGE['deux_points']}{text.PAGE['sources_liste']} "
                f"{text.PAGE['licence']}. {credit}".rstrip()
            ),
            html.P(
                html.Button(
                    text.PAGE["qualite"],
                    type="button",
                    className="link",
                    **{"data-action": "qualite"},
                )
            ),
            html.P(
                tr(
                    "Édition {nom}, publiée le {jour}.",
                    nom=manifest.get("identifiant", text.MISSING),
                    jour=created,
                )
                + f" Cigogne {manifest.get('version', '')}".rstrip()
            ),
            html.P(id=ShellIds.PRINTED, className="print-only"),
        ],
        className="footer",
    )
