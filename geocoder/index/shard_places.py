"""What BAN calls communes: names, former names, postal towns, postcodes, with their counts.

A shard keeps them so that the gazetteer can be made again when another department changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.index.coded import Coded, coded, pairs
from geocoder.index.container import Container, smallest
from geocoder.index.shard_numbers import Numbers

NAME, FORMER, POSTAL, POSTCODE = range(4)
KINDS = ("nom", "ancien", "acheminement", "code_postal")
Columns = dict[str, "npt.NDArray[Any] | pa.Array"]


def place_columns(numbers: Numbers, lieux: pa.Table, meta: dict[str, Any]) -> Columns:
    """Distinct (kind, text, commune, former commune) with counts, as columns; lists go to `meta`."""
    commune = coded(lieux["code_insee"])
    old = coded(lieux["code_insee_ancienne_commune"])
    parts = [
        _part(NAME, numbers.commune_name, numbers.commune, None),
        _part(NAME, coded(lieux["nom_commune"]), commune, None),
        _part(FORMER, numbers.old_name, numbers.commune, numbers.old_code),
        _part(FORMER, coded(lieux["nom_ancienne_commune"]), commune, old),
        _part(POSTAL, numbers.postal_town, numbers.commune, None),
        _part(POSTCODE, numbers.postcode, numbers.commune, None),
        _part(POSTCODE, coded(lieux["code_postal"]), commune, None),
    ]
    keys = ["kind", "value", "commune", "former"]
    whole = pa.concat_tables(parts).group_by(keys).aggregate([("count", "sum")])
    whole = whole.sort_by([(k, "ascending") for k in keys])
    communes, former = coded(whole["commune"]), coded(whole["former"])
    meta["place_communes"] = communes.values.to_pylist()
    meta["place_former"] = former.values.to_pylist()
    return {
        "place_kind": whole["kind"].combine_chunks(),
        "place_text": whole["value"].combine_chunks(),
        "place_commune": smallest(communes.codes),
        "place_former": smallest(former.codes),
        "place_count": smallest(whole["count_sum"].to_numpy()),
    }


def _part(kind: int, text: Coded, commune: Coded, former: Coded | None) -> pa.Table:
    """Counts of one column of one table."""
    size = len(commune.values)
    place = commune.codes
    if former is not None:
        place = (former.codes + 1) * size + commune.codes
    found = pairs(text.codes, place)
    rows = found.right // max(size, 1) - 1
    old = former.values.take(pa.array(rows, mask=rows < 0)) if former else None
    return pa.table(
        {
            "kind": pa.array(np.full(len(found.count), kind, np.uint8)),
            "value": text.values.take(pa.array(found.left)),
            "commune": commune.values.take(pa.array(found.right % max(size, 1))),
            "former": (
                old.fill_null("") if old is not None else pa.array([""] * len(rows), pa.string())
            ),
            "count": pa.array(found.count),
        }
    )


def read_places(file: Container) -> pa.Table:
    """Columns kind, value, commune, former, count of a shard's file."""
    kinds = pa.array(KINDS, pa.string()).take(file.column("place_kind"))
    communes = pa.array(file.meta["place_communes"], pa.string())
    former = pa.array(file.meta["place_former"], pa.string())
    return pa.table(
        {
            "kind": kinds,
            "value": file.column("place_text"),
            "commune": communes.take(file.column("place_commune")),
            "former": former.take(file.column("place_former")),
            "count": file.column("place_count").cast(pa.int64()),
        }
    )
