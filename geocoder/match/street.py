"""Streets of one department: by exact keys in a commune, and by a name that stands anywhere in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from geocoder.index import Shard
from geocoder.index.keys import Layer, in_commune, string_key
from geocoder.index.ngrams import count_matrix, weighted
from geocoder.match.asked_words import NUMBER_WEIGHT
from geocoder.match.candidates import CandidateFinder
from geocoder.match.found import Found
from geocoder.match.known_forms import Vocabulary
from geocoder.match.similarity import (
    EXACT_TYPE,
    LAYER_LOGIT,
    RELATIONS,
    exact_logits,
    rarity,
    type_relations,
)
from geocoder.normalize import StreetName
from geocoder.normalize.words import BOOL, I64, Names, spans, starts
from geocoder.types import StreetMatch

F64 = npt.NDArray[np.float64]
LAYER_ORDER = tuple(sorted(Layer, key=lambda layer: (-LAYER_LOGIT[layer], layer)))
"""Layers from the likeliest to the least."""
NEIGHBOURS = 24
"""Names of a department that n-grams propose for one that no commune is known of."""


@lru_cache(maxsize=400_000)
def keys_of(name: StreetName) -> tuple[int, ...]:
    """Keys of a name at every layer, in their order; 0 where it has none."""
    return tuple(string_key(name, layer) for layer in Layer)


@dataclass(frozen=True)
class StreetFinder:
    """Finds streets in one shard."""

    department: str
    shard: Shard

    @cached_property
    def candidates(self) -> CandidateFinder:
        """What proposes streets with a name like one asked."""
        return CandidateFinder(self.shard)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names known, and what each of their words tells apart."""
        total, known = len(self.shard.variant_street), self.shard.known
        weight = rarity(self.shard.word_counts, total)
        weight[known.words.is_number] = NUMBER_WEIGHT
        return Vocabulary(known, weight, float(rarity(0, total)))

    def exact(self, name: StreetName, commune: int) -> list[StreetMatch]:
        """Streets of local `commune` that have a key of `name`, one match a street, best first.

        The first layer that finds anything ends the search: beside `Rue du Moulin`, the Impasse du
        Moulin is no answer to `RUE DU MOULIN`.
        """
        keys = np.array(keys_of(name), np.uint64)
        first, stop = self.shard.find(in_commune(keys, np.full(len(keys), commune, np.int32)))
        for layer in LAYER_ORDER:
            if not keys[layer] or first[layer] == stop[layer]:
                continue
            variant = self.shard.key_variant[first[layer] : stop[layer]].astype(np.int64)
            return self._exact_matches(name, variant, layer)
        return []

    def _exact_matches(self, name: StreetName, variant: I64, layer: Layer) -> list[StreetMatch]:
        """Matches of the variants that share a key of `layer` with `name`."""
        nothing = np.zeros(len(variant), np.int64)
        relation = type_relations([name.way_type], self.shard.known.kinds)[0, self.kind_of(variant)]
        is_spelt = self.spells(Names.of([name]), np.zeros(1, np.int64))[nothing]
        logit = exact_logits(layer, relation, is_spelt)
        street = self.shard.variant_street[variant].astype(np.int64)
        found = Found.of(1, nothing, street, logit, np.arange(len(variant)))
        label = layer.name.lower().replace("_", " ")
        return [
            StreetMatch(
                self.department, street, logit, label, _layer_parts(layer, logit, relation[row])
            )
            for street, logit, row in zip(
                found.street.tolist(), found.logit.tolist(), found.rank.tolist(), strict=True
            )
        ]

    def spells(self, names: Names, rows: I64) -> BOOL:
        """Whether streets of the department bear every content word of names `rows` (n,)."""
        content = names.content.take(rows)
        held, word = np.unique(content.word, return_inverse=True)
        known = self.shard.known.rows_of([names.words.texts[w] for w in held.tolist()])
        strange = content.owner[(known < 0)[word]]
        spelt: BOOL = np.bincount(strange, minlength=len(rows)) == 0
        return spelt

    def kind_of(self, variant: I64) -> I64:
        """Way type of each variant (m,), as the shard numbers them."""
        return self.shard.known.kind[self.shard.variant_form[variant]]

    def with_keys(self, keys: npt.NDArray[np.uint64], communes: I64) -> tuple[I64, I64]:
        """Variants of local communes that have the keys, both (p,): row of the key, and variant."""
        mixed = in_commune(keys, communes.astype(np.int32))
        first, counts = self.shard.found(mixed)
        counts[keys == 0] = 0
        owner = np.repeat(np.arange(len(keys)), counts)
        return owner, self.shard.key_variant[spans(first, counts)].astype(np.int64)

    def bears(self, name: StreetName) -> bool:
        """Whether a street of the department has the content words of `name`, glued or parted as may be."""
        return "".join(name.content) in self._forms_by_letters

    def bearers(self, name: StreetName) -> I64:
        """Variants of the department that bear `name`, in their order."""
        letters = "".join(name.content)
        form = self._forms_by_letters.get(letters, []) if name.says_something else []
        if not form:
            return np.zeros(0, np.int64)
        order, ptr = self.shard.by_form, self._form_ptr
        variants = np.concatenate([order[ptr[f] : ptr[f + 1]] for f in form]).astype(np.int64)
        return np.sort(variants)[:NEIGHBOURS]

    @cached_property
    def _form_ptr(self) -> I64:
        """First variant of each form among `Shard.by_form` (f + 1,)."""
        return starts(np.bincount(self.shard.variant_form, minlength=len(self.shard.known.kind)))

    @cached_property
    def _forms_by_letters(self) -> dict[str, list[int]]:
        """Forms by the letters of their content words: LU CIEN DRUART is Lucien Druart."""
        out: dict[str, list[int]] = {}
        bare = pc.replace_substring(self.shard.known.bare, " ", "")
        for form, letters in enumerate(bare.to_pylist()):
            out.setdefault(letters, []).append(form)
        return out

    def neighbours(self, texts: list[str]) -> list[I64]:
        """Variants nearest to each text by the cosine of their n-grams: at most 24, in their order."""
        if not texts or not len(self.shard.variant_form):
            return [np.zeros(0, np.int64)] * len(texts)
        queries = weighted(count_matrix(texts), self.shard.ngram_idf)
        cosines = (queries @ self.shard.ngrams_across).toarray()
        return [np.sort(_highest(row, NEIGHBOURS)) for row in cosines]


def _highest(scores: F64, count: int) -> I64:
    """Positions of the `count` highest scores, the highest first; ties by position."""
    least = np.partition(scores, -count)[-count] if count < len(scores) else -np.inf
    at = np.flatnonzero(scores >= least)
    return at[np.argsort(-scores[at], kind="stable")][:count]


def _layer_parts(layer: Layer, logit: float, relation: int) -> dict[str, float]:
    of_type = EXACT_TYPE[RELATIONS[relation]]
    spelt = logit - LAYER_LOGIT[layer] - of_type
    return {"layer": LAYER_LOGIT[layer], "type": of_type} | (
        {"spelt": spelt} if spelt < -1e-9 else {}
    )
