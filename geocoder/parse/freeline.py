"""The free line: where the street ends and the commune begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from geocoder.normalize import ARTICLES, fold
from geocoder.parse.parts import POSTBOX, is_bare_type

_POSTCODE = re.compile(r"^\d{5}$")
_COUNTRY = frozenset({"FRANCE"})
_LONGEST = 300
LONGEST_TAIL = 6
"""Words behind a street that may be the commune."""
BEHIND_ARTICLE, BEHIND_TYPE = 0.06, 0.3
"""What it costs that a line is cut behind an article, or behind a type that no name follows."""


class FreeReading(NamedTuple):
    """One way to cut a free line; `city` may hold more words than the commune's name."""

    street: str
    postcode: str
    city: str
    penalty: float
    city_leads: bool = False
    """Whether the city is what the line begins with: `68320 MUNTZENHEIM 5 RUE X`."""


def read_free_line(text: str) -> list[FreeReading]:
    """Ways to cut `12 rue des Lilas 67000 Strasbourg`, best guess first.

    With a postcode, what precedes it is the street and what follows is the commune; a postcode in
    front means that commune and street follow it in either order. Without one, every tail (and
    head) of up to six words may be the commune: the gazetteer decides.
    """
    return read_free_words(free_words(text))


def free_words(text: str) -> list[str]:
    """Folded words of a free line, without distribution mentions and the country behind it."""
    words = POSTBOX.sub(" ", fold(text[:_LONGEST])).split()
    while words and (words[-1] == ";" or _ends_with_country(words)):
        words.pop()
    return words


def read_free_words(words: list[str]) -> list[FreeReading]:
    """`read_free_line` of its words."""
    at = postcode_at(words)
    if at is not None:
        return _around_postcode(words, at)
    return [*_tails(words, ""), *_heads(words, "")]


def is_postcode(word: str) -> bool:
    """Whether a folded word is five digits."""
    return word[0].isdigit() and _POSTCODE.match(word) is not None


def postcode_at(words: list[str]) -> int | None:
    """Where the last postcode stands; None without one."""
    for at in range(len(words) - 1, -1, -1):
        if is_postcode(words[at]):
            return at
    return None


def postcode_cut(words: list[str], at: int) -> FreeReading:
    """`RUE X 67000 STRASBOURG`: the first guess at a line with a postcode inside, at `at`."""
    return FreeReading(_text(words[:at]), words[at], _text(words[at + 1 :]), 0.0)


def _ends_with_country(words: list[str]) -> bool:
    """Whether the last word is the country: not that of RUE DE FRANCE, nor of RUE A FRANCE."""
    before = words[-2:-1]
    is_name = before and (before[0] in ARTICLES or (len(before[0]) == 1 and before[0].isalpha()))
    return words[-1] in _COUNTRY and not is_name


def _text(words: list[str]) -> str:
    return " ".join(words).strip("; ")


def _around_postcode(words: list[str], at: int) -> list[FreeReading]:
    before, postcode, after = words[:at], words[at], words[at + 1 :]
    if before and after:
        return [
            postcode_cut(words, at),
            *_tails(before, postcode, 0.05),
        ]
    if before:  # 12 RUE X 67000, or 12 RUE X STRASBOURG 67000
        return [FreeReading(_text(before), postcode, "", 0.02), *_tails(before, postcode)]
    return [
        FreeReading("", postcode, _text(after), 0.0),
        FreeReading(_text(after), postcode, "", 0.02),
        *_heads(after, postcode),
        *_tails(after, postcode),
    ]


def _tails(words: list[str], postcode: str, penalty: float = 0.0) -> list[FreeReading]:
    """Cuts with the commune behind: the longest tails first; the whole line is a commune too."""
    sizes = range(min(LONGEST_TAIL, len(words)), 0, -1)
    return [
        FreeReading(
            _text(words[:-n]),
            postcode,
            _text(words[-n:]),
            penalty + 0.001 * k + _cost_behind(words[:-n]),
        )
        for k, n in enumerate(sizes)
        if words[-n] != ";"
    ]


def _cost_behind(street: list[str]) -> float:
    """What it costs that a commune stands behind these words.

    In RUE DE METZ, what stands behind an article names a street first of all; in RUE DE JONCHEREY, what
    stands behind a type without a name is the name.
    """
    if not street:
        return 0.0
    return BEHIND_ARTICLE if street[-1] in ARTICLES else BEHIND_TYPE * is_bare_type(street)


def _heads(words: list[str], postcode: str) -> list[FreeReading]:
    """Cuts with the commune in front: `Bonzée chemin du haut`."""
    sizes = range(min(5, len(words) - 1), 0, -1)
    return [
        FreeReading(_text(words[n:]), postcode, _text(words[:n]), 0.01 + 0.001 * k, city_leads=True)
        for k, n in enumerate(sizes)
    ]
