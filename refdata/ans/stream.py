"""Lines of an extraction file in blocks of bytes, split by arithmetic on separator positions.

The format knows no quoting (`"` is content) and no escape: a line ends at LF, a field at `|`.
Positions come from numpy, so that only the columns and rows asked for are ever turned into text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from refdata.errors import RawFormatError

Positions = npt.NDArray[np.int64]
Progress = Callable[[int], None]
"""Called with the number of bytes just read."""

BLOCK_SIZE = 8 << 20
MAX_LINE = 1 << 20
"""Longest line that is still a line, in bytes; the longest of the real file is under 1,000."""

_LF, _CR, _SEPARATOR, _SPACE = 10, 13, 124, 32
_LONE_CR = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines: `data` ends with LF; `first_line` is the number of its first line."""

    data: bytes
    first_line: int


@dataclass(frozen=True, slots=True)
class Refused:
    """One malformed line: its number (header = 1), the reason in French, its bytes."""

    line: int
    reason: str
    content: bytes


def read_header(stream: IO[bytes], source: str) -> bytes:
    """Read the first line. Raises RawFormatError when it has no end within `MAX_LINE` bytes."""
    line = stream.readline(MAX_LINE)
    if len(line) == MAX_LINE:
        _refuse_endless_line(source, 1)
    return line


def read_blocks(
    stream: IO[bytes], source: str, progress: Progress | None = None, size: int = BLOCK_SIZE
) -> Iterator[Block]:
    """Yield what follows the header in blocks of about `size` bytes, cut at line ends.

    The next piece is read (and unpacked) by a thread while the caller works on this one. Raises
    RawFormatError on a line of more than `MAX_LINE` bytes.
    """
    line, carry = 2, b""
    for piece in _pieces(stream, size):
        if progress is not None:
            progress(len(piece))
        head, newline, tail = piece.rpartition(b"\n")
        if newline:
            block = Block(b"".join((carry, head, newline)), line)
            line += block.data.count(b"\n")
            carry = tail
            yield block
        else:
            carry += tail
        if len(carry) > MAX_LINE:
            _refuse_endless_line(source, line)
    if carry:
        yield Block(carry + b"\n", line)


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    with ThreadPoolExecutor(max_workers=1) as reader:
        upcoming = reader.submit(stream.read, size)
        while piece := upcoming.result():
            upcoming = reader.submit(stream.read, size)
            yield piece


def _refuse_endless_line(source: str, line: int) -> None:
    problem = f"line of more than {MAX_LINE:,} bytes"
    advice = "expected the text extraction of the ANS: fetch the file again"
    raise RawFormatError(source, problem, advice, line=line)


@dataclass(frozen=True, slots=True)
class Lines:
    """The well-formed lines of a block, as positions into its bytes.

    Row `i` is line `numbers[i]`, bytes `starts[i]` to `ends[i]`; its first separator is number
    `first[i]` of `separators`. Line end and trailing separator are left out of the row.
    """

    data: npt.NDArray[np.uint8]
    separators: Positions
    numbers: Positions
    starts: Positions
    ends: Positions
    first: Positions
    fields: int

    def __len__(self) -> int:
        return len(self.numbers)

    def keep(self, rows: npt.NDArray[np.bool_]) -> Lines:
        """Return the rows where `rows` is true."""
        return replace(
            self,
            numbers=self.numbers[rows],
            starts=self.starts[rows],
            ends=self.ends[rows],
            first=self.first[rows],
        )

    def column(self, position: int) -> pa.Array:
        """Return field `position` of each row, outer spaces removed; null when empty."""
        starts, ends = self._spans(position)
        return _gather(self.data, *_trimmed(self.data, starts, ends))

    def contents(self) -> list[bytes]:
        """Return the bytes of each row."""
        raw = self.data.tobytes()
        return [raw[a:b] for a, b in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]

    def _spans(self, position: int) -> tuple[Positions, Positions]:
        starts = self.starts if position == 0 else self.separators[self.first + position - 1] + 1
        last = position == self.fields - 1
        ends = self.ends if last else self.separators[self.first + position]
        return starts, ends


def split_lines(block: Block, fields: int) -> tuple[Lines, list[Refused]]:
    """Split `block` into lines of `fields` fields, and the lines refused.

    A line may end with one more separator. Refused: a blank line, too few or too many fields, a
    NUL, bytes that are not UTF-8. A lone CR, which is no line end here, is read as a space.
    """
    raw = block.data
    if raw.count(b"\r") != raw.count(b"\r\n"):
        raw = _LONE_CR.sub(b" ", raw)
    data = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(data == _LF)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    ends = ends - ((ends > starts) & (data[ends - 1] == _CR))
    bounds = np.flatnonzero(data == _SEPARATOR)
    first = np.searchsorted(bounds, starts)
    counts = np.diff(first, append=len(bounds)) + 1
    separators = np.append(bounds, len(data))
    trailing = (counts == fields + 1) & (separators[first + counts - 2] == ends - 1)
    good = (counts == fields) | trailing
    reasons = _bad_bytes(raw, starts, ends)
    good[list(reasons)] = False
    numbers = np.arange(len(starts)) + block.first_line
    refused = [
        Refused(
            int(numbers[i]),
            reasons.get(i) or _wrong_count(int(counts[i]), fields, bool(starts[i] == ends[i])),
            raw[starts[i] : ends[i]],
        )
        for i in np.flatnonzero(~good).tolist()
    ]
    lines = Lines(data, separators, numbers, starts, ends - trailing, first, fields)
    return (lines.keep(good) if refused else lines), refused


def _wrong_count(found: int, expected: int, blank: bool) -> str:
    return "ligne vide" if blank else f"{found} champs au lieu de {expected}"


def _bad_bytes(raw: bytes, starts: Positions, ends: Positions) -> dict[int, str]:
    """Reason by row for the lines that hold a NUL or bytes that are not UTF-8."""
    if _is_utf8(raw) and b"\0" not in raw:
        return {}
    reasons = {}
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        content = raw[start:end]
        if b"\0" in content:
            reasons[row] = "caractère nul"
        elif not _is_utf8(content):
            reasons[row] = "octets qui ne sont pas de l’UTF-8"
    return reasons


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _trimmed(
    data: npt.NDArray[np.uint8], starts: Positions, ends: Positions
) -> tuple[Positions, Positions]:
    """Move `starts` and `ends` inwards over spaces."""
    while (blank := (starts < ends) & (data[starts] == _SPACE)).any():
        starts = starts + blank
    while (blank := (starts < ends) & (data[ends - 1] == _SPACE)).any():
        ends = ends - blank
    return starts, ends


def _gather(data: npt.NDArray[np.uint8], starts: Positions, ends: Positions) -> pa.Array:
    """Copy the spans into one Arrow string array; an empty span is null."""
    lengths = ends - starts
    offsets = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    index = np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])
    validity = np.packbits(lengths > 0, bitorder="little")
    buffers = [pa.py_buffer(validity), pa.py_buffer(offsets), pa.py_buffer(data[index])]
    return pa.Array.from_buffers(pa.string(), len(starts), buffers)
