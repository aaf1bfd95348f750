"""How alike street names are: the parts of the comparison, and the evidence they add up to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geocoder.index.keys import Layer
from geocoder.index.known import KnownNames
from geocoder.match.align import Side, overlap
from geocoder.match.kinds import is_said, left_letters, left_of
from geocoder.normalize.words import BOOL, I64, Names, Ragged, Ranks, Words, typed_rows
from geocoder.vocabulary import type_words

F64 = npt.NDArray[np.float64]

SAME_FAMILY = (
    frozenset({"RUE", "GRANDE RUE", "PETITE RUE"}),
    frozenset(
        {
            "CHEMIN",
            "CHEMIN RURAL",
            "VIEUX CHEMIN",
            "ANCIEN CHEMIN",
            "PETIT CHEMIN",
            "SENTIER",
            "SENTE",
            "VOIE",
        }
    ),
    frozenset(
        {"ROUTE", "ANCIENNE ROUTE", "ROUTE DEPARTEMENTALE", "ROUTE NATIONALE", "VIEILLE ROUTE"}
    ),
    frozenset({"RUELLE", "RUETTE", "VENELLE", "PASSAGE", "IMPASSE"}),
    frozenset(
        {
            "ZONE INDUSTRIELLE",
            "ZONE ARTISANALE",
            "ZONE D ACTIVITE",
            "ZONE D AMENAGEMENT CONCERTE",
            "ZONE",
        }
    ),
)
"""Types written for one another."""

RELATIONS = ("same", "missing", "family", "other")
"""How two types stand to one another; their ranks are what tables of relations hold."""
DAMAGED_ARTICLE = 0.1
"""Weight of a word that is an article with a typing error: `RUE DEI VERGERS`."""
_SHORT_ARTICLES = ("DE", "DU", "DES", "LE", "LA", "LES", "AU", "AUX")
NUMBER_WEIGHT = 0.9
"""Weight of a number, whatever its frequency."""
LEAST_WEIGHT = 0.15


@lru_cache(maxsize=50_000)
def is_damaged_article(word: str) -> bool:
    """Whether a word of up to four letters is one edit away from an article."""
    return len(word) <= 4 and any(
        OSA.distance(word, a, score_cutoff=1) <= 1 for a in _SHORT_ARTICLES
    )


def rarity(counts: npt.ArrayLike, total: int) -> F64:
    """Weight of words that stand in `counts` (n,) of `total` names, 0.15 to 1: how much each tells apart."""
    seen = np.log((total + 1) / (np.asarray(counts) + 1)) / math.log(total + 2)
    return np.clip(seen, LEAST_WEIGHT, 1.0)


def type_relation(asked: str, known: str) -> str:
    """`same`, `missing` (none was asked), `family`, or `other`: Rue du Stet is not the lieu-dit Le Stet."""
    if asked == known:
        return "same"
    if not asked:
        return "missing"
    return "family" if any({asked, known} <= family for family in SAME_FAMILY) else "other"


def type_relations(asked: Sequence[str], known: Sequence[str]) -> npt.NDArray[np.int8]:
    """Rank in RELATIONS of every type asked with every type known (asked, known)."""
    ranks = Ranks({"": 0})
    a, k = (np.array(ranks.of(kinds), np.int64) for kinds in (asked, known))
    family = {kind: at for at, kinds in enumerate(SAME_FAMILY, 1) for kind in kinds}
    of_kind = np.array([family.get(kind, 0) for kind in ranks], np.int64)
    kin = (of_kind[a][:, None] == of_kind[k]) & (of_kind[a] > 0)[:, None]
    relation = np.where(kin, RELATIONS.index("family"), RELATIONS.index("other"))
    relation[a == 0] = RELATIONS.index("missing")
    relation[a[:, None] == k] = RELATIONS.index("same")
    return relation.astype(np.int8)


@dataclass(frozen=True)
class Compared:
    """Names asked (n,) and the names of a department (f,), ready to be compared pair by pair.

    A type counts among the words where it is all that there is (`GRADE RUE` for Grande Rue), where the
    other name has its words (`CLOS DU CHATEAU` for Rue du Clos du Château), or where it is misspelt (see
    `match.kinds`). So each name has two rows: its words, and its words with those of its type in front.
    """

    asked: Names
    known: KnownNames
    weight: F64
    """Weight of each word of the department's vocabulary."""
    unknown: float
    """Weight of a word that stands in no name of the department."""

    def features(self, a: I64, k: I64) -> tuple[dict[str, F64], npt.NDArray[np.int8]]:
        """What is compared between names `a` asked and forms `k`, and the relation of their types; (n,).

        `asked` and `known` are shares, 0 to 1, of the weight of either name's words that is found in
        the other, `glued` the likeness of the letters; `shared`, `doubt` and `missed` are sums of
        weights: two rare words in common say more than one. `other` and `extra` are those of asked
        words that other streets of the department bear, in the place of a known word and beside all
        of them: CHAMPAGNE is no misspelt Campagne. `borne` is 1 when the types differ and another
        street bears the name asked, its type included. `added` is 1 when the asked name is the
        known one behind other words: `Rue Sadi Carnot` for Rue Carnot, but not `Rue Jean Moulin` for
        Rue du Moulin. `open` is 1 when the last asked word, which names most often, is not known:
        Rue Roland Lambert is not `RUE ROLAND GARROS`.
        """
        with_type = self._with_type(a, k)
        row_a = a + with_type[0] * len(self.asked)
        row_k = k + with_type[1] * len(self.known.kind)
        o = overlap(self._side, self._known_side, self._same, row_a, row_k)
        of_asked, of_known = o.paired + o.extra, o.paired + o.missed
        values = {
            "asked": o.shared / np.where(of_asked > 0, of_asked, 1.0),
            "known": o.shared / np.where(of_known > 0, of_known, 1.0),
            "glued": self._glued(row_a, row_k),
            "added": self._added(a, k, row_a, row_k).astype(float),
            "shared": o.shared,
            "doubt": o.paired - o.shared,
            "other": o.other,
            "extra": o.extra_borne,
            "missed": o.missed,
            "open": o.is_open.astype(float),
        }
        relation = self._relation(a, k, *with_type)
        values["borne"] = (self._is_borne[a] & (relation >= RELATIONS.index("family"))).astype(
            float
        )
        return values, relation

    @cached_property
    def _is_borne(self) -> BOOL:
        """Whether a street of the department bears a name asked, its type included (n,)."""
        return self.known.bears(self.asked)

    @cached_property
    def _relations(self) -> npt.NDArray[np.int8]:
        """Relation of every type asked with every type known, and with none (asked, known + 1)."""
        return type_relations(self.asked.kinds, [*self.known.kinds, ""])

    def _relation(self, a: I64, k: I64, with_a: BOOL, with_k: BOOL) -> npt.NDArray[np.int8]:
        """Relation of the types that are not among the words; the same where a name has no other word.

        A known type that the asked words hold is at most missing: Clos du Château for `RUE DU CLOS DU
        CHATEAU`.
        """
        one = np.where(with_a, 0, self.asked.kind[a])
        other = np.where(with_k, len(self.known.kinds), self.known.kind[k])
        alone = self._is_nameless[a] | self.known.is_nameless[k]
        held = np.where(with_k & (one > 0), RELATIONS.index("missing"), self._relations[one, other])
        return np.where(alone, RELATIONS.index("same"), held).astype(np.int8)

    @cached_property
    def _is_nameless(self) -> BOOL:
        """Whether a name asked is nothing but a type (n,)."""
        nameless: BOOL = self.asked.all.counts == 0
        return nameless

    def _with_type(self, a: I64, k: I64) -> tuple[BOOL, BOOL]:
        """Whether the type counts among the words of either name (n,)."""
        one, other = self.asked.kind[a], self.known.kind[k]
        typed_a, typed_k = one > 0, self.known.has_kind[k]
        differ = self._relations[one, other] != RELATIONS.index("same")
        no_a, no_k = self._is_nameless[a], self.known.is_nameless[k]
        with_a, with_k = typed_a & no_k, typed_k & no_a
        for at in np.flatnonzero(typed_a & differ & self.known.holds_type_word[k]).tolist():
            with_a[at] |= self._kinds_words[one[at]] <= self.known.word_set(int(k[at]))
        for at in np.flatnonzero(typed_k & differ & self._holds_type_word[a]).tolist():
            with_k[at] |= self.known.kind_words[other[at]] <= self._word_set(int(a[at]))
        said = self._says_kind(a, one, other, np.flatnonzero(typed_k & differ & ~no_a))
        with_a[said] |= typed_a[said]
        with_k[said] = True
        # what is nothing but a type is compared by it: it is there already
        return with_a & ~no_a, with_k & ~no_k

    def _says_kind(self, a: I64, one: I64, other: I64, at: I64) -> I64:
        """Those of pairs `at` whose asked name begins with what its type leaves of the known one's."""
        rows = self.asked.initialled
        first = self.asked.words.letters[rows.word[rows.ptr[a[at]]], 0]
        likely = at[(first[:, None] == self._left[one[at], other[at]]).any(axis=1)]
        return np.array(
            [i for i in likely.tolist() if self._begins_with(a[i], one[i], other[i])], np.int64
        )

    def _begins_with(self, row: int, one: int, other: int) -> bool:
        """Whether name `row`, of type `one`, begins with the rest of type `other`."""
        rows, texts = self.asked.initialled, self.asked.words.texts
        words = tuple(texts[w] for w in rows.word[rows.ptr[row] : rows.ptr[row + 1]].tolist())
        lefts = left_of(self.asked.kinds[one], self.known.kinds[other])
        return any(is_said(left, words, is_part=bool(one)) for left in lefts)

    @cached_property
    def _left(self) -> npt.NDArray[np.uint8]:
        """First letters of what the head of a name may say of a known type (asked, known, 2)."""
        return left_letters(self.asked.kinds, self.known.kinds)

    @cached_property
    def _kinds_words(self) -> list[frozenset[str]]:
        return [frozenset(kind.split()) for kind in self.asked.kinds]

    @cached_property
    def _holds_type_word(self) -> BOOL:
        """Whether a name asked holds a word of a type (n,)."""
        typing = type_words()
        flag = np.fromiter((t in typing for t in self._words.texts), bool, len(self._words.texts))
        rows = self._rows
        hit = flag[rows.word] & (rows.owner < len(self.asked))
        return np.bincount(rows.owner[hit], minlength=len(self.asked)) > 0

    def _word_set(self, row: int) -> frozenset[str]:
        rows = self._rows
        return frozenset(self._words.texts[w] for w in rows.word[rows.ptr[row] : rows.ptr[row + 1]])

    @cached_property
    def _words(self) -> Words:
        """The words of the names asked, and those of their types behind them."""
        return Words(list(self._ranks))

    @cached_property
    def _ranks(self) -> Ranks:
        ranks = Ranks((text, at) for at, text in enumerate(self.asked.words.texts))
        ranks.of(word for kind in self.asked.kinds for word in kind.split())
        return ranks

    @cached_property
    def _rows(self) -> Ragged:
        """Words of each name asked, then with its type in front (2n,); see `typed_rows`."""
        kinds = Ragged.of([self._ranks.of(kind.split()) for kind in self.asked.kinds])
        return typed_rows(self.asked.initialled, kinds.take(self.asked.kind))

    @cached_property
    def _same(self) -> I64:
        """Row in the department's vocabulary of each word asked, -1 where it is not there."""
        return self.known.rows_of(self._words.texts)

    @cached_property
    def _known_side(self) -> Side:
        return Side(self.known.words, self.known.typed, self.weight)

    @cached_property
    def _side(self) -> Side:
        """The names asked, with the weight of each word."""
        words, same = self._words, self._same
        weight = np.where(same >= 0, self.weight[same], self.unknown)
        weight[words.is_number] = NUMBER_WEIGHT
        short = np.flatnonzero(words.length <= 4)
        damaged = [is_damaged_article(words.texts[w]) for w in short.tolist()]
        weight[short[np.array(damaged, bool)]] = DAMAGED_ARTICLE
        return Side(words, self._rows, weight)

    @cached_property
    def _letters(self) -> list[str]:
        """Words of each row asked, without spaces (2n,)."""
        texts = self._words.texts
        flat = [texts[w] for w in self._rows.word.tolist()]
        return ["".join(flat[a:b]) for a, b in pairwise(self._rows.ptr.tolist())]

    def _glued(self, a: I64, k: I64) -> F64:
        """Share of the letters that agree, spaces left out."""
        asked = [self._letters[row] for row in a.tolist()]
        known = self.known.letters(k)
        found: F64 = process.cpdist(asked, known, scorer=fuzz.ratio, dtype=np.float64)
        return found / 100

    def _added(self, a: I64, k: I64, row_a: I64, row_k: I64) -> BOOL:
        """Whether the known name, which has the same type and no article, ends the asked one."""
        asked, known, same = self._rows, self.known.typed, self._same
        size, least = known.counts[row_k], asked.counts[row_a]
        likely = self.known.is_plain[k] & (size > 0) & (size < least)
        alike = self._relations[self.asked.kind[a], self.known.kind[k]] == RELATIONS.index("same")
        at = np.flatnonzero(likely & alike)
        ends = np.ones(len(at), bool)
        for back in range(1, int(size[at].max(initial=0)) + 1):
            own = np.flatnonzero(size[at] >= back)
            word = same[asked.word[asked.ptr[row_a[at[own]] + 1] - back]]
            ends[own] &= word == known.word[known.ptr[row_k[at[own]] + 1] - back]
        added = np.zeros(len(a), bool)
        added[at] = ends
        return added


