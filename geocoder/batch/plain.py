"""Which lines are plain: one reading, so that parsing them again and again can be spared.

`plain_name` must say no whenever `geocoder.parse.hypotheses` would propose anything but the one
reading it returns; it may say no more often. tests/geocoder/test_batch.py holds the two together.
"""

from __future__ import annotations

from functools import cache

from geocoder.normalize import StreetName, fold
from geocoder.normalize.names import name_from_words, split_way_type, typed_name
from geocoder.parse.parts import COMPLEMENTS, LONGEST, MONTHS, NO_NUMBER, STRONG_TYPES
from geocoder.vocabulary import way_types

_POSTBOX_WORDS = frozenset({"BP", "CS", "TSA", "CIDEX", "CEDEX", "BOITE", "POSTALE"})


@cache
def _odd_words() -> frozenset[str]:
    """Words that, behind the type, may open another reading: types, complements, post boxes."""
    single = {form for form in way_types().in_text if " " not in form}
    return frozenset(single) | COMPLEMENTS | _POSTBOX_WORDS | NO_NUMBER


@cache
def _type_words() -> frozenset[str]:
    """Every word of every form of a type, articles aside: a text without any names no type."""
    words = {w for form in way_types().in_text for w in form.split()}
    return frozenset(words - {"D", "L", "DE", "A", "C"})


@cache
def _strong_words() -> frozenset[str]:
    """Words that a text must hold to name a street of a strong type."""
    forms = (f for f, canonical in way_types().in_text.items() if canonical in STRONG_TYPES)
    return frozenset({w for form in forms for w in form.split()} - {"D", "L", "DE", "A"})


def plain_name(street: str, way_type: str) -> StreetName | None:
    """The only reading of a street column; None when there may be others, or none."""
    folded = fold(street)
    if not folded or len(street) > LONGEST or ";" in folded or "(" in folded or ")" in folded:
        return None
    words = folded.split(" ")
    if words[0][0].isdigit() or words[0] in NO_NUMBER or words[0] in _POSTBOX_WORDS:
        return None
    kind, rest = ("", words) if way_type else split_way_type(words)
    if kind == "GRANDE RUE" and rest:
        return None
    if not _odd_words().isdisjoint(rest[1:] if way_type else rest):
        return None
    if any(c.isdigit() for c in folded) and not _only_dates(words, rest):
        return None
    name = typed_name(words, way_type) if way_type else name_from_words(words)
    return None if name.is_empty else name


def _only_dates(words: list[str], rest: list[str]) -> bool:
    """Whether every number is a date's day or the last word: `RUE DU 8 MAI 1945`."""
    if not rest or rest[0][0].isdigit():  # RUE 23 DE LISLE
        return False
    last = len(words) - 1
    return all(
        at == last or words[at + 1] in MONTHS for at, w in enumerate(words) if w[0].isdigit()
    )


def adds_nothing(text: str, *, beside_street: bool) -> bool:
    """Whether a complement or a distribution mention surely proposes no reading."""
    if not text:
        return True
    words = fold(text).replace(";", " ").replace("(", " ").replace(")", " ").split()
    return (_strong_words() if beside_street else _type_words()).isdisjoint(words)
