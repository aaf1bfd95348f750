"""Cutting a table into shares: rows that share work stay together, shares hold as many rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.batch.distinct import text_column

I64 = npt.NDArray[np.int64]
WORTH_IT = 20_000
"""Rows from which a second process, which takes half a second to start, pays."""
UNEVEN = 0.2
"""Part of a share by which one may be too large rather than part a postcode."""
SHARE = 60_000
"""Rows of a share, from twice as many for each process."""
MOST = 4
"""Shares for each process: who is done sooner takes another."""
CUT_BY = ("postcode", "citycode", "cedex", "city", "address")
"""What says where a row lies, by the first of these columns that is not empty."""


def share_count(rows: int, processes: int) -> int:
    """Shares into which so many rows are cut."""
    return processes * max(1, min(MOST, rows // (SHARE * processes)))


def shares(table: pa.Table, count: int) -> list[I64]:
    """Rows of each share, at most `count` of them: sorted, each row once.

    Rows are cut by postcode, in the order of postcodes: those of a commune share what is found of
    its streets, those of a department its shard. Rows without one are cut by what else they hold;
    a place that has most of the rows is cut through.
    """
    if not table.num_rows:
        return []
    place = _places(table)
    wanted = table.num_rows * np.arange(1, count) / count
    stops = np.cumsum(np.bincount(place))
    nearest = np.abs(stops - wanted[:, None]).argmin(axis=1)
    if np.abs(stops[nearest] - wanted).max(initial=0) > UNEVEN * table.num_rows / count:
        order = np.argsort(place, kind="stable")
        parts = [np.sort(part) for part in np.split(order, wanted.astype(np.int64))]
    else:
        share = np.searchsorted(nearest + 1, np.arange(len(stops)), "right").astype(np.int16)[place]
        parts = [np.flatnonzero(share == i) for i in range(count)]
    return [part for part in parts if len(part)]


def _places(table: pa.Table) -> I64:
    """Number of what each row is cut by (n,): postcodes first, in their order, then the others."""
    place = np.full(table.num_rows, -1, np.int64)
    known = 0
    for name in CUT_BY:
        left = np.flatnonzero(place < 0)
        if name not in table.column_names or not len(left):
            continue
        texts = text_column(table, name)
        if len(left) < len(place):
            texts = texts.take(pa.array(left))
        encoded = texts.combine_chunks().dictionary_encode()
        codes = encoded.indices.to_numpy().astype(np.int64)
        is_given = codes != pc.index(encoded.dictionary, "").as_py()
        order = np.arange(len(encoded.dictionary))
        if name == "postcode":
            order[pc.array_sort_indices(encoded.dictionary).to_numpy()] = order.copy()
        place[left[is_given]] = known + order[codes[is_given]]
        known += len(order)
    place[place < 0] = known
    return place
