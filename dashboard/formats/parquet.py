"""GeoParquet of the rows selected, under the ACTIVITE contract, provenance in its metadata."""

from __future__ import annotations

import json
from typing import IO

import pyarrow.parquet as pq

from dashboard.coding import plain
from dashboard.engine import Engine
from dashboard.formats.provenance import Provenance
from dashboard.formats.rows import EVERY_COLUMN, RowIds, geometries, slices
from refdata.contract import STAMP
from refdata.tables import ACTIVITE

PROVENANCE_KEY = b"cigogne.provenance"
"""Key of the Parquet metadata that holds the provenance, as a JSON object."""
GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
"""GeoParquet: no `crs` means longitude and latitude in WGS84 (OGC:CRS84)."""


def write_parquet(engine: Engine, rows: RowIds, provenance: Provenance, out: IO[bytes]) -> None:
    """Write the file to `out`, slice by slice."""
    metadata = {
        STAMP: ACTIVITE.stamp.encode(),
        b"geo": json.dumps(GEO).encode(),
        PROVENANCE_KEY: json.dumps(dict(provenance.as_pairs()), ensure_ascii=False).encode(),
    }
    schema = ACTIVITE.schema.with_metadata(metadata)
    table = engine.directory.activities.select(list(EVERY_COLUMN))
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for _, held in slices(table, rows):
            located = plain(held).append_column("geometry", geometries(held))
            writer.write_table(located.select(ACTIVITE.schema.names).cast(schema), 65_536)
