"""Words met once: what is known of each, as arrays, and names as rows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.normalize.hashing import BASE, U64, powers, text_hashes
from geocoder.normalize.names import ARTICLES, StreetName
from geocoder.normalize.sounds import phonetics

I64 = npt.NDArray[np.int64]
BOOL = npt.NDArray[np.bool_]


def _first_sounds() -> npt.NDArray[np.uint8]:
    """PH and F, Y and I, QU, K and C, AU and O, AI and E may be written for one another."""
    table = np.arange(256, dtype=np.uint8)
    for letter, like in zip("FYQKOE", "PICCAA", strict=True):
        table[ord(letter)] = ord(like)
    return table


_FIRST_SOUND = _first_sounds()


class Ranks(dict[str, int]):
    """Distinct texts in the order they were met: looking one up enters it."""

    def __missing__(self, text: str) -> int:
        """Enter a new text behind the others."""
        rank = self[text] = len(self)
        return rank

    def of(self, texts: Iterable[str]) -> list[int]:
        """Rank of each text."""
        return list(map(self.__getitem__, texts))

    def of_many(self, texts: Sequence[str]) -> list[int]:
        """`of`, for texts most of which are new: these are entered all at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self]
        self.update(zip(new, range(len(self), len(self) + len(new)), strict=True))
        return self.of(texts)


@dataclass(frozen=True)
class Words:
    """Distinct ASCII words (w,), with what comparisons and keys need of each."""

    texts: list[str]

    @cached_property
    def hash(self) -> U64:
        """Hash of each word (w,)."""
        return text_hashes(self.texts)[0]

    @cached_property
    def length(self) -> I64:
        """Letters of each word (w,)."""
        return np.fromiter(map(len, self.texts), np.int64, len(self.texts))

    @property
    def _flat(self) -> npt.NDArray[np.uint8]:
        """Letters of every word, one behind the other."""
        return np.frombuffer("".join(self.texts).encode("ascii"), np.uint8)

    @cached_property
    def power(self) -> U64:
        """What a hash is multiplied by before the word is put behind it (w,)."""
        of_length: U64 = powers(int(self.length.max(initial=0)))
        return of_length[self.length]

    @cached_property
    def is_article(self) -> BOOL:
        """Whether the word tells nothing apart (w,)."""
        return np.fromiter((t in ARTICLES for t in self.texts), bool, len(self.texts))

    @cached_property
    def may_be_initial(self) -> BOOL:
        """Whether the word is an initial as well as an article: A, D, L (w,)."""
        return np.fromiter((t in {"A", "D", "L"} for t in self.texts), bool, len(self.texts))

    @cached_property
    def is_a(self) -> BOOL:
        """Whether the word is A (w,)."""
        return np.fromiter((t == "A" for t in self.texts), bool, len(self.texts))

    @cached_property
    def begins_with_vowel(self) -> BOOL:
        """Whether an article is elided before the word (w,)."""
        return np.fromiter((t[:1] in "AEIOUYH" for t in self.texts), bool, len(self.texts))

    @cached_property
    def is_number(self) -> BOOL:
        """Whether the word begins with a digit (w,)."""
        first = np.zeros(len(self.texts), np.uint8)
        some = np.flatnonzero(self.length)
        first[some] = self._flat[(np.cumsum(self.length) - self.length)[some]]
        digit: BOOL = (first >= ord("0")) & (first <= ord("9"))
        return digit

    @cached_property
    def sound(self) -> Words:
        """The phonetic key of each word (w,), not distinct."""
        return Words(phonetics(self.texts))

    @cached_property
    def letters(self) -> npt.NDArray[np.uint8]:
        """Letters of each word, 0 behind its last (w, longest word)."""
        table = np.zeros((len(self.texts), max(1, int(self.length.max(initial=1)))), np.uint8)
        table[np.arange(table.shape[1]) < self.length[:, None]] = self._flat
        return table

    @cached_property
    def last_letter(self) -> npt.NDArray[np.uint8]:
        """Last letter of each word (w,); 0 for an empty one."""
        return self.letters[np.arange(len(self.texts)), np.maximum(self.length - 1, 0)]

    @cached_property
    def letter_set(self) -> npt.NDArray[np.uint64]:
        """Letters that stand in each word, one bit each (w,)."""
        bits = np.uint64(1) << (self._flat & np.uint8(63)).astype(np.uint64)
        some = np.flatnonzero(self.length)
        joined = np.zeros(len(self.texts), np.uint64)
        if len(some):
            begins = (np.cumsum(self.length) - self.length)[some]
            joined[some] = np.bitwise_or.reduceat(bits, begins)
        return joined

    @cached_property
    def first_sound(self) -> npt.NDArray[np.uint8]:
        """First letter, those that sound alike as one: words with other ones never sound the same."""
        sounds: npt.NDArray[np.uint8] = _FIRST_SOUND[self.letters[:, 0]]
        return sounds

    @cached_property
    def alphabetical(self) -> I64:
        """Rank of each word in alphabetical order (w,)."""
        rank = np.empty(len(self.texts), np.int64)
        rank[pc.array_sort_indices(pa.array(self.texts, pa.string()))] = np.arange(len(rank))
        return rank


