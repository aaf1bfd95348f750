"""Letters and words, as the generator compares them; not the geocoder's own folding."""

from __future__ import annotations

import re
import unicodedata

SMALL_WORDS = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "et", "à", "a", "au", "aux", "en", "sur"}
)
"""Words that a register leaves out."""

_NOT_LETTERS = re.compile(r"[^0-9A-Z]+")


def without_accents(text: str) -> str:
    """`Évêché` -> `Eveche`; `œ`, `æ` and `ß` become two letters."""
    for ligature, letters in (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("ß", "ss")):
        text = text.replace(ligature, letters)
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def plain(text: str) -> str:
    """`Rue de l'Église` -> `RUE DE L EGLISE`."""
    return _NOT_LETTERS.sub(" ", without_accents(text).upper()).strip()


def is_small(word: str) -> bool:
    """Tell whether a word is an article or a preposition."""
    return without_accents(word).lower().strip(".'’") in SMALL_WORDS


def tokens(text: str) -> list[str]:
    """Cut a name at blanks and after apostrophes: `de l'Église` -> `de`, `l'`, `Église`."""
    return re.findall(r"[^\s'’]+['’]?", text)


def joined(words: list[str]) -> str:
    """Put the words of `tokens` together again."""
    return " ".join(w for w in words if w).replace("' ", "'").replace("’ ", "’")


def content(text: str) -> list[str]:
    """Folded words of a name without the small ones; every word when there is nothing else."""
    words = plain(text).split()
    return [w for w in words if not is_small(w)] or words
