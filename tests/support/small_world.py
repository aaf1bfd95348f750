"""A world of five communes in official files: every name is invented.

`write_source(folder)` writes what `cigogne update --source` reads. Two departments (67, 68), two
EPCI, a former commune, two homonymous streets, a bis, a lieu-dit, and about thirty lines of the
extraction, each there for a reason (`ACTIVITIES`).
"""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from refdata.tables import ANS_COLUMNS

STAMP = "202609231200"
ZIP = f"PS_LibreAcces_{STAMP}.zip"

COMMUNES = (
    # code, name, west, south, EPCI, postcodes, population
    ("67901", "Valbruche", 7.0, 48.0, "246700001", ["67190", "67199"], 4000),
    ("67902", "Saint-Oden", 7.1, 48.0, "246700001", ["67190"], 900),
    ("67903", "Brandwiller", 7.0, 48.1, "246700001", ["67210"], 1500),
    ("68901", "Colline-la-Ville", 7.1, 48.1, "246800002", ["68010"], 12000),
    ("68902", "Grand-Val", 7.2, 48.1, "246800002", ["68020"], 2500),
)
SIDE = 0.1
"""Side of a commune, in degrees: the five are square cells that touch."""

STREETS = (
    # commune, number of the way, name, postcode, house numbers, former commune
    ("67901", "0010", "Rue de l'Église", "67190", (*range(1, 13), "3bis"), ""),
    ("67901", "0020", "Avenue de la Gare", "67190", range(2, 40, 2), ""),
    ("67901", "0030", "Rue du Docteur Fabre", "67190", range(1, 9), ""),
    ("67902", "0010", "Rue de l'Église", "67190", range(1, 7), ""),
    ("67902", "0040", "Place du Marché", "67190", range(1, 5), ""),
    ("67903", "0050", "Route des Vergers", "67210", range(1, 31, 2), ""),
    ("68901", "0060", "Rue des Lilas", "68010", range(1, 21), ""),
    ("68901", "0070", "Boulevard Marguerite Kempf", "68010", range(1, 16), ""),
    ("68902", "0080", "Rue du Moulin", "68020", range(1, 11), "68903"),
    ("68902", "0090", "Rue des Tilleuls", "68020", range(1, 11), ""),
)
LIEU_DIT = ("67902_b001", "La Haute Borne", "67190", "67902", "Saint-Oden")

BAN_HEADER = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;"
    "code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;"
    "libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;"
    "cad_parcelles"
)


@dataclass(frozen=True)
class Line:
    """One line of Personne_activite: who, where as registered, and what must come out."""

    why: str
    person: int
    address: dict[str, str] = field(default_factory=dict)
    result_type: str | None = None
    reason: str | None = None
    commune: str | None = None
    mode: str = "L"
    profession: str = "10"


def _rue(street: str, number: str, postcode: str, city: str, code: str = "", **more: str):
    given = {
        "numero_voie": number,
        "libelle_voie": street,
        "code_postal": postcode,
        "libelle_commune": city,
        "code_commune_declare": code,
        "bureau_cedex": f"{postcode} {city.upper()}",
    }
    return {name: value for name, value in {**given, **more}.items() if value}


_EGLISE = _rue("Rue de l'Église", "5", "67190", "Valbruche", "67901")
_LILAS = _rue("RUE DES LILAS", "12", "68010", "Colline-la-Ville", "68901")
_SPLIT = _rue("DE LA GARE", "4", "67190", "VALBRUCHE", "67901") | {
    "code_type_voie": "AV",
    "libelle_type_voie": "Avenue",
}
_HOSPITAL = _rue("Boulevard Marguerite Kempf", "7", "68019", "COLLINE LA VILLE CEDEX", "68901") | {
    "mention_distribution": "BP 40120",
    "bureau_cedex": "68019 COLLINE LA VILLE CEDEX",
    "identifiant_structure": "F680000001",
}
_BIS = _rue("Rue de l'Église", "3", "67190", "Valbruche", "67901") | {"indice_repetition": "B"}
_MENTION = {
    "mention_distribution": "LA HAUTE BORNE",
    "code_postal": "67190",
    "libelle_commune": "Saint-Oden",
    "code_commune_declare": "67902",
}

