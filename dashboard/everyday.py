"""Which labels a text that was typed means: those that hold it, else those of the same family.

People ask for an « ophtalmologue », the nomenclature says « Ophtalmologie »; for an « ORL », it says
« Oto-rhino-laryngologie ».
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from dashboard.search import normalise, words

SHORTEST_STEM = 5
"""Letters that two words of one family share at least: « pédiatre » is no « pédicure »."""
LONGEST_ENDING = 4
"""Letters in which the word asked may end otherwise: « généraliste » is of « générale »."""
SHORTEST_INITIALS = 2


def meant(values: Sequence[tuple[str, str]], wanted: str) -> list[bool]:
    """Return which (code, label) hold every word of `wanted`, be it inside another word.

    Where none does: whose labels hold, for each word, one of its family, or are abbreviated so.
    Case, accents and hyphens do not matter.
    """
    asked = words(wanted)
    found = [
        all(word in name for word in asked)
        for name in _normalised(f"{code} {label}" for code, label in values)
    ]
    if any(found):
        return found
    labels = _normalised(label for _, label in values)
    joined = _normalised(label.replace("-", "") for _, label in values)
    return [
        all(_is_kin(word, name, unhyphenated) for word in asked)
        for name, unhyphenated in zip(labels, joined, strict=True)
    ]


def _is_kin(word: str, name: str, unhyphenated: str) -> bool:
    """Whether a word asked for is in a label, begins as one of its words, or abbreviates it."""
    if word in name or (len(word) >= SHORTEST_INITIALS and _initials(name).startswith(word)):
        return True
    stem = word[: max(SHORTEST_STEM, len(word) - LONGEST_ENDING)]
    return len(stem) >= SHORTEST_STEM and f" {stem}" in f" {name} {unhyphenated}"


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())


def _normalised(strings: Iterable[str]) -> list[str]:
    found: list[str] = normalise(pa.array(strings, pa.string())).to_pylist()
    return found
