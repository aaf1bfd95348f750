"""Names of one commune that may be the one asked for: by edits, by shared words, by rare n-grams.

Many names at once. Each way proposes pairs (row of the names asked, variant of the shard); which of
them is the street asked for is for `match.similarity` to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from geocoder.index import Shard
from geocoder.index.known import STEM
from geocoder.index.ngrams import hashed_ngrams
from geocoder.normalize.words import I64, Names, spans, starts

F64 = npt.NDArray[np.float64]
BY_EDITS = 4
"""Names that edits propose."""
CANDIDATES = 6
"""Names that shared words and n-grams propose, each."""
EDITS_CUTOFF = 45
"""rapidfuzz ratio (0-100) below which a name is no candidate by edits."""
RARE_NGRAMS = 5
"""N-grams of a name that are looked for, the rarest of the department."""

COMMON_NGRAM = 200
"""Names of a department that hold an n-gram, from which it tells too little to be looked for."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidates: row of the name asked and variant, both (m,)."""

    asked: I64
    variant: I64

    def __len__(self) -> int:
        return len(self.asked)

    def keys(self, variants: int) -> I64:
        """One whole number for each pair (m,)."""
        return self.asked * variants + self.variant


def best_of_each(pairs: Pairs, score: F64, count: int) -> Pairs:
    """The `count` highest scores (m,) of each name asked; the lower variant first among equals."""
    order = np.lexsort((pairs.variant, -score, pairs.asked))
    asked = pairs.asked[order]
    first = np.searchsorted(asked, asked, "left")
    kept = order[np.arange(len(order)) - first < count]
    return Pairs(pairs.asked[kept], pairs.variant[kept])


@dataclass(frozen=True)
class CandidateFinder:
    """Proposes candidates in one shard."""

    shard: Shard

    def by_edits(self, names: Names, communes: I64) -> Pairs:
        """Variants of local commune `communes[i]` with the fewest edits over content words."""
        order = np.argsort(communes, kind="stable")
        found = starts(np.unique(communes, return_counts=True)[1])
        texts = names.bare_texts()
        own = [texts[i] for i in order.tolist()]
        ptr = self.shard.variant_ptr
        block_start = ptr[communes[order[found[:-1]]]].astype(np.int64)
        counts = ptr[communes[order[found[:-1]]] + 1] - block_start
        known, ends = self.shard.bare_names(spans(block_start, counts)), np.cumsum(counts)
        blocks = zip(*(a.tolist() for a in (found[:-1], found[1:], ends, counts)), strict=True)
        ratios = [
            process.cdist(
                own[begin:end],
                known[stop - count : stop],
                scorer=fuzz.ratio,
                score_cutoff=EDITS_CUTOFF,
                dtype=np.float32,
            ).ravel()
            for begin, end, stop, count in blocks
        ]
        if not ratios:
            return _no_pairs()
        every = np.concatenate(ratios)
        at = np.flatnonzero(every)
        # the ratios of a commune are a table: its names asked, by its variants
        each = np.diff(found) * counts
        block = np.searchsorted(np.cumsum(each), at, "right")
        row, column = np.divmod(at - starts(each)[block], counts[block])
        pairs = Pairs(order[found[block] + row], block_start[block] + column)
        return best_of_each(pairs, every[at], BY_EDITS)

    def by_words(self, names: Names, communes: I64) -> Pairs:
        """Variants that share the most of the beginnings of a name's words: missing words, truncation."""
        stems, words = self.shard.stem_lists, names.words
        length, is_number = words.length, words.is_number
        telling = np.flatnonzero((length >= STEM) | is_number)
        rank = np.full(len(words.texts), -1, np.int64)
        rank[telling] = self.shard.known.stem_rows([words.texts[w] for w in telling.tolist()])
        of_word = rank[names.content.word]
        at = np.flatnonzero(of_word >= 0)
        owner = names.content.owner[at]
        first, counts = stems.find(communes[owner], of_word[at])
        variants = stems.variant[spans(first, counts)].astype(np.int64)
        shared = Pairs(np.repeat(owner, counts), variants)
        distinct, times = np.unique(shared.keys(len(self.shard.variant_form)), return_counts=True)
        pairs = self._pairs_of(distinct)
        return best_of_each(pairs, times.astype(float), CANDIDATES)

    def by_ngrams(self, names: Names, communes: I64) -> Pairs:
        """Variants that share the rarest n-grams: what is glued, split, or damaged in each word."""
        idf, lists = self.shard.ngram_idf, self.shard.ngram_lists
        row, bucket = self._rare_ngrams(names)
        first = lists.ptr[bucket].astype(np.int64)
        counts = lists.ptr[bucket + 1] - first
        asked = np.repeat(row, counts)
        form = lists.form[spans(first, counts)].astype(np.int64)
        weight = np.repeat(idf[bucket].astype(np.float64) ** 2, counts)
        places, variants = self._variants_of_form
        wanted = form * len(self.shard.commune_rows) + communes[asked]
        at = np.minimum(np.searchsorted(places, wanted), len(places) - 1)
        near = np.flatnonzero(places[at] == wanted) if len(places) else at
        variant = variants[at]
        keys = Pairs(asked[near], variant[near]).keys(len(self.shard.variant_form))
        order = np.argsort(keys, kind="stable")
        begins = np.flatnonzero(np.diff(keys[order], prepend=-1))
        found = self._pairs_of(keys[order][begins])
        score = np.add.reduceat(weight[near][order], begins) if len(begins) else np.zeros(0)
        form = self.shard.variant_form[found.variant].astype(np.int64)
        score = score / np.sqrt(np.maximum(1, lists.sizes[form]).astype(np.int64))
        return best_of_each(found, score, CANDIDATES)

    @cached_property
    def _variants_of_form(self) -> tuple[I64, I64]:
        """Sorted places `form · communes + commune` and a variant of each (v,)."""
        order = self.shard.by_form.astype(np.int64)
        places = self.shard.variant_form[order] * np.int64(len(self.shard.commune_rows))
        return places + self.shard.commune_of_variant[order], order

    def _rare_ngrams(self, names: Names) -> tuple[I64, I64]:
        """The rarest n-grams of each name: row and bucket."""
        grams = hashed_ngrams(names.bare_texts())
        bucket = grams.buckets.astype(np.int64)
        ptr = self.shard.ngram_lists.ptr
        rare = np.flatnonzero(ptr[bucket + 1] - ptr[bucket] <= COMMON_NGRAM)
        owner, bucket = np.repeat(np.arange(len(names)), grams.sizes)[rare], bucket[rare]
        order = np.lexsort((bucket, -self.shard.ngram_idf[bucket], owner))
        rank = np.arange(len(order)) - np.searchsorted(owner, owner, "left")
        kept = order[rank < RARE_NGRAMS]
        return owner[kept], bucket[kept]

    def _pairs_of(self, keys: I64) -> Pairs:
        asked, variant = np.divmod(keys, max(1, len(self.shard.variant_form)))
        return Pairs(asked, variant)


def _no_pairs() -> Pairs:
    return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))


def without(pairs: Pairs, others: Pairs, variants: int) -> Pairs:
    """The pairs that are not among `others`."""
    new = ~np.isin(pairs.keys(variants), others.keys(variants))
    return Pairs(pairs.asked[new], pairs.variant[new])
