"""Content of the dialog: a professional's sheet, people at one place; children, never HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import text
from dashboard.engine.types import ActivitySheet, PersonSheet, Row
from dashboard.languages import Sentences, tr
from dashboard.layout.parts import (
    Children,
    facts,
    link,
    listing,
    map_button,
    section,
    share_button,
    sheet_button,
    site_name,
    table,
)

CONTACTS = Sentences(
    {"telephone": "Tél.", "telephone_2": "Tél. 2", "telecopie": "Fax", "email": "Courriel"}
)

WEAK_LEVELS = ("municipality", None)
"""Levels that do not say where in the commune."""


def person_sheet(sheet: PersonSheet) -> Children:
    """Identity, activities with both addresses, mailboxes, skills, diplomas."""
    identity = sheet.identity
    skills = [skill for skill in sheet.skills if skill.get("libelle_savoir_faire")]
    sites = {one.fields["identifiant_lieu"] for one in sheet.activities}
    count = text.counted(len(sheet.activities), "activité")
    where = text.counted(len(sites), "lieu d’exercice", "lieux d’exercice")
    return [
        html.H2(full_name(identity)),
        html.P(_lead(sheet), className="sheet-lead"),
        html.Div([share_button()], className="sheet-tools"),
        *section(f"{count}, {where}", [activity(one) for one in sheet.activities]),
        *listing(tr("Messageries sécurisées MSSanté"), [_mailbox(row) for row in sheet.mailboxes]),
        *listing(tr("Savoir-faire"), [_skill(skill) for skill in skills]),
        *listing(tr("Diplômes et autorisations"), [_diploma(d) for d in sheet.diplomas]),
    ]


def people(rows: Sequence[Row], sites: Sequence[str], total: int) -> Children:
    """Everyone at one place, structure by structure: each name opens a sheet.

    `rows` are the first of the `total` activities there.
    """
    place = rows[0].get("result_label") or rows[0].get("nom_commune") or tr("Un même lieu")
    activities = text.counted(total, "activité")
    said = tr("{activites} à cette position", activites=activities)
    if total > len(rows):
        said = tr(
            "{activites} à cette position, dont les {nombre} premières",
            activites=activities,
            nombre=text.number(len(rows)),
        )
    groups: dict[str, list[Row]] = {}
    for site, row in zip(sites, rows, strict=True):
        groups.setdefault(site, []).append(row)
    return [
        html.H2(str(place)),
        html.P(said, className="sheet-lead"),
        *(part for site, held in groups.items() for part in _at_structure(site, held)),
    ]


def _at_structure(site: str, rows: Sequence[Row]) -> Children:
    return [
        html.H3(sheet_button(site_name(rows[0]), f"structure:{site}")),
        people_list(rows),
    ]


def people_list(rows: Sequence[Row]) -> html.Div:
    """Return a line for each row, whose name opens the person's sheet."""
    lines = [(link(full_name(row), f"personne:{row['identifiant_pp']}"), role(row)) for row in rows]
    return table(
        tr("Professionnels"), (tr("Nom"), tr("Profession")), lines, class_name="sheet-table said"
    )


