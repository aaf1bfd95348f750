"""Lists of a department's names by what they hold: n-grams, and beginnings of words.

They are made by the build and opened as they are: a country's table asks every department, and
making them anew cost a third of its time and half of its memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.index.container import Container, smallest
from geocoder.index.known import KnownNames
from geocoder.index.ngrams import FEATURES, Hashed, inverse_frequencies, weighted
from geocoder.normalize.words import I64

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Columns = dict[str, "npt.NDArray[Any] | pa.Array"]
Whole = npt.NDArray[np.unsignedinteger[Any]]


def ngram_columns(grams: Hashed, times: I64) -> Columns:
    """Forms (f,) by their n-grams; each form stands in `times` (f,) variants."""
    form = np.repeat(np.arange(len(grams.sizes)), grams.sizes)
    order = np.argsort(grams.buckets, kind="stable")
    buckets, counts = grams.buckets[order], grams.counts[order]
    variants = np.bincount(grams.buckets, times[form], FEATURES).astype(np.int64)
    held = np.flatnonzero(np.bincount(buckets, minlength=FEATURES))
    repeated = np.flatnonzero(counts > 1)
    return {
        "form_ngrams": smallest(grams.sizes),
        "ngram": held.astype(np.uint16),
        "ngram_forms": smallest(np.bincount(buckets, minlength=FEATURES)[held]),
        "ngram_variants": smallest(variants[held]),
        "ngram_form": smallest(form[order], len(grams.sizes)),
        "ngram_repeated": smallest(repeated, len(counts)),
        "ngram_count": smallest(counts[repeated]),
    }


@dataclass(frozen=True)
class NgramLists:
    """Forms (f,) of a shard by their n-grams."""

    file: Container

    @cached_property
    def ptr(self) -> npt.NDArray[np.int32]:
        """First row of `form` of each n-gram, and the end of the last (FEATURES + 1,)."""
        ends = np.zeros(FEATURES + 1, np.int32)
        ends[self.file.array("ngram").astype(np.int64) + 1] = self.file.array("ngram_forms")
        np.cumsum(ends, out=ends)
        return ends

    @property
    def form(self) -> Whole:
        """Forms in the order of their n-grams (m,), in the narrowest type."""
        return self.file.array("ngram_form")

    @property
    def sizes(self) -> Whole:
        """N-grams of each form (f,), in the narrowest type."""
        return self.file.array("form_ngrams")

    def idf(self, variants: int) -> npt.NDArray[np.float32]:
        """Inverse frequency of each n-gram (FEATURES,) in so many variants."""
        present = np.zeros(FEATURES)
        present[self.file.array("ngram")] = self.file.array("ngram_variants")
        return inverse_frequencies(present, variants)

    def matrix(self, idf: npt.NDArray[np.float32]) -> csr_matrix:
        """TF-IDF rows of the forms: sparse (f, FEATURES)."""
        from scipy.sparse import csc_matrix

        counts = np.ones(len(self.form), np.float32)
        counts[self.file.array("ngram_repeated")] = self.file.array("ngram_count")
        shape = (len(self.sizes), FEATURES)
        across = csc_matrix((counts, self.form.astype(np.int32), self.ptr), shape=shape)
        return weighted(across.tocsr(), idf)


def stem_columns(known: KnownNames, form: I64, commune: I64) -> Columns:
    """Variants (v,), of `form` and in local `commune`, by the beginnings of their content words."""
    highest = (int(commune.max(initial=0)) + 1) * len(known.stems)
    content, variants = known.content.take(form), max(1, len(form))
    key = commune[content.owner] * len(known.stems) + known.stem[content.word]
    key, variant = np.divmod(np.unique(key * variants + content.owner), variants)
    return {"stem_key": smallest(key, highest), "stem_variant": smallest(variant, len(form))}


@dataclass(frozen=True)
class StemLists:
    """Variants of a shard by commune and by the beginnings of their words."""

    file: Container
    known: KnownNames

    def find(self, communes: I64, stems: I64) -> tuple[I64, I64]:
        """First row of `variant` of each commune and stem (n,), and how many there are (n,)."""
        keys = self.file.array("stem_key")
        wanted = (communes * len(self.known.stems) + stems).astype(keys.dtype)
        first = np.searchsorted(keys, wanted, "left")
        return first, np.searchsorted(keys, wanted, "right") - first

    @property
    def variant(self) -> Whole:
        """Variants, sorted by commune, stem and variant (m,), in the narrowest type."""
        return self.file.array("stem_variant")


def form_order(form: I64, commune: I64) -> Whole:
    """Variants (v,) sorted by form, then by local commune, then as they are."""
    return smallest(np.lexsort((commune, form)), len(form))
