"""Numbers inside names: words, ordinals and Roman numerals to one written form, in digits.

Both sides of a comparison go through it, so that `Rue du Huit Mai` meets `R DU 8 MAI` and
`LEOPOLD II` meets `LEOPOLD 2`.
"""

from __future__ import annotations

import re

_UNITS = {
    "ZERO": 0, "DEUX": 2, "TROIS": 3, "QUATRE": 4, "CINQ": 5, "SIX": 6, "SEPT": 7, "HUIT": 8,
    "NEUF": 9, "DIX": 10, "ONZE": 11, "DOUZE": 12, "TREIZE": 13, "QUATORZE": 14, "QUINZE": 15,
    "SEIZE": 16,
}  # fmt: skip
_TENS = {"VINGT": 20, "VINGTS": 20, "TRENTE": 30, "QUARANTE": 40, "CINQUANTE": 50, "SOIXANTE": 60}
_HUNDREDS = {"CENT": 100, "CENTS": 100}
_THOUSANDS = {"MIL": 1000, "MILLE": 1000}
NUMBER_WORDS = frozenset(_UNITS) | frozenset(_TENS) | frozenset(_HUNDREDS) | frozenset(_THOUSANDS)
ORDINALS = {
    "PREMIER": "1", "PREMIERE": "1", "IER": "1", "DEUXIEME": "2", "SECOND": "2", "SECONDE": "2",
    "TROISIEME": "3", "QUATRIEME": "4", "CINQUIEME": "5", "SIXIEME": "6", "SEPTIEME": "7",
    "HUITIEME": "8", "NEUVIEME": "9", "DIXIEME": "10", "ONZIEME": "11", "DOUZIEME": "12",
}  # fmt: skip
_DIGIT_ORDINAL = re.compile(r"^(\d+)(?:ER|ERE|E*IEME|E+ME|EM|E|ND|NDE)$")
_ROMAN = re.compile(r"^(?=[IVX]{2,})(X{0,3})(IX|IV|V?I{0,3})$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
NUMERAL_HEADS = frozenset("0123456789IVX")
"""Letters with which words begin that are ordinals in digits or Roman numerals."""
_SINGLE_ROMAN = {"I": "1", "V": "5", "X": "10"}
MONTHS = frozenset(
    [
        "JANVIER",
        "FEVRIER",
        "MARS",
        "AVRIL",
        "MAI",
        "JUIN",
        "JUILLET",
        "AOUT",
        "SEPTEMBRE",
        "OCTOBRE",
        "NOVEMBRE",
        "DECEMBRE",
    ]
)
_KINGS = frozenset(
    {"FRANCOIS", "LEOPOLD", "CHARLES", "HENRI", "NAPOLEON", "ALBERT", "PIE", "FREDERIC", "RENE"}
)


def _roman(word: str) -> str:
    total, previous = 0, 0
    for letter in reversed(word):
        value = _ROMAN_VALUES[letter]
        total += value if value >= previous else -value
        previous = max(previous, value)
    return str(total)


def _spelled(words: list[str], start: int) -> tuple[int, int]:
    """Read the number spelled from `start`; return its value and the position after it."""
    total, current, at = 0, 0, start
    while at < len(words):
        word = words[at]
        if word in _UNITS:
            if current % 10 and at > start:  # VINGT SIX HUIT 1914: a day, then a month
                break
            current += _UNITS[word]
        elif word in _TENS:
            # QUATRE VINGT(S): 4 x 20, yet CENT VINGT: 100 + 20
            current = (
                current - 4 + 80
                if word.startswith("VINGT") and current % 100 == 4
                else current + _TENS[word]
            )
        elif word in _HUNDREDS:
            current = (current or 1) * 100
        elif word in _THOUSANDS:
            total += (current or 1) * 1000
            current = 0
        elif not (
            word == "ET" and at > start and at + 1 < len(words) and words[at + 1] in ("UN", "ONZE")
        ):
            break
        elif words[at + 1] == "UN":
            current += 1
            at += 1
        at += 1
    if at < len(words) and at > start and words[at] in ORDINALS and current % 10 == 0:
        current += int(ORDINALS[words[at]])  # RUE DU CENT DIX SEPTIEME
        at += 1
    return total + current, at


_MULTIPLIERS = frozenset(_HUNDREDS) | frozenset(_THOUSANDS) | {"VINGT", "VINGTS"}
_BEGINNINGS = _MULTIPLIERS | frozenset(_TENS)
_IN_WORDS = {str(value): word for word, value in (_UNITS | _TENS).items() if word != "VINGTS"}


def _in_words(words: list[str]) -> list[str]:
    """`['20', 'ET', 'UN']` -> `['VINGT', 'ET', 'UN']`: digits inside a number that is spelled."""
    if "UN" not in words and NUMBER_WORDS.isdisjoint(words):
        return words
    out: list[str] = []
    for at, word in enumerate(words):
        before, after = words[at - 1 : at], words[at + 1 : at + 3]
        if word == "UN" and before and before[0] in ("VINGT", "VINGTS"):
            out.append("ET")  # QUATRE VINGT UN
        is_part = _goes_on(word, after) or (before and before[0] in _BEGINNINGS)
        out.append(_IN_WORDS.get(word, word) if is_part else word)
    return out


def _goes_on(word: str, after: list[str]) -> bool:
    """Whether a number in digits goes on in words: 9 CENT, 20 DEUX, 20 ET UN."""
    if not after or after[0] in _MULTIPLIERS:
        return bool(after)
    return word[-1] == "0" and (after[0] in _UNITS or after in (["ET", "UN"], ["ET", "ONZE"]))


def digits(words: list[str]) -> list[str]:
    """`['DU', 'HUIT', 'MAI', 'MIL', 'NEUF', 'CENT', 'QUARANTE', 'CINQ']` -> `['DU', '8', 'MAI', '1945']`."""
    words = _in_words(words)
    out: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "SEPT" and out and out[-1].isdigit():  # RUE DU 4 SEPT 1870
            out.append("SEPTEMBRE")
            at += 1
            continue
        if word in NUMBER_WORDS:
            value, at = _spelled(words, at)
            out.append(str(value))
            continue
        if word in _SINGLE_ROMAN and at + 1 < len(words) and words[at + 1] in MONTHS:
            word = _SINGLE_ROMAN[word]  # RUE DU X JUIN
        out.append(_one(word, out[-1] if out else "", is_last=at == len(words) - 1))
        at += 1
    return out


def lone_word(word: str) -> str:
    """What `digits` makes of one word that is no number word: `1ER` -> `1`, `XIV` -> `14`."""
    return _one(word, "", is_last=True)


def _one(word: str, before: str, *, is_last: bool) -> str:
    """Canonical form of one word that is not a cardinal in letters."""
    if word in ORDINALS:
        return ORDINALS[word]
    if word[0].isdigit():
        if match := _DIGIT_ORDINAL.match(word):
            return match.group(1)
        return word.lstrip("0") or "0" if word.isdigit() else word
    if len(word) > 1:
        return _roman(word) if word[0] in "IVX" and _ROMAN.match(word) else word
    # a lone I, V or X is a numeral only behind a king: RUE FRANCOIS I, but PLACE X
    return _SINGLE_ROMAN.get(word, word) if is_last and before in _KINGS else word
