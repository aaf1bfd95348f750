"""The address base: every address ever geocoded, with its result and people's decisions."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jobs.pipeline.ledger import digest_of
from refdata.tables import ADRESSE_CONNUE, RESULT_COLUMNS

DECISION_COLUMNS = ("decision", "decision_par", "decision_le")


def read(path: Path) -> pa.Table:
    """Read the base at `path`; an empty one when there is none yet."""
    return ADRESSE_CONNUE.read(path) if path.exists() else ADRESSE_CONNUE.empty()


def known(base: pa.Table, engine: str) -> pa.Table:
    """Rows of the base that stand: given by this `engine`, or decided by a person."""
    same = pc.equal(base["moteur"], engine)
    return base.filter(pc.or_(same, pc.is_valid(base["decision"])))


def to_geocode(base: pa.Table, queries: pa.Table, engine: str) -> pa.Table:
    """Return the distinct `queries` (with `cle`) whose result is not known from this `engine`."""
    standing = known(base, engine)["cle"].combine_chunks()
    return queries.filter(pc.invert(pc.is_in(queries["cle"], value_set=standing)))


def entries(queries: pa.Table, results: pa.Table, engine: str) -> pa.Table:
    """Return rows of the base for `queries` (with `cle`) and their `results`, row for row.

    A complement may name a person (`CABINET DU DR …`, 2,679 of 12,270 lines of the test
    extraction have one): it stays out of the base, which outlives the people of an extraction.
    """
    rows = queries.num_rows
    columns = {name: queries[name] for name in queries.column_names}
    columns["complement"] = pa.nulls(rows, pa.string())
    columns |= {name: results[name] for name in RESULT_COLUMNS}
    columns["moteur"] = pa.array([engine] * rows, pa.string())
    columns |= {name: pa.nulls(rows, pa.string()) for name in DECISION_COLUMNS}
    return ADRESSE_CONNUE.check(pa.table(columns))


def merged(base: pa.Table, new: pa.Table) -> pa.Table:
    """Return the base where the rows of `new` take the place of those of the same key."""
    replaced = pc.is_in(base["cle"], value_set=new["cle"].combine_chunks())
    return pa.concat_tables([base.filter(pc.invert(replaced)), new])


def decisions_digest(base: pa.Table) -> str:
    """Return a digest of people's decisions: a release built with others is another release."""
    decided = base.filter(pc.is_valid(base["decision"])).sort_by("cle")
    return digest_of(decided.to_pylist())


def results_for(base: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """Return the result of each key, row for row; every key must be in the base."""
    rows = pc.index_in(keys, value_set=base["cle"].combine_chunks())
    return base.select(list(RESULT_COLUMNS)).take(rows.combine_chunks())
