"""What one part of a line may name: which words are the street, which the number, which neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from geocoder.normalize import ARTICLES, StreetName
from geocoder.normalize.names import (
    WrittenName,
    in_normal_form,
    split_way_type,
    typed_name,
    written_name,
)
from geocoder.parse.housenumber import leading_number
from geocoder.parse.parts import (
    COMPLEMENTS,
    MONTHS,
    NO_NUMBER,
    STRONG_TYPES,
    is_bare_type,
    starts_street,
)
from geocoder.types import HouseNumber
from geocoder.vocabulary import way_types

SECOND = 0.15
"""What a street costs that stands behind another one in the line: both are there, the first is meant."""
STOREYS, FLOOR = ("1ER", "2EME", "3EME", "4EME"), "ETAGE"
"""Words that open a complement where `FLOOR` stands behind them."""
INNER, INSIDE = 0.02, 0.03
"""What a street costs that begins behind other words, and one with a complement behind it as well."""
HEAD, UNNUMBERED_HEAD, STREET_HEAD = 0.02, 0.06, 0.01
"""What the words before an inner street cost; the same where the number is the inner street's; where they
are the street that is meant."""
COMPLEMENTED, BEFORE_NUMBERED = 0.01, 0.06
"""What a name costs without the complement behind it, and where a street with a number is behind both."""
COUNTED = 0.03
"""What it costs that the number in front counts what the name names."""
NAMELESS = 0.32
"""What it costs that a RUE without a name is the commune's Grande Rue: enough that only one which has the
number asked for is an answer."""
BEHIND_GRANDE_RUE = 0.19
"""What words behind a Grande Rue cost that are no part of its name: enough that a street is looked for
which has them, the Grande Rue Basse."""
NUMERALS = {"I": "1", "V": "5", "X": "10"}
"""Letters that are numbers behind an article, or behind everything."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A street name as written, and the number written inside the same text, if any."""

    written: WrittenName
    number: HouseNumber | None
    penalty: float
    source: str
    keeps_number: bool = False
    """Whether its own number leads over the one of the number column (second address of a line)."""

    @property
    def name(self) -> StreetName:
        """The name in normal form."""
        return in_normal_form(self.written)


def _named(words: list[str], way_type: str) -> tuple[WrittenName, HouseNumber | None]:
    """Name and number of words that begin with the street or its number."""
    number, taken = leading_number(words)
    rest = words[taken:]
    is_date = bool(rest) and rest[0] in MONTHS  # 11 NOVEMBRE (RUE DU)
    if not taken or not rest or is_date:
        return _name(words, way_type), None
    return _name(rest, way_type), number


def _name(words: list[str], way_type: str) -> WrittenName:
    return typed_name(words, way_type) if way_type else written_name(words)


def _cut_complement(words: list[str], way_type: str = "") -> int:
    """Position of the first word that opens a complement behind the name, or 0.

    A type leaves at least one word to the name: `RUE DU CABINET`, but `MALICET BAT B` beside a
    type column is Malicet, and `ROSENWEG BATIMENT C` is Rosenweg.
    """
    is_name = way_type or (bool(words) and words[0].isalpha() and not split_way_type(words)[0])
    for at in range(1 if is_name else 2, len(words)):
        if words[at] in COMPLEMENTS and words[at - 1] not in ARTICLES:
            return at
        if words[at] in STOREYS and words[at + 1 : at + 2] == [FLOOR]:
            return at
    return 0


def part_readings(words: list[str], way_type: str, label: str) -> Iterator[Reading]:
    """Every reading of one part of a line, the plain one first."""
    if len(words) > 2 and words[0] in NO_NUMBER and split_way_type(words[1:])[0]:
        yield Reading(_name(words, way_type), None, 0.02, f"{label}: as it is written")
        words = words[1:]
    name, number = _named(words, way_type)
    lettered = _lettered(words, number, way_type, label)
    yield from lettered
    yield Reading(name, number, 0.001 if lettered else 0.0, label)
    _, taken = leading_number(words)
    yield from _other_words(words, taken, way_type, label)
    inside = taken + _leading_type_words(words[taken:], way_type)
    start = next((at for at in range(inside, len(words)) if starts_street(words, at)), 0)
    if start:
        yield from _around_inner(words, start, way_type, label)
    else:
        yield from _behind_type(words, taken, label)
        yield from _grande_rue(words, taken, label)
        yield from _after_number(words, taken, label)
    if at := _cut_complement(words, way_type):
        # RES LES ACACIAS BAT B 3 TER IMPASSE X: who has a number is the street
        is_numbered = start and words[start][0].isdigit() and not number
        penalty = BEFORE_NUMBERED if is_numbered else COMPLEMENTED
        name, number = _named(words[:at], way_type)
        yield Reading(name, number, penalty, f"{label}: before « {words[at]} »")


