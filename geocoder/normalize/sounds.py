"""A rough key of how a word sounds, on which spelling variants and plurals agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geocoder.normalize.letters import texts_of

I64 = npt.NDArray[np.int64]
_DOUBLED = re.compile(r"(.)\1+")
_BREAK = ord("\n")
_SIBILANTS, _E, _T = (np.isin(np.arange(256), [*letters]) for letters in (b"SXZ", b"E", b"T"))


@lru_cache(maxsize=200_000)
def phonetic(word: str) -> str:
    """`CHARPENTIER` -> a rough key on which spelling variants and plurals agree.

    Doubled letters once, PH as F, TH as T, Y as I, QU and C before A O U as K, final S, X, E and mute T
    dropped: the T of MOULINET is mute, but its E is heard. Not a phonology: only what registers get wrong.
    """
    if not word or word[0].isdigit():
        return word
    return _ending_dropped(_DOUBLED.sub(r"\1", _sounds(word)))


def phonetics(words: Sequence[str]) -> list[str]:
    """`phonetic` of each ASCII word, which holds no line break: all of them are read at once."""
    if not words:
        return []
    letters = np.frombuffer(_sounds("\n".join(words)).encode("ascii"), np.uint8)
    once = np.ones(len(letters), bool)
    once[1:] = (letters[1:] != letters[:-1]) | (letters[1:] == _BREAK)
    letters = letters[once]
    ends = np.append(np.flatnonzero(letters == _BREAK), len(letters))
    begins = np.concatenate(([0], ends[:-1] + 1))
    size = _without_endings(letters, begins, ends - begins)
    following = np.diff(begins, append=len(letters))
    inside = np.arange(len(letters)) < np.repeat(begins + size, following)
    sounds: list[str] = texts_of(letters[inside], size).to_pylist()
    return [w if w[:1].isdigit() else key for w, key in zip(words, sounds, strict=True)]


def _sounds(text: str) -> str:
    """Letters that sound alike as one."""
    text = text.replace("PH", "F").replace("TH", "T").replace("Y", "I")
    text = text.replace("QU", "K").replace("CA", "KA").replace("CO", "KO").replace("CU", "KU")
    return text.replace("EAU", "O").replace("AU", "O").replace("AI", "E")


def _ending_dropped(word: str) -> str:
    one = word.rstrip("SXZ")
    one = one if len(one) > 2 else word
    short = one.rstrip("E")
    short = short if short.endswith("ET") else short.rstrip("T")
    return short if len(short) > 3 else one  # FAURE is not FORT


def _without_endings(letters: npt.NDArray[np.uint8], begins: I64, size: I64) -> I64:
    """Letters of each word (w,) that `_ending_dropped` leaves."""
    bare = _stripped(letters, begins, size, _SIBILANTS)
    one = np.where(bare > 2, bare, size)
    short = _stripped(letters, begins, one, _E)
    heard = np.flatnonzero(short > 1)
    last = begins[heard] + short[heard] - 1
    heard = heard[(letters[last] == ord("T")) & (letters[last - 1] == ord("E"))]
    shorter = _stripped(letters, begins, short, _T)
    shorter[heard] = short[heard]
    return np.where(shorter > 3, shorter, one)


def _stripped(
    letters: npt.NDArray[np.uint8], begins: I64, size: I64, dropped: npt.NDArray[np.bool_]
) -> I64:
    """Letters left of each word (w,) when those of `dropped` (256,) are taken from its end."""
    size = size.copy()
    at = np.flatnonzero(size)
    while len(at):
        at = at[dropped[letters[begins[at] + size[at] - 1]]]
        size[at] -= 1
        at = at[size[at] > 0]
    return size
