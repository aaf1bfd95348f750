"""House numbers: suffixes, ranges, glued letters, and what is no number at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from geocoder.normalize import ARTICLES, fold
from geocoder.normalize.names import split_way_type
from geocoder.types import HouseNumber

SUFFIX_WORDS = {
    "BIS": "bis",
    "TER": "ter",
    "QUATER": "quater",
    "QUAT": "quater",
    "QTER": "quater",
    "QUINQUIES": "quinquies",
    "SEXIES": "sexies",
}
"""Repetition words and their BAN form."""

_SUFFIX = r"(BIS|TER|QUATER|QUAT|QTER|QUINQUIES|SEXIES|[A-Z])"
_GLUED = re.compile(rf"^0*(\d{{1,5}}) ?{_SUFFIX}?$")
_RANGE = re.compile(
    rf"^0*(\d{{1,5}}) ?{_SUFFIX}? ?(?:-|;|A|AU|ET|\+| ) ?0*(\d{{1,5}}) ?{_SUFFIX}?"
    r"(?: ?(?:-|;|A|ET| ) ?\d+.*)?$"
)
_PARTED = re.compile(rf"^0*(\d{{1,5}})[;-]{_SUFFIX}$")
"""`8/b`, `2-bis`."""
_PLAIN_RANGE = re.compile(r"^0*(\d{1,5}) ?(?:-|;|A|AU|ET|\+| ) ?0*(\d{1,5})$")
"""`12 A 14`: the A is « à », not a suffix."""
_LEADING = re.compile(
    rf"^(?:N |NO |NUM |NUMERO )?0*(\d{{1,5}})(?:{_SUFFIX}(?= |$)| {_SUFFIX}(?= |$))?"
    rf"(?: ?(?:;|A|ET|AU) ?0*(\d{{1,5}})(?: ?{_SUFFIX}(?= |$))?)?"
)
_HIGHEST = 9000
"""BAN numbers placeholders from 9001 (and 5000 in places): no real door is asked for beyond this."""


def suffix_form(word: str) -> str:
    """`BIS` -> `bis`, `A` -> `a`; empty for an empty word."""
    return SUFFIX_WORDS.get(word, word.lower())


def make(value: str, suffix: str | None, last: str | None = None) -> HouseNumber | None:
    """Build a number; None for 0 and for numbers beyond any door."""
    number = int(value)
    if not 0 < number <= _HIGHEST:
        return None
    end = int(last) if last else None
    return HouseNumber(number, suffix_form(suffix or ""), end if end and end > number else None)


NUMERO = frozenset({"N", "NO", "NUMERO"})
_SHORT = 32
"""Letters of a number and its suffix that are worth remembering."""
LOOKED_AT = 12
"""Words at the start of a line that decide on its number: both ends of a range, their suffixes, a type."""


def _readable(text: str) -> str:
    """Fold a number field, keeping the dash of a range: `12-14` -> `12-14`, `12/14` -> `12;14`."""
    return re.sub(r" ?([;-]) ?", r"\1", fold(text.replace("-", " ; ")).strip("; "))


def parse_number_field(number: str, suffix: str = "") -> HouseNumber | None:
    """`('12-14', '')` -> 12 to 14; `('0002B', '')` -> 2 b; `('P', '')`, `('S/N', '')`, `('0', '')` -> None.

    `suffix` is the content of a column of its own; it yields to one glued to the number.
    """
    # most fields; longer ones go the long way: `int` refuses thousands of digits
    if not suffix and len(number) < 9 and number.isascii() and number.isdigit():
        return make(number, "")
    short = len(number) + len(suffix) <= _SHORT
    return _remembered_field(number, suffix) if short else _number_field(number, suffix)


def _number_field(number: str, suffix: str) -> HouseNumber | None:
    text = _readable(number)
    if not text or not any(c.isdigit() for c in text):
        return None
    own = " ".join(fold(suffix).split())
    beside = own if own in SUFFIX_WORDS or (len(own) == 1 and own.isalpha()) else ""
    if match := _GLUED.match(text):
        return make(match[1], match[2] or beside)
    if match := _PARTED.match(text):
        return make(match[1], match[2])
    if match := _PLAIN_RANGE.match(text):
        return make(match[1], beside, match[2])
    if match := _RANGE.match(text):
        return make(match[1], match[2] or beside, match[3])
    if match := _LEADING.match(text):
        return make(match[1], match[2] or match[3] or beside)
    return None


_remembered_field = lru_cache(maxsize=50_000)(_number_field)
"""House numbers are few: every table holds the same ones again."""


def leading_number(words: list[str]) -> tuple[HouseNumber | None, int]:
    """Read a number at the start of folded words; return it and how many words it took.

    `['12', 'BIS', 'RUE', …]` -> (12 bis, 2). `['2', 'R', 'DES', …]` -> (2, 1): R is the street's.
    """
    if not words or not (words[0][0].isdigit() or words[0] in NUMERO):
        return None, 0
    return _leading_number(tuple(words[:LOOKED_AT]))


@lru_cache(maxsize=50_000)
def _leading_number(words: tuple[str, ...]) -> tuple[HouseNumber | None, int]:
    """`leading_number` of the first words of a line, which its readings ask for again and again."""
    at = 1 if words[0] in NUMERO and len(words) > 1 else 0
    if at >= len(words) or not words[at][0].isdigit():
        return None, 0
    match = _GLUED.match(words[at])
    if not match:
        return None, 0
    value, suffix = match[1], match[2]
    at += 1
    if not suffix and at < len(words):
        taken = _separate_suffix(words, at)
        suffix = words[at] if taken else None
        at += taken
    last, taken = _range_end(words, at)
    at += taken
    if taken and not suffix and at < len(words):  # 12/14 BIS RUE X; 6 A 8 C RUE X
        taken = _separate_suffix(words, at)
        suffix = words[at] if taken else None
        at += taken
    return make(value, suffix, last), at


def _separate_suffix(words: Sequence[str], at: int) -> int:
    """1 when the word at `at` is a suffix of the number before it, else 0."""
    word = words[at]
    if word in SUFFIX_WORDS:
        return 1
    if len(word) != 1 or not word.isalpha() or word == "R" or at + 1 >= len(words):
        return 0
    if word == "Q" and words[at + 1] in ARTICLES:  # 25 Q DE LA HOUILLE: a quay
        return 0
    if word in ("D", "L") and words[at + 1][0] in "AEIOUYH":  # 121 L ILOT; 3 D ALSACE
        return 0
    if word in ("A", "D", "L"):  # 12 A 14: an article unless a type follows
        return int(bool(split_way_type(list(words[at + 1 :]))[0]))
    return 1


def _range_end(words: Sequence[str], at: int) -> tuple[str | None, int]:
    """`… ['A', '14', 'RUE']` -> ('14', 2): the end of a range that starts before `at`."""
    if at < len(words) and words[at] in ("A", "ET", "AU", ";") and at + 1 < len(words):
        match = _GLUED.match(words[at + 1])
        if match:
            return match[1], 2
    if at + 1 < len(words) and words[at].isdigit() and _opens_name(words[at + 1 :]):
        return words[at], 1  # 12-14 RUE X: the dash is gone by now
    return None, 0


def _opens_name(words: Sequence[str]) -> bool:
    """Whether a way type starts here, perhaps behind a suffix."""
    rest = words[1:] if words[0] in SUFFIX_WORDS or len(words[0]) == 1 else words
    return bool(split_way_type(list(words))[0] or (rest and split_way_type(list(rest))[0]))
