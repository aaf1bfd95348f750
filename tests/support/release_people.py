"""The people of a fictional release: sites first, persons next, then who practises where."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from tests.support.release_places import CELL, Places

PROFESSIONS = (
    ("60", "Infirmier", 0.45),
    ("10", "Médecin", 0.24),
    ("70", "Masseur-Kinésithérapeute", 0.09),
    ("21", "Pharmacien", 0.07),
    ("93", "Psychologue", 0.06),
    ("40", "Chirurgien-Dentiste", 0.04),
    ("91", "Orthophoniste", 0.03),
    ("84", "Oculariste", 0.02),
    ("99", "Acteur du système de santé caractérisé par un rôle", 0.02),
)
SPECIALITIES = (
    ("SM54", "Médecine Générale"),
    ("SM53", "Spécialiste en Médecine Générale"),
    ("SM04", "Cardiologie et maladies vasculaires"),
    ("SM40", "Pédiatrie"),
    ("SM42", "Psychiatrie"),
)
MODES = ((None, None), ("L", "Libéral"), ("S", "Salarié"), ("B", "Bénévole"))
SECTORS = (
    (None, None),
    ("SA01", "Etablissement Public de santé"),
    ("SA07", "Cabinet individuel"),
    ("SA08", "Cabinet de groupe"),
    ("SA33", "Pharmacie d'officine"),
)
LEVELS = ("housenumber", "interpolation", "street", "locality", "municipality", None)
LEVEL_SHARES = (0.74, 0.06, 0.08, 0.03, 0.06, 0.03)
SURNAMES = ("ÉBÉNISTE", "MARTIN", "D'HAUSSY", "SCHMITT", "LE GOFF", "MÜLLER", "ŒUVRARD", "NOËL")
HOSTILE = (
    '=HYPERLINK("http://x.invalid";"a")',
    "+33 3",
    "-2+3",
    "@SUM(A1)",
    "<b>gras</b>",
    "\tx",
    "<img src=x onerror=alert(1)>",
)
GIVEN = ("Nathalie", "René", "Anne-Sophie", "Inès", "Jean", "Zoé", "Théo", "Aïcha", "Luc", "Maël")
STREETS = (
    "des Lilas",
    "de l'Église",
    "du 11 Novembre",
    "Saint-Nicolas",
    "du Maréchal Ney",
    "Haute",
)
TYPES = (("R", "Rue"), ("AV", "Avenue"), ("PL", "Place"), (None, None))
STRUCTURES = ("CABINET DE GROUPE", "CENTRE HOSPITALIER", "PHARMACIE", "MAISON DE SANTÉ", "CLINIQUE")


def _pick(values: tuple, index: np.ndarray, part: int | None = None) -> list:
    return [values[i] if part is None else values[i][part] for i in index.tolist()]


def _names(count: int) -> tuple[list, list]:
    """Surnames and given names: invented, a few hostile, some persons without a given name."""
    rank = np.arange(count)
    surnames = [
        HOSTILE[n // 97 % len(HOSTILE)] if n % 97 == 13 else f"{SURNAMES[n % 8]} {chr(65 + n % 23)}"
        for n in rank.tolist()
    ]
    given = [None if n % 41 == 7 else GIVEN[n // 8 % 10] for n in rank.tolist()]
    return surnames, given


def _sites(rng: np.random.Generator, world: Places, rows: int) -> dict:
    """One site for four rows: where it is, what it is, how well it was located."""
    count = max(4, rows // 4)
    communes = len(world.cells)
    popular = rng.zipf(1.4, count) % communes
    commune = np.where(rng.random(count) < 0.5, popular, rng.integers(0, communes, count))
    level = rng.choice(len(LEVELS), count, p=LEVEL_SHARES)
    centre_lon = np.array(world.communes["lon"])[commune]
    centre_lat = np.array(world.communes["lat"])[commune]
    at_centre, nowhere = level == LEVELS.index("municipality"), level == LEVELS.index(None)
    spread = np.where(at_centre, 0.0, CELL * 0.45)
    lon = np.round(centre_lon + spread * rng.uniform(-1, 1, count), 6)
    lat = np.round(centre_lat + spread * rng.uniform(-1, 1, count), 6)
    reasons = np.where(rng.random(count) < 0.6, "voie introuvable", "adresse absente")
    return {
        "commune": commune,
        "level": level,
        "unknown_commune": nowhere & (rng.random(count) < 0.5),
        "lon": np.where(nowhere, np.nan, lon),
        "lat": np.where(nowhere, np.nan, lat),
        "reason": np.where(at_centre | nowhere, reasons, None),
        "number": rng.integers(1, 250, count),
        "street": rng.integers(0, len(STREETS), count),
        "type": rng.integers(0, len(TYPES), count),
        "structure": rng.integers(0, len(STRUCTURES), count),
        "sector": rng.integers(0, len(SECTORS), count),
        "score": np.round(rng.uniform(0.4, 1.0, count), 3).astype("float32"),
    }


def _identity(rng: np.random.Generator, rows: int) -> dict:
    """Columns about the person and the profession; a person has 1 to 4 rows."""
    count = max(2, int(rows * 0.78))
    person = np.concatenate([np.arange(count), rng.integers(0, count, rows - count)])
    surnames, given = _names(count)
    shares = np.array([share for *_, share in PROFESSIONS])
    profession = rng.choice(len(PROFESSIONS), count, p=shares / shares.sum())[person]
    second = rng.random(rows) < 0.01  # a few persons hold two professions
    profession = np.where(second, (profession + 1) % len(PROFESSIONS), profession)
    speciality = rng.integers(0, len(SPECIALITIES), count)[person]
    doctor = profession == 1
    mode = rng.choice(len(MODES), rows, p=(0.05, 0.45, 0.48, 0.02))
    speciality_code = _pick(SPECIALITIES, speciality, 0)
    speciality_label = _pick(SPECIALITIES, speciality, 1)
    return {
        "person": person,
        "type_identifiant": ["8"] * rows,
        "numero_rpps": [f"99{n:09d}" for n in person.tolist()],
        "identifiant_pp": [f"899{n:09d}" for n in person.tolist()],
        "libelle_civilite": _pick(("Madame", "Monsieur"), person % 2),
        "nom": _pick(tuple(surnames), person),
        "prenom": _pick(tuple(given), person),
        "code_profession": _pick(PROFESSIONS, profession, 0),
        "libelle_profession": _pick(PROFESSIONS, profession, 1),
        "code_savoir_faire": [
            c if d else None for c, d in zip(speciality_code, doctor, strict=True)
        ],
        "libelle_savoir_faire": [
            c if d else None for c, d in zip(speciality_label, doctor, strict=True)
        ],
        "code_mode_exercice": _pick(MODES, mode, 0),
        "libelle_mode_exercice": _pick(MODES, mode, 1),
    }


def _place(sites: dict, world: Places, site: np.ndarray) -> dict:
    """Columns about the site: structure, address as registered, and what the geocoder found."""
    commune = sites["commune"][site]
    unknown = sites["unknown_commune"][site]
    bare = site % 23 == 6  # nothing registered but the commune
    numbers = np.where(bare, None, sites["number"][site].astype(str)).tolist()
    streets = np.where(bare, None, _pick(STREETS, sites["street"][site])).tolist()
    types = np.where(bare, None, _pick(TYPES, sites["type"][site], 1)).tolist()
    lon, lat = sites["lon"][site], sites["lat"][site]
    absent = np.isnan(lon)
    names = np.array(world.communes["nom"], dtype=object)[commune]
    codes = np.array(world.communes["code_commune"], dtype=object)[commune]
    epcis = np.array(world.communes["siren_epci"], dtype=object)[commune]
    postcodes = [world.communes["codes_postaux"][c][0] for c in commune.tolist()]
    labels = [
        " ".join(filter(None, (n, t, s, p, c)))
        for n, t, s, p, c in zip(numbers, types, streets, postcodes, names, strict=True)
    ]
    points = shapely.to_wkb(shapely.points(np.where(absent, 0, lon), np.where(absent, 0, lat)))
    return {
        "identifiant_structure": [f"R{s:011d}" for s in site.tolist()],
        "identifiant_lieu": [f"R{s:011d}" for s in site.tolist()],
        "raison_sociale": [
            None
            if s % 19 == 4
            else HOSTILE[s // 53 % len(HOSTILE)]
            if s % 53 == 9
            else f"{STRUCTURES[k]} N° {s % 300}"
            for s, k in zip(site.tolist(), sites["structure"][site].tolist(), strict=True)
        ],
        "numero_voie": numbers,
        "code_type_voie": _pick(TYPES, sites["type"][site], 0),
        "libelle_type_voie": types,
        "libelle_voie": streets,
        "code_postal": postcodes,
        "libelle_commune": names.tolist(),
        "telephone": [f"03{n:08d}" for n in site.tolist()],
        "code_secteur_activite": _pick(SECTORS, sites["sector"][site], 0),
        "libelle_secteur_activite": _pick(SECTORS, sites["sector"][site], 1),
        "rattachement": ["commune"] * len(site),
        "code_departement": [code[:2] for code in codes],
        "code_commune": np.where(unknown, None, codes).tolist(),
        "nom_commune": np.where(unknown, None, names).tolist(),
        "siren_epci": np.where(unknown, None, epcis).tolist(),
        "longitude": pa.array(lon, from_pandas=True),
        "latitude": pa.array(lat, from_pandas=True),
        "result_score": pa.array(
            np.where(absent, np.nan, sites["score"][site]), from_pandas=True
        ).cast(pa.float32()),
        "result_label": np.where(absent, None, np.array(labels, dtype=object)).tolist(),
        "result_type": _pick(LEVELS, sites["level"][site]),
        "result_status": np.where(absent, "not-found", "ok").tolist(),
        "result_decision": np.where(site % 31 == 3, "acceptee", None).tolist(),
        "raison_non_localise": sites["reason"][site].tolist(),
        "geometry": np.where(absent, None, points).tolist(),
    }


def activities(rng: np.random.Generator, world: Places, rows: int) -> dict:
    """Return the columns of ACTIVITE; hospitals gather many rows at one site."""
    sites = _sites(rng, world, rows)
    count = len(sites["commune"])
    crowded = rng.random(rows) < 0.3
    site = np.where(
        crowded, rng.integers(0, max(1, count // 50), rows), rng.integers(0, count, rows)
    )
    identity = _identity(rng, rows)
    identity.pop("person")
    lines = 2 + rng.permutation(rows)
    return {"ligne_source": lines, **identity, **_place(sites, world, site)}


def persons(table: pa.Table) -> dict:
    """Return the columns of PERSONNE for the persons of an ACTIVITE table."""
    columns = ["identifiant_pp", "numero_rpps", "libelle_civilite", "nom", "prenom"]
    columns += ["code_profession", "identifiant_lieu"]
    frame = table.select(columns).to_pandas()
    groups = frame.groupby("identifiant_pp", sort=True)
    first = groups.nth(0).sort_values("identifiant_pp")
    return {
        "identifiant_pp": first.identifiant_pp.tolist(),
        "numero_rpps": first.numero_rpps.tolist(),
        "libelle_civilite": first.libelle_civilite.tolist(),
        "nom": first.nom.tolist(),
        "prenom": pa.array(first.prenom, from_pandas=True),
        "codes_professions": [sorted(set(v)) for v in groups.code_profession.apply(list)],
        "activites": groups.size().tolist(),
        "lieux_exercice": groups.identifiant_lieu.nunique().tolist(),
    }


def diplomas(people: pa.Table) -> dict:
    """Return the columns of DIPLOME: one diploma for two persons in three."""
    known = people.filter(pa.array(np.arange(people.num_rows) % 3 != 0))
    return {
        "identifiant_pp": known["identifiant_pp"],
        "code_type_diplome": ["DE"] * known.num_rows,
        "libelle_type_diplome": ["Diplôme d'Etat français"] * known.num_rows,
        "code_diplome": ["DE09"] * known.num_rows,
        "libelle_diplome": ["Diplôme d'Etat fictif"] * known.num_rows,
    }


def mailboxes(people: pa.Table) -> dict:
    """Return the columns of MESSAGERIE: one mailbox for one person in two."""
    known = people.filter(pa.array(np.arange(people.num_rows) % 2 == 0))
    return {
        "identifiant_pp": known["identifiant_pp"],
        "type_bal": ["PER"] * known.num_rows,
        "adresse_bal": [f"personne.{n}@exemple.mssante.invalid" for n in range(known.num_rows)],
    }


def skills(table: pa.Table) -> dict:
    """Return the columns of SAVOIR_FAIRE: the speciality of each doctor, once."""
    columns = ["identifiant_pp", "code_profession", "libelle_profession"]
    columns += ["code_savoir_faire", "libelle_savoir_faire"]
    doctors = table.filter(pc.is_valid(table["code_savoir_faire"])).select(columns)
    once = doctors.group_by(columns).aggregate([])
    return {name: once[name] for name in columns}
