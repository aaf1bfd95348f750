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
    every = tuple(known)
    rows = [np.frombuffer(_letters_left(one, every), np.uint8) for one in asked]
    return np.array(rows, np.uint8).reshape(len(asked), len(known), 2)


@lru_cache(maxsize=10_000)
def _letters_left(asked: str, known: tuple[str, ...]) -> bytes:
    """Two bytes for each known type: the first letters of what is left of it, behind them zeros."""
    letters = ("".join(left[0] for left in left_of(asked, kind)) for kind in known)
    return b"".join(two.encode("ascii").ljust(2, b"\0") for two in letters)


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
