"""The address of each activity as a query of the geocoder, and the key of each distinct one."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from refdata.tables import QUERY

QUERY_COLUMNS = tuple(c.name for c in QUERY.columns if c.name != "address")
"""Columns of an activity's query: an extraction gives its address in columns, never in one line."""

_AS_GIVEN = {
    "number": "numero_voie",
    "suffix": "indice_repetition",
    "street": "libelle_voie",
    "distribution": "mention_distribution",
    "postcode": "code_postal",
    "city": "libelle_commune",
    "citycode": "code_commune_declare",
    "cedex": "bureau_cedex",
}

SEPARATOR = "\x1f"
"""Between the columns of a key: the unit separator, which no text file of addresses holds."""


def queries_of(activities: pa.Table) -> pa.Table:
    """Return the query of each activity, row for row (columns `QUERY_COLUMNS`, strings)."""
    columns = {name: activities[given] for name, given in _AS_GIVEN.items()}
    columns["way_type"] = pc.coalesce(activities["libelle_type_voie"], activities["code_type_voie"])
    columns["complement"] = _joined(
        activities["complement_destinataire"], activities["complement_geographique"]
    )
    return pa.table({name: columns[name] for name in QUERY_COLUMNS})


def _joined(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
    """`Bâtiment B`, `Les Lilas` -> `Bâtiment B ; Les Lilas`; null when both are.

    The semicolon parts them for the parser: `RES X` and `DUPRE 11, R Y` are two complements.
    """
    # Not null_handling="skip": pyarrow 26 drops the rows where both are null.
    given = (pc.fill_null(first, ""), pc.fill_null(second, ""))
    both = pc.utf8_trim(pc.binary_join_element_wise(*given, " ; "), " ;")
    return pc.if_else(pc.equal(both, ""), None, both)


def keys_of(queries: pa.Table) -> pa.ChunkedArray:
    """Return the key of each query: 32 hexadecimal digits, equal when every column is."""
    columns = [pc.fill_null(queries[name], "") for name in QUERY_COLUMNS]
    joined = pc.binary_join_element_wise(*columns, SEPARATOR)
    encoded = joined.combine_chunks().dictionary_encode()
    digests = [
        hashlib.sha256(text.encode()).hexdigest()[:32] for text in encoded.dictionary.to_pylist()
    ]
    return pa.chunked_array([pa.array(digests, pa.string()).take(encoded.indices)])


def distinct(queries: pa.Table) -> pa.Table:
    """Return each distinct query once, with its `cle`, sorted by it."""
    keyed = queries.append_column("cle", keys_of(queries))
    first = keyed.append_column("rang", pa.array(range(keyed.num_rows), pa.int64()))
    rows = first.group_by("cle").aggregate([("rang", "min")]).sort_by("cle")
    return keyed.take(rows["rang_min"])
