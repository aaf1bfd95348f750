"""The encoding and the delimiter of a CSV that says neither: for files, and for what is posted."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Literal

DELIMITERS = ";,\t|"
"""Delimiters tried, the first winning a tie: `;` is what French spreadsheets write."""

LEGACY = ("cp1252", "iso8859_15", "mac_roman", "cp850")
"""Encodings of French files that are not Unicode, the first winning a tie."""

FREQUENT = frozenset("éèêàâçôîûÉÈÀ°’")
"""What most characters beyond ASCII of a French address are."""

FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆß°’«»–—€\u00a0²")
"""Letters and signs, beyond ASCII, that a French or Alsatian address may hold."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
SAMPLE_LINES = 50
"""Lines from which a delimiter is told."""


@dataclass(frozen=True, slots=True)
class Detected:
    """Encoding of a file, as Python names it, and its number of line feeds."""

    encoding: str
    lines: int


def detect_encoding(stream: IO[bytes]) -> Detected:
    """Read a file once, from its start, and tell its encoding: its mark, UTF-8, or a French legacy one.

    A legacy encoding is the one in which most bytes beyond ASCII are French letters: statistical
    detectors need more accents than a short list of addresses has.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond: Counter[int] = Counter()
    is_utf8, lines = True, 0
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    while block := stream.read(_BLOCK):
        lines += block.count(b"\n")
        beyond.update(byte for byte in block.translate(None, bytes(range(128))))
        is_utf8 = is_utf8 and _decodes(decoder, block)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return Detected(encoding, lines)
    return Detected("utf-8" if is_utf8 else _legacy(beyond), lines)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    """Tell whether the next block of a file is UTF-8."""
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(beyond: Counter[int]) -> str:
    """Return the legacy encoding that reads most bytes (with their counts) as French letters."""

    def french(encoding: str) -> int:
        read = {byte: bytes([byte]).decode(encoding, "replace") for byte in beyond}
        weights = {byte: (read[byte] in FRENCH) + 2 * (read[byte] in FREQUENT) for byte in beyond}
        return sum(count * weights[byte] for byte, count in beyond.items())

    return max(LEGACY, key=french)


def detect_delimiter(sample: Sequence[str], *, has_quotes: bool = True) -> str:
    """Return the delimiter that splits the first lines into the most fields, evenly.

    A file of one column has none: a comma then, which quotes what needs it.
    """
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if has_quotes else csv.QUOTE_NONE
    scores = {
        delimiter: _evenness(csv.reader(sample, delimiter=delimiter, quoting=quoting))
        for delimiter in DELIMITERS
    }
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best][1] > 1 else ","


def _evenness(rows: Iterable[list[str]]) -> tuple[float, int]:
    """Return the share of rows with as many fields as the header, and how many fields it has."""
    try:
        counts = [len(row) for row in rows if row]
    except csv.Error:
        return 0.0, 0
    if not counts or counts[0] == 1:
        return 0.0, 0
    return sum(count == counts[0] for count in counts) / len(counts), counts[0]
