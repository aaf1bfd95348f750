"""The rows an export holds: those selected, in the order of the source, in slices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard.engine import Engine
from dashboard.engine.rows import COLUMNS
from dashboard.selection import Selection
from refdata.tables import ACTIVITE

SLICE = 8_192
"""Rows held in clear at once."""
LINE = "ligne_source"
EVERY_COLUMN = tuple(c.name for c in ACTIVITE.columns if c.name != "geometry")
"""Columns of the ACTIVITE contract, for those who compute."""
SHEET_COLUMNS = (LINE, *COLUMNS)
"""Columns of the table of the page, for those who read."""

RowIds = NDArray[np.intp]


def exported_rows(engine: Engine, selection: Selection) -> RowIds:
    """Return the ids of the rows that `selection` keeps, in the order of the source."""
    rows = np.flatnonzero(engine.mask(selection))
    lines = engine.directory.activities[LINE].to_numpy()[rows]
    return rows[np.argsort(lines, kind="stable")]


def slices(table: pa.Table, rows: RowIds) -> Iterator[tuple[RowIds, pa.Table]]:
    """Yield `rows` of `table`, `SLICE` at a time; once, empty, when there is none."""
    for start in range(0, max(len(rows), 1), SLICE):
        part = rows[start : start + SLICE]
        yield part, table.take(pa.array(part))


def geometries(table: pa.Table) -> pa.Array:
    """Return the WKB point of each row, null without a position."""
    lon = table["longitude"].to_numpy()
    lat = table["latitude"].to_numpy()
    known = ~(np.isnan(lon) | np.isnan(lat))
    points = np.full(len(lon), None, dtype=object)
    points[known] = shapely.to_wkb(shapely.points(lon[known], lat[known]), byte_order=1)
    return pa.array(points, pa.binary())