ACTIVITIES = (
    Line("clean", 1, _EGLISE, "housenumber", None, "67901"),
    Line("a second site", 1, _LILAS, "housenumber", None, "68901"),
    Line("type of way apart", 2, _SPLIT, "housenumber", None, "67901", profession="60"),
    Line("hospital", 3, _HOSPITAL, "housenumber", None, "68901", "S", "60"),
    Line("hospital", 4, _HOSPITAL, "housenumber", None, "68901", "S", "60"),
    Line("hospital, both modes", 1, _HOSPITAL, "housenumber", None, "68901", "S"),
    Line("bis", 5, _BIS, "housenumber", None, "67901"),
    Line("lieu-dit as a mention", 6, _MENTION, "locality", None, "67902", profession="70"),
    Line(
        "former commune by its code",
        7,
        _rue("Rue du Moulin", "3", "68020", "Petit-Val", "68903"),
        "housenumber",
        None,
        "68902",
    ),
    Line(
        "no code of commune",
        8,
        _rue("Rue des Tilleuls", "2", "68020", "GRAND VAL"),
        "housenumber",
        None,
        "68902",
    ),
    Line(
        "nothing but the bureau cedex",
        9,
        {"bureau_cedex": "67210 BRANDWILLER"},
        "municipality",
        "adresse absente",
        "67903",
    ),
    Line(
        "only a post box",
        10,
        {
            "mention_distribution": "BP 12",
            "code_postal": "67190",
            "libelle_commune": "Valbruche",
            "code_commune_declare": "67901",
        },
        "municipality",
        "adresse absente",
        "67901",
    ),
    Line(
        "no such street",
        11,
        _rue("Allée Xylophone Quark", "8", "68010", "Colline-la-Ville", "68901"),
        "municipality",
        "voie introuvable",
        "68901",
    ),
    Line(
        "homonymous street of the neighbour",
        12,
        _rue("Rue de l'Église", "2", "67190", "Saint-Oden", "67902"),
        "housenumber",
        None,
        "67902",
        profession="60",
    ),
    Line(
        "salaried only",
        13,
        _rue("Route des Vergers", "11", "67210", "Brandwiller", "67903"),
        "housenumber",
        None,
        "67903",
        "S",
    ),
)
"""Lines of the region, in file order, with what must come out."""

OUTSIDE = (
    {"code_postal": "75011", "libelle_commune": "Paris", "code_commune_declare": "75111"},
    {"code_postal": "13001", "libelle_commune": "Marseille"},
)
ABROAD = ({"code_pays": "99109", "libelle_pays": "Allemagne", "libelle_commune": "Kehl"},)
NOWHERE = ({}, {}, {})

COUNTS = {
    "lignes_lues": len(ACTIVITIES) + len(OUTSIDE) + len(ABROAD) + len(NOWHERE) + 2 + 1,
    "hors_region": len(OUTSIDE),
    "etranger": len(ABROAD),
    "sans_lieu": len(NOWHERE),
    "quarantaine": 1,
    "doublons_exacts": 2,
    "activites": len(ACTIVITIES),
    "personnes": 13,
}
"""Accounting that a right reader finds: two repeated lines, one with too few fields."""


def _square(west: float, south: float) -> dict:
    east, north = west + SIDE, south + SIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _communes() -> dict:
    features = [
        {
            "type": "Feature",
            "geometry": _square(west, south),
            "properties": {
                "nom": name,
                "code": code,
                "codeDepartement": code[:2],
                "codeRegion": "44",
                "codeEpci": epci,
                "codesPostaux": postcodes,
                "population": population,
            },
        }
        for code, name, west, south, epci, postcodes, population in COMMUNES
    ]
    return {"type": "FeatureCollection", "features": features}


_EPCIS = [
    {
        "nom": "CC du Haut Val",
        "code": "246700001",
        "type": "CC",
        "codesDepartements": ["67"],
        "population": 6400,
    },
    {
        "nom": "CA de la Colline",
        "code": "246800002",
        "type": "CA",
        "codesDepartements": ["68"],
        "population": 14500,
    },
]
_DEPARTEMENTS = [
    {"nom": "Bas-Rhin", "code": "67", "codeRegion": "44"},
    {"nom": "Haut-Rhin", "code": "68", "codeRegion": "44"},
    {"nom": "Vosges", "code": "88", "codeRegion": "44"},
]
_FORMER = [
    {"nom": "Petit-Val", "code": "68903", "type": "commune-deleguee", "chefLieu": "68902"},
    {"nom": "Grand-Val", "code": "68902", "type": "commune-deleguee", "chefLieu": "68902"},
]


def addresses_text(department: str) -> str:
    rows = [BAN_HEADER]
    corners = {code: (name, west, south) for code, name, west, south, *_ in COMMUNES}
    for rank, (code, way, name, postcode, numbers, former) in enumerate(STREETS):
        if not code.startswith(department):
            continue
        town, west, south = corners[code]
        for number in numbers:
            digits = "".join(c for c in str(number) if c.isdigit())
            rep = str(number)[len(digits) :]
            identifier = f"{code}_{way}_{int(digits):05}" + (f"_{rep}" if rep else "")
            lon = west + 0.02 + int(digits) * 0.0005
            lat = south + 0.01 + rank * 0.008
            old = "Petit-Val" if former else ""
            row = (
                f"{identifier};{code}_{way};{digits};{rep};{name};{postcode};{code};{town};"
                f"{former};{old};;;{lon:.6f};{lat:.6f};entrée;;;{town.upper()};;commune;commune;1;"
            )
            rows.append(row)
    return "\n".join(rows) + "\n"


