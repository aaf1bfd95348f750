"""« Qualité et sources »: how well what is filtered is located, and where everything comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard import quality_text, text
from dashboard.engine.figures import AT_COMMUNE
from dashboard.engine.types import MISSING, QualityLine, QualityReport
from dashboard.labels import written
from dashboard.languages import Paragraphs, tr
from dashboard.layout.parts import (
    Cell,
    Children,
    export_links,
    link,
    number,
    percent,
    section,
    share_button,
    table,
)
from dashboard.selection import Dimension, Selection

NOT_AT_THEIR_ADDRESS = (MISSING, AT_COMMUNE)
"""Levels of the activities that are not placed at their address."""
LINE_COLUMNS = Paragraphs(
    ("Activités", "Non localisées", "Localisées", "Centre de la commune", "Sans position")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the view is about: the selection, the labels of its filters; and the deployment."""

    selection: Selection
    filters: Sequence[str]
    root: str
    contact: str | None


def quality_view(report: QualityReport, manifest: Mapping[str, Any], asked: Asked) -> Children:
    """Location of what is filtered, then sources, accounting, definitions, licence, questions."""
    return [
        html.H2(text.PAGE["qualite"]),
        html.P(_scope(asked), className="sheet-lead"),
        html.Div([share_button()], className="sheet-tools"),
        *section(tr("Localisation"), _summary(report, asked)),
        *section(tr("Pourquoi les autres ne le sont pas"), _reasons(report, asked)),
        *section(
            _many(tr("Par intercommunalité"), report.epci), [_lines("EPCI", report.epci, "epci")]
        ),
        *section(
            _many(tr("Par profession"), report.professions),
            [_lines(tr("Profession"), report.professions, None)],
        ),
        *section(tr("Qualité de la localisation"), _confidence(report)),
        *section(tr("Sources"), _sources(manifest)),
        *section(tr("Ce que sont devenues les lignes lues"), _accounts(manifest)),
        *section(tr("Définitions"), [_definitions()]),
        *section(tr("Licence et mentions"), _licence(manifest)),
        *section(tr("Questions fréquentes"), [_question(*pair) for pair in quality_text.FAQ]),
        *section(tr("Contact"), [_contact(asked.contact)] if asked.contact else []),
    ]


def _scope(asked: Asked) -> str:
    if not asked.filters:
        return tr("Toute la région, sans filtre.")
    return tr("Selon les filtres de la page\u00a0: {filtres}.", filtres=", ".join(asked.filters))


def _summary(report: QualityReport, asked: Asked) -> Children:
    rest = sum(count for level, count in report.niveaux if level in NOT_AT_THEIR_ADDRESS)
    share = (report.activites - rest) / report.activites if report.activites else None
    return [
        html.P(
            tr(
                "{placees} sur {toutes} activités sont localisées à la rue ou mieux ({part})\u202f; "
                "{reste} ne le sont pas.",
                placees=text.number(report.activites - rest),
                toutes=text.number(report.activites),
                part=text.percent(share, 1),
                reste=text.number(rest),
            )
        ),
        _exports(_not_located(asked.selection), asked.root) if rest else None,
        _levels(report),
    ]


def _not_located(selection: Selection) -> Selection:
    """Return `selection` with the rows not placed at their address alone."""
    chosen = selection.values(Dimension.NIVEAU)
    kept = [level for level in NOT_AT_THEIR_ADDRESS if not chosen or level in chosen]
    return selection.set(Dimension.NIVEAU, kept)


def _exports(selection: Selection, root: str) -> html.P:
    links = export_links(selection, root, (("csv", "CSV"), ("xlsx", "Excel")))
    return html.P([text.PAGE["liste_non_localises"], *links], className="sheet-links")


def _levels(report: QualityReport) -> html.Div:
    rows = [
        (
            text.LEVELS[level],
            quality_text.LEVEL_MEANINGS[level],
            number(count),
            percent(count / report.activites if report.activites else None),
        )
        for level, count in report.niveaux
    ]
    columns = tuple(map(tr, ("Précision", "Ce que cela veut dire", "Activités", "Part")))
    return table(tr("Activités par précision"), columns, rows, class_name="sheet-table said")


def _reasons(report: QualityReport, asked: Asked) -> list[html.Article]:
    return [_reason(reason, count, asked) for reason, count in report.raisons]


