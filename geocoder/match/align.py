"""Words of two names paired one to one, greedily from the most alike; many pairs of names at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.match.words import word_likeness
from geocoder.normalize.words import BOOL, I64, Ragged, Words

F64 = npt.NDArray[np.float64]
NARROW = 4
"""Words of most names: pairs of names are worked on in tables of this many columns, then of twice as many."""
_PAD = -2
"""Stands behind the last word of an asked name; behind a known one stands -1, which equals nothing asked."""
_FIRST = 1e9
"""Weight of a likeness against the order of the words, which only parts equals."""


@dataclass(frozen=True, slots=True)
class Side:
    """The names of one side: rows of words, and what each word weighs (w,)."""

    words: Words
    content: Ragged
    weight: F64


@dataclass(frozen=True, slots=True)
class Overlap:
    """Weights of the words of pairs of names (n,): paired, how far alike, left alone on either side."""

    paired: F64
    shared: F64
    """Of `paired`, what is alike."""
    other: F64
    """Of `paired`, what stands for a word that other streets bear: CAMPAGNE asked, Champagne known."""
    extra: F64
    """Asked words that are not known."""
    extra_borne: F64
    """Of `extra`, the words that other streets bear; an initial tells nothing."""
    missed: F64
    """Known words that were not asked."""
    is_open: BOOL
    """Whether the last asked word is not known."""

    @classmethod
    def nothing(cls, count: int) -> Overlap:
        """No word in common."""
        paired, shared, other, extra, extra_borne, missed = (np.zeros(count) for _ in range(6))
        is_open = np.zeros(count, bool)
        return cls(paired, shared, other, extra, extra_borne, missed, is_open)

    def put(self, rows: I64, others: Overlap) -> None:
        """Set rows (k,) to those of `others`."""
        for name in self.__slots__:
            getattr(self, name)[rows] = getattr(others, name)


def overlap(asked: Side, known: Side, same: I64, a: I64, k: I64) -> Overlap:
    """Pair the words of names `a` asked with those of names `k` known, both (n,), and weigh them.

    `same` is the known word that each asked word is, -1 for none.
    """
    widest = np.maximum(asked.content.counts[a], known.content.counts[k])
    out = Overlap.nothing(len(a))
    low, width = 0, NARROW
    while low < int(widest.max(initial=0)):
        rows = np.flatnonzero((widest > low) & (widest <= width))
        if len(rows):
            block = _Block.of(asked, known, same, a[rows], k[rows])
            out.put(rows, block.overlap())
        low, width = width, 2 * width
    return out


@dataclass(slots=True)
class _Block:
    """Pairs of names as tables: words asked (n, i), words known (n, j), what is left of both."""

    asked: Side
    known: Side
    ask: I64
    """Rows of asked words, -1 behind the last."""
    know: I64
    same: I64
    """The known word that each asked one is; -2 behind the last."""
    left_ask: BOOL
    left_know: BOOL
    shared: F64
    paired: F64
    other: F64

    @classmethod
    def of(cls, asked: Side, known: Side, same: I64, a: I64, k: I64) -> _Block:
        """Tables of some pairs."""
        rows, others = asked.content.take(a), known.content.take(k)
        ask = rows.padded(int(rows.counts.max()))
        know = others.padded(int(others.counts.max()))
        known_as = np.where(ask >= 0, same[ask], _PAD)
        nothing = (np.zeros(len(a)) for _ in range(3))
        return cls(asked, known, ask, know, known_as, ask >= 0, know >= 0, *nothing)

    def overlap(self) -> Overlap:
        """Pair the words, and weigh what is paired and what is not."""
        self._pair_equals()
        self._pair_likest()
        extra, borne, missed = (np.zeros(len(self.ask)) for _ in range(3))
        tells = (self.same >= 0) & (self.asked.words.length[self.ask] > 1)
        for i in range(self.ask.shape[1]):
            own = np.where(self.left_ask[:, i], self.asked.weight[self.ask[:, i]], 0.0)
            extra += own
            borne += np.where(tells[:, i], own, 0.0)
        for j in range(self.know.shape[1]):
            missed += np.where(self.left_know[:, j], self.known.weight[self.know[:, j]], 0.0)
        last = (self.ask >= 0).sum(axis=1) - 1
        is_open = self.left_ask[np.arange(len(last)), last]
        return Overlap(self.paired, self.shared, self.other, extra, borne, missed, is_open)

    def _take(self, rows: I64, i: I64 | int, j: I64 | int, value: F64 | float) -> None:
        """Pair word `i` asked with word `j` known; a misspelt word weighs what it stands for."""
        weight = self.known.weight[self.know[rows, j]]
        self.shared[rows] += value * weight
        self.paired[rows] += weight
        self.left_ask[rows, i] = False
        self.left_know[rows, j] = False

    def _doubt(self, rows: I64, i: I64, j: I64) -> None:
        """What is spelt as other streets spell it is seldom misspelt; an initial tells nothing."""
        is_word = self.asked.words.length[self.ask[rows, i]] > 1
        borne = np.flatnonzero((self.same[rows, i] >= 0) & is_word)
        self.other[rows[borne]] += self.known.weight[self.know[rows, j]][borne]

    def _pair_equals(self) -> None:
        """Equal words pair first, in their order."""
        for i in range(self.ask.shape[1]):
            for j in range(self.know.shape[1]):
                equal = (self.same[:, i] == self.know[:, j]) & (self.know[:, j] >= 0)
                rows = np.flatnonzero(equal & self.left_ask[:, i] & self.left_know[:, j])
                if len(rows):
                    self._take(rows, i, j, 1.0)

    def _pair_likest(self) -> None:
        """Pair what equal words left, the likest first; the nearest in order among equals."""
        rows = np.flatnonzero(self.left_ask.any(axis=1) & self.left_know.any(axis=1))
        value = self._likeness(rows)
        i, j = np.meshgrid(*map(np.arange, value.shape[1:]), indexing="ij")
        order = (-np.abs(i - j) * 4096 + i * 64 + j).ravel()
        while len(rows):
            ranked = value.reshape(len(rows), -1) * _FIRST + order
            best = ranked.argmax(axis=1)
            bi, bj = np.divmod(best, value.shape[2])
            at = np.arange(len(rows))
            likest = value[at, bi, bj]
            found = np.flatnonzero(likest > 0)
            rows, value, bi, bj = rows[found], value[found], bi[found], bj[found]
            self._take(rows, bi, bj, likest[found])
            self._doubt(rows, bi, bj)
            at = np.arange(len(rows))
            value[at, bi, :] = 0.0
            value[at, :, bj] = 0.0

    def _likeness(self, rows: I64) -> F64:
        """Likeness of every word left of both sides (rows, i, j); each pair of words is compared once."""
        both = self.left_ask[rows][:, :, None] & self.left_know[rows][:, None, :]
        value = np.zeros(both.shape)
        row, i, j = np.nonzero(both)
        width = len(self.known.words.texts)
        pairs = self.ask[rows[row], i] * width + self.know[rows[row], j]
        distinct = pa.array(pairs).dictionary_encode()
        left, right = np.divmod(distinct.dictionary.to_numpy(), width)
        likeness = word_likeness(self.asked.words, self.known.words, left, right)
        value[row, i, j] = likeness[distinct.indices.to_numpy()]
        return value
