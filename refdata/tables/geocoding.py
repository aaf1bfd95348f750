"""Contracts of geocoding: a query in columns, and the result in the national service's vocabulary."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from refdata.contract import Column, TableContract

S, F32, F64 = pa.string(), pa.float32(), pa.float64()

QUERY = TableContract(
    "requete",
    1,
    "One address to geocode. Every column may be null; a column may hold more than its name says "
    "(a number inside the street, a town inside the address): the parser proposes, the score decides.",
    (
        Column("address", S, "free line: `12 bis rue des Lilas 67000 Strasbourg`"),
        Column(
            "number", S, "house number, with or without its suffix or a range: `12`, `12B`, `12-14`"
        ),
        Column("suffix", S, "repetition: `bis`, `B`, `ter`"),
        Column("way_type", S, "type of the way, label or code: `Rue`, `AV`"),
        Column("street", S, "name of the way, with or without its type"),
        Column(
            "complement",
            S,
            "building, residence, floor: read only when nothing else names a street",
        ),
        Column("distribution", S, "BP, CS, TSA, lieu-dit, sometimes the street itself"),
        Column("postcode", S, "postcode or CEDEX code"),
        Column("city", S, "commune, postal town, with or without CEDEX"),
        Column("citycode", S, "COG code of the commune, current or former"),
        Column("cedex", S, "last line of a postal address: `25304 PONTARLIER CEDEX`"),
    ),
    key=(),
    sort_by=(),
)

RESULT = TableContract(
    "resultat",
    1,
    "The answer for one query, in the columns of the national geocoding service.",
    (
        Column("longitude", F64, "WGS84 degrees; null when nothing was found"),
        Column("latitude", F64, "WGS84 degrees; null when nothing was found"),
        Column(
            "result_score",
            F32,
            "0 to 1: probability that the answer is right at its level; null when not found",
        ),
        Column("result_score_next", F32, "score of the runner-up; null when there is none"),
        Column(
            "result_label", S, "the address in one line: `12 bis Rue des Lilas 67000 Strasbourg`"
        ),
        Column(
            "result_type",
            S,
            "`housenumber`, `interpolation`, `street`, `locality`, `municipality`; null when not found",
        ),
        Column(
            "result_id",
            S,
            "BAN id of the address, the way or the lieu-dit, or the COG code of the commune",
        ),
        Column(
            "result_housenumber",
            S,
            "number and suffix found: `12 bis`; for an interpolation, the number asked for",
        ),
        Column(
            "result_name", S, "number and way, lieu-dit or commune: the first line of the label"
        ),
        Column("result_street", S, "name of the way; null above that level"),
        Column("result_postcode", S, "postcode of the place found"),
        Column("result_city", S, "name of the commune"),
        Column(
            "result_context", S, "department code, department, region: `67, Bas-Rhin, Grand Est`"
        ),
        Column("result_citycode", S, "COG code of the commune"),
        Column("result_oldcitycode", S, "COG code of the former commune; null when none"),
        Column("result_oldcity", S, "name of the former commune; null when none"),
        Column("result_district", S, "municipal district; null when none"),
        Column(
            "result_status",
            S,
            "`ok`, `not-found`, `skipped` (empty query), `error`",
            nullable=False,
        ),
    ),
    key=(),
    sort_by=(),
)

RESULT_COLUMNS = tuple(c.name for c in RESULT.columns)
"""Names of the result columns, in the order of the national service."""

_REGISTERED = tuple(c for c in QUERY.columns if c.name not in ("address", "complement"))
"""What a decision repeats of the address: never the complement, which may name a person."""

ADRESSE_CONNUE = TableContract(
    "adresse_connue",
    2,
    "The address base: one row an address ever geocoded, with its result. It holds addresses, not "
    "people: the name of an addressee takes part in `cle` only, as a digest.",
    (
        Column("cle", S, "digest of every column of the query, 32 hexadecimal", nullable=False),
        *(c for c in QUERY.columns if c.name != "address"),
        *RESULT.columns,
        Column(
            "moteur",
            S,
            "index and version of the geocoder that gave the result, 16 hexadecimal; null when a "
            "person did",
        ),
        Column(
            "fondement",
            S,
            "digest of what the result rests on (program, communes that may be meant, streets of "
            "their departments), 32 hexadecimal: while it is the same the result is; null when a "
            "person gave the result, or it is to be looked for again",
        ),
        Column(
            "verifie",
            S,
            "`moteur` under which the result was last found to stand; null as `fondement` is",
        ),
        Column(
            "decision",
            S,
            "what a person decided: `acceptee`, `deplacee`, `autre_adresse`, `pas_une_adresse`; "
            "the result of a decided address is never replaced; null when nobody did",
        ),
        Column("decision_par", S, "who decided; null without a decision"),
        Column(
            "decision_le", S, "when, UTC, ISO (`2026-11-26T09:30:00Z`); null without a decision"
        ),
    ),
    key=("cle",),
    sort_by=("cle",),
)

DECISION = TableContract(
    "decision",
    1,
    "What people decided of addresses (`addresses/decisions.parquet`): every decision ever taken or "
    "imported. Of the decisions about one address the latest is in force.",
    (
        Column("cle", S, "`cle` of the address in the address base", nullable=False),
        Column(
            "decision",
            S,
            "`acceptee`, `deplacee`, `autre_adresse`, `pas_une_adresse`, or `annulee`: the address "
            "is the geocoder's again",
            nullable=False,
        ),
        Column("decision_par", S, "who decided", nullable=False),
        Column(
            "decision_le",
            S,
            "when, UTC, ISO: `2026-11-26T09:30:00Z`, to the second",
            nullable=False,
        ),
        Column("commentaire", S, "what they say of it; null when nothing"),
        *_REGISTERED,
        *(replace(c, nullable=True) for c in RESULT.columns),
    ),
    key=(),
    sort_by=("cle", "decision_le", "decision", "decision_par"),
)
"""The result columns are what is published of the address, whatever index comes; null for `annulee`."""
