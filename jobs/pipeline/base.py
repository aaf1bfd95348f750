"""The address base: every address ever geocoded, with its result and people's decisions."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jobs.pipeline import decisions
from jobs.pipeline.ledger import digest_of
from refdata.contract import STAMP
from refdata.tables import ADRESSE_CONNUE, RESULT_COLUMNS

DECISION_COLUMNS = ("decision", "decision_par", "decision_le")
MACHINE_COLUMNS = ("moteur", "fondement", "verifie")
"""What says whence a result of the geocoder comes, and whether it still stands."""

FORMER = b"adresse_connue/1"
"""Stamp of the bases of before `fondement`: their results are looked for again."""


def read(path: Path) -> pa.Table:
    """Read the base at `path` (ADRESSE_CONNUE); an empty one when there is none yet.

    A base of the former version is brought up to date. Raises ContractError for any other one and
    for a damaged file, which may be removed: `decisions.parquet` holds what people decided.
    """
    if not path.exists():
        return ADRESSE_CONNUE.empty()
    return _former(path) if _stamp(path) == FORMER else ADRESSE_CONNUE.read(path)


def _stamp(path: Path) -> bytes | None:
    import pyarrow.parquet as pq

    try:
        return (pq.read_schema(path).metadata or {}).get(STAMP)
    except pa.ArrowInvalid:
        return None


def _former(path: Path) -> pa.Table:
    """Read a base of the former version: nothing says what its results rest on."""
    import pyarrow.parquet as pq

    table = pq.read_table(path).replace_schema_metadata(None)
    for name in ("fondement", "verifie"):
        table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return ADRESSE_CONNUE.check(table, path)


def is_current(base: pa.Table, engine: str) -> pa.ChunkedArray:
    """Tell which rows need no look: decided by a person, or found to stand under `engine`."""
    same = pc.fill_null(pc.equal(base["verifie"], engine), fill_value=False)
    return pc.or_(same, pc.is_valid(base["decision"]))


def without(table: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """Return the rows of `table` whose `cle` is not among `keys`."""
    return table.filter(pc.invert(pc.is_in(table["cle"], value_set=keys.combine_chunks())))


def among(table: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """Return the rows of `table` whose `cle` is among `keys`."""
    return table.filter(pc.is_in(table["cle"], value_set=keys.combine_chunks()))


def grounds_of(base: pa.Table, keys: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the recorded `fondement` of each key; null for one that is new or unsure."""
    rows = pc.index_in(keys, value_set=base["cle"].combine_chunks())
    return base["fondement"].take(rows.combine_chunks())


def verified(base: pa.Table, keys: pa.ChunkedArray, engine: str) -> pa.Table:
    """Return the base where the rows of `keys` are found to stand under `engine`."""
    stands = pc.is_in(base["cle"], value_set=keys.combine_chunks())
    column = pc.if_else(stands, engine, base["verifie"])
    return base.set_column(base.schema.get_field_index("verifie"), "verifie", column)


def entries(queries: pa.Table, results: pa.Table, engine: str) -> pa.Table:
    """Return rows of the base for `queries` (with `cle`, `fondement`) and `results`, row for row.

    A complement may name a person (`CABINET DU DR …`, 2,679 of 12,270 lines of the test
    extraction have one): it stays out of the base, which outlives the people of an extraction.
    """
    rows = queries.num_rows
    columns = {name: queries[name] for name in queries.column_names}
    columns["complement"] = pa.nulls(rows, pa.string())
    columns |= {name: results[name] for name in RESULT_COLUMNS}
    columns["moteur"] = columns["verifie"] = pa.array([engine] * rows, pa.string())
    columns |= {name: pa.nulls(rows, pa.string()) for name in DECISION_COLUMNS}
    return ADRESSE_CONNUE.check(pa.table(columns))


def merged(base: pa.Table, new: pa.Table) -> pa.Table:
    """Return the base where the rows of `new` take the place of those of the same key."""
    return pa.concat_tables([without(base, new["cle"]), new])


def decided(base: pa.Table, queries: pa.Table, journal: pa.Table) -> pa.Table:
    """Return the base where each known address has the result that a person gave it, if one did.

    `queries` are the distinct ones of the directory (with `cle`), `journal` keeps DECISION. A row
    whose decision was withdrawn leaves the base: the address is geocoded when it is next asked for.
    """
    forced = decisions.in_force(journal)
    never = pc.is_null(base["decision"])
    kept = base.filter(pc.or_(never, pc.is_in(base["cle"], value_set=forced["cle"].unique())))
    known = pa.chunked_array([*kept["cle"].chunks, *queries["cle"].chunks], pa.string())
    applied = among(forced, known)
    return merged(kept, _applied(applied, kept, queries)) if applied.num_rows else kept


def _applied(applied: pa.Table, base: pa.Table, queries: pa.Table) -> pa.Table:
    """Return rows of the base for decisions: the address as registered, the result decided."""
    names = [n for n in queries.column_names if n != "cle"]
    schema = pa.schema([(name, pa.string()) for name in ("cle", *names)])
    found = [among(t, applied["cle"]).select(schema.names).cast(schema) for t in (queries, base)]
    asked = pa.concat_tables(found)
    rows = pc.index_in(applied["cle"], value_set=asked["cle"].combine_chunks()).combine_chunks()
    columns = {name: asked[name].take(rows) for name in names}
    columns["complement"] = pa.nulls(len(rows), pa.string())
    columns |= {n: applied[n] for n in ("cle", *RESULT_COLUMNS, *DECISION_COLUMNS)}
    columns |= {name: pa.nulls(len(rows), pa.string()) for name in MACHINE_COLUMNS}
    return ADRESSE_CONNUE.check(pa.table(columns))


def decisions_digest(base: pa.Table) -> str:
    """Return a digest of what people decided: a release built with other results is another one."""
    rows = base.filter(pc.is_valid(base["decision"])).sort_by("cle")
    return digest_of(rows.select(["cle", "decision", *RESULT_COLUMNS]).to_pylist())


def results_for(base: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """Return the result of each key and its `result_decision`, row for row.

    Every key must be in the base.
    """
    rows = pc.index_in(keys, value_set=base["cle"].combine_chunks())
    found = base.select([*RESULT_COLUMNS, "decision"]).take(rows.combine_chunks())
    return found.rename_columns([*RESULT_COLUMNS, "result_decision"])
