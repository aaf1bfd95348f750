"""How alike two street names are: words are aligned one to one and weighed by their rarity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from geocoder.index.keys import Layer
from geocoder.normalize import StreetName, phonetic

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

TYPO_VALUES = {
    1: ((9, 0.95), (7, 0.93), (6, 0.9), (5, 0.85), (4, 0.75)),
    2: ((10, 0.86), (8, 0.8), (6, 0.62)),
    3: ((12, 0.74), (10, 0.66)),
}
"""Value of a word with 1, 2 or 3 edits, by the length of the longer word: shorter is worth less."""


@lru_cache(maxsize=400_000)
def word_likeness(a: str, b: str) -> float:
    """Likeness of two words, 0 to 1: same, initial, truncation, abbreviation, sound, typing errors."""
    if a == b:
        return 1.0
    if a[0].isdigit() or b[0].isdigit():  # RUE DU 8 MAI is not RUE DU 11 MAI
        return 0.0
    short, long = sorted((a, b), key=len)
    value = _typing(short, long)
    if len(short) == 1:
        return 0.8 if long[0] == short else 0.0
    if long.startswith(short):
        value = max(value, 0.9 if len(short) > 3 else 0.8 if len(short) == 3 else 0.6)
    if _abbreviates(short, long):
        value = max(value, 0.84)
    if value < 0.93 and phonetic(a) == phonetic(b):
        value = 0.93
    return value


def _typing(short: str, long: str) -> float:
    """Value of the edits (insertion, deletion, substitution, transposition) between two words."""
    edits = OSA.distance(short, long, score_cutoff=3)
    for length, value in TYPO_VALUES.get(edits, ()):
        if len(long) >= length:
            return value
    return 0.0


def _abbreviates(short: str, long: str) -> bool:
    """`GGES` for GEORGES: first and last letters agree, the others follow in order."""
    if not 2 < len(short) <= 5 or len(long) < len(short) + 2 or short[0] != long[0]:
        return False
    letters = iter(long)
    return short[-1] == long[-1] and all(c in letters for c in short)


class Rarity:
    """Weight of a word, 0.15 to 1: how much it tells streets apart in a department of `total` names."""

    def __init__(self, frequency: Mapping[str, int], total: int) -> None:
        self._frequency = frequency
        self._total = total
        self._known: dict[str, float] = {}

    def __call__(self, word: str) -> float:
        """The weight of `word`; a number weighs 0.9 whatever its frequency."""
        value = self._known.get(word)
        if value is None:
            value = self._known[word] = self._weigh(word)
        return value

    def _weigh(self, word: str) -> float:
        if word[0].isdigit():
            return 0.9
        count = self._frequency.get(word, 0)
        value = math.log((self._total + 1) / (count + 1)) / math.log(self._total + 2)
        return max(0.15, min(1.0, value))


def align(asked: tuple[str, ...], known: tuple[str, ...]) -> list[tuple[int, int, float]]:
    """One-to-one pairs of words (row in asked, row in known, likeness), greedily from the most alike.

    Equal words pair first, in their order; only what they leave is compared letter by letter.
    """
    out: list[tuple[int, int, float]] = []
    left_known = list(range(len(known)))
    left_asked = []
    for i, word in enumerate(asked):
        j = next((j for j in left_known if known[j] == word), None)
        if j is None:
            left_asked.append(i)
        else:
            left_known.remove(j)
            out.append((i, j, 1.0))
    if not left_asked or not left_known:
        return out
    pairs = [
        (word_likeness(asked[i], known[j]), -abs(i - j), i, j)
        for i in left_asked
        for j in left_known
    ]
    pairs.sort(reverse=True)
    for value, _, i, j in pairs:
        if value <= 0:
            break
        if i in left_asked and j in left_known:
            left_asked.remove(i)
            left_known.remove(j)
            out.append((i, j, value))
    return out


DAMAGED_ARTICLE = 0.1
"""Weight of a word that is an article with a typing error: `RUE DEI VERGERS`."""
_SHORT_ARTICLES = ("DE", "DU", "DES", "LE", "LA", "LES", "AU", "AUX")


@lru_cache(maxsize=50_000)
def is_damaged_article(word: str) -> bool:
    """Whether a word of up to four letters is one edit away from an article."""
    return len(word) <= 4 and any(
        OSA.distance(word, a, score_cutoff=1) <= 1 for a in _SHORT_ARTICLES
    )


def coverage(asked: tuple[str, ...], known: tuple[str, ...], rarity: Rarity) -> tuple[float, float]:
    """Weighted share of the asked words that are known, and of the known words that were asked."""
    pairs = align(asked, known)
    of_known = [rarity(w) for w in known]
    shared = of_asked = 0.0
    for _, j, value in pairs:  # a misspelt word is rare by accident: it weighs what it stands for
        shared += value * of_known[j]
        of_asked += of_known[j]
    if len(pairs) < len(asked):
        matched = {i for i, _, _ in pairs}
        for i, word in enumerate(asked):
            if i not in matched:
                of_asked += DAMAGED_ARTICLE if is_damaged_article(word) else rarity(word)
    return shared / (of_asked or 1.0), shared / (sum(of_known) or 1.0)


def type_relation(asked: str, known: str) -> str:
    """`same`, `missing` (one of them has none), `family`, or `other`."""
    if asked == known:
        return "same"
    if not asked or not known:
        return "missing"
    return "family" if any({asked, known} <= family for family in SAME_FAMILY) else "other"


def name_features(asked: StreetName, known: StreetName, rarity: Rarity) -> dict[str, float]:
    """What is compared between two names: shares 0 to 1, `letters` the logarithm of a length.

    `added` is 1 when the asked name is the known one behind other words: `Rue Sadi Carnot` for Rue
    Carnot, but not `Rue Jean Moulin` for Rue du Moulin.
    """
    a, k = asked.content or (asked.way_type,), known.content or (known.way_type,)
    asked_covered, known_covered = coverage(a, k, rarity)
    letters = "".join(k)
    is_bare = asked.way_type == known.way_type and known.words == known.content
    return {
        "asked": asked_covered,
        "known": known_covered,
        "least": min(asked_covered, known_covered),
        "both": asked_covered * known_covered,
        "glued": fuzz.ratio("".join(a), letters) / 100,
        "letters": math.log(min(20, len(letters))) if letters else 0.0,
        "added": float(is_bare and 0 < len(k) < len(a) and a[-len(k) :] == k),
    }


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


def fuzzy_logit(features: Mapping[str, float], relation: str) -> float:
    """Log-odds that a name with these features is the one asked for."""
    parts = (weight * features[name] for name, weight in FUZZY_WEIGHTS.items())
    return FUZZY_INTERCEPT + math.fsum(parts) + FUZZY_TYPE[relation]


def exact_logit(layer: Layer, relation: str) -> float:
    """Log-odds that a street found at `layer` is the one asked for."""
    return LAYER_LOGIT[layer] + EXACT_TYPE[relation]
