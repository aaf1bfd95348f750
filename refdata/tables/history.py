"""Contracts of the history: counts of each release, and what changed between two of them.

Counts only: no identifier, no name, no address, nothing that tells who came or left.
"""

from __future__ import annotations

import pyarrow as pa

from refdata.contract import Column, TableContract
from refdata.tables.places import CELL, LOCATED_ROWS, PERSONS, ROWS

S, I32 = pa.string(), pa.int32()

_RELEASE = (
    Column("version", S, "identifier of the release", nullable=False),
    Column("millesime", S, "date of its extraction, ISO", nullable=False),
)

EFFECTIF_HISTORIQUE = TableContract(
    "effectif_historique",
    1,
    "Counts of one release that was served (`history/effectifs-<version>.parquet`), kept when the "
    "release itself is removed. A cell without activity has no row. Where a code of the line is missing, the "
    "line counts under `*` alone.",
    (
        *_RELEASE,
        *CELL,
        Column("code_mode_exercice", S, "mode of practice, `*` for all", nullable=False),
        PERSONS,
        ROWS,
        LOCATED_ROWS,
    ),
    key=("niveau", "code_territoire", "code_profession", "code_mode_exercice"),
    sort_by=("niveau", "code_territoire", "code_profession", "code_mode_exercice"),
)

MOUVEMENT_HISTORIQUE = TableContract(
    "mouvement_historique",
    1,
    "Persons who came, left or moved between a release and the one served before it "
    "(`history/mouvements-<version>.parquet`; none for the first). For each cell, professionnels now = professionnels before + "
    "arrivees + venus_d_ailleurs - departs - partis_ailleurs. A person is counted in each territory of practice. These are "
    "changes of the register, seen when it was read: a correction of an address looks like a move, a late registration like an "
    "arrival, and a new reference of communes may move a place. Small numbers are kept as they are, since the register is public; "
    "1 or 2 in a commune is an event, not a trend, and says nothing of who.",
    (
        *_RELEASE,
        *CELL,
        Column("version_precedente", S, "release compared with", nullable=False),
        Column("millesime_precedent", S, "date of its extraction, ISO", nullable=False),
        Column("restes", I32, "persons there in both releases", nullable=False),
        Column(
            "arrivees",
            I32,
            "persons there now whom the former release did not hold under this profession",
            nullable=False,
        ),
        Column(
            "departs",
            I32,
            "persons there before whom this release no longer holds under this profession",
            nullable=False,
        ),
        Column(
            "venus_d_ailleurs",
            I32,
            "persons there now, not there before, whom the former release held elsewhere (or "
            "without a known territory)",
            nullable=False,
        ),
        Column(
            "partis_ailleurs",
            I32,
            "persons there before, no longer there, whom this release holds elsewhere (or without "
            "a known territory)",
            nullable=False,
        ),
    ),
    key=("niveau", "code_territoire", "code_profession"),
    sort_by=("niveau", "code_territoire", "code_profession"),
)
