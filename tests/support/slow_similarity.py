"""The comparison of two names one word at a time: the slow, obvious twin of the arrays."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from geocoder.match.asked_words import DAMAGED_ARTICLE, is_damaged_article
from geocoder.match.kinds import is_said, left_of
from geocoder.match.similarity import (
    FUZZY_INTERCEPT,
    FUZZY_TYPE,
    FUZZY_WEIGHTS,
    type_relation,
)
from geocoder.match.words import TYPO_VALUES
from geocoder.normalize import StreetName, phonetic

Words = tuple[str, ...]


def word_likeness(a: str, b: str) -> float:
    """Likeness of two words, 0 to 1; `a` may abbreviate `b`."""
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
    if a == short and _abbreviates(short, long):  # but GUINGUETTE is not asked for with Rue du Gue
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
    """Weight of a word, 0.15 to 1: how much it tells streets apart in a department of `total` names.

    `borne` are the names of the department.
    """

    def __init__(
        self, frequency: Mapping[str, int], total: int, borne: Iterable[StreetName] = ()
    ) -> None:
        self._frequency = frequency
        self._total = total
        self.names = {(n.way_type, n.content) for n in borne}
        self.words = {w for n in borne for w in (*n.content, *n.way_type.split())}
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


@dataclass(frozen=True, slots=True)
class Overlap:
    """Weights of the words of two names: paired, how far alike, and left alone on either side."""

    paired: float
    shared: float
    """Of `paired`, what is alike."""
    other: float
    """Of `paired`, what stands for a word that other streets bear."""
    extra: float
    """Asked words that are not known."""
    extra_borne: float
    """Of `extra`, the words that other streets bear."""
    missed: float
    """Known words that were not asked."""
    is_open: bool
    """Whether the last asked word is not known."""


def overlap(asked: Words, known: Words, rarity: Rarity) -> Overlap:
    """Pair the words of two names and weigh them."""
    pairs = align(asked, known)
    of_known = [rarity(w) for w in known]
    shared = paired = other = extra = borne = 0.0
    for i, j, value in pairs:  # a misspelt word is rare by accident: it weighs what it stands for
        shared += value * of_known[j]
        paired += of_known[j]
        if asked[i] != known[j] and asked[i] in rarity.words and len(asked[i]) > 1:
            other += of_known[j]
    matched = {i for i, _, _ in pairs}
    for i, word in enumerate(asked):
        if i not in matched:
            weight = DAMAGED_ARTICLE if is_damaged_article(word) else rarity(word)
            extra += weight
            borne += weight if word in rarity.words and len(word) > 1 else 0.0
    missed = max(0.0, math.fsum(of_known) - paired)
    is_open = len(asked) - 1 not in matched
    return Overlap(paired, shared, other, extra, borne, missed, is_open)


def compared(asked: StreetName, known: StreetName) -> tuple[Words, Words, str]:
    """The words of two names that are compared, and the relation of the types that are left.

    A type counts among the words where it is all that there is (`GRADE RUE` for Grande Rue) or where
    the other name has its words (`CLOS DU CHATEAU` for Rue du Clos du Château).
    """
    a, k = asked.initialled, known.content
    one, other = asked.way_type, known.way_type
    typed_a = one and (not k or (one != other and set(one.split()) <= set(k)))
    typed_k = other and (not asked.content or (one != other and set(other.split()) <= set(a)))
    if one != other and known.way_type and asked.words and says_kind(asked, other):
        typed_a, typed_k = one, other
    if typed_a or not a:
        a, one = (*one.split(), *a), ""
    if typed_k or not k:
        k, other = (*other.split(), *k), ""
    if not (known.content and asked.content):
        return a, k, "same"
    return a, k, "missing" if typed_k and one else type_relation(one, other)


def says_kind(asked: StreetName, kind: str) -> bool:
    """Whether `asked` begins with what its own type leaves of `kind`, misspelt or in part."""
    lefts = left_of(asked.way_type, kind)
    own = asked.initialled
    return any(
        own[0][0] == left[0] and is_said(left, own, is_part=bool(asked.way_type)) for left in lefts
    )


def name_features(asked: StreetName, known: StreetName, rarity: Rarity) -> dict[str, float]:
    """What is compared between two names.

    `asked` and `known` are shares, 0 to 1, of the weight of either name's words that is found in the
    other, `glued` the likeness of the letters; `shared`, `doubt` and `missed` are sums of weights:
    two rare words in common say more than one; `other` and `extra` too, of asked words that other
    streets bear, in the place of a known word and beside all of them. `borne` is 1 when the types
    differ and another street bears the name asked. `added` is 1 when the asked name is the known one
    behind other words: `Rue Sadi Carnot` for Rue Carnot, but not `Rue Jean Moulin` for Rue du Moulin.
    `open` is 1 when the last asked word, which names most often, is not known: Rue Roland Lambert is
    not `RUE ROLAND GARROS`.
    """
    a, k, relation = compared(asked, known)
    o = overlap(a, k, rarity)
    is_borne = (asked.way_type, asked.content) in rarity.names
    is_bare = asked.way_type == known.way_type and known.words == known.content
    return {
        "asked": o.shared / ((o.paired + o.extra) or 1.0),
        "known": o.shared / ((o.paired + o.missed) or 1.0),
        "glued": fuzz.ratio("".join(a), "".join(k)) / 100,
        "added": float(is_bare and 0 < len(k) < len(a) and a[-len(k) :] == k),
        "shared": o.shared,
        "doubt": o.paired - o.shared,
        "other": o.other,
        "extra": o.extra_borne,
        "missed": o.missed,
        "open": float(o.is_open),
        "borne": float(relation in {"family", "other"} and is_borne),
    }


def fuzzy_logit(features: Mapping[str, float], relation: str) -> float:
    """Log-odds that a name with these features is the one asked for."""
    parts = (weight * features[name] for name, weight in FUZZY_WEIGHTS.items())
    return FUZZY_INTERCEPT + math.fsum(parts) + FUZZY_TYPE[relation]
