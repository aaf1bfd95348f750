"""What an answer rests on: two indexes that say the same of it give the same answer.

An answer to a query that names its commune is worked out from four things: the program, the
communes that its place may mean (with their evidence, in their order), what the gazetteer says of
those, and the streets of their departments. A digest of the four is its grounds. A query that names
no commune, or none that is known, is looked for in every department: its grounds are the whole index.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geocoder.batch.distinct import group_columns, query_columns
from geocoder.batch.places import PLACE, Places, resolve_places
from geocoder.index import OpenIndex

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

SAID = ("code", "name", "department", "postcode", "lon", "lat")
"""Columns of the gazetteer that answers are made of."""
_BYTES = 16


def grounds_of(geocoder: Geocoder, table: pa.Table, salt: str) -> pa.Array:
    """Digest of what the answer to each row of `table` rests on; see `Geocoder.grounds`."""
    columns = query_columns(table)
    if not table.num_rows:
        return pa.array([], pa.string())
    place = [columns[name] for name in PLACE]
    groups = group_columns(place)
    places = resolve_places(geocoder.decider.resolver, place, groups.first_row)
    index = geocoder.index
    start = f"{salt}\x1f{index.manifest.rules}".encode()
    whole = _digest(start, index.fingerprint.encode())
    each = [
        _digest(start, said) if said else whole for said in _said(places, _communes(index, places))
    ]
    digests = pa.array([*each, whole], pa.string())
    # a free line may name any commune
    is_free = columns["address"].has_text(np.arange(table.num_rows))
    return digests.take(pa.array(np.where(is_free, len(each), groups.of_row)))


def _communes(index: OpenIndex, places: Places) -> dict[int, bytes]:
    """What the index holds for each commune that a place may mean, its department's streets included."""
    rows = np.unique(places.commune)
    table = index.gazetteer.table.select(SAID).take(pa.array(rows))
    shards = index.manifest.departments
    return {
        row: repr((*said.values(), shards.get(said["department"]))).encode()
        for row, said in zip(rows.tolist(), table.to_pylist(), strict=True)
    }


def _said(places: Places, communes: dict[int, bytes]) -> list[bytes]:
    """What each place rests on (p,); empty for one that may be anywhere."""
    ptr, rows = places.ptr.tolist(), places.commune.tolist()
    former = [places.former_codes[f].encode() for f in places.former.tolist()]
    evidence = places.evidence.astype("<f8")
    return [
        b"\x1e".join(
            part
            for at in range(first, last)
            for part in (communes[rows[at]], evidence[at].tobytes(), former[at])
        )
        if named
        else b""
        for (first, last), named in zip(pairwise(ptr), places.names_commune.tolist(), strict=True)
    ]


def _digest(start: bytes, said: bytes) -> str:
    return blake2b(start + b"\x1f" + said, digest_size=_BYTES).hexdigest()
