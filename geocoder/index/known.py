"""The names a department's streets are known by, as rows of words: what comparisons read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.normalize.hashing import U64
from geocoder.normalize.words import (
    BOOL,
    I64,
    Names,
    Ragged,
    Ranks,
    Words,
    joined_hashes,
    typed_rows,
)
from geocoder.vocabulary import type_words


@dataclass(frozen=True)
class KnownNames:
    """Distinct normal forms (f,) of a department, and the vocabulary they are made of."""

    words: Words
    vocabulary: pa.StringArray
    """The same words, as Arrow has them."""
    kinds: list[str]
    kind: I64
    """Way type of each form, a row of `kinds` (f,)."""
    content: Ragged
    """Content words of each form (f,); none where it is nothing but a type (`Grande Rue`)."""
    typed: Ragged
    """Forms as they are compared (2f,): see `typed_rows`."""
    is_plain: BOOL
    """Whether the form has no article (f,)."""

    @classmethod
    def of(
        cls, forms: pa.StringArray, kind: npt.NDArray[np.integer], kinds: list[str]
    ) -> KnownNames:
        """Split `forms` (words in one string each) of types `kind` (f,)."""
        split = pc.split_pattern(forms, " ")
        flat = pc.list_flatten(split).dictionary_encode()
        ranks = Ranks((text, at) for at, text in enumerate(flat.dictionary.to_pylist()))
        rank = np.asarray(kind, np.int64)
        of_kind = Ragged.of([ranks.of(text.split()) for text in kinds]).take(rank)
        words = Words(list(ranks))
        rows = Ragged(
            split.offsets.to_numpy().astype(np.int64) - split.offsets[0].as_py(),
            flat.indices.to_numpy().astype(np.int64),
        )
        every = rows.kept(words.length[rows.word] > 0)  # no word at all is split into an empty one
        kept = ~words.is_article[every.word]
        has_content = np.bincount(every.owner[kept], minlength=len(every)) > 0
        content = every.kept(kept | ~has_content[every.owner])
        typed = typed_rows(content, of_kind)
        vocabulary = pa.array(words.texts, pa.string())
        is_plain = content.counts == every.counts
        return cls(words, vocabulary, kinds, rank, content, typed, is_plain)

    def rows_of(self, texts: list[str]) -> I64:
        """Row of each text in the vocabulary, -1 where it is not there (n,)."""
        found = pc.index_in(pa.array(texts, pa.string()), value_set=self.vocabulary)
        rows: I64 = pc.fill_null(found, -1).to_numpy().astype(np.int64)
        return rows

    @cached_property
    def is_nameless(self) -> BOOL:
        """Whether a form is nothing but a type (f,)."""
        nameless: BOOL = self.content.counts == 0
        return nameless

    @cached_property
    def has_kind(self) -> BOOL:
        """Whether a form has a type (f,)."""
        return np.array([bool(kind) for kind in self.kinds], bool)[self.kind]

    @cached_property
    def kind_words(self) -> list[frozenset[str]]:
        """Words of each type."""
        return [frozenset(kind.split()) for kind in self.kinds]

    @cached_property
    def holds_type_word(self) -> BOOL:
        """Whether the content of a form holds a word of a type: Rue du Clos (f,)."""
        typing = type_words()
        flag = np.fromiter((t in typing for t in self.words.texts), bool, len(self.words.texts))
        owners = self.content.owner[flag[self.content.word]]
        return np.bincount(owners, minlength=len(self.kind)) > 0

    @cached_property
    def full_hashes(self) -> U64:
        """Sorted distinct hashes of the type and content words of the forms (at most f,)."""
        return np.unique(_hashes(self.kinds, self.kind, self.content, self.words))

    def bears(self, names: Names) -> BOOL:
        """Whether a form has the type and content words of each name (n,)."""
        if not len(self.kind):
            return np.zeros(len(names), bool)
        own = _hashes(names.kinds, names.kind, names.content, names.words)
        at = np.minimum(np.searchsorted(self.full_hashes, own), len(self.full_hashes) - 1)
        borne: BOOL = self.full_hashes[at] == own
        return borne

    def word_set(self, form: int) -> frozenset[str]:
        """Content words of a form."""
        ptr = self.content.ptr
        own = self.content.word[ptr[form] : ptr[form + 1]].tolist()
        return frozenset(self.words.texts[w] for w in own)

    @cached_property
    def bare(self) -> list[str]:
        """Content words of each form in one string, its type where it has no other word (f,)."""
        return self._texts(" ")[: len(self.kind)]

    @cached_property
    def letters(self) -> list[str]:
        """The rows of `typed` without spaces (2f,)."""
        return self._texts("")

    def _texts(self, between: str) -> list[str]:
        texts = self.words.texts
        flat = [texts[w] for w in self.typed.word.tolist()]
        return [between.join(flat[a:b]) for a, b in pairwise(self.typed.ptr.tolist())]


def _hashes(kinds: list[str], kind: I64, content: Ragged, words: Words) -> U64:
    has_type = np.array([bool(k) for k in kinds], bool)[kind]
    return joined_hashes(Words(kinds).hash[kind], has_type, content, words, spaced=True)