def _places() -> str:
    header = (
        "id;nom_lieu_dit;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
        "nom_ancienne_commune;x;y;lon;lat;source_position;source_nom_voie"
    )
    identifier, name, postcode, code, town = LIEU_DIT
    return f"{header}\n{identifier};{name};{postcode};{code};{town};;;;;7.15;48.05;;commune\n"


def line_of(values: dict[str, str]) -> str:
    """Return one line of Personne_activite from columns named as ours."""
    return "|".join(values.get(name, "") for name, _ in ANS_COLUMNS)


def person(number: int) -> dict[str, str]:
    """Return the identity columns of a fictional person."""
    return {
        "type_identifiant": "8",
        "numero_rpps": f"990000000{number:02}",
        "identifiant_pp": f"8990000000{number:02}",
        "code_civilite": "MME",
        "libelle_civilite": "Madame",
        "nom": f"FICTIF{number}",
        "prenom": f"Prénom{number}",
    }


def activity_values(line: Line) -> dict[str, str]:
    """Return every column of one line of the region."""
    labels = {"10": "Médecin", "60": "Infirmier", "70": "Masseur-Kinésithérapeute", "99": "Rôle"}
    return {
        **person(line.person),
        "code_profession": line.profession,
        "libelle_profession": labels[line.profession],
        "code_mode_exercice": line.mode,
        "libelle_mode_exercice": {"L": "Libéral", "S": "Salarié"}[line.mode],
        "raison_sociale": f"CABINET FICTIF{line.person}",
        "complement_destinataire": f"CABINET FICTIF{line.person}",
        **line.address,
    }


def activity_file(lines: Sequence[Line] = ACTIVITIES) -> str:
    """Return the text of Personne_activite."""
    region = [line_of(activity_values(line)) for line in lines]
    other = [
        line_of({**person(40 + rank), "code_profession": "10", **address})
        for rank, address in enumerate((*OUTSIDE, *ABROAD, *NOWHERE))
    ]
    header = "|".join(title for _, title in ANS_COLUMNS)
    repeated = [region[0], region[-1]]
    return "\n".join([header, *region, *other, *repeated, "8|990|too few fields"]) + "\n"


def _companion(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("|".join(row) for row in [titles, *rows]) + "\n"


_WHO = (
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Nom d'exercice",
    "Prénom d'exercice",
)
_DIPLOMA = (
    "Code type diplôme obtenu",
    "Libellé type diplôme obtenu",
    "Code diplôme obtenu",
    "Libellé diplôme obtenu",
    "Code type autorisation",
    "Libellé type autorisation",
    "Code discipline autorisation",
    "Libellé discipline autorisation",
)
_SKILL = (
    "Code profession",
    "Libellé profession",
    "Code catégorie professionnelle",
    "Libellé catégorie professionnelle",
    "Code type savoir-faire",
    "Libellé type savoir-faire",
    "Code savoir-faire",
    "Libellé savoir-faire",
)


def _identity(number: int) -> list[str]:
    who = person(number)
    return [who[n] for n in ("type_identifiant", "numero_rpps", "identifiant_pp", "nom", "prenom")]


def write_extraction(folder: Path, lines: Sequence[Line] = ACTIVITIES, stamp: str = STAMP) -> None:
    """Write the zip of the three files."""
    diploma = ["DE", "Diplôme d'Etat", "DE09", "DE Docteur en médecine", "", "", "", ""]
    skill = ["10", "Médecin", "C", "Civil", "S", "Spécialité", "SM54", "Médecine générale"]
    members = {
        "Personne_activite": activity_file(lines),
        "Dipl_AutExerc": _companion(
            (*_WHO, *_DIPLOMA), [[*_identity(n), *diploma] for n in (1, 2, 77)]
        ),
        "SavoirFaire": _companion((*_WHO, *_SKILL), [[*_identity(n), *skill] for n in (1, 77)]),
    }
    with zipfile.ZipFile(folder / f"PS_LibreAcces_{stamp}.zip", "w") as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(
                f"PS_LibreAcces_{name}_{stamp[:8]}0911.txt", (2026, 9, 23, 9, 11, 0)
            )
            archive.writestr(info, text, zipfile.ZIP_DEFLATED)


def write_source(folder: Path, lines: Sequence[Line] = ACTIVITIES) -> Path:
    """Write every official file of the world into `folder`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = {
        "communes-region-44.geojson": _communes(),
        "epcis-region-44.json": _EPCIS,
        "departements-region-44.json": _DEPARTEMENTS,
        "communes-associees-deleguees-region-44.json": _FORMER,
    }
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    for department in ("67", "68"):
        packed = gzip.compress(addresses_text(department).encode(), mtime=1_790_000_000)
        (folder / f"adresses-{department}.csv.gz").write_bytes(packed)
    packed = gzip.compress(_places().encode(), mtime=1_790_000_000)
    (folder / "lieux-dits-67-beta.csv.gz").write_bytes(packed)
    write_extraction(folder, lines)
    return folder
