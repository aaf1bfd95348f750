"""Content of the dialog: a professional's sheet, people at one place; children, never HTML."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import text
from dashboard.engine.types import ActivitySheet, PersonSheet, Row

Children = list[Component | str | None]

WEAK_LEVELS = ("municipality", None)
"""Levels that do not say where in the commune."""


def person_sheet(sheet: PersonSheet) -> Children:
    """Identity, activities with both addresses, skills, diplomas."""
    identity = sheet.identity
    skills = [skill for skill in sheet.skills if skill.get("libelle_savoir_faire")]
    return [
        html.H2(full_name(identity)),
        html.P(_lead(sheet), className="sheet-lead"),
        html.H3(text.counted(len(sheet.activities), "activité")),
        *(activity(one) for one in sheet.activities),
        *_section("Savoir-faire", [_skill(skill) for skill in skills]),
        *_section("Diplômes et autorisations", [_diploma(d) for d in sheet.diplomas]),
    ]


def people(rows: Sequence[Row]) -> Children:
    """Everyone at one place: a button each, that opens the person's sheet."""
    place = rows[0].get("result_label") or rows[0].get("nom_commune") or "Un même lieu"
    persons = len({row["identifiant_pp"] for row in rows})
    activities = text.counted(len(rows), "activité")
    said = f"{activities}, {text.counted(persons, 'professionnel')} à cette position"
    return [
        html.H2(str(place)),
        html.P(said, className="sheet-lead"),
        html.Div([_one_of_many(row) for row in rows], className="sheet-people"),
    ]


def nobody() -> Children:
    """Return what is shown when the person is not in the release any more."""
    return [
        html.H2("Fiche introuvable"),
        html.P("Cette personne n’est pas dans l’édition servie\u00a0: rechargez la page."),
    ]


def full_name(row: Row) -> str:
    """Return `Dr Claire MARTIN`: title, first name, name; the identifier when there is none."""
    title = {"Docteur": "Dr", "Professeur": "Pr"}.get(
        str(row.get("libelle_civilite_exercice")), row.get("libelle_civilite_exercice")
    )
    parts = [title, row.get("prenom"), row.get("nom")]
    return " ".join(str(part) for part in parts if part) or str(row["identifiant_pp"])


def activity(one: ActivitySheet) -> html.Article:
    """One activity: where, as what, how to reach it, the address registered and the one found."""
    fields = one.fields
    structure = fields.get("raison_sociale") or fields.get("enseigne")
    return html.Article(
        [
            html.H4(str(structure or _role(fields))),
            html.P(_role(fields) if structure else None, className="sheet-role"),
            html.P(_frame(fields), className="sheet-role"),
            html.Div(
                [_registered(one), _found(fields)],
                className="sheet-addresses",
            ),
            *_contact(fields),
        ],
        className="sheet-activity",
    )


def _lead(sheet: PersonSheet) -> str:
    professions = dict.fromkeys(str(a.fields.get("libelle_profession")) for a in sheet.activities)
    number = sheet.identity.get("numero_rpps") or sheet.identifiant_pp
    return f"{', '.join(professions)} · RPPS{text.NBSP}{number}"


def _role(fields: Row) -> str:
    parts = (fields.get("libelle_profession"), fields.get("libelle_savoir_faire"))
    return ", ".join(str(part) for part in parts if part)


def _frame(fields: Row) -> str:
    names = ("libelle_mode_exercice", "libelle_secteur_activite", "libelle_role")
    return " · ".join(str(fields[name]) for name in names if fields.get(name))


def _registered(one: ActivitySheet) -> html.Div:
    address = one.registered_address or "Aucune adresse enregistrée"
    return html.Div([html.H5("Adresse enregistrée"), html.P(address)], className="sheet-registered")


def _found(fields: Row) -> html.Div:
    """Return the address found, how precise it is, how sure; or why there is none."""
    level = fields.get("result_type")
    label = text.LEVELS.get(str(level), text.LEVELS["aucun"])
    reason = fields.get("raison_non_localise")
    line: Children = [html.Span(label, className="badge weak" if level in WEAK_LEVELS else "badge")]
    if fields.get("result_score") is not None:
        line.append(html.Span(f"confiance {text.percent(float(fields['result_score'] or 0))}"))
    if reason:
        line.append(html.Span(str(reason)))
    if fields.get("longitude") is not None:
        line.append(_on_map(fields))
    return html.Div(
        [
            html.H5("Adresse trouvée"),
            html.P(str(fields.get("result_label") or "Aucune")),
            html.Div(line, className="sheet-found-line"),
        ],
        className="sheet-found",
    )


def _on_map(fields: Row) -> html.Button:
    return html.Button(
        [html.Span(className="icon icon-pin"), "Voir sur la carte"],
        type="button",
        className="button quiet",
        **{
            "data-action": "voir-carte",
            "data-lon": str(fields["longitude"]),
            "data-lat": str(fields["latitude"]),
        },
    )


def _contact(fields: Row) -> Children:
    names = {"telephone": "Tél.", "telephone_2": "Tél. 2", "telecopie": "Fax", "email": "Courriel"}
    held = [
        html.Span([f"{label}{text.NBSP}: ", html.Strong(str(fields[name]))])
        for name, label in names.items()
        if fields.get(name)
    ]
    return [html.Div(held, className="sheet-contact")] if held else []


def _section(title: str, items: list[html.Li]) -> Children:
    return [html.H3(title), html.Ul(items, className="sheet-list")] if items else []


def _skill(row: Row) -> html.Li:
    return html.Li(
        [f"{row['libelle_savoir_faire']} ", html.Span(row.get("libelle_type_savoir_faire"))]
    )


def _diploma(row: Row) -> html.Li:
    label = row.get("libelle_diplome") or row.get("libelle_type_autorisation") or "Non renseigné"
    kind = row.get("libelle_type_diplome") or row.get("libelle_discipline_autorisation")
    return html.Li([f"{label} ", html.Span(kind)])


def _one_of_many(row: Row) -> html.Button:
    return html.Button(
        [
            html.Strong(full_name(row)),
            html.Span(_role(row)),
            html.Span(row.get("raison_sociale")),
        ],
        type="button",
        **{"data-action": "personne", "data-person": str(row["identifiant_pp"])},
    )
