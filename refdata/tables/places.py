"""Contracts of places: BAN addresses and lieux-dits, communes (COG), EPCI, departments, territories."""

from __future__ import annotations

import pyarrow as pa

from refdata.contract import Column, TableContract

S, I16, I32, F64 = pa.string(), pa.int16(), pa.int32(), pa.float64()

ADRESSE = TableContract(
    "adresse",
    1,
    "One numbered address of the Base Adresse Nationale (`adresses-XX.csv.gz`); one file a department.",
    (
        Column("id", S, "BAN id: `52006_0001_00132_bis`", nullable=False),
        Column("id_voie", S, "id of the way: the first two parts of `id`", nullable=False),
        Column(
            "numero",
            I32,
            "house number, 0 or more; BAN's pseudo-numbers are kept here",
            nullable=False,
        ),
        Column("rep", S, "repetition (`bis`, `ter`, `a`), as written; null when there is none"),
        Column("nom_voie", S, "name of the way as BAN writes it", nullable=False),
        Column("nom_afnor", S, "AFNOR form of the name; null when BAN gives none"),
        Column("alias", S, "other name of the way; null when there is none"),
        Column("nom_ld", S, "name of the lieu-dit the address lies in; null when there is none"),
        Column("code_postal", S, "postcode of the address, 5 digits; null when BAN gives none"),
        Column("code_insee", S, "COG code of the commune, 5 characters", nullable=False),
        Column("nom_commune", S, "name of the commune as BAN writes it", nullable=False),
        Column("code_insee_ancienne_commune", S, "COG code of the former commune; null when none"),
        Column("nom_ancienne_commune", S, "name of the former commune; null when none"),
        Column("libelle_acheminement", S, "postal town; null when BAN gives none"),
        Column("lon", F64, "longitude, WGS84 degrees; null when BAN has no position"),
        Column("lat", F64, "latitude, WGS84 degrees; null when BAN has no position"),
        Column(
            "type_position", S, "what the position is (`entrée`, `segment`…); null when not said"
        ),
    ),
    key=(),
    sort_by=("id",),
)
"""No key: BAN files are known to hold an id twice; the index keeps the first in sort order."""

LIEU_DIT = TableContract(
    "lieu_dit",
    1,
    "One named place without house numbers (`lieux-dits-XX-beta.csv.gz`); one file a department.",
    (
        Column("id", S, "BAN id of the lieu-dit: `08003_b123`", nullable=False),
        Column("nom_lieu_dit", S, "name as BAN writes it", nullable=False),
        Column("code_postal", S, "postcode, 5 digits; null when not given"),
        Column("code_insee", S, "COG code of the commune", nullable=False),
        Column("nom_commune", S, "name of the commune", nullable=False),
        Column("code_insee_ancienne_commune", S, "COG code of the former commune; null when none"),
        Column("nom_ancienne_commune", S, "name of the former commune; null when none"),
        Column("lon", F64, "longitude, WGS84 degrees; null when BAN has no position"),
        Column("lat", F64, "latitude, WGS84 degrees; null when BAN has no position"),
    ),
    key=(),
    sort_by=("id",),
)

COMMUNE = TableContract(
    "commune",
    1,
    "One commune of the Code officiel géographique, from geo.api.gouv.fr.",
    (
        Column("code_commune", S, "COG code, 5 characters (`2A004`, `97105`)", nullable=False),
        Column("nom", S, "official name", nullable=False),
        Column("code_departement", S, "department code, 2 or 3 characters", nullable=False),
        Column("code_region", S, "region code", nullable=False),
        Column("siren_epci", S, "SIREN of the EPCI; null for a commune in none"),
        Column("codes_postaux", pa.list_(S), "postcodes of the commune, sorted", nullable=False),
        Column("population", I32, "municipal population; null when not given"),
        Column(
            "lon",
            F64,
            "longitude of the centre (of the mairie, else a point on the surface)",
            nullable=False,
        ),
        Column("lat", F64, "latitude of the centre", nullable=False),
        Column(
            "surface_km2", F64, "area in km², computed from the outline; null without an outline"
        ),
        Column(
            "contour", pa.binary(), "outline as WKB, lon/lat WGS84; null when the source has none"
        ),
    ),
    key=("code_commune",),
    sort_by=("code_commune",),
)

