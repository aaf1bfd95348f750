"""The sheet of a structure: what it is, where, how to reach it, who practises there."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.engine.types import StructureSheet
from dashboard.labels import written
from dashboard.languages import tr
from dashboard.layout.parts import (
    Children,
    facts,
    number,
    section,
    share_button,
    site_name,
    table,
)
from dashboard.layout.person import addresses, contact, people_list


def structure_sheet(sheet: StructureSheet) -> Children:
    """Name and kind, both addresses, identifiers, professions, people by name."""
    fields = sheet.fields
    more = sheet.professionnels - len(sheet.people)
    return [
        html.H2(site_name(fields)),
        html.P(_lead(sheet), className="sheet-lead"),
        html.Div([share_button()], className="sheet-tools"),
        html.Div(
            [
                addresses(sheet.registered_address, fields),
                contact(fields),
                facts(
                    [
                        (tr("Enseigne"), fields.get("enseigne")),
                        (tr("FINESS du site"), fields.get("finess_site")),
                        (tr("FINESS juridique"), fields.get("finess_juridique")),
                        ("SIRET", fields.get("siret")),
                        (tr("Identifiant"), sheet.identifiant_lieu),
                    ]
                ),
            ],
            className="sheet-activity",
        ),
        *section(tr("Professions"), [_professions(sheet)]),
        *section(
            text.counted(sheet.professionnels, "professionnel"),
            [people_list(sheet.people), *([html.P(_more(more))] if more > 0 else [])],
        ),
    ]


def _lead(sheet: StructureSheet) -> str:
    kind = sheet.fields.get("libelle_secteur_activite")
    count = text.counted(sheet.activites, "activité")
    return text.joined((kind, count))


def _professions(sheet: StructureSheet) -> html.Div:
    rows = [(written(label), number(count)) for label, count in sheet.professions]
    return table(tr("Professions"), (tr("Profession"), tr("Professionnels")), rows, sorted_by=1)


def _more(more: int) -> str:
    return tr(
        "Et {autres}\u00a0: cherchez le nom de la structure dans les filtres, "
        "le tableau et les exports les donnent tous.",
        autres=text.counted(more, "autre"),
    )
