"""Large tables over several processes: each answers a share of the distinct queries."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.batch.distinct import TextColumn

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

WORTH_IT = 20_000
"""Distinct queries from which a second process, which takes half a second to start, pays."""


def shares(
    postcode: TextColumn, rows: npt.NDArray[np.int64], count: int
) -> list[npt.NDArray[np.intp]]:
    """Cut distinct queries (n,) into `count` shares of about the same size, postcodes kept together.

    Queries of one commune share their work, which a cut through the commune would do twice.
    """
    order = np.argsort(np.array(postcode.values))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    ranked = rank[postcode.codes[rows]]
    by_postcode = np.argsort(ranked, kind="stable")
    cuts = np.searchsorted(
        ranked[by_postcode],
        [ranked[by_postcode[len(rows) * i // count]] for i in range(1, count)],
    )
    return [share for share in np.split(by_postcode, cuts) if len(share)]


def _answer(opened: Callable[[Path], Geocoder], path: Path, table: pa.Table) -> pa.Table:
    """Open the index in a process of its own and answer a share."""
    return opened(path).geocode_table(table)


def answer_in_processes(
    geocoder: Geocoder, table: pa.Table, parts: list[npt.NDArray[np.intp]]
) -> pa.Table:
    """Answer the rows of `table` (distinct queries), the first share here, the others beside."""
    tables = [table.take(pa.array(part)).combine_chunks() for part in parts]
    with ProcessPoolExecutor(len(parts) - 1, mp_context=get_context("spawn")) as pool:
        others = [
            pool.submit(_answer, type(geocoder).open, geocoder.index.path, t) for t in tables[1:]
        ]
        answers = [geocoder.geocode_table(tables[0]), *(o.result() for o in others)]
    order = np.argsort(np.concatenate(parts), kind="stable")
    return pa.concat_tables(answers).combine_chunks().take(pa.array(order))
