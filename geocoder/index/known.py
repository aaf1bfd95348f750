"""The names a department's streets are known by, as rows of words: what comparisons read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.normalize.words import BOOL, I64, Ragged, Words


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
    """Content words of each form; its type where it has no other word (`Grande Rue`)."""
    is_plain: BOOL
    """Whether the form has no article (f,)."""

    @classmethod
    def of(
        cls, forms: pa.StringArray, kind: npt.NDArray[np.integer], kinds: list[str]
    ) -> KnownNames:
        """Split `forms` (words in one string each) of types `kind` (f,)."""
        rank = np.asarray(kind, np.int64)
        of_kind = pa.array(kinds, pa.string()).take(pa.array(rank))
        nameless = pc.equal(forms, "")
        split = pc.split_pattern(
            pc.if_else(nameless, pc.replace_substring(of_kind, " ", "_"), forms), " "
        )
        flat = pc.list_flatten(split).dictionary_encode()
        words = Words([t.replace("_", " ") for t in flat.dictionary.to_pylist()])
        every = Ragged(
            split.offsets.to_numpy().astype(np.int64) - split.offsets[0].as_py(),
            flat.indices.to_numpy().astype(np.int64),
        )
        kept = ~words.is_article[every.word]
        has_content = np.bincount(every.owner[kept], minlength=len(every)) > 0
        content = every.kept(kept | ~has_content[every.owner])
        is_plain = content.counts == every.counts
        return cls(words, pa.array(words.texts, pa.string()), kinds, rank, content, is_plain)

    def rows_of(self, texts: list[str]) -> I64:
        """Row of each text in the vocabulary, -1 where it is not there (n,)."""
        found = pc.index_in(pa.array(texts, pa.string()), value_set=self.vocabulary)
        rows: I64 = pc.fill_null(found, -1).to_numpy().astype(np.int64)
        return rows

    @cached_property
    def bare(self) -> list[str]:
        """Content words of each form in one string (f,)."""
        return self._texts(" ")

    @cached_property
    def letters(self) -> list[str]:
        """Content words of each form without spaces (f,)."""
        return self._texts("")

    def _texts(self, between: str) -> list[str]:
        texts = self.words.texts
        flat = [texts[w] for w in self.content.word.tolist()]
        return [between.join(flat[a:b]) for a, b in pairwise(self.content.ptr.tolist())]

    @cached_property
    def letter_counts(self) -> I64:
        """Letters of each form's content words (f,)."""
        sums = np.concatenate(([0], np.cumsum(self.words.length[self.content.word])))
        return sums[self.content.ptr[1:]] - sums[self.content.ptr[:-1]]
