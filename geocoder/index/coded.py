"""Text columns as integer codes, and the distinct pairs of two coded columns: what a build counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column: `codes` (n,) into distinct `values`, all of them used; -1 for null."""

    codes: I64
    values: pa.StringArray

    def take(self, rows: I64) -> pa.StringArray:
        """The texts of `rows`, null where there is none."""
        codes = self.codes[rows]
        return self.values.take(pa.array(codes, mask=codes < 0))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct pairs (left, right) sorted by both, and how many rows hold each."""

    left: I64
    right: I64
    count: I64


def coded(column: pa.ChunkedArray | pa.Array) -> Coded:
    """Encode a text column, or take the codes of one that is encoded; every value is used."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    values = encoded.dictionary
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    used = np.bincount(codes + 1, minlength=len(values) + 1)[1:] > 0
    if used.all():
        return Coded(codes, values)
    renumbered = np.append(np.cumsum(used) - 1, -1)
    return Coded(renumbered[codes], values.take(pa.array(np.flatnonzero(used))))


def first_rows(codes: I64, size: int) -> I64:
    """The first row of each code (size,); every code stands somewhere."""
    first = np.empty(size, np.int64)
    backwards = np.arange(len(codes) - 1, -1, -1)
    first[codes[backwards]] = backwards
    return first


def pairs(left: I64, right: I64) -> Pairs:
    """Distinct pairs of two columns (n,); rows where either is -1 are left out.

    Neighbouring rows mostly hold the same pair: runs are counted first, so that what is sorted is
    a tenth of the rows.
    """
    if not len(left):
        nothing = np.zeros(0, np.int64)
        return Pairs(nothing, nothing, nothing)
    width = int(right.max(initial=0)) + 1
    mixed = np.where((left < 0) | (right < 0), -1, left * width + right)
    starts = np.flatnonzero(np.concatenate(([True], mixed[1:] != mixed[:-1])))
    lengths = np.diff(np.append(starts, len(mixed)))
    values, which = np.unique(mixed[starts], return_inverse=True)
    counts = np.bincount(which, weights=lengths, minlength=len(values)).astype(np.int64)
    known = values >= 0
    values, counts = values[known], counts[known]
    return Pairs(values // width, values % width, counts)


def text_order(values: pa.StringArray) -> I64:
    """Rank of each text in the order of their code points (n,); equal texts keep their order."""
    order = pc.array_sort_indices(values).to_numpy()
    rank = np.empty(len(values), np.int64)
    rank[order] = np.arange(len(values))
    return rank