@dataclass(frozen=True)
class Ragged:
    """Rows of words: those of row i are `word[ptr[i]:ptr[i + 1]]`."""

    ptr: I64
    word: I64

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Ragged:
        """Rows given as lists."""
        counts = np.fromiter(map(len, rows), np.int64, len(rows))
        word = np.fromiter(chain.from_iterable(rows), np.int64, int(counts.sum()))
        return cls(starts(counts), word)

    def __len__(self) -> int:
        return len(self.ptr) - 1

    @property
    def counts(self) -> I64:
        """Words of each row (n,)."""
        return self.ptr[1:] - self.ptr[:-1]  # on a few rows np.diff takes four times as long

    @property
    def owner(self) -> I64:
        """Row of each word (m,)."""
        return np.repeat(np.arange(len(self)), self.counts)

    def kept(self, mask: BOOL) -> Ragged:
        """The words for which `mask` (m,) is true."""
        counts = np.bincount(self.owner[mask], minlength=len(self))
        return Ragged(starts(counts), self.word[mask])

    def take(self, rows: I64) -> Ragged:
        """Some rows, in the order given."""
        counts = self.counts[rows]
        return Ragged(starts(counts), self.word[spans(self.ptr[rows], counts)])

    def texts(self, words: Sequence[str]) -> list[str]:
        """The words of each row in one text, parted by spaces (n,)."""
        flat = list(map(words.__getitem__, self.word.tolist()))
        return [" ".join(flat[begin:end]) for begin, end in pairwise(self.ptr.tolist())]

    def padded(self, width: int) -> I64:
        """The words as a table (n, width), -1 behind the last of each row."""
        counts = np.minimum(self.counts, width)
        table = np.full((len(self), width), -1, np.int64)
        columns = np.arange(len(self.word)) - np.repeat(self.ptr[:-1], self.counts)
        inside = columns < width
        table[np.repeat(np.arange(len(counts)), counts), columns[inside]] = self.word[inside]
        return table


def starts(counts: npt.ArrayLike) -> I64:
    """First row of each group, and the end of the last (g + 1,)."""
    ends: I64 = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return ends


def spans(begin: I64, counts: I64) -> I64:
    """`begin[i] … begin[i] + counts[i] - 1` for every i, one behind the other."""
    before = np.cumsum(counts) - counts
    rows: I64 = np.arange(int(counts.sum())) + np.repeat(begin - before, counts)
    return rows


