"""Whether a noisy name still tells its way from the others of the commune.

Decided here, by edits and beginnings of words, and never by what the geocoder finds.
"""

from __future__ import annotations

from functools import cache

from rapidfuzz.distance import Levenshtein

from bench.noise.fold import content, plain
from bench.noise.reference import Way
from bench.noise.written import Written


def is_ambiguous(written: Written, way: Way, others: list[Way], *, typed: bool) -> bool:
    """Tell whether another way is as near to what is written as the right one.

    `typed`: the type is the right one, perhaps shortened, and tells ways apart too.
    """
    noisy = _typed(way, typed) + content(written.name)
    right = [*_typed(way, typed), *way.words]
    far = _cost(noisy, right)
    return any(
        _cost(noisy, [*_typed(other, typed), *other.words]) <= far
        for other in others
        if other.id != way.id and other.id not in written.also
    )


@cache
def _type_words(way_type: str) -> list[str]:
    return plain(way_type).split()


def _typed(way: Way, typed: bool) -> list[str]:
    return _type_words(way.parts[0]) if typed else []


def _cost(noisy: list[str], name: list[str]) -> float:
    """Edits from a name to what is written; a half when words are only left out or shortened."""
    straight = Levenshtein.distance("".join(noisy), "".join(name))
    if straight == 0:
        return 0
    if _covers(name, noisy):
        return 0.5
    return min(straight, Levenshtein.distance("".join(sorted(noisy)), "".join(sorted(name))))


def _covers(name: list[str], noisy: list[str]) -> bool:
    """Tell whether each word written shortens another word of `name`: `A`, `GAL`, `GENER`."""
    left = list(name)
    for word in noisy:
        found = next((w for w in left if _shortens(word, w)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _shortens(short: str, word: str) -> bool:
    """Tell whether letters of `word`, the first among them, make `short` in order: `DR`, `GAL`."""
    if short[0] != word[0]:
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)
