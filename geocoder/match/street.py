"""Streets of one commune that a name may mean: exact keys in layers, then edits and n-grams."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from geocoder.index import Shard
from geocoder.index.keys import Layer, in_commune, string_key
from geocoder.index.ngrams import count_matrix, weighted
from geocoder.match.similarity import (
    FUZZY_TYPE,
    LAYER_LOGIT,
    Rarity,
    exact_logit,
    fuzzy_logit,
    name_features,
    type_relation,
)
from geocoder.normalize import StreetName
from geocoder.types import StreetMatch

LAYER_ORDER = tuple(sorted(Layer, key=lambda layer: (-LAYER_LOGIT[layer], layer)))
"""Layers from the likeliest to the least."""
BY_EDITS = 4
"""Names that edits propose."""
CANDIDATES = 6
"""Names that shared words and n-grams propose, each."""
SECOND_OPINION = 1.5
"""Log-odds below which shared words and character n-grams are asked as well."""
EDITS_CUTOFF = 45
"""rapidfuzz ratio (0-100) below which a name is no candidate by edits."""
STEM = 4
"""Letters of a word that must agree for it to be shared: `TILLEU` and TILLEULS."""
FLOOR = -4.0
"""Log-odds below which a fuzzy candidate is not worth keeping."""


@lru_cache(maxsize=400_000)
def keys_of(name: StreetName) -> tuple[int, ...]:
    """Keys of a name at every layer, in their order; 0 where it has none."""
    return tuple(string_key(name, layer) for layer in Layer)


def _top(scores: np.ndarray, count: int) -> np.ndarray:
    """Positions of the highest scores, the highest first; ties by position."""
    if len(scores) > 8 * count:
        lowest = np.partition(scores, len(scores) - count)[len(scores) - count]
        at = np.flatnonzero(scores >= lowest)
    else:
        at = np.arange(len(scores))
    return at[np.argsort(-scores[at], kind="stable")][:count]


@dataclass(frozen=True)
class StreetFinder:
    """Finds streets in one shard."""

    department: str
    shard: Shard

    @cached_property
    def _rarity(self) -> Rarity:
        return Rarity(self.shard.word_frequency, len(self.shard.variant_street))

    def exact(self, name: StreetName, commune: int) -> list[StreetMatch]:
        """Streets of local `commune` that have a key of `name`, one match a street, best first.

        The first layer that finds anything ends the search: beside `Rue du Moulin`, the Impasse du
        Moulin is no answer to `RUE DU MOULIN`.
        """
        keys = np.array(keys_of(name), np.uint64)
        starts, stops = self.shard.find(in_commune(keys, np.full(len(keys), commune, np.int32)))
        best: dict[int, StreetMatch] = {}
        for layer in LAYER_ORDER:
            for at in range(starts[layer], stops[layer]) if keys[layer] else ():
                self.propose(best, name, int(self.shard.key_variant[at]), layer)
            if best:
                break
        return sorted(best.values(), key=lambda m: (-m.logit, m.street))

    def propose(
        self, best: dict[int, StreetMatch], name: StreetName, variant: int, layer: Layer
    ) -> None:
        """Add an exact match to `best`, unless its street is there with a likelier one."""
        street = int(self.shard.variant_street[variant])
        relation = type_relation(name.way_type, self.shard.variant_name(variant).way_type)
        value = exact_logit(layer, relation)
        if street not in best or best[street].logit < value:
            parts = {"layer": LAYER_LOGIT[layer], "type": value - LAYER_LOGIT[layer]}
            label = layer.name.lower().replace("_", " ")
            best[street] = StreetMatch(self.department, street, value, label, parts)

    def fuzzy(
        self, names: Sequence[StreetName], communes: Sequence[int]
    ) -> list[list[StreetMatch]]:
        """Streets with a name like `names[i]` in local commune `communes[i]`: matches, for every i.

        Edits propose first; where none of theirs is likely enough, shared words and character
        n-grams give the second opinion. One match a street, best first.
        """
        near = self._near_by_edits(names, communes)
        found = [self._compared(n, v) if n.bare else [] for n, v in zip(names, near, strict=True)]
        for i in self._weak(names, found):
            words = self._near_by_words(names[i], *self._block(communes[i]))
            found[i] = self._added(names[i], near[i], words, found[i])
        weak = self._weak(names, found)
        ngrams = self._near_by_ngrams([names[i] for i in weak], [communes[i] for i in weak])
        for i, others in zip(weak, ngrams, strict=True):
            found[i] = self._added(names[i], near[i], others, found[i])
        return found

    @staticmethod
    def _weak(names: Sequence[StreetName], found: Sequence[list[StreetMatch]]) -> list[int]:
        """Names for which nothing likely enough was found yet."""
        return [
            i
            for i, f in enumerate(found)
            if names[i].bare and not (f and f[0].logit >= SECOND_OPINION)
        ]

    def _added(
        self, name: StreetName, seen: set[int], others: set[int], found: list[StreetMatch]
    ) -> list[StreetMatch]:
        """`found` with the matches among `others`; `seen` grows by them."""
        new = others - seen
        if not new:
            return found
        seen |= new
        best: dict[int, StreetMatch] = {m.street: m for m in found}
        for match in self._compared(name, new):
            if match.street not in best or best[match.street].logit < match.logit:
                best[match.street] = match
        return sorted(best.values(), key=lambda m: (-m.logit, m.street))

    def _block(self, commune: int) -> tuple[int, int]:
        """First and past-the-last variant of a local commune."""
        start, stop = self.shard.variant_ptr[commune : commune + 2]
        return int(start), int(stop)

    def _near_by_edits(
        self, names: Sequence[StreetName], communes: Sequence[int]
    ) -> list[set[int]]:
        """Variants with the fewest edits over the content words, a commune at a time."""
        out: list[set[int]] = [set() for _ in names]
        rows: dict[int, list[int]] = {}
        for i, commune in enumerate(communes):
            rows.setdefault(commune, []).append(i)
        for commune, members in rows.items():
            start, stop = self._block(commune)
            if start == stop:
                continue
            texts, block = [names[i].bare for i in members], self.shard.bare_names[start:stop]
            scores = process.cdist(texts, block, scorer=fuzz.ratio, dtype=np.float32)
            for i, row in zip(members, scores, strict=True):
                out[i] = {start + int(at) for at in _top(row, BY_EDITS) if row[at] >= EDITS_CUTOFF}
        return out

    def anywhere(self, name: StreetName) -> list[StreetMatch]:
        """Streets of the whole department with a name like `name` (scikit-learn neighbours)."""
        if not name.bare or not len(self.shard.variant_street):
            return []
        from sklearn.neighbors import NearestNeighbors

        matrix = self.shard.ngrams
        search = NearestNeighbors(metric="cosine", algorithm="brute")
        search.fit(matrix)
        query = weighted(count_matrix([name.bare]), self.shard.ngram_idf)
        count = min(4 * CANDIDATES, matrix.shape[0])
        rows = search.kneighbors(query, n_neighbors=count, return_distance=False)[0]
        return self._compared(name, {int(r) for r in rows})

    def _near_by_words(self, name: StreetName, start: int, stop: int) -> set[int]:
        """Variants that share the most of the beginnings of its words: missing words, truncation."""
        stems = [f" {w[:STEM]}" for w in name.content if len(w) >= STEM or w[0].isdigit()]
        if not stems:
            return set()
        shared = [
            (-sum(stem in text for stem in stems), at)
            for at, text in enumerate(self.shard.spaced_names[start:stop])
        ]
        return {start + at for count, at in heapq.nsmallest(CANDIDATES, shared) if count}

    def _near_by_ngrams(
        self, names: Sequence[StreetName], communes: Sequence[int]
    ) -> list[set[int]]:
        """Variants that share the rarest n-grams: recovers missing words and truncations."""
        if not names:
            return []
        queries = weighted(count_matrix([n.bare for n in names]), self.shard.ngram_idf)
        out = []
        for row, commune in enumerate(communes):
            start, stop = self._block(commune)
            scores = (self.shard.ngrams[start:stop] @ queries[row].T).toarray().ravel()
            top = np.argsort(-scores, kind="stable")[:CANDIDATES]
            out.append({start + int(at) for at in top if scores[at] > 0})
        return out

    def _compared(self, name: StreetName, variants: set[int]) -> list[StreetMatch]:
        """Compare names word by word; one match a street."""
        best: dict[int, StreetMatch] = {}
        for variant in sorted(variants):
            known = self.shard.variant_name(variant)
            features = name_features(name, known, self._rarity)
            relation = type_relation(name.way_type, known.way_type)
            value = fuzzy_logit(features, relation)
            street = int(self.shard.variant_street[variant])
            if value >= FLOOR and (street not in best or best[street].logit < value):
                parts = features | {"type": FUZZY_TYPE[relation]}
                best[street] = StreetMatch(self.department, street, value, "fuzzy", parts)
        return sorted(best.values(), key=lambda m: (-m.logit, m.street))
