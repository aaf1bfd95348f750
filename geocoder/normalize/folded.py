"""Many texts folded at once: `fold.fold` of each, cut into words, each distinct word once.

The texts are one run of bytes from beginning to end, and words are found in it as arrays: a list of
words for each of 50,000 texts costs more than all that is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geocoder.normalize.fold import SEPARATOR, TABLE, fold
from geocoder.normalize.letters import texts_of
from geocoder.normalize.words import I64, Ragged

_END, _LEFT = "\x1e", "\x1f"
"""Part texts folded together, and stand for a character that the table leaves."""
_END_FOLDED, _LEFT_FOLDED = "^", "~"
_BEYOND = re.compile(
    "[^\x00-\x7f" + "".join(chr(c) for c in range(0x80, 0x100) if len(TABLE[c]) == 1) + "]"
)
"""What becomes several characters, or is beyond Latin-1."""
_SPACED_DASH = re.compile(rf"-(?<=\s-)-*(?=[^\S{_END}])|-(?<=[^\S{_END}]-)-*(?=\s)")
"""A dash between spaces, or between a space and an end of the text: `_END` is a space here."""


def _latin_1_table() -> bytes:
    """What each character of Latin-1 becomes; those that become several are written out afterwards."""
    table = bytearray(b" " * 256)
    for code in range(256):
        folded = TABLE[code].strip() if code in TABLE else " "
        table[code] = ord(folded) if len(folded) == 1 else ord("&") if folded else ord(" ")
    table[ord(_END)], table[ord(_LEFT)] = ord(_END_FOLDED), ord(_LEFT_FOLDED)
    return bytes(table)


_LATIN_1 = _latin_1_table()


@dataclass(frozen=True, slots=True)
class Folded:
    """The words of n texts."""

    words: list[str]
    """Distinct words in the order they were met."""
    rows: Ragged
    """Words of each text (n,)."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Folded:
        """`fold(text).split()` of each text."""
        if not texts:
            return cls([], Ragged.of([]))
        letters = np.frombuffer(_run_of_letters(texts), np.uint8)
        ends = letters == ord(_END_FOLDED)
        parts = ends | (letters == ord(" "))
        begins = np.flatnonzero(
            ~parts[1:] & parts[:-1]
        )  # before each text stands the end of another
        size = np.flatnonzero(parts[1:] & ~parts[:-1]) - begins
        ptr = np.searchsorted(begins, np.flatnonzero(ends))
        known = texts_of(letters[~parts], size).dictionary_encode()
        return cls(
            known.dictionary.to_pylist(), Ragged(ptr, known.indices.to_numpy().astype(np.int64))
        )

    def texts(self, rows: I64) -> list[str]:
        """The folded texts of some rows."""
        return self.rows.take(rows).texts(self.words)


def _run_of_letters(texts: Sequence[str]) -> bytes:
    """The texts folded, each between two ends, whatever spaces there are."""
    together = _END.join(["", *texts, ""])
    if _LEFT in together or together.count(_END) > len(texts) + 1:
        return _run_of_letters([fold(t) if _LEFT in t or _END in t else t for t in texts])
    plain = _BEYOND.sub(_of_table, _SPACED_DASH.sub(SEPARATOR, together))
    if _LEFT in plain:  # other scripts: characters depend on their neighbours
        parts = plain.split(_END)[1:-1]
        left = [fold(t) if _LEFT in p else t for t, p in zip(texts, parts, strict=True)]
        return _run_of_letters(left)
    folded = plain.encode("latin-1").translate(_LATIN_1).replace(b"&", b" ET ")
    return folded.replace(SEPARATOR.encode(), f" {SEPARATOR} ".encode())


def _of_table(found: re.Match[str]) -> str:
    return TABLE.get(ord(found[0]), _LEFT)
