"""The words of a department's names, turned round: which streets hold a word, or one that begins so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from geocoder.index import Shard
from geocoder.normalize import StreetName
from geocoder.normalize.words import spans, starts

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
BOOL = npt.NDArray[np.bool_]
_LAST = "\x7f"
"""Comes after every letter of a word."""


def begun_by(texts: Sequence[str], prefix: str) -> tuple[int, int]:
    """First and past-the-last of the sorted `texts` that begin with `prefix`."""
    return bisect_left(texts, prefix), bisect_left(texts, prefix + _LAST)


def _turned(owner: I64, value: I64, count: int) -> tuple[I64, I64]:
    """Owners of each of `count` values, one behind the other; and where each value's begin."""
    order = np.argsort(value, kind="stable")
    return owner[order], starts(np.bincount(value, minlength=count))


class WordStreets:
    """Streets of one shard by the words of their names; made where a query first needs it."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        """The department."""

    @cached_property
    def _sorted(self) -> tuple[list[str], I64]:
        """Every word in alphabetical order, and its row in the vocabulary."""
        texts = self.shard.known.words.texts
        rows = sorted(range(len(texts)), key=texts.__getitem__)
        return [texts[row] for row in rows], np.array(rows, np.int64)

    @cached_property
    def _forms(self) -> tuple[I64, I64]:
        content = self.shard.known.content
        return _turned(content.owner, content.word, len(self.shard.known.words.texts))

    @cached_property
    def _variants(self) -> tuple[I64, I64]:
        form = self.shard.variant_form.astype(np.int64)
        return _turned(np.arange(len(form)), form, len(self.shard.known.kind))

    @cached_property
    def _letters(self) -> I64:
        """Letters of the content words of each form (f,)."""
        known = self.shard.known
        lengths = known.words.length[known.content.word].astype(np.int64)
        return np.bincount(known.content.owner, lengths, len(known.kind)).astype(np.int64)

    def _of_words(self, first: int, stop: int) -> I64:
        """Forms that hold one of the words `first … stop - 1` of the alphabetical order."""
        forms, ptr = self._forms
        rows = self._sorted[1][first:stop]
        return np.unique(forms[spans(ptr[rows], ptr[rows + 1] - ptr[rows])])

    def _holding(self, word: str) -> I64:
        words = self._sorted[0]
        at = bisect_left(words, word)
        return self._of_words(at, at + (at < len(words) and words[at] == word))

    def _beginning(self, prefixes: Sequence[str]) -> I64:
        runs = [self._of_words(*begun_by(self._sorted[0], prefix)) for prefix in prefixes]
        return np.unique(np.concatenate(runs))

    def forms(self, name: StreetName, prefixes: Sequence[str]) -> I64:
        """Forms of the name's type that hold all of its content words.

        With `prefixes`, ways to write the beginning of a word, the last content word may be any that
        begins with one of them.
        """
        known = self.shard.known
        words = [] if not name.says_something else list(name.content)
        if not words and not prefixes:
            found = np.flatnonzero(known.is_nameless)
        else:
            parts = [self._holding(w) for w in (words[:-1] if prefixes else words)]
            if prefixes:
                parts.append(self._beginning(prefixes))
            found = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), parts)
        if name.way_type:
            kinds = known.kinds
            kind = kinds.index(name.way_type) if name.way_type in kinds else -1
            found = found[known.kind[found] == kind]
        return found.astype(np.int64)

    def streets(self, forms: I64, typed: int, is_wanted: BOOL | None) -> tuple[I64, F64]:
        """Streets that bear one of `forms`, and the share of their letters that `typed` ones are.

        `is_wanted` tells which local communes are looked in (c,); None for all of them.
        """
        variants, ptr = self._variants
        rows = variants[spans(ptr[forms], ptr[forms + 1] - ptr[forms])]
        street = self.shard.variant_street[rows].astype(np.int64)
        if is_wanted is not None:
            inside = is_wanted[self.shard.street_commune[street]]
            rows, street = rows[inside], street[inside]
        letters = np.maximum(1, self._letters[self.shard.variant_form[rows]])
        share = np.minimum(1.0, typed / letters)
        order = np.lexsort((-share, street))
        street, share = street[order], share[order]
        first = np.ones(len(street), bool)
        first[1:] = np.diff(street) != 0
        return street[first], share[first]
