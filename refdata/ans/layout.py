"""The header of an extraction file: which official column stands at which position."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from refdata.errors import RawFormatError

_PARENTHESES = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[a-z0-9]+")
_SMALL_WORDS = frozenset({"d", "de", "du", "l", "la"})
_SYNONYMS: Mapping[str, str] = {"fonction": "role"}
"""`Code fonction` was the announced name of `Code rôle` (DSFT)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Position of each wanted column (0-based) and the number of named fields of a line."""

    positions: Mapping[str, int]
    fields: int


def normalise_header(text: str) -> str:
    """Reduce a column title to what all its spellings share.

    Accents, case, punctuation, parentheses and small words go: `Code Département (structure)` and
    `Code département (coord. structure)` give `code departement`; `Code genre d'activité` and
    `Code genre activité` give `code genre activite`.
    """
    bare = unicodedata.normalize("NFKD", _PARENTHESES.sub(" ", text)).lower()
    plain = "".join(c for c in bare if not unicodedata.combining(c))
    words = (_SYNONYMS.get(word, word) for word in _WORD.findall(plain))
    return " ".join(word for word in words if word not in _SMALL_WORDS)


def match_header(
    line: bytes, wanted: Sequence[tuple[str, str]], optional: frozenset[str], source: str
) -> Layout:
    """Find the columns `wanted` (our name, official title) in the header `line`.

    Accepts a byte order mark, a trailing separator, other columns, any order. Raises
    RawFormatError when a column that is not `optional` is missing or a title comes twice.
    """
    titles = _titles(line, source)
    found = _positions(titles, source)
    positions = {
        name: found[normalise_header(title)]
        for name, title in wanted
        if normalise_header(title) in found
    }
    missing = [t for name, t in wanted if name not in positions and name not in optional]
    if missing:
        problem = f"header has {len(titles)} columns and lacks {_listed(missing)}"
        advice = f"expected the {len(wanted)} columns of the ANS file, separated by `|`"
        raise RawFormatError(source, problem, advice, line=1)
    return Layout(positions, len(titles))


def _titles(line: bytes, source: str) -> list[str]:
    try:
        text = line.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        advice = "expected an extraction in UTF-8: fetch the file again"
        raise RawFormatError(source, f"header is not UTF-8 ({error})", advice, line=1) from error
    if not text.strip():
        advice = "expected the text extraction of the ANS with its header: fetch the file again"
        raise RawFormatError(source, "file is empty", advice)
    return text.removesuffix("|").split("|")


def _positions(titles: Sequence[str], source: str) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, title in enumerate(titles):
        if positions.setdefault(normalise_header(title), position) != position:
            advice = "expected each column once: fetch the file again"
            raise RawFormatError(source, f"column `{title}` comes twice", advice, line=1)
    return positions


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(f"`{title}`" for title in titles[:5])
    return shown if len(titles) <= 5 else f"{shown} and {len(titles) - 5} more"
