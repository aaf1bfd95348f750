"""The names a department's streets are known by, as rows of words: what comparisons read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.index.container import Container, smallest
from geocoder.normalize.hashing import U64
from geocoder.normalize.words import (
    BOOL,
    I64,
    Ragged,
    Words,
    joined_hashes,
    starts,
)
from geocoder.vocabulary import type_words

STEM = 4
"""Letters of a word that must agree for it to be shared: `TILLEU` and TILLEULS."""


@dataclass(frozen=True)
class KnownNames:
    """Distinct normal forms (f,) of a department, and the vocabulary they are made of."""

    vocabulary: pa.StringArray
    """Content words of the forms and words of their types (w,), sorted."""
    kinds: list[str]
    kind: I64
    """Way type of each form, a row of `kinds` (f,)."""
    content: Ragged
    """Content words of each form (f,); none where it is nothing but a type (`Grande Rue`)."""
    is_plain: BOOL
    """Whether the form has no article (f,)."""
    bare: pa.StringArray
    """Content words of each form in one string, its type where it has no other word (f,)."""

    @classmethod
    def of(
        cls, forms: pa.StringArray, kind: npt.NDArray[np.integer], kinds: list[str]
    ) -> KnownNames:
        """Split `forms` (words in one string each) of types `kind` (f,)."""
        split = pc.split_pattern(forms, " ")
        flat = pc.list_flatten(split).dictionary_encode()
        words = Words(flat.dictionary.to_pylist())
        rows = Ragged(
            split.offsets.to_numpy().astype(np.int64) - split.offsets[0].as_py(),
            flat.indices.to_numpy().astype(np.int64),
        )
        every = rows.kept(words.length[rows.word] > 0)  # no word at all is split into an empty one
        kept = ~words.is_article[every.word]
        has_content = np.bincount(every.owner[kept], minlength=len(every)) > 0
        content = every.kept(kept | ~has_content[every.owner])
        told = {words.texts[w] for w in np.unique(content.word).tolist()}
        vocabulary = pa.array(sorted(told.union(*(k.split() for k in kinds))), pa.string())
        row = pc.index_in(flat.dictionary, value_set=vocabulary).fill_null(-1).to_numpy()
        content = Ragged(content.ptr, row.astype(np.int64)[content.word])
        rank = np.asarray(kind, np.int64)
        bare = lists_of(content, vocabulary, " ")
        bare = pc.if_else(
            pa.array(content.counts > 0), bare, pa.array(kinds, pa.string()).take(pa.array(rank))
        )
        return cls(vocabulary, kinds, rank, content, content.counts == every.counts, bare)

    @classmethod
    def read(cls, file: Container) -> KnownNames:
        """What `columns` wrote."""
        content = Ragged(starts(file.array("form_size")), file.array("form_word").astype(np.int64))
        return cls(
            file.column("word"),
            file.meta["types"],
            file.array("form_type").astype(np.int64),
            content,
            file.array("form_plain").view(bool),
            file.column("form_bare"),
        )

    @property
    def columns(self) -> dict[str, npt.NDArray[Any] | pa.Array]:
        """Columns of a shard."""
        return {
            "word": self.vocabulary,
            "form_type": smallest(self.kind, len(self.kinds)),
            "form_size": smallest(self.content.counts),
            "form_word": smallest(self.content.word, len(self.vocabulary)),
            "form_plain": self.is_plain.view(np.uint8),
            "form_bare": self.bare,
        }

    @cached_property
    def words(self) -> Words:
        """The vocabulary, as comparisons need it."""
        return Words(self.vocabulary.to_pylist())

    def rows_of(self, texts: Sequence[str]) -> I64:
        """Row of each text in the vocabulary, -1 where it is not there (n,)."""
        if 4 * len(texts) > len(self.vocabulary):
            found = pc.index_in(pa.array(texts, pa.string()), value_set=self.vocabulary)
            every: I64 = pc.fill_null(found, -1).to_numpy().astype(np.int64)
            return every
        # the longer list is read through, the shorter one put into a table
        asked = pa.array(texts, pa.string()).dictionary_encode()
        found = pc.index_in(self.vocabulary, value_set=asked.dictionary)
        rows = np.full(len(asked.dictionary), -1, np.int64)
        rows[found.drop_null()] = np.flatnonzero(found.is_valid())
        few: I64 = rows[asked.indices]
        return few

    @cached_property
    def _stems(self) -> pa.DictionaryArray:
        return pc.utf8_slice_codeunits(self.vocabulary, 0, STEM).dictionary_encode()

    @property
    def stems(self) -> pa.StringArray:
        """First letters of the words of the vocabulary, each once."""
        return self._stems.dictionary

    def stem_rows(self, texts: list[str]) -> I64:
        """Row in `stems` of the beginning of each text, -1 where no word begins so (n,)."""
        heads = pa.array([text[:STEM] for text in texts], pa.string())
        rows: I64 = (
            pc.index_in(heads, value_set=self.stems).fill_null(-1).to_numpy().astype(np.int64)
        )
        return rows

    @property
    def stem(self) -> I64:
        """Row in `stems` of each word (w,)."""
        rows: I64 = self._stems.indices.to_numpy().astype(np.int64)
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
    def kind_rows(self) -> Ragged:
        """Words of each type, as rows of the vocabulary."""
        words = [kind.split() for kind in self.kinds]
        row = self.rows_of([word for kind in words for word in kind])
        return Ragged(starts([len(kind) for kind in words]), row)

    @cached_property
    def holds_type_word(self) -> BOOL:
        """Whether the content of a form holds a word of a type: Rue du Clos (f,)."""
        typing = pa.array(sorted(type_words()), pa.string())
        flag = pc.is_in(self.vocabulary, value_set=typing).to_numpy(zero_copy_only=False)
        owners = self.content.owner[flag[self.content.word]]
        return np.bincount(owners, minlength=len(self.kind)) > 0

    @cached_property
    def full_hashes(self) -> U64:
        """Sorted distinct hashes of the type and content words of the forms (at most f,)."""
        kinds = Words(self.kinds).hash[self.kind]
        return np.unique(joined_hashes(kinds, self.has_kind, self.content, self.words, spaced=True))

    def bears(self, hashes: U64) -> BOOL:
        """Whether a form has the type and content words of names with these `Names.full_hashes` (n,)."""
        if not len(self.kind):
            return np.zeros(len(hashes), bool)
        at = np.minimum(np.searchsorted(self.full_hashes, hashes), len(self.full_hashes) - 1)
        borne: BOOL = self.full_hashes[at] == hashes
        return borne


def lists_of(rows: Ragged, vocabulary: pa.StringArray, between: str) -> pa.StringArray:
    """Rows of words in one text each, with `between` between two (n,)."""
    words = vocabulary.take(pa.array(rows.word))
    lists = pa.ListArray.from_arrays(pa.array(rows.ptr.astype(np.int32)), words)
    return pc.binary_join(lists, between)
