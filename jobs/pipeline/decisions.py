"""What people decided of addresses: a set of dated decisions, of which the latest is in force.

The set only grows. Adding to it what it holds changes nothing, and the order in which sheets are
imported does not matter: two bases that were given the same decisions hold the same set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jobs.errors import JobError
from jobs.pipeline.ledger import digest_of
from refdata.errors import ContractError
from refdata.tables import DECISION, RESULT_COLUMNS

Row = Mapping[str, Any]
"""One row of DECISION, by column."""

POSITION_DECIMALS = 7
"""Decimals of a decided position, in degrees: one centimetre."""

SAID_COLUMNS = ("cle", "decision", "decision_par", "decision_le", "commentaire")
"""Columns that tell two decisions apart, beside the result."""


class Verdict(StrEnum):
    """What a person may decide; the value is what the tables hold."""

    ACCEPTED = "acceptee"
    MOVED = "deplacee"
    OTHER = "autre_adresse"
    NOT_AN_ADDRESS = "pas_une_adresse"
    WITHDRAWN = "annulee"

    @property
    def verb(self) -> str:
        """The word of the sheets: `accepter`, `deplacer`, `autre`, `pas_une_adresse`, `annuler`."""
        return _VERBS[self]


_VERBS = {
    Verdict.ACCEPTED: "accepter",
    Verdict.MOVED: "deplacer",
    Verdict.OTHER: "autre",
    Verdict.NOT_AN_ADDRESS: "pas_une_adresse",
    Verdict.WITHDRAWN: "annuler",
}


def read(path: Path) -> pa.Table:
    """Read the decisions at `path` (DECISION); none when there is no file.

    Raises JobError when the file is damaged or of another version: unlike any other table, it
    cannot be built again.
    """
    if not path.exists():
        return DECISION.empty()
    try:
        return DECISION.read(path)
    except ContractError as error:
        problem = f"{path}: cannot be read ({'; '.join(error.problems)})"
        advice = (
            "restore it from a backup, or set it aside and give your last `cigogne addresses export` "
            "to `cigogne addresses import`"
        )
        raise JobError(problem, advice) from error


def identity(row: Row) -> str:
    """Digest of a decision, the same wherever it is held; the address as registered has no part."""
    said = [row[name] for name in SAID_COLUMNS]
    return digest_of([*said, *(_plain(row[name]) for name in RESULT_COLUMNS)])


def _plain(value: object) -> object:
    """A result value as it is written in any file: positions and scores to their decimals."""
    return round(value, POSITION_DECIMALS) if isinstance(value, float) else value


def table_of(rows: Iterable[Row]) -> pa.Table:
    """Return rows as a checked DECISION table."""
    kept = [{name: row.get(name) for name in DECISION.schema.names} for row in rows]
    return DECISION.check(pa.Table.from_pylist(kept, schema=DECISION.schema))


def merged(held: pa.Table, new: Iterable[Row]) -> pa.Table:
    """Return the set that holds the decisions `held` and those of `new`, each once."""
    rows = {identity(row): row for row in held.to_pylist()}
    fresh = {identity(row): row for row in table_of(new).to_pylist()}
    added = [row for key, row in fresh.items() if key not in rows]
    return pa.concat_tables([held, table_of(added)]) if added else held


def latest(held: pa.Table) -> dict[str, Row]:
    """Return the decision in force of each address, by `cle`; one that was withdrawn is there too.

    Of two decisions of the same second the one with the greater digest counts, everywhere.
    """
    found: dict[str, Row] = {}
    for row in sorted(held.to_pylist(), key=lambda r: (r["decision_le"], identity(r))):
        found[row["cle"]] = row
    return found


def in_force(held: pa.Table) -> pa.Table:
    """Return the decisions that are applied, one an address: the latest, unless it is withdrawn."""
    rows = latest(held).values()
    return table_of(row for row in rows if row["decision"] != Verdict.WITHDRAWN)


def recovered(held: pa.Table, base: pa.Table) -> pa.Table:
    """Add the decisions that only the address base holds: it is old, or the journal was lost."""
    known = held["cle"].combine_chunks()
    decided = base.filter(pc.is_valid(base["decision"]))
    orphans = decided.filter(pc.invert(pc.is_in(decided["cle"], value_set=known)))
    return merged(held, map(_orphan, orphans.to_pylist())) if orphans.num_rows else held


def _orphan(row: Row) -> Row:
    day = str(row["decision_le"] or "1970-01-01")
    moment = f"{day}T00:00:00Z" if len(day) == len("2026-11-26") else day
    author = row["decision_par"] or "inconnu"
    return {**row, "decision_le": moment, "decision_par": author, "commentaire": None}