def _leading_type_words(words: list[str], way_type: str) -> int:
    """Words that open no other street: those of the type in front, PETITE RUE, at least the first one."""
    return 1 if way_type else max(1, len(words) - len(split_way_type(words)[1]))


def _around_inner(words: list[str], at: int, way_type: str, label: str) -> Iterator[Reading]:
    """The street that begins at `at`, and what precedes it, which may be the street as well."""
    inner, inner_number = _named(words[at:], "")
    head, head_number = _named(words[:at], way_type)
    if is_bare_type(words[:at]):  # 134 RUE RUE D EGUISHEIM
        inner_number = inner_number or leading_number(words)[0]
    cut = " ".join(words[:at])
    is_street = head.way_type in STRONG_TYPES and head.words
    leads = is_street and (head_number or not inner_number)
    yield Reading(inner, inner_number, SECOND if leads else INNER, f"{label}: after « {cut} »")
    tail = _cut_complement(words[at:])
    if tail:
        inner, inner_number = _named(words[at : at + tail], "")
        yield Reading(inner, inner_number, INSIDE, f"{label}: inside")
    is_unnumbered = inner_number and not head_number
    penalty = STREET_HEAD if leads else UNNUMBERED_HEAD if is_unnumbered else HEAD
    yield Reading(head, head_number, penalty, f"{label}: before « {words[at]} »")


def _lettered(
    words: list[str], number: HouseNumber | None, way_type: str, label: str
) -> list[Reading]:
    """`11 A DES REGRETS`: the A may be the number's; whether the street has an 11 a tells."""
    _, taken = leading_number(words)
    rest = words[taken + 1 :]
    is_letter = number and not number.suffix and not number.last and words[taken] == "A" and rest
    if not number or not is_letter:
        return []
    lettered = replace(number, suffix="a")
    return [Reading(_name(rest, way_type), lettered, 0.0, f"{label}: number with its letter")]


def _other_words(words: list[str], taken: int, way_type: str, label: str) -> Iterator[Reading]:
    """The same words read another way: a lone type, a type behind the name, a numeral, an initial."""
    number, _ = leading_number(words)
    rest = words[taken:]
    if not way_type:
        yield from _lone_type(rest, number, label)
        yield from _type_behind(rest, number, label)
    numbered = [_as_numeral(rest, at) for at in range(len(rest))]
    if numbered != rest:
        yield Reading(_name(numbered, way_type), number, 0.01, f"{label}: numeral")
    if is_initial(words, taken, number) and number:
        name = _name(words[taken - 1 :], way_type)
        yield Reading(name, replace(number, suffix=""), 0.01, f"{label}: initial")
    if is_counted(words, taken):
        yield Reading(_name(words, way_type), None, COUNTED, f"{label}: counted")
        if taken > 1 and words[taken - 1].isdigit():  # 12 4 VENTS
            door, _ = leading_number(words[:1])
            yield Reading(_name(words[taken - 1 :], way_type), door, COUNTED, f"{label}: counted")


def _lone_type(words: list[str], number: HouseNumber | None, label: str) -> Iterator[Reading]:
    """`COTEAUX`: a type may be the name, as it is written; `RUE` may be a Grande Rue."""
    kind, rest = split_way_type(words)
    if rest or not kind:
        return
    if kind == "RUE":
        yield Reading(WrittenName("GRANDE RUE", ()), number, NAMELESS, f"{label}: nameless")
    elif kind != "GRANDE RUE" and words != kind.split():
        yield Reading(WrittenName("", tuple(words)), number, 0.01, f"{label}: a name")


