"""The comparison of two names one word at a time: the slow, obvious twin of the arrays."""

import math

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from geocoder.match.similarity import (
    DAMAGED_ARTICLE,
    FUZZY_INTERCEPT,
    FUZZY_TYPE,
    FUZZY_WEIGHTS,
    is_damaged_article,
)
from geocoder.match.words import TYPO_VALUES
from geocoder.normalize import phonetic


def word_likeness(a, b):
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


def _typing(short, long):
    """Value of the edits (insertion, deletion, substitution, transposition) between two words."""
    edits = OSA.distance(short, long, score_cutoff=3)
    for length, value in TYPO_VALUES.get(edits, ()):
        if len(long) >= length:
            return value
    return 0.0


def _abbreviates(short, long):
    """`GGES` for GEORGES: first and last letters agree, the others follow in order."""
    if not 2 < len(short) <= 5 or len(long) < len(short) + 2 or short[0] != long[0]:
        return False
    letters = iter(long)
    return short[-1] == long[-1] and all(c in letters for c in short)


class Rarity:
    """Weight of a word, 0.15 to 1: how much it tells streets apart in a department of `total` names."""

    def __init__(self, frequency, total):
        self._frequency = frequency
        self._total = total
        self._known = {}

    def __call__(self, word):
        """The weight of `word`; a number weighs 0.9 whatever its frequency."""
        value = self._known.get(word)
        if value is None:
            value = self._known[word] = self._weigh(word)
        return value

    def _weigh(self, word):
        if word[0].isdigit():
            return 0.9
        count = self._frequency.get(word, 0)
        value = math.log((self._total + 1) / (count + 1)) / math.log(self._total + 2)
        return max(0.15, min(1.0, value))


def align(asked, known):
    """One-to-one pairs of words (row in asked, row in known, likeness), greedily from the most alike.

    Equal words pair first, in their order; only what they leave is compared letter by letter.
    """
    out = []
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


def coverage(asked, known, rarity):
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


def name_features(asked, known, rarity):
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


def fuzzy_logit(features, relation):
    """Log-odds that a name with these features is the one asked for."""
    parts = (weight * features[name] for name, weight in FUZZY_WEIGHTS.items())
    return FUZZY_INTERCEPT + math.fsum(parts) + FUZZY_TYPE[relation]
