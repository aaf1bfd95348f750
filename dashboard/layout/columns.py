"""Columns of the table, and the menu that says which are shown: the browser remembers them."""

from __future__ import annotations

from typing import NamedTuple

from dash import html

from dashboard import text
from dashboard.ids import TableIds
from dashboard.languages import tr
from dashboard.layout.buttons import menu


class Column(NamedTuple):
    """One column: field of the rows, heading, least width in pixels, whether it is there at first."""

    field: str
    heading: str
    width: int
    at_first: bool = True
    name: str = ""
    """What the heading stands for, where it is shortened."""
    widest: int | None = None
    """Most pixels of a column whose values are never longer: the others have the room."""


COLUMNS = (
    Column("nom", "Nom", 120),
    Column("prenom", "Prénom", 110),
    Column("libelle_profession", "Profession", 170),
    Column("libelle_savoir_faire", "Spécialité", 150),
    Column("libelle_mode_exercice", "Mode", 90),
    Column("nom_commune", "Commune", 145),
    Column("code_departement", "Dép.", 70, name="Département", widest=72),
    Column("raison_sociale", "Structure", 220),
    Column("adresse_enregistree", "Adresse", 200),
    Column("niveau", "Précision", 145),
    Column("numero_rpps", "N° RPPS", 125, at_first=False),
    Column("libelle_civilite", "Civilité", 95, at_first=False),
    Column("libelle_secteur_activite", "Secteur d’activité", 200, at_first=False),
    Column("enseigne", "Enseigne", 180, at_first=False),
    Column("code_postal", "Code postal", 105, at_first=False),
    Column("nom_epci", "Intercommunalité (EPCI)", 200, at_first=False),
    Column("telephone", "Téléphone", 125, at_first=False),
    Column("email", "Adresse électronique", 200, at_first=False),
    Column("result_label", "Adresse trouvée", 230, at_first=False),
    Column("result_score", "Confiance", 105, at_first=False),
    Column("raison_non_localise", "Raison de non-localisation", 200, at_first=False),
)

ENGINE_NAMES = {"niveau": "result_type"}
"""Columns that the engine knows under another name."""


def engine_name(field: str) -> str:
    """Return the engine's name of a column of the table."""
    return ENGINE_NAMES.get(field, field)


def chosen(fields: object) -> list[str]:
    """Return the columns that a browser asks for, whatever it sent; those shown at first for none."""
    asked = set(map(str, fields)) if isinstance(fields, list) else set()
    known = [c.field for c in COLUMNS if c.field in asked]
    return known or [c.field for c in COLUMNS if c.at_first]


def columns_menu() -> html.Details:
    """Return the menu; the browser presses the buttons of the columns shown."""
    choices = html.Div(
        [_choice(column) for column in COLUMNS],
        className="columns-list",
        role="group",
        **{"aria-label": text.PAGE["colonnes_choix"]},
    )
    reset = html.Button(
        text.PAGE["colonnes_origine"],
        type="button",
        className="button quiet",
        **{"data-action": "colonnes-origine"},
    )
    note = html.P(text.PAGE["colonnes_aide"], className="menu-note")
    return menu(TableIds.COLUMNS, "icon-columns", text.PAGE["colonnes"], [choices, note, reset])


def _choice(column: Column) -> html.Button:
    return html.Button(
        [html.Span(className="tick"), tr(column.name or column.heading)],
        type="button",
        role="checkbox",
        **{
            "aria-checked": "true" if column.at_first else "false",
            "data-action": "colonne",
            "data-column": column.field,
        },
    )
