"""A line cut into its parts: what opens a complement, where another street begins, what is a post box."""

from __future__ import annotations

import re
from functools import cache

from geocoder.normalize import ARTICLES, SEPARATOR, fold
from geocoder.normalize.names import split_way_type
from geocoder.normalize.numerals import MONTHS as FULL_MONTHS
from geocoder.parse.housenumber import SUFFIX_WORDS, leading_number
from geocoder.vocabulary import way_types

POSTBOX = re.compile(
    r"\b(?:BP|CS|TSA|B P|C S|CIDEX|BOITE POSTALE)(?: ?N)? ?\d+(?: \d+)*\b"
    r"|\b(?:CEDEX|CDX)\b(?: \d{1,2}\b(?= *(?:$|[;)]|\d|FRANCE\b)))?"
)
"""Distribution mentions that name no place: `BP 45`, `CS 10329`, `CEDEX 2`.

The 16 of `08600 GIVET CEDEX 16 RUE ESTIVANT` is the house's.
"""

COMPLEMENTS = frozenset(
    [
        "BAT",
        "BATIMENT",
        "BATIMENTS",
        "RES",
        "RESIDENCE",
        "RESID",
        "IMMEUBLE",
        "IMM",
        "APPT",
        "APT",
        "APPARTEMENT",
        "ETAGE",
        "ETG",
        "ESC",
        "ESCALIER",
        "RDC",
        "REZ",
        "ENTREE",
        "CABINET",
        "CAB",
        "MAISON",
        "POLE",
        "CENTRE",
        "CLINIQUE",
        "HOPITAL",
        "EHPAD",
        "PHARMACIE",
        "LABORATOIRE",
        "CHEZ",
        "SERVICE",
        "LOT",
        "LOTISSEMENT",
        "ZAC",
        "ZA",
        "ZI",
        "CCAL",
        "GALERIE",
        "TOUR",
        "BLOC",
        "HALL",
        "NIVEAU",
        "PORTE",
        "SELARL",
        "SARL",
        "SCP",
        "SCM",
        "SELAS",
        "MSP",
        "CMP",
        "CMPP",
        "CH",
        "CHU",
        "CHR",
        "CHRU",
        "FOYER",
        "ESPACE",
        "PAVILLON",
        "LIEUDIT",
        "LIEU",
        "INTERPHONE",
        "DIGICODE",
        "BOITE",
        "SALLE",
        "BUREAU",
        "LOCAL",
        "ANGLE",
        "CROISEMENT",
        "PRES",
        "FACE",
    ]
)
"""Words that open a complement: building, floor, practice, commercial centre."""

_NUMBERED = COMPLEMENTS - {"PRES", "FACE", "CHEZ", "ANGLE", "CROISEMENT"}
"""Complements whose number is their own: BAT 3."""

STRONG_TYPES = frozenset(
    [
        "RUE",
        "AVENUE",
        "BOULEVARD",
        "PLACE",
        "CHEMIN",
        "ROUTE",
        "IMPASSE",
        "ALLEE",
        "QUAI",
        "COURS",
        "RUELLE",
        "SQUARE",
        "PASSAGE",
        "FAUBOURG",
        "ESPLANADE",
        "VOIE",
        "CHAUSSEE",
        "SENTIER",
        "PROMENADE",
    ]
) | {"GRANDE RUE", "ROND POINT"}
"""Types that, met in the middle of a line, start a street: `RES LES TILLEULS 18 BD JEAN DRIES`."""
MONTHS = FULL_MONTHS | {
    "JANV", "FEV", "AVR", "JUIL", "SEPT", "OCT", "NOV", "DEC", "FLOREAL", "PRAIRIAL", "BRUMAIRE",
}  # fmt: skip
"""Words before which a number is a day: `11 NOVEMBRE`."""
NO_NUMBER = frozenset({"N", "SN", "P", "NUM", "NO"})
"""What stands where a number is missing: `N R DES VAUDOIS`, `SN RUE HAUTE`."""
_PARENTHESIS = re.compile(r"\(([^()]*)\)?")
_DOOR = re.compile(r"\d+ (?:(?:BIS|TER|QUATER|[A-Z]) (?!\d))?(?:(?:ET|A|AU|;) \d+ )?(?=[A-Z])")
"""A house number in front of a name whose type stands behind it."""
LONGEST = 300
"""Characters of a line that are read; longer ones are cut: no address is that long."""


def _unparenthesised(text: str) -> str:
    """`PREFECTURE (PLACE DE LA)` -> `PLACE DE LA PREFECTURE`; other parentheses set apart by `;`."""
    match = _PARENTHESIS.search(text)
    if not match:
        return text.replace(")", " ")
    inside, outside = match[1].strip(), (text[: match.start()] + " " + text[match.end() :]).strip()
    if inside and split_way_type(inside.split())[0]:
        whole = f"{inside} {outside}"
        door = _DOOR.match(outside)  # 9 BEL AIR (RUE DE), but also 3 PIGEONS (RUE DES)
        if door and outside[door.end() :].split(" ")[0] not in MONTHS:
            whole = f"{door[0]}{inside} {outside[door.end() :]} {SEPARATOR} {whole}"
        return whole.replace("(", " ").replace(")", " ")
    return f"{outside} {SEPARATOR} {inside}".replace("(", " ").replace(")", " ")


