"""Names of one commune that may be the one asked for: by edits, by shared words, by turned words.

Many names at once. Each way proposes pairs (row of the names asked, variant of the shard); which of
them is the street asked for is for `match.similarity` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from geocoder.index import Shard
from geocoder.normalize.words import I64, Names, numbered, spans, starts

F64 = npt.NDArray[np.float64]
BY_EDITS = 4
"""Names that edits propose."""
CANDIDATES = 12
"""Names that shared words propose."""
SHORTEST = 3
"""Letters of a word from which its beginning tells: OTT, KIR."""
EDITS_CUTOFF, TURNED_CUTOFF = 45, 60
"""rapidfuzz ratio (0-100) below which a name is no candidate: words as they are, and turned."""
BEHIND = 40
"""Points of that ratio by which a candidate may be behind the likest of the commune: of 6,294 that were
further behind, none was the answer (125,000 noisy rows)."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidates: row of the name asked and variant, both (m,)."""

    asked: I64
    variant: I64

    def __len__(self) -> int:
        return len(self.asked)

    @classmethod
    def together(cls, parts: Sequence[Pairs]) -> Pairs:
        """Pairs one behind the other."""
        nothing = np.zeros(0, np.int64)
        asked = np.concatenate([nothing, *(p.asked for p in parts)])
        return cls(asked, np.concatenate([nothing, *(p.variant for p in parts)]))

    def keys(self, variants: int) -> I64:
        """One whole number for each pair (m,)."""
        return self.asked * variants + self.variant


def best_of_each(pairs: Pairs, score: F64, count: int) -> Pairs:
    """The `count` highest scores (m,) of each name asked, and whatever equals the highest.

    The lower variant comes first among equals. Strasbourg has more streets called Kirchberg than are
    kept: they are all as like `KIRCBERG`, and their types tell.
    """
    order = np.lexsort((pairs.variant, -score, pairs.asked))
    asked = pairs.asked[order]
    first = np.searchsorted(asked, asked, "left")
    is_best = score[order] == score[order[first]]
    kept = order[is_best | (np.arange(len(order)) - first < count)]
    return Pairs(pairs.asked[kept], pairs.variant[kept])


@dataclass(frozen=True)
class CandidateFinder:
    """Proposes candidates in one shard."""

    shard: Shard

    def by_edits(self, names: Names, communes: I64) -> Pairs:
        """Variants of local commune `communes[i]` with the fewest edits over content words."""
        return self._nearest(names.bare_texts(), communes, EDITS_CUTOFF)

    def by_turns(self, names: Names, communes: I64) -> Pairs:
        """`by_edits` with the first word behind the others: GAMBETA LEON is Rue Léon Gambetta."""
        several = np.flatnonzero(names.content.counts > 1)
        texts = [_turned(text) for text in names.take(several).bare_texts()]
        found = self._nearest(texts, communes[several], TURNED_CUTOFF)
        return Pairs(several[found.asked], found.variant)

    def _nearest(self, texts: list[str], communes: I64, cutoff: float) -> Pairs:
        """Variants of local commune `communes[i]` with the fewest edits from `texts[i]`."""
        order = np.argsort(communes, kind="stable")
        found = starts(np.unique(communes, return_counts=True)[1])
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
                score_cutoff=cutoff,
                dtype=np.float32,
            ).ravel()
            for begin, end, stop, count in blocks
        ]
        if not ratios:
            return Pairs.together([])
        every = np.concatenate(ratios)
        at = np.flatnonzero(every)
        # the ratios of a commune are a table: its names asked, by its variants
        each = np.diff(found) * counts
        block = np.searchsorted(np.cumsum(each), at, "right")
        row, column = np.divmod(at - starts(each)[block], counts[block])
        asked, ratio = order[found[block] + row], every[at]
        best = np.zeros(len(texts), np.float32)
        np.maximum.at(best, asked, ratio)
        near = np.flatnonzero(ratio > best[asked] - BEHIND)
        pairs = Pairs(asked[near], (block_start[block] + column)[near])
        return best_of_each(pairs, ratio[near], BY_EDITS)

    def by_words(self, names: Names, communes: I64) -> Pairs:
        """Variants that share the most of the beginnings of a name's words: missing words, truncation.

        Among those that share as many, the fewest edits decide: a city has forty streets called René.
        """
        stems, words = self.shard.stem_lists, names.words
        length, is_number = words.length, words.is_number
        rank = np.full(len(words.texts), -1, np.int64)
        held = numbered(names.content.word, len(words.texts))[0]
        telling = held[(length[held] >= SHORTEST) | is_number[held]]
        rank[telling] = self.shard.known.stem_rows([words.texts[w] for w in telling.tolist()])
        of_word = rank[names.content.word]
        at = np.flatnonzero(of_word >= 0)
        owner = names.content.owner[at]
        first, counts = stems.find(communes[owner], of_word[at])
        variants = stems.variant[spans(first, counts)].astype(np.int64)
        shared = Pairs(np.repeat(owner, counts), variants)
        distinct, times = np.unique(shared.keys(len(self.shard.variant_form)), return_counts=True)
        pairs = self._pairs_of(distinct)
        texts = names.bare_texts()
        asked = [texts[row] for row in pairs.asked.tolist()]
        known = self.shard.bare_names(pairs.variant)
        ratio = process.cpdist(asked, known, scorer=fuzz.ratio, dtype=np.float64)
        return best_of_each(pairs, times + ratio / 200, CANDIDATES)

    def _pairs_of(self, keys: I64) -> Pairs:
        asked, variant = np.divmod(keys, max(1, len(self.shard.variant_form)))
        return Pairs(asked, variant)


def _turned(text: str) -> str:
    """The first word behind the others."""
    first, rest = text.split(" ", 1)
    return f"{rest} {first}"


def without(pairs: Pairs, others: Pairs) -> Pairs:
    """The pairs that are not among `others`."""
    variants = 1 + max(p.variant.max(initial=0) for p in (pairs, others))
    new = ~np.isin(pairs.keys(int(variants)), others.keys(int(variants)))
    return Pairs(pairs.asked[new], pairs.variant[new])
