"""The sheet of a commune, an EPCI or a department: who practises there, beside what is around."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.engine.types import KeyFigures, StructureLine, TerritorySheet, TerritoryValue
from dashboard.labels import written
from dashboard.languages import Sentences, tr
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

PART_TITLES = Sentences({"epci": "Communes", "departement": "Intercommunalités"})
PART_NAMES = Sentences({"epci": "Commune", "departement": "Intercommunalité"})


def territory_sheet(sheet: TerritorySheet, root: str) -> Children:
    """Key figures, professions beside department and region, absences, location, parts, sites."""
    return [
        html.H2(sheet.label),
        html.P(_lead(sheet), className="sheet-lead"),
        html.Div([_filter(sheet), share_button()], className="sheet-tools"),
        html.P(text.PAGE["fiche_sans_filtre"], className="sheet-note"),
        _figures(sheet),
        *section(tr("Professions"), [_professions(sheet)] if sheet.professions else []),
        *section(tr("Professions de proximité absentes"), _absent(sheet.figures)),
        *section(tr("Localisation des activités"), [_location(sheet.figures)]),
        *section(PART_TITLES.get(sheet.level, ""), [_parts(sheet)] if sheet.parts else []),
        *section(tr("Principales structures"), [_structures(sheet)] if sheet.structures else []),
        *section(tr("Télécharger ce territoire"), [_exports(sheet, root)]),
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


def _around(sheet: TerritorySheet) -> list[tuple[str, str]]:
    """Return the density of the department around; none around a department."""
    around = sheet.figures.departement
    if sheet.level == "departement" or around is None:
        return []
    return [(tr("{densite}, département", densite=_per()), text.number(around.densite, 1))]


def _figures(sheet: TerritorySheet) -> html.Dl | None:
    figures = sheet.figures
    region = figures.region.densite if figures.region else None
    return facts(
        [
            (tr("Population"), text.number(figures.population)),
            (tr("Professionnels"), text.number(figures.professionnels)),
            (_per(), text.number(figures.densite, 1)),
            *_around(sheet),
            (tr("{densite}, région", densite=_per()), text.number(region, 1)),
            (tr("Activités"), text.number(figures.activites)),
            (tr("Lieux d’exercice"), text.number(figures.lieux_exercice)),
            (tr("Part en libéral"), text.percent(figures.part_liberal)),
        ]
    )


def _per() -> str:
    return text.first_upper(tr(text.PER_INHABITANTS))


def _professions(sheet: TerritorySheet) -> html.Div:
    is_around = sheet.level != "departement"  # a department has none around it
    rows = [
        (
            written(line.label),
            number(line.count),
            number(line.densite, 1),
            *([number(line.departement, 1)] if is_around else []),
            number(line.region, 1),
        )
        for line in sheet.professions
    ]
    several = len(sheet.figures.departements) > 1
    around = tr("Départements") if several else tr("Département")
    compared = [around, tr("Région")] if is_around else [tr("Région")]
    columns = (tr("Profession"), tr("Effectif"), _per(), *compared)
    return table(
        tr("Professionnels par profession, densités comparées"), columns, rows, sorted_by=1
    )


def _absent(figures: KeyFigures) -> list[html.P]:
    absent = figures.professions_absentes
    return [html.P(", ".join(absent) or tr("Aucune\u00a0: toutes sont représentées."))]


def _location(figures: KeyFigures) -> html.Dl | None:
    return facts(
        [
            (tr("Localisées"), text.percent(figures.part_localisee, 1)),
            (tr("Centre de la commune"), text.number(figures.au_centre_commune)),
            (tr("Sans position"), text.number(figures.sans_position)),
            *(
                (text.first_upper(tr(reason)), text.number(n))
                for reason, n in figures.raisons.items()
            ),
        ]
    )


def _parts(sheet: TerritorySheet) -> html.Div:
    level = "commune" if sheet.level == "epci" else "epci"
    title = PART_TITLES[sheet.level]
    columns = (PART_NAMES[sheet.level], tr("Professionnels"), tr("Population"), _per())
    return table(title, columns, [_part(level, part) for part in sheet.parts], sorted_by=1)


def _part(level: str, part: TerritoryValue) -> tuple[Cell, ...]:
    return (
        link(part.label, f"{level}:{part.code}"),
        number(part.count),
        number(part.population),
        number(part.densite, 1),
    )


def _structures(sheet: TerritorySheet) -> html.Div:
    columns = (tr("Structure"), tr("Commune"), tr("Professionnels"))
    rows = [_site(one) for one in sheet.structures]
    title = tr("Principales structures")
    return table(title, columns, rows, sorted_by=2, class_name="sheet-table said")


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
