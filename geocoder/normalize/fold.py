"""Characters: any text to upper-case ASCII words, with the separators that parsing needs."""

from __future__ import annotations

import re
import unicodedata

SEPARATOR = ";"
"""Stands for what parts two addresses or an address from its complement: comma, slash, spaced dash."""

_LIGATURES = {
    "Œ": "OE",
    "Æ": "AE",
    "ß": "SS",
    "ẞ": "SS",
    "Ø": "O",
    "Ł": "L",
    "Đ": "D",
    "\u0131": "I",
}
_KEPT = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ();&")


def _translation() -> dict[int, str]:
    """Map every character of Latin-1, Latin Extended-A and general punctuation to its ASCII form."""
    table: dict[int, str] = {}
    for code in (*range(0x180), *range(0x2000, 0x2070)):
        character = chr(code).upper()
        if character in _LIGATURES:
            table[code] = _LIGATURES[character]
            continue
        base = "".join(
            c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)
        ).upper()
        table[code] = base if base and set(base) <= _KEPT else " "
    # "N° 12", "12, rue", "Stade X / Place Y", « Le Bourg », "rue X - lot Y"
    table |= {ord("°"): " ", ord("º"): " ", ord("ª"): " "}
    table |= {ord(c): f" {SEPARATOR} " for c in ",;/|\n\r\t"}
    table |= {ord(c): f" {SEPARATOR} " for c in "–—"}
    table |= {ord("&"): " ET "}
    return table


TABLE = _translation()
"""What each character becomes, beyond its own upper case."""
_SPACED_DASH = re.compile(r"(?<=\s)-+(?=\s)|^-+(?=\s)|(?<=\s)-+$")
_SPACES = re.compile(r" {2,}")
_ODD = re.compile(r"[^A-Z0-9 ();]")


def _fold_rest(text: str) -> str:
    """Fold what the table leaves beyond ASCII: other scripts lose their accents or their letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).upper()
    return _ODD.sub(" ", bare)


def fold(text: str) -> str:
    """`12 bis, rue de l'Église` -> `12 BIS ; RUE DE L EGLISE`.

    The result holds only `A-Z`, `0-9`, single spaces, `(`, `)` and the separator `;`.
    """
    if "-" in text:
        text = _SPACED_DASH.sub(SEPARATOR, text)
    folded = text.translate(TABLE)
    if not folded.isascii():
        folded = _fold_rest(folded)
    return _SPACES.sub(" ", folded).strip()


def fold_words(text: str) -> list[str]:
    """`L'Haÿ-les-Roses` -> `['L', 'HAY', 'LES', 'ROSES']`: words only, separators dropped."""
    folded = fold(text)
    if ";" in folded or "(" in folded or ")" in folded:
        folded = folded.translate({ord(";"): " ", ord("("): " ", ord(")"): " "})
    return folded.split()
