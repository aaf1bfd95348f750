"""How French administrations write names: without accents, in capitals, elided, abbreviated."""

from __future__ import annotations

import unicodedata
from functools import cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'"})
_VOWELS = frozenset("AEIOUYÉÈÊÂÎÔŒ")


@cache
def without_accents(text: str) -> str:
    """`Épinal` -> `Epinal`."""
    split = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in split if not unicodedata.combining(c))


@cache
def capitals(text: str) -> str:
    """`Saint-Dié-des-Vosges` -> `SAINT DIE DES VOSGES`: neither accent nor punctuation."""
    upper = without_accents(text).upper()
    return " ".join("".join(c if c.isalnum() else " " for c in upper).split())


def of_place(name: str) -> str:
    """`Metz` -> `de Metz`, `Épinal` -> `d'Épinal`, `Le Ban` -> `du Ban`, `Les X` -> `des X`."""
    for article, contracted in (
        ("Le ", "du "),
        ("Les ", "des "),
        ("La ", "de la "),
        ("L'", "de l'"),
    ):
        if name.startswith(article):
            return contracted + name[len(article) :]
    return f"d'{name}" if name[0] in _VOWELS else f"de {name}"


def postal_town(name: str) -> str:
    """Write a name as on the last postal line: `Saint-Dié-des-Vosges` -> `ST DIE DES VOSGES`."""
    words = {"SAINT": "ST", "SAINTE": "STE"}
    return " ".join(words.get(word, word) for word in capitals(name).split())
