"""Streets of one commune that a name may mean: exact keys in layers, then edits and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from geocoder.index import Shard
from geocoder.index.keys import Layer, in_commune, name_keys, string_key
from geocoder.index.ngrams import count_matrix, weighted
from geocoder.match.candidates import CandidateFinder, Pairs, without
from geocoder.match.similarity import (
    EXACT_TYPE,
    FUZZY_TYPE,
    LAYER_LOGIT,
    NUMBER_WEIGHT,
    RELATIONS,
    Compared,
    exact_logits,
    fuzzy_logits,
    rarity,
    type_relations,
)
from geocoder.normalize import StreetName
from geocoder.normalize.words import BOOL, I64, Names, spans, starts
from geocoder.types import StreetMatch

F64 = npt.NDArray[np.float64]
LAYER_ORDER = tuple(sorted(Layer, key=lambda layer: (-LAYER_LOGIT[layer], layer)))
"""Layers from the likeliest to the least."""
SECOND_OPINION, THIRD_OPINION = 5.0, 1.5
"""Log-odds below which shared words are asked as well, and below which words are turned: beside Rue du
Barcot, edits do not propose Rue François Bardot for `RUE BARDOT`."""
NEIGHBOURS = 24
"""Names of a department that n-grams propose for one that no commune is known of."""
FLOOR = -4.0
"""Log-odds below which a fuzzy candidate is not worth keeping."""


@lru_cache(maxsize=400_000)
def keys_of(name: StreetName) -> tuple[int, ...]:
    """Keys of a name at every layer, in their order; 0 where it has none."""
    return tuple(string_key(name, layer) for layer in Layer)


@dataclass(frozen=True, slots=True)
class Found:
    """Streets found for p pairs (name, commune): those of pair i are rows `ptr[i]` to `ptr[i + 1]`.

    One row a street, the likeliest first, then the lower row; `rank` says where a row comes from: a
    layer for exact matches, a row of the features for others.
    """

    ptr: I64
    street: I64
    logit: F64
    rank: I64

    @classmethod
    def of(cls, count: int, owner: I64, street: I64, logit: F64, rank: I64) -> Found:
        """Keep the likeliest match of each pair (owner, street); the first given among equals."""
        many = np.bincount(owner, minlength=count)
        alone, several = np.flatnonzero(many[owner] == 1), np.flatnonzero(many[owner] > 1)
        order = several[np.lexsort((-logit[several], street[several], owner[several]))]
        first = np.ones(len(order), bool)
        first[1:] = np.diff(owner[order]) != 0
        first[1:] |= np.diff(street[order]) != 0
        kept = order[first]
        kept = kept[np.lexsort((street[kept], -logit[kept], owner[kept]))]
        kept = np.concatenate([alone, kept])
        kept = kept[np.argsort(owner[kept], kind="stable")]
        ptr = starts(np.bincount(owner[kept], minlength=count))
        return cls(ptr, street[kept], logit[kept], rank[kept])

    def rows_of(self, pairs: I64) -> tuple[I64, I64]:
        """Repeat each of `pairs` (n,) for each of its matches: positions in `pairs`, rows of matches."""
        counts = self.ptr[pairs + 1] - self.ptr[pairs]
        return np.repeat(np.arange(len(pairs)), counts), spans(self.ptr[pairs], counts)

    def first(self, most: int) -> Found:
        """The `most` first matches of each pair."""
        counts = np.minimum(np.diff(self.ptr), most)
        rows = spans(self.ptr[:-1], counts)
        return Found(starts(counts), self.street[rows], self.logit[rows], self.rank[rows])


@dataclass(frozen=True)
class StreetFinder:
    """Finds streets in one shard."""

    department: str
    shard: Shard

    @cached_property
    def _propose(self) -> CandidateFinder:
        return CandidateFinder(self.shard)

    @cached_property
    def _weights(self) -> tuple[F64, float]:
        """Weight of each word of the vocabulary (w,), and of a word that is not in it."""
        total = len(self.shard.variant_street)
        weight = rarity(self.shard.word_counts, total)
        weight[self.shard.known.words.is_number] = NUMBER_WEIGHT
        return weight, float(rarity(0, total))

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

    def fuzzy(self, name: StreetName, commune: int) -> list[StreetMatch]:
        """Streets with a name like `name` in local `commune`, one match a street, best first."""
        found, features, relation = self._fuzzy_found(Names.of([name]), np.array([commune]))
        return self._matches(found, features, relation)

    def fuzzy_many(self, names: Names, communes: I64) -> Found:
        """What `fuzzy` finds for each name in local commune `communes[i]`, both (p,)."""
        return self._fuzzy_found(names, communes)[0]

    def _matches(
        self, found: Found, features: dict[str, F64], relation: npt.NDArray[np.int8]
    ) -> list[StreetMatch]:
        """The matches of one name, with the parts of each."""
        out = []
        rows = zip(found.street.tolist(), found.logit.tolist(), found.rank.tolist(), strict=True)
        for street, logit, row in rows:
            parts = {name: float(values[row]) for name, values in features.items()}
            parts["type"] = FUZZY_TYPE[RELATIONS[relation[row]]]
            out.append(StreetMatch(self.department, street, logit, "fuzzy", parts))
        return out

    def _fuzzy_found(
        self, names: Names, communes: I64
    ) -> tuple[Found, dict[str, F64], npt.NDArray[np.int8]]:
        """Matches, and the features and type relations that their `rank` points at.

        Edits propose first; where none of theirs is likely enough, shared words, then turned ones
        give the second opinion.
        """
        known, (weight, unknown) = self.shard.known, self._weights
        compared = Compared(names, known, weight, unknown)
        named = np.flatnonzero(names.says_something)
        best = np.full(len(names), -np.inf)
        pairs = Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
        parts: list[tuple[dict[str, F64], npt.NDArray[np.int8], F64]] = []
        ways = self._propose.by_edits, self._propose.by_words, self._propose.by_turns
        for propose, enough in zip(ways, (np.inf, SECOND_OPINION, THIRD_OPINION), strict=True):
            weak = named[best[named] < enough]
            found = propose(names.take(weak), communes[weak])
            new = without(
                Pairs(weak[found.asked], found.variant), pairs, len(self.shard.variant_form)
            )
            form = self.shard.variant_form[new.variant].astype(np.int64)
            features, relation = compared.features(new.asked, form)
            logit = fuzzy_logits(features, relation)
            np.maximum.at(best, new.asked, logit)
            pairs = Pairs(
                *map(np.concatenate, ((pairs.asked, new.asked), (pairs.variant, new.variant)))
            )
            parts.append((features, relation, logit))
        return self._found_of(len(names), pairs, parts)

    def _found_of(
        self,
        count: int,
        pairs: Pairs,
        parts: list[tuple[dict[str, F64], npt.NDArray[np.int8], F64]],
    ) -> tuple[Found, dict[str, F64], npt.NDArray[np.int8]]:
        """Put the proposals of every way together; those below FLOOR are left out."""
        features = {n: np.concatenate([p[0][n] for p in parts]) for n in parts[0][0]}
        relation = np.concatenate([p[1] for p in parts])
        logit = np.concatenate([p[2] for p in parts])
        kept = np.flatnonzero(logit >= FLOOR)
        kept = kept[np.lexsort((pairs.variant[kept], pairs.asked[kept]))]
        street = self.shard.variant_street[pairs.variant[kept]].astype(np.int64)
        found = Found.of(count, pairs.asked[kept], street, logit[kept], kept)
        return found, features, relation

    def bears(self, name: StreetName) -> bool:
        """Whether a street of the department has the content words of `name`, glued or parted as may be."""
        return "".join(name.content) in self._forms_by_letters

    def anywhere(
        self, names: Sequence[StreetName], are_sought: Sequence[bool], most: int
    ) -> list[list[StreetMatch]]:
        """Streets of the whole department with a name like each of `names`: at most `most`, best first.

        Those that bear the name; for the names that `are_sought`, their nearest neighbours by character
        n-grams (scikit-learn).
        """
        bearers = [self._bearers(name) for name in names]
        lost = [at for at, sought in enumerate(are_sought) if sought]
        if lost and len(self.shard.variant_form):
            found = self._neighbours([names[at].bare for at in lost])
            for at, rows in zip(lost, found, strict=True):
                bearers[at] = np.sort(rows)
        asked = np.repeat(np.arange(len(names)), [len(rows) for rows in bearers])
        variant = np.concatenate([np.zeros(0, np.int64), *bearers])
        return self._likened(Names.of(names), Pairs(asked, variant), most)

    def _bearers(self, name: StreetName) -> I64:
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
        known = self.shard.known
        out: dict[str, list[int]] = {}
        for form, letters in enumerate(known.letters(np.arange(len(known.kind)))):
            out.setdefault(letters, []).append(form)
        return out

    def _neighbours(self, texts: list[str]) -> npt.NDArray[np.int64]:
        """Variants nearest to each text by the cosine of their n-grams (n, at most 24)."""
        queries = weighted(count_matrix(texts), self.shard.ngram_idf)
        cosines = (queries @ self.shard.ngrams_across).toarray()
        return np.array([_highest(row, NEIGHBOURS) for row in cosines], np.int64)

    def _likened(self, names: Names, pairs: Pairs, most: int) -> list[list[StreetMatch]]:
        """The best matches of each name among the variants it is paired with."""
        if not len(pairs):
            return [[] for _ in range(len(names))]
        known, (weight, unknown) = self.shard.known, self._weights
        form = self.shard.variant_form[pairs.variant].astype(np.int64)
        features, relation = Compared(names, known, weight, unknown).features(pairs.asked, form)
        parts = [(features, relation, fuzzy_logits(features, relation))]
        found, _, _ = self._found_of(len(names), pairs, parts)
        kept = found.first(most)
        every = self._matches(kept, features, relation)
        return [every[a:b] for a, b in pairwise(kept.ptr.tolist())]


@dataclass(frozen=True, slots=True)
class Asked:
    """Pairs (p,): a name, and the commune of a department in which it is looked for."""

    name: I64
    department: I64
    """Rank among the finders."""
    commune: I64
    """Row of the commune in its department."""


def exact_streets(finders: Sequence[StreetFinder], names: Names, asked: Asked) -> Found:
    """What `StreetFinder.exact` finds for each pair, a layer at a time."""
    nothing = np.zeros(0, np.int64)
    owners, streets, logits, ranks = [nothing], [nothing], [np.zeros(0)], [nothing]
    relations = [type_relations(names.kinds, f.shard.meta["types"]) for f in finders]
    # a commune's keys lie together: asked one behind the other, they are found in a few pages
    pending = np.lexsort((asked.commune, asked.department))
    left, name = names, asked.name
    for layer in LAYER_ORDER:
        if not len(pending):
            break
        left, name = _held(left, name, pending)
        keys = name_keys(left, layer)[name[pending]]
        missed = []
        for rank in np.unique(asked.department[pending]).tolist():
            own = np.flatnonzero(asked.department[pending] == rank)
            finder, shard = finders[rank], finders[rank].shard
            owner, variant = finder.with_keys(keys[own], asked.commune[pending[own]])
            pairs = pending[own[owner]]
            relation = relations[rank][names.kind[asked.name[pairs]], finder.kind_of(variant)]
            owners.append(pairs)
            streets.append(shard.variant_street[variant].astype(np.int64))
            is_spelt = np.zeros(len(pairs), bool)
            if layer == Layer.PHONETIC and len(pairs):
                is_spelt = finder.spells(names, asked.name[pairs])
            logits.append(exact_logits(layer, relation, is_spelt))
            ranks.append(np.full(len(pairs), int(layer)))
            missed.append(np.delete(own, owner))
        pending = pending[np.concatenate(missed)]
    owner, street, rank = (np.concatenate(part) for part in (owners, streets, ranks))
    return Found.of(len(asked.name), owner, street, np.concatenate(logits), rank)


def _highest(scores: F64, count: int) -> I64:
    """Positions of the `count` highest scores, the highest first; ties by position."""
    least = np.partition(scores, -count)[-count] if count < len(scores) else -np.inf
    at = np.flatnonzero(scores >= least)
    return at[np.argsort(-scores[at], kind="stable")][:count]


def _held(names: Names, row: I64, pairs: I64) -> tuple[Names, I64]:
    """The names that `pairs` (k,) have, and their rows (p,); all as they are unless most are gone.

    The sounds and the order of words are worked out for the words of names still looked for alone.
    """
    is_held = np.zeros(len(names), bool)
    is_held[row[pairs]] = True
    held = np.flatnonzero(is_held)
    if 2 * len(held) > len(names):
        return names, row
    return names.take(held).compact(), (np.cumsum(is_held) - 1)[row]


def _layer_parts(layer: Layer, logit: float, relation: int) -> dict[str, float]:
    of_type = EXACT_TYPE[RELATIONS[relation]]
    spelt = logit - LAYER_LOGIT[layer] - of_type
    return {"layer": LAYER_LOGIT[layer], "type": of_type} | (
        {"spelt": spelt} if spelt < -1e-9 else {}
    )
