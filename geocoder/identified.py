"""A place by its BAN id: of an address, of a way, of a lieu-dit, or the COG code of a commune."""

from __future__ import annotations

import pyarrow.compute as pc

from geocoder.index import OpenIndex, Shard
from geocoder.match.commune import department_of
from geocoder.results import Result, ResultMaker, number_id

CERTAIN = 1.0
"""Score of a place that was named by its id."""


def by_id(index: OpenIndex, maker: ResultMaker, identifier: str) -> Result | None:
    """The place that `identifier` names; None when the index holds none such."""
    parts = identifier.split("_")
    if len(parts) == 1:
        row = index.gazetteer.row_of.get(identifier)
        found = None if row is None else maker.municipality(row, CERTAIN, None)
        return found if found and found.result_id else None
    shard = index.shards.get(department_of(identifier).upper())  # 2a004_0010
    if shard is None:
        return None
    street = pc.index(shard.streets["id"], "_".join(parts[:2])).as_py()
    if street >= 0 and len(parts) == 2:
        return maker.at_street(shard, street, CERTAIN)
    number = _number(shard, street, identifier)
    return None if number is None else maker.at_row(shard, number, CERTAIN)


def _number(shard: Shard, street: int, identifier: str) -> int | None:
    """Row of the number that bears an id: of its street, or kept apart because its id is not rebuilt."""
    for row, kept in shard.number_exceptions.items():
        if kept == identifier:
            return row
    if street < 0:
        return None
    first, last = shard.number_ptr[street : street + 2].tolist()
    rows = range(first, last)
    return next((row for row in rows if number_id(shard, street, row) == identifier), None)
