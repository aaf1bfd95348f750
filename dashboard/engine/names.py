"""Names in the order of French, and the people whom a question names before those it finds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.coding import factorise
from dashboard.search import AFTER_ANY_LETTER, normalise

Ranks = NDArray[np.int32]

SHORTEST_BEGINNING = 3
"""Letters by which a word may begin a name: `rue de la Gare` names neither DELMAS nor LAMBERT."""
FAMILY_NAME, FIRST_NAME, BEGINNING, ELSEWHERE = range(4)
"""Where a question is found in a row, the likeliest that it means the person first."""


@dataclass(frozen=True, slots=True)
class Names:
    """A column of strings in alphabetical order, without accents or case.

    `rank` (n,) is that of each row, -1 for null; `keys` are the distinct values, normalised, in
    that order. Equal keys (`Élie`, `ELIE`) are told apart by the string itself: the order is total.
    """

    rank: Ranks
    keys: list[str]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Names:
        """Return the order of a column of strings (nulls allowed)."""
        codes, distinct = factorise(column)
        table = pa.table({"key": normalise(distinct), "value": distinct})
        order = pc.sort_indices(table, sort_keys=[("key", "ascending"), ("value", "ascending")])
        rank = np.empty(len(distinct) + 1, dtype=np.int32)
        rank[order.to_numpy()] = np.arange(len(distinct))
        rank[-1] = -1
        return cls(rank[codes], table["key"].take(order).to_pylist())

    def said(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Return which values are words of a question, side by side (keys + 1,); the last is null.

        `le goff jean` says LE GOFF.
        """
        found = np.zeros(len(self.keys) + 1, dtype=bool)
        for first, stop in combinations(range(len(words) + 1), 2):
            key = " ".join(words[first:stop])
            found[bisect_left(self.keys, key) : bisect_right(self.keys, key)] = True
        return found

    def begun(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Return which values begin with a word of a question (keys + 1,); the last is null."""
        found = np.zeros(len(self.keys) + 1, dtype=bool)
        for word in words:
            if len(word) >= SHORTEST_BEGINNING:
                stop = bisect_left(self.keys, word + AFTER_ANY_LETTER)
                found[bisect_left(self.keys, word) : stop] = True
        return found


def named_first(
    rows: NDArray[np.int32], words: Sequence[str], family: Names, given: Names
) -> NDArray[np.int32]:
    """Return `rows` with those of the people whom `words` name first, else in their order.

    Who has that family name, then that first name, then a family name that begins so: the others
    hold the words in their structure or their street.
    """
    of_family = np.full(len(family.keys) + 1, ELSEWHERE, dtype=np.uint8)
    of_family[family.begun(words)] = BEGINNING
    of_family[family.said(words)] = FAMILY_NAME
    of_given = np.where(given.said(words), FIRST_NAME, ELSEWHERE).astype(np.uint8)
    if of_family.min() == of_given.min() == ELSEWHERE:
        return rows  # a number, a street: nobody's name
    where = np.minimum(of_family[family.rank[rows]], of_given[given.rank[rows]])
    return rows[np.argsort(where, kind="stable")]