ANCIENNE_COMMUNE = TableContract(
    "ancienne_commune",
    1,
    "One former, delegated or associated commune and the commune that holds it today.",
    (
        Column("code_ancien", S, "COG code of the former commune", nullable=False),
        Column("nom", S, "its name", nullable=False),
        Column("type", S, "`commune-deleguee`, `commune-associee`, …", nullable=False),
        Column("code_commune", S, "COG code of the commune that holds it today", nullable=False),
    ),
    key=("code_ancien", "type"),
    sort_by=("code_ancien", "type"),
)

EPCI = TableContract(
    "epci",
    1,
    "One EPCI with its own taxation (intercommunalité).",
    (
        Column("siren_epci", S, "SIREN, 9 digits", nullable=False),
        Column("nom", S, "name with its kind in front (`CA Colmar Agglomération`)", nullable=False),
        Column("type", S, "`CC`, `CA`, `CU`, `METRO`; null when not given"),
        Column("codes_departements", pa.list_(S), "departments it has communes in", nullable=False),
        Column("population", I32, "municipal population of its communes; null when not given"),
    ),
    key=("siren_epci",),
    sort_by=("siren_epci",),
)

DEPARTEMENT = TableContract(
    "departement",
    1,
    "One department.",
    (
        Column("code_departement", S, "2 or 3 characters", nullable=False),
        Column("nom", S, "name", nullable=False),
        Column("code_region", S, "region code", nullable=False),
        Column("population", I32, "sum over its communes; null when none has one"),
    ),
    key=("code_departement",),
    sort_by=("code_departement",),
)

TERRITOIRE = TableContract(
    "territoire",
    1,
    "Membership of communes in custom groupings (CPTS, territoire de santé…); empty when none is given.",
    (
        Column("code_territoire", S, "code of the grouping", nullable=False),
        Column("nom", S, "its name", nullable=False),
        Column("code_commune", S, "a commune it holds", nullable=False),
    ),
    key=("code_territoire", "code_commune"),
    sort_by=("code_territoire", "code_commune"),
)

CELL = (
    Column("niveau", S, "`region`, `departement`, `epci`, `commune`", nullable=False),
    Column("code_territoire", S, "region code, department code, SIREN or COG code", nullable=False),
    Column("code_profession", S, "profession code, `*` for all", nullable=False),
)
"""What a count is of: a territory and a profession."""

PERSONS = Column("professionnels", I32, "distinct persons", nullable=False)
ROWS = Column("activites", I32, "rows of practice", nullable=False)
LOCATED_ROWS = Column(
    "activites_localisees", I32, "rows located at a street, a lieu-dit or better", nullable=False
)

INDICATEUR = TableContract(
    "indicateur",
    2,
    "Counts by territory and profession; `code_profession` = `*` is every profession. The counts that "
    "leave out profession 99 (« acteur caractérisé par un rôle », no health profession) are the rows "
    "`perimetre` = `sans_role`: choose one value of `perimetre`, never add them up.",
    (
        *CELL,
        Column(
            "regroupement",
            S,
            "`*`: whatever the skill; `medecine_generale`: skills SM26, SM53, SM54 only (profession "
            "10), a part of the row `*`",
            nullable=False,
        ),
        Column(
            "perimetre",
            S,
            "`tous`, or `sans_role`: without profession 99, in `*` as elsewhere",
            nullable=False,
        ),
        PERSONS,
        ROWS,
        Column("lieux_exercice", I32, "distinct sites", nullable=False),
        Column(
            "professionnels_liberaux",
            I32,
            "distinct persons with at least one liberal activity",
            nullable=False,
        ),
        LOCATED_ROWS,
        Column("population", I32, "municipal population of the territory; null when unknown"),
        Column("densite", F64, "professionnels per 10,000 inhabitants; null without population"),
    ),
    key=("niveau", "code_territoire", "code_profession", "regroupement", "perimetre"),
    sort_by=("niveau", "code_territoire", "code_profession", "regroupement", "perimetre"),
)