FUZZY_INTERCEPT = -9.7
FUZZY_WEIGHTS = {
    "asked": 5.0,
    "known": 2.3,
    "glued": 6.7,
    "added": 4.7,
    "shared": 1.8,
    "doubt": -2.8,
    "other": -5.6,
    "extra": -2.2,
    "missed": -0.6,
    "open": -2.2,
    "borne": -1.9,
}
FUZZY_TYPE = {"same": 0.0, "missing": -3.0, "family": -3.1, "other": -5.1}
"""Log-odds of « is this the street asked for », from `python -m bench.fit`, rounded: queries of
`bench.noise` in the training departments (real 08 and 90; demonstration 08, 10, 51 and 68)."""

LAYER_LOGIT = {
    Layer.EXACT: 7.0,
    Layer.NO_ARTICLES: 6.7,
    Layer.GLUED: 6.6,
    Layer.SORTED: 6.2,
    Layer.TH_LOST: 5.8,
    Layer.PHONETIC: 5.3,
    Layer.NO_TYPE: 3.9,
    Layer.GLUED_NO_TYPE: 3.0,
}
"""Log-odds that the street found at a layer is the one asked for, held against `python -m bench.fit`
(training departments), which stays within 1.0 of each of them."""
EXACT_TYPE = {"same": 0.0, "missing": -0.1, "family": -3.5, "other": -3.6}
"""What a difference of type costs an exact match, in log-odds: where it is low, the comparison of the
same names decides, which knows more of them."""
SPELT = -4.8
"""What it costs a street that sounds as what is asked when other streets bear every word asked: Rue de
l'École is not `RUE DES ECOLES`."""


def fuzzy_logits(features: dict[str, F64], relation: npt.NDArray[np.int8]) -> F64:
    """Log-odds that names with these features (n,) and type relations (n,) are the ones asked for."""
    total = FUZZY_INTERCEPT + np.array([FUZZY_TYPE[r] for r in RELATIONS])[relation]
    for name, weight in FUZZY_WEIGHTS.items():
        total = total + weight * features[name]
    return total


def exact_logits(layer: Layer, relation: npt.NDArray[np.int8], is_spelt: BOOL) -> F64:
    """Log-odds that streets found at `layer`, with these type relations, are the ones asked for; (n,).

    `is_spelt` tells whether other streets bear every word asked; it counts where sounds are compared.
    """
    of_type = np.array([EXACT_TYPE[r] for r in RELATIONS])[relation]
    spelt = np.where(is_spelt, SPELT if layer == Layer.PHONETIC else 0.0, 0.0)
    return LAYER_LOGIT[layer] + of_type + spelt
