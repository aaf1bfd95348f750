"""Columns as small integers: what makes a filter a table look-up and a count a `bincount`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.unsignedinteger]

COMPARED = 12
"""Values compared one by one (10 µs each for 125,000 rows) rather than looked up (0.3 ms)."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct (person, value) pairs of one column, sorted by value.

    `of_row` (n,) is the pair of each row; `starts` (values + 1,) where each value's pairs begin,
    so that distinct persons by value are the sums of the pairs seen between two starts.
    """

    of_row: NDArray[np.int32]
    starts: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return int(self.starts[-1])


@dataclass(frozen=True, slots=True)
class Coded:
    """One column of n rows over its distinct values.

    `codes` (n,) indexes `values` and `labels`; `label_rank` (values,) is the alphabetical rank.
    Nulls are one value, whatever code the reader of the column gave them. `overlays` are values
    that no row's code names and that hold rows of several others (« mixte »): their rows (n,).
    """

    codes: Codes
    values: tuple[str, ...]
    labels: tuple[str, ...]
    label_rank: NDArray[np.int64]
    index: dict[str, int]
    overlays: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)

    def overlaid(self, code: str, label: str, rows: NDArray[np.bool_]) -> Coded:
        """Return the same column with one more value, `code`, that `rows` (n,) hold as well."""
        values, labels = (*self.values, code), (*self.labels, label)
        overlays = {**self.overlays, len(self.values): rows}
        index = {value: i for i, value in enumerate(values)}
        return Coded(self.codes, values, labels, _rank(values, labels), index, overlays)

    def table(self, chosen: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which values are among `chosen` (values,); unknown ones are ignored."""
        found = np.zeros(len(self.values), dtype=bool)
        found[[self.index[value] for value in chosen if value in self.index]] = True
        return found

    def rows_of(self, chosen: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which rows hold one of `chosen` (n,)."""
        if len(chosen) > COMPARED:
            found = self.table(chosen)[self.codes]
        else:
            found = np.zeros(len(self.codes), dtype=bool)
            for value in chosen:
                if value in self.index:
                    found |= self.codes == self.index[value]
        for held, rows in self.overlays.items():
            if self.values[held] in chosen:
                found |= rows
        return found


def smallest(codes: NDArray[np.integer], count: int) -> Codes:
    """Return `codes` in the smallest unsigned type that holds `count` values."""
    return codes.astype(np.min_scalar_type(max(count - 1, 0)), copy=False)


def factorise(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """Return the codes (n,) of a column and its distinct values, sorted; -1 for null."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    held = array.dictionary
    order = pc.array_sort_indices(held)
    rank = np.empty(len(held) + 1, dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(held))
    rank[-1] = -1
    codes = pc.fill_null(array.indices.cast(pa.int64()), len(held)).to_numpy(zero_copy_only=False)
    return rank[codes], held.take(order)


def _labels(
    codes: NDArray[np.int64], values: tuple[str, ...], column: pa.ChunkedArray
) -> tuple[str, ...]:
    """Return the first label that goes with each value, the value itself where there is none."""
    known = np.flatnonzero(pc.is_valid(column).to_numpy(zero_copy_only=False))
    held, first = np.unique(codes[known], return_index=True)
    labels = list(values)
    for value, label in zip(held, column.take(pa.array(known[first])).to_pylist(), strict=True):
        labels[value] = label
    return tuple(labels)


def coded(
    column: pa.ChunkedArray,
    labels: pa.ChunkedArray | dict[str, str] | None = None,
    *,
    missing: tuple[str, str],
) -> Coded:
    """Return `column` coded, with labels from a parallel column or from a table of names.

    `missing` is the code and the label of the rows that are null.
    """
    codes, distinct = factorise(column)
    values = tuple(distinct.to_pylist())
    if isinstance(labels, dict):
        names = tuple(labels.get(value, value) for value in values)
    elif labels is None:
        names = values
    else:
        names = _labels(np.where(codes < 0, len(values), codes), (*values, ""), labels)[:-1]
    if (codes < 0).any():
        codes = np.where(codes < 0, len(values), codes)
        values, names = (*values, missing[0]), (*names, missing[1])
    return coded_as(codes, values, names)


def coded_as(codes: NDArray[np.int64], values: tuple[str, ...], labels: tuple[str, ...]) -> Coded:
    """Return the column whose rows hold `values[codes]`."""
    index = {value: i for i, value in enumerate(values)}
    return Coded(smallest(codes, len(values)), values, labels, _rank(values, labels), index)


def _rank(values: tuple[str, ...], labels: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the alphabetical rank of each label (values,), equal ones by value."""
    rank = np.empty(len(labels), dtype=np.int64)
    rank[sorted(range(len(labels)), key=lambda i: (labels[i], values[i]))] = np.arange(len(labels))
    return rank


def pairs(codes: Codes, count: int, person: NDArray[np.int32], persons: int) -> Pairs:
    """Return the distinct (person, value) pairs of rows that hold `codes` (of `count` values)."""
    key = codes.astype(np.int64) * persons + person
    distinct, of_row = np.unique(key, return_inverse=True)
    starts = np.searchsorted(distinct, np.arange(count + 1, dtype=np.int64) * persons)
    return Pairs(of_row.astype(np.int32), starts.astype(np.int64))


def compact(table: pa.Table) -> pa.Table:
    """Return `table` with its string columns dictionary-encoded over the smallest integers."""
    columns = []
    for column in table.columns:
        array = column.combine_chunks()
        if pa.types.is_string(array.type):
            array = array.dictionary_encode()
            width = pa.int16() if len(array.dictionary) < 2**15 else pa.int32()
            array = pa.DictionaryArray.from_arrays(array.indices.cast(width), array.dictionary)
        columns.append(array)
    return pa.table(columns, names=table.column_names)


def plain(table: pa.Table) -> pa.Table:
    """Return `table` with its dictionary columns decoded to strings."""
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)
