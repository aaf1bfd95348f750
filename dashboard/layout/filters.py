"""The filter panel: free text, unit, and one facet a dimension, painted by the browser."""

from __future__ import annotations

from dash import dcc, html

from dashboard import text
from dashboard.answer import FACET_VALUES
from dashboard.ids import FilterIds
from dashboard.received import LONGEST_TEXT

OPEN = ("profession", "departement")
"""Facets that are unfolded at first: who, and where."""
SEARCHED = ("profession", "savoir_faire", "epci", "commune")
"""Facets long enough for a search box."""
ORDER = (
    "profession",
    "savoir_faire",
    "departement",
    "epci",
    "commune",
    "mode",
    "structure",
    "secteur",
    "niveau",
    "raison",
)


def filters(departments: int) -> html.Aside:
    """Return the panel; its lists are empty until the first view is painted.

    `departments` of the release: the room its list will take.
    """
    rows = {"profession": FACET_VALUES, "departement": min(departments, FACET_VALUES)}
    return html.Aside(
        [
            html.Div(
                [
                    html.H2(text.PAGE["filtres"]),
                    html.Button(
                        text.PAGE["tout_effacer"],
                        className="button quiet clear-all",
                        type="button",
                        hidden=True,
                        **{"data-action": "effacer"},
                    ),
                ],
                className="panel-head",
            ),
            _territory(),
            html.Div(id=FilterIds.CHOSEN_PLACE, className="place-chosen", hidden=True),
            _free_text(),
            *(facet(dimension, rows.get(dimension, 0)) for dimension in ORDER),
            _without_roles(),
            _unit(),
            html.Div(
                html.Button(
                    text.PAGE["fermer_filtres"],
                    className="button primary close-filters",
                    type="button",
                    **{"data-action": "filtres"},
                ),
                className="filters-foot",
            ),
        ],
        id=FilterIds.PANEL,
        className="filters",
        tabIndex="-1",
        **{"aria-label": text.PAGE["filtres"]},
    )


def facet(dimension: str, rows: int = 0) -> html.Details:
    """One foldable dimension: a list of buttons with counts, and a search box when it is long.

    Room is kept for `rows` values until they come.
    """
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(text.DIMENSIONS[dimension]),
                    html.Span(className="facet-chosen"),
                ]
            ),
            *([_search(dimension)] if dimension in SEARCHED else []),
            html.Div(
                className="facet-list",
                role="group",
                id=f"facette-{dimension}",
                style={"--rows": rows},
                **{"aria-label": text.DIMENSIONS[dimension]},
            ),
            html.Button(
                text.PAGE["afficher_plus"],
                className="button quiet more",
                type="button",
                hidden=rows < FACET_VALUES,
                **{"data-action": "plus", "data-dimension": dimension},
            ),
        ],
        className="facet",
        open=dimension in OPEN,
        **{"data-facet": dimension},
    )


def _input(name: str, kind: str, placeholder: str, class_name: str = "") -> dcc.Input:
    """Return a field whose keys the browser's own script follows: Dash is told when it is left."""
    return dcc.Input(
        id=name,
        type=kind,
        className=class_name,
        placeholder=placeholder,
        autoComplete="off",
        maxLength=LONGEST_TEXT,
        debounce=True,
    )


def _search(dimension: str) -> dcc.Input:
    return _input(f"chercher-{dimension}", "search", text.PAGE["chercher_dans"], "facet-search")


def _free_text() -> html.Div:
    return html.Div(
        [
            html.Label(text.PAGE["recherche"], htmlFor=FilterIds.TEXT),
            _input(FilterIds.TEXT, "search", text.PAGE["recherche_exemple"]),
        ],
        className="text-field",
    )


def _territory() -> html.Div:
    """Return one field for every territory; the browser lists what is found under it."""
    return html.Div(
        [
            html.Label(text.PAGE["territoire"], htmlFor=FilterIds.TERRITORY),
            _input(FilterIds.TERRITORY, "text", text.PAGE["territoire_exemple"]),
            html.Ul(
                id=FilterIds.PLACES,
                className="places",
                role="listbox",
                hidden=True,
                tabIndex="-1",  # it scrolls, and the arrows reach it: no stop of Tab
                **{"aria-label": text.PAGE["territoire"]},
            ),
        ],
        className="text-field territory-field",
    )


def _without_roles() -> html.Button:
    """Return the switch that leaves out who is known by a role only; a chip says when it is on."""
    return html.Button(
        [html.Span(className="switch-track"), html.Span(text.SCOPES["sans_role"].capitalize())],
        type="button",
        role="switch",
        className="switch",
        title=text.PAGE["sans_role_aide"],
        **{
            "data-action": "choisir",
            "data-dimension": "perimetre",
            "data-code": "sans_role",
            "aria-checked": "false",
        },
    )


def _unit() -> html.Fieldset:
    return html.Fieldset(
        [
            html.Legend(text.PAGE["compter"]),
            html.Div(
                [
                    html.Button(
                        label.capitalize(),
                        type="button",
                        **{"data-action": "unite", "data-value": code, "aria-pressed": "false"},
                    )
                    for code, label in text.UNITS.items()
                ],
                className="segments",
            ),
        ],
        className="unit",
    )