def _reason(reason: str, count: int, asked: Asked) -> html.Article:
    meaning, remedy = quality_text.REASONS.get(reason, ("", ""))
    selection = asked.selection.set(Dimension.RAISON, [reason])
    return html.Article(
        [
            html.H4(
                text.named(
                    text.first_upper(tr(reason)),
                    text.counted(count, "activité"),
                )
            ),
            html.P(meaning),
            html.P([html.Strong(tr("Que faire\u202f? ")), remedy]) if remedy else None,
            _exports(selection, asked.root),
        ],
        className="sheet-activity",
    )


def _many(title: str, lines: Sequence[QualityLine]) -> str:
    """Return `Par profession (23)`: the table shows some of its rows at a time."""
    return f"{title} ({text.number(len(lines))})" if lines else title


def _lines(heading: str, lines: Sequence[QualityLine], level: str | None) -> html.Div | html.P:
    if not lines:
        return html.P(tr("Aucune activité dans cette sélection."))
    return table(
        tr("Localisation par {territoire}", territoire=heading),
        (heading, *LINE_COLUMNS),
        [_line(line, level) for line in lines],
        sorted_by=2,
        class_name="sheet-table tall",
    )


def _line(line: QualityLine, level: str | None) -> tuple[Cell, ...]:
    known = level and line.code != MISSING
    return (
        link(line.label, f"{level}:{line.code}") if known else written(line.label),
        number(line.activites),
        number(line.reste),
        percent(line.part_localisee),
        number(line.au_centre),
        number(line.sans_position),
    )


def _confidence(report: QualityReport) -> list[html.P]:
    said = text.counted(report.decidees, "activité de cette sélection a", "activités ont")
    return [
        html.P(tr(quality_text.CONFIDENCE)),
        html.P(tr("{activites} une adresse décidée par une personne.", activites=said)),
    ]


def _sources(manifest: Mapping[str, Any]) -> list[html.Div | html.P]:
    held = manifest.get("sources", {})
    rows = [
        (name, producer, text.day(held[key].get("millesime")))
        for key, (name, producer) in quality_text.SOURCES.items()
        if key in held
    ]
    created = tr(
        "Édition {nom}, publiée le {jour}.",
        nom=manifest.get("identifiant", text.MISSING),
        jour=text.day(manifest.get("cree_le")),
    )
    columns = tuple(map(tr, ("Source", "Producteur", "Millésime")))
    shown = table(tr("Sources et millésimes"), columns, rows, class_name="sheet-table said")
    return [shown, html.P(created, className="sheet-note")]


def _accounts(manifest: Mapping[str, Any]) -> list[html.Div | html.P]:
    counts = manifest.get("comptes", {})
    read = counts.get("lignes_lues")
    if read is None:
        return []
    parts = [(label, int(counts.get(key, 0))) for key, label in quality_text.ACCOUNTS]
    rows = [(label, text.number(count)) for label, count in parts]
    missing = int(read) - sum(count for _, count in parts)
    if missing:
        rows.append((tr("Non expliquées"), text.number(missing)))
    said = tr(
        "{nombre} lignes lues dans l’extraction nationale, toutes expliquées.",
        nombre=text.number(int(read)),
    )
    unsaid = tr("Des lignes manquent au compte\u00a0: prévenez l’administrateur.")
    caption = tr("Devenir des lignes lues")
    return [
        html.P(unsaid if missing else said),
        table(
            caption,
            (tr("Devenir"), tr("Lignes")),
            [*rows, (tr("Total lu"), text.number(int(read)))],
            class_name="sheet-table short",
        ),
    ]


def _definitions() -> html.Dl:
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(said)]) for name, said in text.KEY_FIGURES.values()],
        className="sheet-definitions",
    )


def _licence(manifest: Mapping[str, Any]) -> list[html.P]:
    vintage = manifest.get("sources", {}).get("annuaire", {}).get("millesime")
    return [html.P(said.replace("{date}", text.day(vintage))) for said in quality_text.LICENCE]


def _question(question: str, said: str) -> html.Details:
    return html.Details([html.Summary(question), html.P(said)], className="question")


def _contact(contact: str) -> html.P:
    """Return who answers, as a link when it is an address of the web or of the mail."""
    if contact.startswith(("https://", "http://")):
        return html.P(html.A(contact, href=contact))
    if "@" in contact and " " not in contact:
        return html.P(html.A(contact, href=f"mailto:{contact}"))
    return html.P(contact)
