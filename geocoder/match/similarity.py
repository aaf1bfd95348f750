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
from geocoder.match.align import Side, coverage
from geocoder.normalize.words import BOOL, I64, Names, Ranks

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
_LOG_LETTERS = np.log(np.minimum(np.maximum(np.arange(21), 1), 20))


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
    """`same`, `missing` (one of them has none), `family`, or `other`."""
    if asked == known:
        return "same"
    if not asked or not known:
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
    relation[(a == 0)[:, None] | (k == 0)] = RELATIONS.index("missing")
    relation[a[:, None] == k] = RELATIONS.index("same")
    return relation.astype(np.int8)


@dataclass(frozen=True)
class Compared:
    """Names asked (n,) and the names of a department, ready to be compared pair by pair."""

    asked: Names
    known: KnownNames
    weight: F64
    """Weight of each word of the department's vocabulary."""
    unknown: float
    """Weight of a word that stands in no name of the department."""

    def features(self, a: I64, k: I64) -> dict[str, F64]:
        """What is compared between names `a` asked and forms `k`, all (n,); see FUZZY_WEIGHTS.

        Shares are 0 to 1, `letters` is the logarithm of a length. `added` is 1 when the asked name
        is the known one behind other words: `Rue Sadi Carnot` for Rue Carnot, but not `Rue Jean
        Moulin` for Rue du Moulin.
        """
        known = Side(self.known.words, self.known.content, self.weight)
        asked_covered, known_covered = coverage(self._side, known, self._same, a, k)
        return {
            "asked": asked_covered,
            "known": known_covered,
            "least": np.minimum(asked_covered, known_covered),
            "both": asked_covered * known_covered,
            "glued": self._glued(a, k),
            "letters": _LOG_LETTERS[np.minimum(self.known.letter_counts[k], 20)],
            "added": self._added(self._same, a, k).astype(float),
        }

    @cached_property
    def _same(self) -> I64:
        """Row in the department's vocabulary of each word asked, -1 where it is not there."""
        return self.known.rows_of(self.asked.words.texts)

    @cached_property
    def _side(self) -> Side:
        """The names asked, with the weight of each word."""
        words, same = self.asked.words, self._same
        weight = np.where(same >= 0, self.weight[same], self.unknown)
        weight[words.is_number] = NUMBER_WEIGHT
        short = np.flatnonzero(words.length <= 4)
        damaged = [is_damaged_article(words.texts[w]) for w in short.tolist()]
        weight[short[np.array(damaged, bool)]] = DAMAGED_ARTICLE
        return Side(words, self.asked.content, weight)

    @cached_property
    def _letters(self) -> list[str]:
        """Content words of each name asked, without spaces (n,)."""
        texts = self.asked.words.texts
        flat = [texts[w] for w in self.asked.content.word.tolist()]
        return ["".join(flat[a:b]) for a, b in pairwise(self.asked.content.ptr.tolist())]

    def _glued(self, a: I64, k: I64) -> F64:
        """Share of the letters that agree, spaces left out."""
        asked = [self._letters[row] for row in a.tolist()]
        known = [self.known.letters[row] for row in k.tolist()]
        found: F64 = process.cpdist(asked, known, scorer=fuzz.ratio, dtype=np.float64)
        return found / 100

    def _added(self, same: I64, a: I64, k: I64) -> BOOL:
        """Whether the known name, which has the same type and no article, ends the asked one."""
        asked, known = self.asked.content, self.known.content
        size, least = known.counts[k], asked.counts[a]
        rank = {kind: at for at, kind in enumerate(self.asked.kinds)}
        kinds = np.array([rank.get(kind, -1) for kind in self.known.kinds], np.int64)
        likely = self.known.is_plain[k] & (size > 0) & (size < least)
        likely &= kinds[self.known.kind[k]] == self.asked.kind[a]
        at = np.flatnonzero(likely)
        ends = np.ones(len(at), bool)
        for back in range(1, int(size[at].max(initial=0)) + 1):
            own = np.flatnonzero(size[at] >= back)
            word = same[asked.word[asked.ptr[a[at[own]] + 1] - back]]
            ends[own] &= word == known.word[known.ptr[k[at[own]] + 1] - back]
        likely[at] = ends
        return likely


FUZZY_INTERCEPT = -4.25
FUZZY_WEIGHTS = {
    "asked": 1.32,
    "known": 1.17,
    "least": 2.16,
    "both": 0.45,
    "glued": 2.04,
    "letters": 0.38,
    "added": 1.45,
}
FUZZY_TYPE = {"same": 0.0, "missing": -1.4, "family": -0.3, "other": -3.4}
"""From a logistic regression of « is this the street asked for », on `bench.noise` queries of 08, 52
and 55 (seeds `lead-train`, `lead-train2`, split train) and on the same queries without their street.
The weights are rounded; `family` was set by hand (the fit gave +0.46, on few cases)."""

FUZZY_BOUNDS: dict[str, tuple[float | None, float | None]] = {}

LAYER_LOGIT = {
    Layer.EXACT: 7.0,
    Layer.NO_ARTICLES: 6.5,
    Layer.GLUED: 6.0,
    Layer.SORTED: 5.9,
    Layer.TH_LOST: 5.0,
    Layer.PHONETIC: 4.5,
    Layer.NO_TYPE: 4.4,
    Layer.GLUED_NO_TYPE: 4.0,
}
"""Log-odds that the street found at a layer is the one asked for; set by hand, not fitted."""
EXACT_TYPE = {"same": 0.0, "missing": -0.4, "family": -1.6, "other": -2.6}
"""What a difference of type costs an exact match, in log-odds; set by hand."""


def fuzzy_logits(features: dict[str, F64], relation: npt.NDArray[np.int8]) -> F64:
    """Log-odds that names with these features (n,) and type relations (n,) are the ones asked for."""
    total = FUZZY_INTERCEPT + np.array([FUZZY_TYPE[r] for r in RELATIONS])[relation]
    for name, weight in FUZZY_WEIGHTS.items():
        total = total + weight * features[name]
    return total


def exact_logits(layer: Layer, relation: npt.NDArray[np.int8]) -> F64:
    """Log-odds that streets found at `layer`, with these type relations (n,), are the ones asked for."""
    return LAYER_LOGIT[layer] + np.array([EXACT_TYPE[r] for r in RELATIONS])[relation]
