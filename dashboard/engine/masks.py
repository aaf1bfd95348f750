"""Which rows a selection keeps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.directory import Directory
from dashboard.search import search
from dashboard.selection import Selection

Mask = NDArray[np.bool_]

REMEMBERED = 256
"""Masks kept, packed: 16 kB each for 125,000 rows, 280 kB for all of France."""
REMEMBERED_TEXTS = 32


class Masks:
    """The rows of each selection, computed clause by clause and remembered packed."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._packed = lru_cache(REMEMBERED)(self._pack)
        self._text = lru_cache(REMEMBERED_TEXTS)(self._pack_text)

    def of(self, selection: Selection) -> Mask:
        """Return which rows keep every clause of `selection` and its text (n,)."""
        if selection.is_empty:
            return np.ones(self._directory.rows, dtype=bool)
        return self._unpacked(self._packed(selection.counting(None)))

    def _unpacked(self, packed: NDArray[np.uint8]) -> Mask:
        return np.unpackbits(packed, count=self._directory.rows).view(bool)

    def _pack(self, selection: Selection) -> NDArray[np.uint8]:
        found: Mask | None = None
        for dimension, codes in selection.clauses:
            rows = self._directory.rows_of(dimension, codes)
            found = rows if found is None else found & rows
        if selection.text:
            rows = self._unpacked(self._text(selection.text))
            found = rows if found is None else found & rows
        return np.packbits(np.ones(self._directory.rows, bool) if found is None else found)

    def _pack_text(self, text: str) -> NDArray[np.uint8]:
        found = search(self._directory.text, text)
        return np.packbits(np.ones(self._directory.rows, bool) if found is None else found)
