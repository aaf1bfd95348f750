"""The columns of the sheets: of doubtful addresses, and of decisions that others can import."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.pipeline.decisions import Verdict
from refdata.tables import RESULT


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its name, what it holds (in French, as the sheet says it), whether numbers."""

    name: str
    doc: str
    is_number: bool = False


REGISTERED = {
    "numero": "number",
    "indice": "suffix",
    "type_voie": "way_type",
    "voie": "street",
    "complement": "complement",
    "mention": "distribution",
    "code_postal": "postcode",
    "commune": "city",
    "code_commune": "citycode",
    "bureau_cedex": "cedex",
}
"""Column of a sheet -> column of the query: the address as registered."""

_ADDRESS = (
    SheetColumn("numero", "numéro de la voie, tel qu’enregistré"),
    SheetColumn("indice", "indice de répétition, tel qu’enregistré"),
    SheetColumn("type_voie", "type de voie, tel qu’enregistré"),
    SheetColumn("voie", "libellé de la voie, tel qu’enregistré"),
    SheetColumn("complement", "complément d’adresse, tel qu’enregistré (il peut nommer quelqu’un)"),
    SheetColumn("mention", "mention de distribution, telle qu’enregistrée"),
    SheetColumn("code_postal", "code postal, tel qu’enregistré"),
    SheetColumn("commune", "commune, telle qu’enregistrée"),
    SheetColumn("code_commune", "code de la commune, tel qu’enregistré"),
    SheetColumn("bureau_cedex", "bureau cedex, tel qu’enregistré"),
)

KEY = SheetColumn("cle", "clé de l’adresse : ne pas la modifier")

_FOUND = (
    SheetColumn("activites", "nombre d’activités enregistrées à cette adresse", is_number=True),
    SheetColumn("motif", "pourquoi cette adresse est douteuse"),
    *_ADDRESS,
    SheetColumn("reponse", "réponse du géocodeur"),
    SheetColumn(
        "reponse_type", "sa précision : housenumber, interpolation, street, locality, municipality"
    ),
    SheetColumn("reponse_score", "probabilité qu’elle soit juste, de 0 à 1", is_number=True),
    SheetColumn("reponse_id", "son identifiant BAN, ou le code de la commune"),
    SheetColumn("reponse_longitude", "sa longitude, en degrés", is_number=True),
    SheetColumn("reponse_latitude", "sa latitude, en degrés", is_number=True),
    SheetColumn("suivante", "la réponse suivante, qui n’a pas été retenue"),
    SheetColumn("suivante_score", "sa probabilité, de 0 à 1", is_number=True),
    SheetColumn("suivante_id", "son identifiant BAN, ou le code de la commune"),
    SheetColumn("suivante_longitude", "sa longitude, en degrés", is_number=True),
    SheetColumn("suivante_latitude", "sa latitude, en degrés", is_number=True),
)

_DECIDED = (
    SheetColumn(
        "decision",
        "à remplir : accepter (la réponse est bonne), deplacer (à longitude et latitude), autre "
        "(l’adresse BAN de result_id), pas_une_adresse, annuler (revenir au géocodeur) ; vide : rien",
    ),
    SheetColumn("longitude", "pour deplacer : longitude en degrés, comme 7,752", is_number=True),
    SheetColumn("latitude", "pour deplacer : latitude en degrés, comme 48,573", is_number=True),
    SheetColumn(
        "precision",
        "pour deplacer : numero (le point est celui de ce numéro), voie, ou lieu_dit (si vide)",
    ),
    SheetColumn("result_id", "pour autre : identifiant BAN, ou code de commune"),
    SheetColumn("par", "qui décide ; si vide, le nom donné par --by"),
    SheetColumn("date", "quand (2026-11-26 ou 2026-11-26T09:30:00Z) ; si vide, maintenant"),
    SheetColumn("commentaire", "libre"),
)

REVIEW_COLUMNS = (KEY, *_FOUND, *_DECIDED)
"""Columns of the sheet of doubtful addresses."""

DECISION_COLUMNS = tuple(c.name for c in _DECIDED)
"""Those a person fills."""

EXPORT_COLUMNS = (
    KEY,
    *(c for c in _DECIDED if c.name in ("decision", "par", "date", "commentaire")),
    *(c for c in _ADDRESS if c.name != "complement"),
    *(
        SheetColumn(
            c.name, c.doc, is_number=c.name in ("longitude", "latitude") or "score" in c.name
        )
        for c in RESULT.columns
    ),
    SheetColumn("empreinte", "dit si la ligne a été modifiée à la main depuis l’export"),
)
"""Columns of the decisions as others can import them."""

VERDICTS = {verdict.verb: verdict for verdict in Verdict}
"""Word of the column `decision` -> what it decides."""

PRECISIONS = {"numero": "housenumber", "voie": "street", "lieu_dit": "locality"}
"""Word of the column `precision` -> type of the result."""