def nobody() -> Children:
    """Return what is shown when what is asked is not in the release any more."""
    return [
        html.H2(tr("Fiche introuvable")),
        html.P(
            tr(
                "Cette personne, cette structure ou ce territoire n’est pas dans l’édition "
                "servie\u00a0: rechargez la page."
            )
        ),
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
    key = f"structure:{fields['identifiant_lieu']}"
    return html.Article(
        [
            html.H4(sheet_button(site_name(fields), key)),
            html.P(role(fields), className="sheet-role"),
            html.P(_frame(fields), className="sheet-role"),
            addresses(one.registered_address, fields),
            contact(fields),
            _identifiers(fields),
        ],
        className="sheet-activity",
    )


def addresses(registered: str, fields: Row) -> html.Div:
    """Return the address as registered beside the address found."""
    return html.Div([_registered(registered), _found(fields)], className="sheet-addresses")


def _lead(sheet: PersonSheet) -> str:
    professions = dict.fromkeys(str(a.fields.get("libelle_profession")) for a in sheet.activities)
    number = sheet.identity.get("numero_rpps") or sheet.identifiant_pp
    return text.joined((", ".join(professions), f"RPPS{text.NBSP}{number}"))


def role(fields: Row) -> str:
    """Return `Médecin, Cardiologie`."""
    parts = (fields.get("libelle_profession"), fields.get("libelle_savoir_faire"))
    return ", ".join(str(part) for part in parts if part)


def _frame(fields: Row) -> str:
    names = (
        "libelle_mode_exercice",
        "libelle_secteur_activite",
        "libelle_role",
        "libelle_genre_activite",
        "libelle_section_pharmacien",
    )
    return text.joined(fields.get(name) for name in names)


def _registered(registered: str) -> html.Div:
    address = text.postal(registered) or tr("Aucune adresse enregistrée")
    return html.Div(
        [html.H5(tr("Adresse enregistrée")), html.P(address)], className="sheet-registered"
    )


def _found(fields: Row) -> html.Div:
    """Return the address found, how precise it is, how sure, who decided; or why there is none."""
    level = fields.get("result_type")
    label = text.LEVELS.get(str(level), text.LEVELS["aucun"])
    line: Children = [html.Span(label, className="badge weak" if level in WEAK_LEVELS else "badge")]
    if fields.get("result_score") is not None:
        line.append(
            html.Span(tr("confiance {part}", part=text.percent(float(fields["result_score"] or 0))))
        )
    if fields.get("raison_non_localise"):
        line.append(html.Span(tr(str(fields["raison_non_localise"]))))
    if decision := text.DECISIONS.get(str(fields.get("result_decision"))):
        line.append(html.Span(decision, className="badge decided"))
    if fields.get("longitude") is not None:
        found = fields.get("result_label") or site_name(fields)
        line.append(map_button(fields["longitude"], fields["latitude"], found))
    return html.Div(
        [
            html.H5(tr("Adresse trouvée")),
            html.P(text.postal(str(fields.get("result_label") or tr("Aucune")))),
            html.Div(line, className="sheet-found-line"),
            _commune(fields),
        ],
        className="sheet-found",
    )


def _commune(fields: Row) -> html.P | None:
    code, name = fields.get("code_commune"), fields.get("nom_commune")
    if not code:
        return None
    links = [sheet_button(str(name or code), f"commune:{code}")]
    if fields.get("siren_epci"):
        epci = str(fields.get("nom_epci") or fields["siren_epci"])
        links.append(sheet_button(epci, f"epci:{fields['siren_epci']}"))
    return html.P(links, className="sheet-places")


def contact(fields: Row) -> html.Div | None:
    """Return telephones, fax and e-mail; None when none is registered."""
    held = [
        html.Span([text.named(label, ""), html.Strong(_reached(name, str(fields[name])))])
        for name, label in CONTACTS.items()
        if fields.get(name)
    ]
    return html.Div(held, className="sheet-contact") if held else None


def _reached(name: str, registered: str) -> html.A | str:
    """Return a number as it is read, a telephone's as a link that dials what is registered."""
    if name == "email":
        return registered
    if name == "telecopie":
        return text.phone(registered)
    return html.A(text.phone(registered), href="tel:" + re.sub(r"[^\d+]", "", registered))


def _identifiers(fields: Row) -> html.Dl | None:
    return facts(
        [
            ("FINESS", fields.get("finess_site")),
            ("SIRET", fields.get("siret")),
            (tr("Enregistré par"), _authorities(fields.get("autorite_enregistrement"))),
        ]
    )


def _authorities(registered: object) -> str:
    """Return who registers, each authority once: the data often say the same one thrice."""
    return ", ".join(dict.fromkeys(str(registered or "").split("/")))


def _mailbox(row: Row) -> html.Li:
    kind = {"PER": tr("personnelle"), "ORG": tr("d’organisation")}.get(str(row.get("type_bal")))
    place = row.get("raison_sociale") or row.get("enseigne")
    parts = (kind, row.get("libelle_savoir_faire"), row.get("service_rattachement"), place)
    return _item(html.Strong(str(row["adresse_bal"])), text.joined(parts))


def _skill(row: Row) -> html.Li:
    return _item(str(row["libelle_savoir_faire"]), row.get("libelle_type_savoir_faire"))


def _diploma(row: Row) -> html.Li:
    label = (
        row.get("libelle_diplome") or row.get("libelle_type_autorisation") or tr("Non renseigné")
    )
    kind = row.get("libelle_type_diplome") or row.get("libelle_discipline_autorisation")
    return _item(str(label), kind)


def _item(name: Component | str, said: object) -> html.Li:
    """Return a line of a list, what is said of it on a line of its own below."""
    return html.Li([name, html.Span(str(said))] if said else name)
