"""Tables of queries: each distinct query is answered once, rows come back in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from geocoder.errors import QueryTableError
from geocoder.parse import LineQuery
from geocoder.results import FIELDS, Result
from geocoder.types import PlaceQuery
from refdata.tables import QUERY, RESULT

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

_COLUMNS = tuple(c.name for c in QUERY.columns)


def geocode_table(geocoder: Geocoder, table: pa.Table) -> pa.Table:
    """Answer every row of `table`; see `Geocoder.geocode_table`."""
    queries = _query_frame(table)
    codes, distinct = _distinct(queries)
    answers = [_answer(geocoder, row) for row in distinct.itertuples(index=False, name=None)]
    columns = {name: [getattr(a, name) for a in answers] for name in FIELDS}
    arrays = [pa.array(columns[c.name], c.type) for c in RESULT.columns]
    unique = pa.Table.from_arrays(arrays, schema=RESULT.schema)
    return unique.take(pa.array(codes))


def _query_frame(table: pa.Table) -> pd.DataFrame:
    """The query columns as text, empty where null or absent."""
    known = [c for c in _COLUMNS if c in table.column_names]
    if not known:
        problem = f"the table of queries has none of the columns {list(_COLUMNS)}"
        raise QueryTableError(problem)
    frame = pd.DataFrame(index=range(table.num_rows))
    for name in _COLUMNS:
        if name not in known:
            frame[name] = ""
            continue
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if not (
            pa.types.is_string(column.type)
            or pa.types.is_large_string(column.type)
            or pa.types.is_null(column.type)
        ):
            problem = f"column `{name}` of the table of queries is {column.type}, not text"
            raise QueryTableError(problem)
        frame[name] = column.cast(pa.string()).fill_null("").to_pylist()
    return frame


def _distinct(queries: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Row of the distinct query of each row (n,), and the distinct queries in order of first sight."""
    codes = queries.groupby(list(_COLUMNS), sort=False).ngroup().to_numpy()
    return codes, queries.drop_duplicates(list(_COLUMNS)).reset_index(drop=True)


def _answer(geocoder: Geocoder, row: tuple[str, ...]) -> Result:
    values = dict(zip(_COLUMNS, row, strict=True))
    place = PlaceQuery(values["postcode"], values["city"], values["citycode"], values["cedex"])
    line = LineQuery(
        values["number"],
        values["suffix"],
        values["way_type"],
        values["street"],
        values["complement"],
        values["distribution"],
    )
    address = values["address"]
    if not address.strip():
        return geocoder.locate(place, line)
    if line.is_empty and not line.number:
        return geocoder.locate_line(address, place)
    both = f"{line.complement} ; {address}" if line.complement else address
    return geocoder.locate(
        place,
        LineQuery(line.number, line.suffix, line.way_type, line.street, both, line.distribution),
    )
