"""Names known in several departments, one department behind the other, as comparisons read them.

A word or a form of two departments is two of them here: each weighs what it tells apart in its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.index.known import KnownNames, lists_of
from geocoder.match.align import Side
from geocoder.normalize.words import (
    BOOL,
    I64,
    Names,
    Ragged,
    Ranks,
    Words,
    numbered,
    rows_of_each,
    stacked,
    starts,
    typed_rows,
)

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names known in one department, and what each of its words tells apart."""

    known: KnownNames
    weight: F64
    """Weight of each word (w,)."""
    unknown: float
    """Weight of a word that stands in no name of the department."""


@dataclass(frozen=True)
class Forms:
    """The forms (f,) that are compared, over no other words than they hold (w,)."""

    kind: I64
    """Way type of each, a row of `KnownForms.kinds`; 0 for none."""
    is_nameless: BOOL
    is_plain: BOOL
    holds_type_word: BOOL
    typed: Ragged
    """See `typed_rows` (2f,)."""
    held: I64
    """Row among all known words of each word (w,), sorted."""
    texts: list[str]
    weight: F64

    def __len__(self) -> int:
        return len(self.kind)

    @cached_property
    def side(self) -> Side:
        """The forms as they are aligned."""
        return Side(Words(self.texts), self.typed, self.weight)

    def of_known(self, words: I64) -> I64:
        """Row here of known words (n,): one past the last where no form holds it; -1, for none, stays."""
        at = np.searchsorted(self.held, words)
        other = len(self.held)
        found = self.held[np.minimum(at, other - 1)] == words if other else np.zeros(len(at), bool)
        return np.where(words < 0, -1, np.where(found, at, other))

    def letters(self, rows: I64) -> list[str]:
        """Rows of `typed` (n,) without spaces."""
        return joined(self.typed, rows, self.texts)


class _Part(NamedTuple):
    """Forms of one department (f,); words and types are numbered through all departments."""

    content: Ragged
    kind_words: Ragged
    kind: I64
    is_plain: BOOL
    typing: BOOL


class KnownForms:
    """The names of several departments: forms and words are numbered through all of them."""

    def __init__(self, departments: Sequence[Vocabulary]) -> None:
        self._departments = departments
        known = [own.known for own in departments]
        self.first_form = starts([len(k.kind) for k in known])
        self._first_word = starts([len(k.vocabulary) for k in known])
        ranks = Ranks({"": 0})
        self._kind_ranks = [np.array(ranks.of(k.kinds), np.int64) for k in known]
        self.kinds = list(ranks)

    def words_of(self, department: I64, texts: Sequence[str]) -> tuple[I64, F64]:
        """Row among all known words of each text in its department, -1 for none; and its weight (n,).

        `department` (n,) is sorted.
        """
        row, weight = np.full(len(texts), -1, np.int64), np.empty(len(texts))
        for rank, begin, end in _runs(department):
            own = self._departments[rank]
            found = own.known.rows_of(texts[begin:end])
            is_known = found >= 0
            row[begin:end][is_known] = found[is_known] + self._first_word[rank]
            weight[begin:end] = np.where(is_known, own.weight[found], own.unknown)
        return row, weight

    def bear(self, names: Names, department: I64) -> BOOL:
        """Whether a form of its department has the type and content words of each name (n,)."""
        hashes = names.full_hashes
        borne = np.zeros(len(names), bool)
        for rank, rows in rows_of_each(department):
            borne[rows] = self._departments[rank].known.bears(hashes[rows])
        return borne

    def gather(self, forms: I64) -> tuple[Forms, I64]:
        """The distinct ones of `forms` (n,), and the row of each in them (n,)."""
        distinct, row = numbered(forms, int(self.first_form[-1]))
        department = np.searchsorted(self.first_form, distinct, "right") - 1
        parts = [
            self._part(rank, distinct[a:b] - self.first_form[rank])
            for rank, a, b in _runs(department)
        ]
        content = stacked([p.content for p in parts])
        typed = typed_rows(content, stacked([p.kind_words for p in parts]))
        held, word = numbered(typed.word, int(self._first_word[-1]))
        texts, weight = self._words(held)
        made = Forms(
            kind=np.concatenate([np.zeros(0, np.int64), *(p.kind for p in parts)]),
            is_nameless=content.counts == 0,
            is_plain=np.concatenate([np.zeros(0, bool), *(p.is_plain for p in parts)]),
            holds_type_word=np.concatenate([np.zeros(0, bool), *(p.typing for p in parts)]),
            typed=Ragged(typed.ptr, word),
            held=held,
            texts=texts,
            weight=weight,
        )
        return made, row

    def _part(self, rank: int, forms: I64) -> _Part:
        known, first = self._departments[rank].known, self._first_word[rank]
        content, kinds = known.content.take(forms), known.kind_rows.take(known.kind[forms])
        return _Part(
            Ragged(content.ptr, content.word + first),
            Ragged(kinds.ptr, kinds.word + first),
            self._kind_ranks[rank][known.kind[forms]],
            known.is_plain[forms],
            known.holds_type_word[forms],
        )

    def _words(self, held: I64) -> tuple[list[str], F64]:
        """Text and weight of words (w,), sorted."""
        texts: list[str] = []
        weights = [np.zeros(0)]
        department = np.searchsorted(self._first_word, held, "right") - 1
        for rank, begin, end in _runs(department):
            own, rows = self._departments[rank], held[begin:end] - self._first_word[rank]
            texts += own.known.vocabulary.take(pa.array(rows)).to_pylist()
            weights.append(own.weight[rows])
        return texts, np.concatenate(weights)


def joined(words: Ragged, rows: I64, texts: Sequence[str]) -> list[str]:
    """Rows (n,) of `words` in one string each, without spaces."""
    distinct, which = numbered(rows, len(words))
    own: list[str] = lists_of(words.take(distinct), pa.array(texts, pa.string()), "").to_pylist()
    return list(map(own.__getitem__, which.tolist()))


def _runs(ranks: I64) -> Iterator[tuple[int, int, int]]:
    """Runs of equal ranks (n,): rank, first row and past the last."""
    begins = np.flatnonzero(np.diff(ranks, prepend=-1))
    ends = np.append(begins, len(ranks))[1:]
    yield from zip(ranks[begins].tolist(), begins.tolist(), ends.tolist(), strict=True)
