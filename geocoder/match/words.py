"""How alike two words are: the same, an initial, a beginning, an abbreviation, a sound, typing errors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geocoder.normalize import phonetic
from geocoder.normalize.words import BOOL, I64, Words

F64 = npt.NDArray[np.float64]

TYPO_VALUES = {
    1: ((9, 0.95), (7, 0.93), (6, 0.9), (5, 0.85), (4, 0.75), (3, 0.5)),
    2: ((10, 0.86), (8, 0.8), (6, 0.62), (5, 0.4)),
    3: ((12, 0.74), (10, 0.66), (8, 0.5)),
}
"""Value of a word with 1, 2 or 3 edits, by the length of the longer word: shorter is worth less."""
INITIAL = 0.8
BEGINNING = ((4, 0.9), (3, 0.8), (0, 0.6))
"""Value of the beginning of a word, by its letters."""
ABBREVIATION = 0.84
SOUND = 0.93
_LONGEST = 64
"""Letters of a word for which a value is listed; a longer word is worth as much."""


def _typo_table() -> F64:
    """Value by edits (0 to 4) and letters of the longer word (0 to 64); no edit at all is 1."""
    table = np.zeros((5, _LONGEST + 1))
    table[0] = 1.0
    for edits, listed in TYPO_VALUES.items():
        for length, value in reversed(listed):
            table[edits, length:] = value
    return table


def _beginning_table() -> F64:
    table = np.zeros(_LONGEST + 1)
    for length, value in reversed(BEGINNING):
        table[length:] = value
    return table


_TYPO, _BEGINNING = _typo_table(), _beginning_table()
_MOST_EDITS = np.array([np.flatnonzero(column).max() for column in _TYPO.T])
"""Edits that are worth anything, by letters of the longer word."""


def word_likeness(asked: Words, known: Words, left: I64, right: I64) -> F64:
    """Likeness, 0 to 1, of pairs of words that differ: rows of `asked` and of `known`, both (n,)."""
    length = asked.length[left], known.length[right]
    short, long = np.minimum(*length), np.maximum(*length)
    value = _edits_value(asked, known, left, right, np.minimum(long, _LONGEST))
    begins = _begins(asked, known, left, right, short)
    at = np.flatnonzero(begins)
    value[at] = np.maximum(value[at], _BEGINNING[np.minimum(short[at], _LONGEST)])
    at = _abbreviated(asked, known, left, right)
    value[at] = np.maximum(value[at], ABBREVIATION)
    at = _sounding_alike(asked, known, left, right, value)
    value[at] = SOUND
    value[short == 1] = np.where(begins[short == 1], INITIAL, 0.0)
    value[asked.is_number[left] | known.is_number[right]] = 0.0  # RUE DU 8 MAI is not RUE DU 11 MAI
    return value


def _edits_value(asked: Words, known: Words, left: I64, right: I64, long: I64) -> F64:
    """Value of the edits (insertion, deletion, substitution, transposition) between two words."""
    value = np.zeros(len(left))
    most = _MOST_EDITS[long]
    gap = np.abs(asked.length[left] - known.length[right])
    # an edit changes at most two letters of the sets of letters
    apart = np.bitwise_count(asked.letter_set[left] ^ known.letter_set[right])
    at = np.flatnonzero((gap <= most) & (apart <= 2 * most))
    a = [asked.texts[w] for w in left[at].tolist()]
    b = [known.texts[w] for w in right[at].tolist()]
    edits = process.cpdist(a, b, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
    value[at] = _TYPO[np.minimum(edits, 4), long[at]]
    return value


def _begins(asked: Words, known: Words, left: I64, right: I64, short: I64) -> BOOL:
    """Whether the longer word begins with the shorter one."""
    alike = np.zeros(len(left), bool)
    at = np.flatnonzero(asked.letters[left, 0] == known.letters[right, 0])
    width = min(asked.letters.shape[1], known.letters.shape[1])
    a, b = asked.letters[left[at], :width], known.letters[right[at], :width]
    alike[at] = ((a == b) | (a == 0) | (b == 0)).all(axis=1)
    return alike & (short > 0)


def _abbreviated(asked: Words, known: Words, left: I64, right: I64) -> I64:
    """Pairs like GGES asked for GEORGES: first and last letters agree, the others follow in order.

    GUINGUETTE is not asked for with Rue du Gué.
    """
    short, long = asked.length[left], known.length[right]
    likely = (short > 2) & (short <= 5) & (long >= short + 2)
    likely &= asked.letters[left, 0] == known.letters[right, 0]
    likely &= asked.last_letter[left] == known.last_letter[right]
    at = np.flatnonzero(likely)
    found = [
        i
        for i, a, b in zip(at.tolist(), left[at].tolist(), right[at].tolist(), strict=True)
        if _follows(asked.texts[a], known.texts[b])
    ]
    return np.array(found, np.int64)


def _follows(short: str, long: str) -> bool:
    """Whether the letters of the shorter word stand in the longer one, in their order."""
    letters = iter(long)
    return all(c in letters for c in short)


def _sounding_alike(asked: Words, known: Words, left: I64, right: I64, value: F64) -> I64:
    """Pairs worth less so far that share a phonetic key."""
    likely = (value < SOUND) & (asked.first_sound[left] == known.first_sound[right])
    at = np.flatnonzero(likely)
    pairs = zip(at.tolist(), left[at].tolist(), right[at].tolist(), strict=True)
    found = [i for i, a, b in pairs if phonetic(asked.texts[a]) == phonetic(known.texts[b])]
    return np.array(found, np.int64)
