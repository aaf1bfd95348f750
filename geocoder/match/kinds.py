"""Types written with an error, or in part: ILOTE DU CHATEAU, VOIE C DES CLAVAUX, ROUTE DEPARTMENTAL 977.

A parser knows no such form: the word stays at the head of the name, where it is held against the rest
of the type that the other name bears.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Letters from which a word may hold a typing error, and twice as many two."""


def left_of(asked: str, known: str) -> tuple[str, ...]:
    """What the head of a name of type `asked` may say of type `known`.

    Beside VOIE, the COMMUNALE of VOIE COMMUNALE; beside no type, all of it, or its last word.
    """
    if not known or (asked and not known.startswith(f"{asked} ")):
        return ()
    left = known[len(asked) :].strip()
    return (left,) if asked or " " not in left else (left, left.rpartition(" ")[2])


def left_letters(asked: Sequence[str], known: Sequence[str]) -> npt.NDArray[np.uint8]:
    """First letters of `left_of` every pair of types (asked, known, 2); 0 where nothing is left."""
    table = np.zeros((len(asked), len(known), 2), np.uint8)
    for i, one in enumerate(asked):
        for j, other in enumerate(known):
            letters = [ord(left[0]) for left in left_of(one, other)]
            table[i, j, : len(letters)] = letters
    return table


@lru_cache(maxsize=50_000)
def is_said(left: str, words: tuple[str, ...], *, is_part: bool) -> bool:
    """Whether `words` begin with the words of a type, one letter wrong in each.

    Where they are only a part of the type (`is_part`), an initial or a beginning says it too.
    """
    kind = left.split()
    return len(words) >= len(kind) and all(
        is_written(word, part) or (is_part and part.startswith(word))
        for word, part in zip(words, kind, strict=False)
    )


def is_written(word: str, part: str) -> bool:
    """Whether `word` is a word of a type with a typing error: one, or two of eight letters."""
    longest = max(len(word), len(part))
    allowed = (longest >= SHORTEST) + (longest >= 2 * SHORTEST)
    return OSA.distance(word, part, score_cutoff=allowed) <= allowed
