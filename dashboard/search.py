"""Free-text search: every word of the query begins a word of the row, in any field and order."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.coding import factorise

AFTER_ANY_LETTER = "\U0010ffff"
"""What stands behind a beginning to give the end of all that begins so, in a sorted vocabulary."""
_LIGATURES = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"))
CIVILITIES = frozenset(
    {
        *("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"),
        *("dr", "docteur", "docteure", "pr", "professeur", "professeure"),
    }
)
"""How one addresses a person: it tells nobody apart, though structures (DR FOURNIER) and streets have it."""


def normalise(strings: pa.Array) -> pa.Array:
    """Return the words of each string, without case, accents or signs, one blank between.

    `D'HAUSSY Anne-Sophie` -> `d haussy anne sophie`, `Vœuil-lès-Prés` -> `voeuil les pres`.
    Null stays null.
    """
    text = pc.utf8_lower(pc.utf8_normalize(strings, form="NFKD"))
    for ligature, letters in _LIGATURES:
        text = pc.replace_substring(text, ligature, letters)
    text = pc.replace_substring_regex(text, r"\p{Mn}+", "")
    text = pc.replace_substring_regex(text, r"[^\p{L}\p{N}]+", " ")
    return pc.utf8_trim_whitespace(text)


def words(text: str) -> tuple[str, ...]:
    """Return the distinct words of a query, normalised as the rows are, in order.

    In Python what `normalise` does in Arrow, which spends 3 ms on compiling its expressions.
    """
    text = unicodedata.normalize("NFKD", text).lower()
    for ligature, letters in _LIGATURES:
        text = text.replace(ligature, letters)
    kinds = ((c, unicodedata.category(c)) for c in text)
    kept = "".join(c if kind[0] in "LN" else " " for c, kind in kinds if kind != "Mn")
    return tuple(dict.fromkeys(kept.split()))


def looked_for(text: str) -> tuple[str, ...]:
    """Return the words of a query that a row must hold: its civilities left out, unless alone.

    `Dr Martin` asks for Martin; `docteur` for the streets of one.
    """
    asked = words(text)
    return tuple(word for word in asked if word not in CIVILITIES) or asked


@dataclass(frozen=True, slots=True)
class SearchField:
    """One searchable column: the value of each row, and which values hold each word.

    `codes` (n,) indexes the distinct values, the last being null; `vocabulary` is sorted;
    `postings[offsets[w]:offsets[w + 1]]` are the values that hold word `w`.
    """

    codes: NDArray[np.int32]
    values: int
    vocabulary: pa.Array
    offsets: NDArray[np.int64]
    postings: NDArray[np.int32]

    def _first(self, word: str) -> int:
        """Return the rank of the first word of the vocabulary that is not before `word`."""
        ranks = range(len(self.vocabulary))
        return bisect_left(ranks, word, key=lambda rank: self.vocabulary[rank].as_py())

    def matches(self, prefix: str) -> NDArray[np.bool_] | None:
        """Return which rows hold a word that begins with `prefix` (n,); None when none does."""
        start, stop = self._first(prefix), self._first(prefix + AFTER_ANY_LETTER)
        if start == stop:
            return None
        found = np.zeros(self.values, dtype=bool)
        found[self.postings[self.offsets[start] : self.offsets[stop]]] = True
        return found[self.codes]


def search_field(column: pa.ChunkedArray | pa.Array) -> SearchField:
    """Return the index of a column of strings (nulls allowed)."""
    codes, distinct = factorise(column)
    split = pc.split_pattern(normalise(distinct), " ")
    tokens, vocabulary = factorise(split.flatten())
    holders = pc.list_parent_indices(split).to_numpy(zero_copy_only=False)
    order = np.lexsort((holders, tokens))
    offsets = np.searchsorted(tokens[order], np.arange(len(vocabulary) + 1))
    count = len(distinct) + 1
    rows = np.where(codes < 0, len(distinct), codes).astype(np.int32)
    return SearchField(rows, count, vocabulary, offsets, holders[order].astype(np.int32))


def search(fields: tuple[SearchField, ...], text: str) -> NDArray[np.bool_] | None:
    """Return the rows that hold every word looked for (n,); None when `text` has no word."""
    found: NDArray[np.bool_] | None = None
    for word in looked_for(text):
        held = np.zeros(len(fields[0].codes), dtype=bool)
        for field in fields:
            rows = field.matches(word)
            if rows is not None:
                held |= rows
        found = held if found is None else found & held
    return found
