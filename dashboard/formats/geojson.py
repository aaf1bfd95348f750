"""GeoJSON of the rows selected; rows without a position are features whose geometry is null."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from dashboard.coding import plain
from dashboard.engine import Engine
from dashboard.formats.provenance import Provenance
from dashboard.formats.rows import SHEET_COLUMNS, RowIds, slices


def _feature(row: dict[str, object]) -> dict[str, object]:
    lon, lat = row.pop("longitude"), row.pop("latitude")
    located = lon is not None and lat is not None
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]} if located else None,
        "properties": row,
    }


def geojson_pieces(engine: Engine, rows: RowIds, provenance: Provenance) -> Iterator[bytes]:
    """Yield the file piece by piece; the provenance is the member `metadata` of the collection."""
    head = {"type": "FeatureCollection", "metadata": dict(provenance.as_pairs())}
    yield orjson.dumps(head)[:-1] + b',"features":[\n'
    table = engine.directory.activities.select(list(SHEET_COLUMNS))
    separator = b""
    for _, held in slices(table, rows):
        # Scores are float32: as float64 they would show digits that were never computed.
        decoded = plain(held).to_pylist()
        for row in decoded:
            row["result_score"] = _rounded(row["result_score"])
        features = b",\n".join(orjson.dumps(_feature(row)) for row in decoded)
        if features:
            yield separator + features
            separator = b",\n"
    yield b"\n]}\n"


def _rounded(score: object) -> float | None:
    return round(score, 4) if isinstance(score, float) else None
