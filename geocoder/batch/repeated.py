"""Tables that share queries: what stands in several of them, in any order, is answered once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.batch.distinct import QUERY_NAMES, group, text_column
from geocoder.batch.table import answers_of
from geocoder.normalize.words import starts

if TYPE_CHECKING:
    from geocoder.engine import Geocoder

I64 = npt.NDArray[np.int64]


def geocode_repeated(
    geocoder: Geocoder, tables: Iterable[pa.Table], processes: int
) -> Iterator[pa.Table]:
    """Answer each of `tables`; see `Geocoder.geocode_repeated`."""
    encoded = [_encoded(table) for table in tables]
    if not encoded:
        return iter(())
    distinct, of_row = _distinct(pa.concat_tables(encoded, promote_options="default"))
    found = answers_of(geocoder, distinct, processes)
    answers = found.table.combine_chunks()
    ends = starts([table.num_rows for table in encoded])
    parts = np.split(found.of_row[of_row], ends[1:-1])
    return (answers.take(pa.array(part)) for part in parts)


def _encoded(table: pa.Table) -> pa.Table:
    """The columns of queries, each text once: a tenth of the memory; a table of no query as it is."""
    names = [name for name in QUERY_NAMES if name in table.column_names]
    if not names:
        return table
    return pa.table({name: text_column(table, name).dictionary_encode() for name in names})


def _distinct(table: pa.Table) -> tuple[pa.Table, I64]:
    """Distinct rows of a table of codes, and which of them each row is (n,)."""
    if not table.num_rows or not pa.types.is_dictionary(table.schema.types[0]):
        return table, np.arange(table.num_rows)
    columns = [column.combine_chunks() for column in table.unify_dictionaries().columns]
    rows = group([(_codes(column), len(column.dictionary) + 1) for column in columns])
    first = pa.array(rows.first_row)
    texts = [column.take(first).dictionary_decode() for column in columns]
    return pa.table(texts, table.column_names), rows.of_row


def _codes(column: pa.DictionaryArray) -> npt.NDArray[np.integer]:
    """Rank of each text in the dictionary (n,), behind the last one for a text that is not there."""
    codes = column.indices
    if codes.null_count:
        codes = codes.fill_null(len(column.dictionary))
    ranks: npt.NDArray[np.integer] = codes.to_numpy()
    return ranks