def numbered(rows: I64, count: int) -> tuple[I64, I64]:
    """The distinct ones of `rows` (n,), all below `count`, in their order; the rank of each row (n,)."""
    is_held = np.zeros(count, bool)
    is_held[rows] = True
    distinct = np.flatnonzero(is_held)
    rank = np.empty(count, np.int32)  # read where it is written alone
    rank[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, rank[rows].astype(np.int64)


def stacked(parts: Sequence[Ragged]) -> Ragged:
    """The rows of several, one behind the other."""
    nothing = np.zeros(0, np.int64)
    counts = np.concatenate([nothing, *(part.counts for part in parts)])
    return Ragged(starts(counts), np.concatenate([nothing, *(part.word for part in parts)]))


def rows_of_each(ranks: I64) -> list[tuple[int, I64]]:
    """The distinct ones of `ranks` (n,), in their order, each with its rows."""
    return [(rank, np.flatnonzero(ranks == rank)) for rank in np.unique(ranks).tolist()]


def side_by_side(first: Ragged, second: Ragged) -> Ragged:
    """Rows of `second` behind those of `first`, both (n,)."""
    ptr = starts(first.counts + second.counts)
    word = np.empty(int(ptr[-1]), np.int64)
    word[spans(ptr[:-1], first.counts)] = first.word
    word[spans(ptr[:-1] + first.counts, second.counts)] = second.word
    return Ragged(ptr, word)


def typed_rows(content: Ragged, kinds: Ragged) -> Ragged:
    """Names as they are compared (2n,): their words, then their words behind those of their type.

    `kinds` holds the words of the type of each name (n,). A name that is nothing but a type is its
    type in both rows.
    """
    nameless = content.counts == 0
    plain = side_by_side(kinds.kept(nameless[kinds.owner]), content)
    typed = side_by_side(kinds, content)
    return Ragged(
        np.concatenate([plain.ptr[:-1], typed.ptr + plain.ptr[-1]]),
        np.concatenate([plain.word, typed.word]),
    )


_SPACE = np.uint64(ord(" "))


def joined_hashes(start: U64, has_start: BOOL, rows: Ragged, words: Words, *, spaced: bool) -> U64:
    """Hash of each start (n,) with a row of words behind it, parted by spaces or by nothing."""
    hashes, has = start.copy(), has_start.copy()
    counts = rows.counts
    for at in range(int(counts.max(initial=0))):
        own = np.flatnonzero(counts > at)
        word = rows.word[rows.ptr[own] + at]
        before = hashes[own]
        if spaced:
            before = np.where(has[own], before * np.uint64(BASE) + _SPACE, before)
        hashes[own] = before * words.power[word] + words.hash[word]
        has[own] = True
    return hashes


@dataclass(frozen=True)
class Names:
    """Street names in normal form (n,), as rows of words.

    `kind` is the rank of the way type in `kinds` (0 for none); `glued` the hash of each name as it
    was written, without spaces, and `th_lost` the same with TH written E.
    """

    words: Words
    kinds: list[str]
    kind: I64
    all: Ragged
    """Every word, articles included."""
    glued: U64
    glued_length: I64
    th_lost: U64
    th_length: I64

    @classmethod
    def of(cls, names: Sequence[StreetName]) -> Names:
        """Names given one by one."""
        ranks, kinds = Ranks(), Ranks({"": 0})
        rows = [ranks.of(name.words) for name in names]
        kind = np.array([kinds[name.way_type] for name in names], np.int64)
        glued, glued_length = text_hashes([name.glued for name in names])
        lost, lost_length = text_hashes([name.glued.replace("TH", "E") for name in names])
        return cls(
            Words(list(ranks)),
            list(kinds),
            kind,
            Ragged.of(rows),
            glued,
            glued_length,
            lost,
            lost_length,
        )

    def __len__(self) -> int:
        return len(self.kind)

    @cached_property
    def content(self) -> Ragged:
        """The words without articles; all of them where there is nothing else (`Rue de la`)."""
        kept = ~self.words.is_article[self.all.word]
        has_content = np.bincount(self.all.owner[kept], minlength=len(self)) > 0
        return self.all.kept(kept | ~has_content[self.all.owner])

    @cached_property
    def initialled(self) -> Ragged:
        """The content words, with an initial in front that reads like an article; see `StreetName`."""
        words, rows = self.words, self.all
        kept = ~words.is_article[rows.word]
        several = np.flatnonzero(rows.counts > 1)
        first, second = rows.word[rows.ptr[several]], rows.word[rows.ptr[several] + 1]
        initial = words.may_be_initial[first] & ~words.is_article[second]
        initial &= words.is_a[first] | ~words.begins_with_vowel[second]
        kept[rows.ptr[several[initial]]] = True
        has_content = np.bincount(rows.owner[kept], minlength=len(self)) > 0
        return rows.kept(kept | ~has_content[rows.owner])

    @cached_property
    def full_hashes(self) -> U64:
        """Hash of each name as its type and content words (n,)."""
        kinds = self.kind_words.hash[self.kind]
        return joined_hashes(kinds, self.kind > 0, self.content, self.words, spaced=True)

    @cached_property
    def says_something(self) -> BOOL:
        """Whether each name holds more than a type and articles (n,)."""
        telling = ~self.words.is_article[self.all.word]
        return np.bincount(self.all.owner[telling], minlength=len(self)) > 0

    @cached_property
    def kind_words(self) -> Words:
        """The way types."""
        return Words(self.kinds)

    def take(self, rows: I64) -> Names:
        """Some of the names, in the order given."""
        return Names(
            self.words,
            self.kinds,
            self.kind[rows],
            self.all.take(rows),
            self.glued[rows],
            self.glued_length[rows],
            self.th_lost[rows],
            self.th_length[rows],
        )

    def compact(self) -> Names:
        """The same names over no other words than they hold."""
        held, word = np.unique(self.all.word, return_inverse=True)
        words = Words([self.words.texts[w] for w in held.tolist()])
        return replace(self, words=words, all=Ragged(self.all.ptr, word))

    def bare_texts(self) -> list[str]:
        """Content words of each name in one string, as `StreetName.bare`."""
        return self.content.texts(self.words.texts)
