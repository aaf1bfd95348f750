"""The sheet of a commune, an EPCI or a department: who practises there, beside what is around."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.engine.types import KeyFigures, StructureLine, TerritorySheet, TerritoryValue
from dashboard.layout.exports_menu import FORMATS
from dashboard.layout.parts import (
    Cell,
    Children,
    export_links,
    facts,
    link,
    number,
    section,
    share_button,
    sheet_button,
    table,
)
from dashboard.selection import Dimension, Selection

PART_TITLES = {"epci": "Communes", "departement": "Intercommunalités"}
PER = text.PER_INHABITANTS.capitalize()


def territory_sheet(sheet: TerritorySheet, root: str) -> Children:
    """Key figures, professions beside department and region, absences, location, parts, sites."""
    return [
        html.H2(sheet.label),
        html.P(_lead(sheet), className="sheet-lead"),
        html.Div([_filter(sheet), share_button()], className="sheet-tools"),
        html.P(text.PAGE["fiche_sans_filtre"], className="sheet-note"),
        _figures(sheet.figures),
        *section("Professions", [_professions(sheet)] if sheet.professions else []),
        *section("Professions de proximité absentes", _absent(sheet.figures)),
        *section("Localisation des activités", [_location(sheet.figures)]),
        *section(PART_TITLES.get(sheet.level, ""), [_parts(sheet)] if sheet.parts else []),
        *section("Principales structures", [_structures(sheet)] if sheet.structures else []),
        *section("Télécharger ce territoire", [_exports(sheet, root)]),
    ]


def _lead(sheet: TerritorySheet) -> list[html.Span | html.Button | str]:
    kind = text.LEVEL_NAMES[sheet.level]
    code = f"{kind} {sheet.code}"
    links = [sheet_button(name, f"{level}:{parent}") for level, parent, name in sheet.parents]
    return [html.Span(code), *(part for link in links for part in (" · ", link))]


def _filter(sheet: TerritorySheet) -> html.Button:
    return html.Button(
        [html.Span(className="icon icon-filter"), text.PAGE["filtrer_territoire"]],
        type="button",
        className="button primary",
        **{
            "data-action": "filtrer-territoire",
            "data-dimension": sheet.level,
            "data-code": sheet.code,
        },
    )


def _figures(figures: KeyFigures) -> html.Dl | None:
    around = figures.departement.densite if figures.departement else None
    region = figures.region.densite if figures.region else None
    return facts(
        [
            ("Population", text.number(figures.population)),
            ("Professionnels", text.number(figures.professionnels)),
            (PER, text.number(figures.densite, 1)),
            (f"{PER}, département", text.number(around, 1)),
            (f"{PER}, région", text.number(region, 1)),
            ("Activités", text.number(figures.activites)),
            ("Lieux d’exercice", text.number(figures.lieux_exercice)),
            ("Part en libéral", text.percent(figures.part_liberal)),
        ]
    )


def _professions(sheet: TerritorySheet) -> html.Div:
    rows = [
        (
            line.label,
            number(line.count),
            *(number(v, 1) for v in (line.densite, line.departement, line.region)),
        )
        for line in sheet.professions
    ]
    several = len(sheet.figures.departements) > 1
    around = "Départements" if several else "Département"
    columns = ("Profession", "Effectif", PER, around, "Région")
    return table("Professionnels par profession, densités comparées", columns, rows, sorted_by=1)


def _absent(figures: KeyFigures) -> list[html.P]:
    absent = figures.professions_absentes
    return [html.P(", ".join(absent) or "Aucune\u00a0: toutes sont représentées.")]


def _location(figures: KeyFigures) -> html.Dl | None:
    return facts(
        [
            ("À leur adresse", text.percent(figures.part_localisee, 1)),
            ("Centre de la commune", text.number(figures.au_centre_commune)),
            ("Sans position", text.number(figures.sans_position)),
            *((reason.capitalize(), text.number(n)) for reason, n in figures.raisons.items()),
        ]
    )


def _parts(sheet: TerritorySheet) -> html.Div:
    level = "commune" if sheet.level == "epci" else "epci"
    title = PART_TITLES[sheet.level]
    columns = (title[:-1], "Professionnels", "Population", PER)
    return table(title, columns, [_part(level, part) for part in sheet.parts], sorted_by=1)


def _part(level: str, part: TerritoryValue) -> tuple[Cell, ...]:
    return (
        link(part.label, f"{level}:{part.code}"),
        number(part.count),
        number(part.population),
        number(part.densite, 1),
    )


def _structures(sheet: TerritorySheet) -> html.Div:
    columns = ("Structure", "Commune", "Professionnels")
    rows = [_site(one) for one in sheet.structures]
    return table("Principales structures", columns, rows, sorted_by=2)


def _site(one: StructureLine) -> tuple[Cell, ...]:
    name = one.name or text.PAGE["sans_nom"]
    return (
        link(name, f"structure:{one.identifiant_lieu}"),
        one.commune or text.MISSING,
        number(one.professionnels),
    )


def _exports(sheet: TerritorySheet, root: str) -> html.P:
    selection = Selection().set(Dimension(sheet.level), [sheet.code])
    formats = [(one.extension, one.name) for one in FORMATS]
    return html.P(export_links(selection, root, formats), className="sheet-links")
