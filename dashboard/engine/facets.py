"""How many persons or activities hold each value of a dimension."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dashboard.coding import Coded, Pairs
from dashboard.directory import Directory
from dashboard.engine.types import FacetValue
from dashboard.selection import Dimension, Unit

Counts = NDArray[np.int64]
RowIds = NDArray[np.intp]


def persons_by_value(pairs: Pairs, rows: RowIds) -> Counts:
    """Return how many distinct persons of `rows` hold each value (values,)."""
    seen = np.zeros(pairs.count + 1, dtype=np.uint8)
    seen[pairs.of_row[rows].astype(np.intp)] = 1  # numpy scatters twice as fast by intp
    # The pairs are sorted by value: a value's persons are one run. The extra last element gives
    # reduceat a valid start for a last value without pairs; an empty run yields one element, not 0.
    sums = np.add.reduceat(seen, pairs.starts[:-1], dtype=np.int32)
    return np.where(np.diff(pairs.starts) > 0, sums, 0).astype(np.int64)


def count_values(directory: Directory, dimension: Dimension, rows: RowIds, unit: Unit) -> Counts:
    """Return the count of each value of `dimension` among `rows` (values,), in `unit`."""
    coded = directory.dimensions[dimension]
    if not len(coded.values):
        return np.zeros(0, dtype=np.int64)
    persons = unit is Unit.PROFESSIONNELS
    if persons:
        counts = persons_by_value(directory.pairs[dimension], rows)
    else:
        counts = np.bincount(coded.codes[rows], minlength=len(coded.values))
    for value, held in coded.overlays.items():
        kept = rows[held[rows]]
        counts[value] = directory.persons_of(kept) if persons else len(kept)
    return counts


def most_first(names: Iterable[str], counts: Iterable[int]) -> tuple[tuple[str, int], ...]:
    """Return the names that count something with their counts, most first, equal ones by name."""
    held = [(name, int(count)) for name, count in zip(names, counts, strict=True) if count]
    return tuple(sorted(held, key=lambda pair: (-pair[1], pair[0])))


def _most_frequent(coded: Coded, counts: Counts, limit: int) -> list[int]:
    """Return the `limit` most frequent values, equal counts by label."""
    key = counts * (len(counts) + 1) + (len(counts) - coded.label_rank)
    if limit < len(key):
        best = np.argpartition(key, len(key) - limit)[len(key) - limit :]
        ranked = best[np.argsort(-key[best])]
    else:
        ranked = np.argsort(-key)
    return [int(value) for value in ranked if counts[value]]


def facet(coded: Coded, counts: Counts, chosen: tuple[str, ...], limit: int) -> list[FacetValue]:
    """Return the values most frequent first, at most `limit` of them and those chosen.

    Values that count nothing are left out unless chosen; a chosen code that the data do not hold
    is kept under its own name, so that it can be taken off.
    """
    shown = _most_frequent(coded, counts, limit)
    held = set(shown)
    extra = {coded.index[code] for code in chosen if code in coded.index} - held
    shown += sorted(extra, key=lambda value: (-counts[value], coded.label_rank[value]))
    found = [
        FacetValue(
            coded.values[value],
            coded.labels[value],
            int(counts[value]),
            coded.values[value] in chosen,
        )
        for value in shown
    ]
    return found + [FacetValue(code, code, 0, True) for code in chosen if code not in coded.index]