def _type_behind(words: list[str], number: HouseNumber | None, label: str) -> Iterator[Reading]:
    """`LILAS IMP`, `LILAS IMP DES`: a type behind the name it belongs to.

    One written in full counts among the words of a name, unless these begin as a type: `JARDINS RUE`.
    """
    last = len(words)
    while last and words[last - 1] in ARTICLES:
        last -= 1
    front, rest = split_way_type(words)
    if last <= max(1, len(words) - len(rest)) or front in STRONG_TYPES:
        return
    if words[last - 1] in (strong_words() if front else short_words()):
        kind = way_types().in_text[words[last - 1]]
        name = WrittenName(kind, tuple(words[: last - 1]))
        yield Reading(name, number, 0.02, f"{label}: type behind")


@cache
def strong_words() -> frozenset[str]:
    """Words of a text that are a type that only streets have: IMP, IMPASSE, but not R."""
    forms = way_types().in_text.items()
    return frozenset(form for form, kind in forms if len(form) > 1 and kind in STRONG_TYPES)


@cache
def short_words() -> frozenset[str]:
    """Those of `strong_words` that are shortened: IMP, but neither IMPASSE nor R."""
    return frozenset(word for word in strong_words() if way_types().in_text[word] != word)


def _as_numeral(words: list[str], at: int) -> str:
    """`DU X`, `CHARLES V`: a letter behind an article, or behind everything, may be a number."""
    is_numeral = at > 0 and (at == len(words) - 1 or words[at - 1] in ARTICLES)
    return NUMERALS.get(words[at], words[at]) if is_numeral else words[at]


def is_initial(words: list[str], taken: int, number: HouseNumber | None) -> bool:
    """Whether the letter behind a number may begin a name instead: `15 H DUNANT`."""
    if not number or number.last or taken < 2 or taken >= len(words):
        return False
    letter, following = words[taken - 1], words[taken]
    is_letter = len(letter) == 1 and letter.isalpha() and number.suffix == letter.lower()
    return is_letter and following not in ARTICLES and not split_way_type(words[taken:])[0]


def is_counted(words: list[str], taken: int) -> bool:
    """Whether the number in front may count what the name names: `4 VENTS`, but not `4 LE BOURG`."""
    rest = words[taken:]
    if not taken or not rest or rest[0] in ARTICLES or rest[0] in MONTHS:
        return False
    return words[taken - 1].isdigit() and not split_way_type(rest)[0]


def _grande_rue(words: list[str], taken: int, label: str) -> Iterator[Reading]:
    """`16 GRAND RUE LES GRANDES VIGNES`: a type that is a name by itself, and something behind it."""
    number, _ = leading_number(words)
    kind, rest = split_way_type(words[taken:])
    if kind == "GRANDE RUE" and rest:
        source = f"{label}: before « {rest[0]} »"
        yield Reading(WrittenName(kind, ()), number, BEHIND_GRANDE_RUE, source)


def _behind_type(words: list[str], taken: int, label: str) -> Iterator[Reading]:
    """`RUE 23 DE LISLE`: fields put in a line in the order of their columns."""
    kind, rest = split_way_type(words)
    if taken or not kind or len(rest) < 2 or not rest[0][0].isdigit():
        return
    number, used = leading_number(rest)
    if number and used < len(rest) and rest[used] not in MONTHS:
        yield Reading(written_name(rest[used:], kind), number, 0.02, f"{label}: number inside")


def _after_number(words: list[str], taken: int, label: str) -> Iterator[Reading]:
    """`MAISON DE SANTE 25 LE NEUF CHEMIN`: a number in the middle may open a name without type."""
    for at in range(taken + 2, len(words) - 1):
        if words[at][0].isdigit() and words[at + 1] not in MONTHS:
            name, number = _named(words[at:], "")
            if number and any(len(w) > 3 for w in in_normal_form(name).content):
                yield Reading(name, number, 0.04, f"{label}: after « {' '.join(words[:at])} »")
            return


def unparted(parts: list[list[str]], way_type: str, label: str) -> Reading | None:
    """`RUE ANTOINE, ALEXANDRE ET HENRI BECQUEREL`: a comma inside a name opens nothing new."""
    first, second = parts[:2]
    opens = second[0][0].isdigit() or second[0] in COMPLEMENTS or split_way_type(second)[0]
    if opens or not (way_type or split_way_type(first[leading_number(first)[1] :])[0]):
        return None
    name, number = _named(first + second, way_type)
    return Reading(name, number, 0.02, f"{label}: commas aside")