def segments(text: str) -> list[list[str]]:
    """Folded words of each part of a line, distribution mentions dropped.

    `12 RUE X - BP 45 / RES Y` -> `[['12', 'RUE', 'X'], ['RES', 'Y']]`.
    """
    return folded_segments(fold(text[:LONGEST]))


def folded_segments(folded: str) -> list[list[str]]:
    """`segments` of a folded text."""
    return parted(POSTBOX.sub(f" {SEPARATOR} ", _unparenthesised(folded)))


def parted(folded: str) -> list[list[str]]:
    """`segments` of a folded text that holds neither parentheses nor distribution mentions."""
    parts = [part.split() for part in folded.split(SEPARATOR)]
    return _join_number([p for part in parts for p in _parted_by_and(part) if p])


def _parted_by_and(words: list[str]) -> list[list[str]]:
    """`RUE X ET 5 VOIE Y` -> two parts: ET before a number and a type opens another address."""
    for at in range(2, len(words) - 2):
        if words[at] == "ET" and words[at + 1][0].isdigit() and starts_street(words, at + 1):
            if _are_range(words[:at], words[at + 1]):  # CABINET INFIRMIER 11 ET 15 RUE X
                continue
            return [words[:at], words[at + 1 :]]
    return [words]


def _are_range(before: list[str], number: str) -> bool:
    """Whether the last of the words `before` and `number` are the ends of a range of houses."""
    low, numbered = before[-1], before[-2:-1]
    if not (low.isdigit() and number.isdigit() and len(low) < len(number) + 1 <= 5):
        return False
    return int(low) < int(number) and not (numbered and numbered[0] in _NUMBERED)


def _join_number(parts: list[list[str]]) -> list[list[str]]:
    """`2, Rue de Maulan` is one part: a number belongs to the street that follows it."""
    out: list[list[str]] = []
    for part in parts:
        if out and (_is_number(out[-1]) or is_bare_type(out[-1])):
            out[-1] = out[-1] + part
        elif out and _are_range(out[-1], part[0]) and starts_street([out[-1][-1], *part], 1):
            out.append([out[-1].pop(), "A", *part])  # RES LES ACACIAS 5 / 9 AVENUE X
        elif out and out[-1][-1].isdigit() and _continues(part):
            number = out[-1].pop()  # CABINET X 11, R SYLVAIN BAILLEUX
            out.append([number, *part])
        else:
            out.append(part)
    return [part for part in out if part]  # a lone 0 is taken away whole


def _continues(part: list[str]) -> bool:
    """Whether a number precedes this part: a type, or a letter and a type (`4 / B RUE X`)."""
    is_letter = part[0] in SUFFIX_WORDS or (len(part[0]) == 1 and part[0].isalpha())
    return bool(split_way_type(part)[0] or (is_letter and split_way_type(part[1:])[0]))


@cache
def _last_words_of_types() -> frozenset[str]:
    """Words with which a form of a type ends."""
    return frozenset(form.rpartition(" ")[2] for form in way_types().in_text)


def is_bare_type(words: list[str]) -> bool:
    """Whether words are a type without its name, perhaps numbered: `12 RUE , DU CHATEAU`."""
    if not words or words[-1] not in _last_words_of_types():
        return False  # a line is asked about at each of its words: most end otherwise
    _, taken = leading_number(words)
    kind, rest = split_way_type(words[taken:])
    return bool(kind) and not rest and kind != "GRANDE RUE"


def _is_number(words: list[str]) -> bool:
    """Whether words are a house number and nothing else."""
    number, taken = leading_number(words)
    return number is not None and taken == len(words)


def starts_street(words: list[str], at: int) -> bool:
    """Whether a street begins at `at`, behind other words: a number and a type, or a strong type."""
    if words[at].isdigit() or words[at][0].isdigit():
        if words[at - 1] in COMPLEMENTS and words[at + 1 : at + 2] and words[at + 1][0].isdigit():
            return False  # BAT 3 7 RUE X: the 3 is the building's
        _, taken = leading_number(words[at:])
        return bool(taken and at + taken < len(words) and split_way_type(words[at + taken :])[0])
    if words[at - 1] in ARTICLES or words[at] not in way_types().sizes:  # RUE DE LA PLACE
        return False
    kind, rest = split_way_type(words[at:])
    if words[at] == "R" and rest and words[0] in COMPLEMENTS:  # MAISON DE SANTE R MARC SANGNIER
        return True
    # one-letter R in the middle is an initial as often as a street: only with a number before it
    return kind in STRONG_TYPES and bool(rest) and len(words[at]) > 1
