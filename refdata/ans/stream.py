"""Lines of an extraction file in blocks of bytes, split by the positions of the separators.

The format knows no quoting (`"` is content) and no escape: a line ends at LF, a field at `|`. The
fields of a block are one Arrow array over its bytes, copied nowhere; only the columns and rows
asked for are taken out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from refdata.errors import RawFormatError

Positions = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]
Progress = Callable[[int], None]
"""Called with the number of bytes just read."""

BLOCK_SIZE = 4 << 20
MAX_LINE = 1 << 20
"""Longest line that is still a line, in bytes; the longest of the real file is under 1,000."""

_LF, _CR, _SEPARATOR = 10, 13, 124
_AROUND = " \t\r\n|"
"""What is taken off both ends of a field: its own separator, and spaces."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One malformed line: its number (header = 1), the reason in French, its bytes."""

    line: int
    reason: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a block, all of them well-formed.

    Row `i` is line `numbers[i]`, bytes `starts[i]` to `ends[i]` of `raw` (line end and trailing
    separator left out); its first field is number `first[i]` of `fields`, which holds every field
    of the block with the separator that ends it.
    """

    raw: bytes
    fields: pa.StringArray
    numbers: Positions
    starts: Positions
    ends: Positions
    first: Positions

    def __len__(self) -> int:
        return len(self.numbers)

    def keep(self, rows: Rows) -> Lines:
        """Return the rows where `rows` is true."""
        return self.take(np.flatnonzero(rows))

    def take(self, rows: Positions) -> Lines:
        """Return the rows of ranks `rows`."""
        return replace(
            self,
            numbers=self.numbers[rows],
            starts=self.starts[rows],
            ends=self.ends[rows],
            first=self.first[rows],
        )

    def column(self, position: int) -> pa.StringArray:
        """Return field `position` (0-based) of each row, outer spaces removed; null when empty."""
        texts = pc.ascii_trim(self.fields.take(pa.array(self.first + position)), _AROUND)
        return pc.if_else(pc.equal(texts, ""), None, texts)

    def contents(self) -> list[bytes]:
        """Return the bytes of each row."""
        spans = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [self.raw[start:end] for start, end in spans]


def read_header(stream: IO[bytes], source: str) -> bytes:
    """Read the first line. Raises RawFormatError when it has no end within `MAX_LINE` bytes."""
    line = stream.readline(MAX_LINE)
    if len(line) == MAX_LINE:
        _refuse_endless_line(source)
    return line


def read_blocks(
    stream: IO[bytes], source: str, progress: Progress | None = None, size: int = BLOCK_SIZE
) -> Iterator[bytes]:
    """Yield the rest of the stream in blocks of about `size` bytes that all end with LF.

    The next piece is read (and unpacked) by a thread while the caller works on this one. Raises
    RawFormatError on a line of more than `MAX_LINE` bytes.
    """
    carry = b""
    for piece in _pieces(stream, size):
        if progress is not None:
            progress(len(piece))
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join((carry, memoryview(piece)[:cut]))
            carry = piece[cut:]
        else:
            carry += piece
        if len(carry) > MAX_LINE:
            _refuse_endless_line(source)
    if carry:
        yield carry + b"\n"


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    with ThreadPoolExecutor(max_workers=1) as reader:
        upcoming = reader.submit(stream.read, size)
        while piece := upcoming.result():
            upcoming = reader.submit(stream.read, size)
            yield piece


def _refuse_endless_line(source: str) -> None:
    problem = f"has a line of more than {MAX_LINE:,} bytes"
    advice = "expected the text extraction of the ANS: fetch the file again"
    raise RawFormatError(source, problem, advice)


def split_lines(raw: bytes, first_line: int, fields: int) -> tuple[Lines, list[Refused]]:
    """Split the block `raw`, which starts at line `first_line`, into lines of `fields` fields.

    Returns the good lines and the refused ones: a blank line, too few or too many fields, a NUL,
    bytes that are not UTF-8. A line may end with one more separator, and with CR LF.
    """
    data = np.frombuffer(raw, np.uint8)
    marks = data == _LF
    ends = np.flatnonzero(marks)
    marks |= data == _SEPARATOR
    bounds = np.flatnonzero(marks)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    last = np.searchsorted(bounds, ends)
    first = np.concatenate([np.zeros(1, np.int64), last[:-1] + 1])
    ends = ends - ((ends > starts) & (data[ends - 1] == _CR))
    counts = last - first + 1
    trailing = (counts == fields + 1) & (bounds[last - 1] == ends - 1)
    numbers = np.arange(first_line, first_line + len(starts))
    lines = Lines(raw, _fields(raw, bounds), numbers, starts, ends - trailing, first)
    reasons = _bad_counts(counts, (counts == fields) | trailing, fields, ends == starts)
    reasons |= _bad_bytes(lines)
    return _without(lines, reasons) if reasons else (lines, [])


def _fields(raw: bytes, bounds: Positions) -> pa.StringArray:
    """View every field of the block as an array of strings over its bytes."""
    offsets = np.zeros(len(bounds) + 1, np.int32)
    np.add(bounds, 1, out=offsets[1:], casting="unsafe")
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(raw)]
    return pa.Array.from_buffers(pa.string(), len(bounds), buffers)


def _without(lines: Lines, reasons: dict[int, str]) -> tuple[Lines, list[Refused]]:
    """Set apart the rows that have a reason to be refused."""
    bad = np.zeros(len(lines), np.bool_)
    bad[list(reasons)] = True
    return lines.keep(~bad), refuse(lines.keep(bad), [reasons[row] for row in sorted(reasons)])


def refuse(lines: Lines, reasons: list[str]) -> list[Refused]:
    """Describe `lines` as refused, one reason each."""
    described = zip(lines.numbers.tolist(), reasons, lines.contents(), strict=True)
    return [Refused(number, reason, content) for number, reason, content in described]


def _bad_counts(counts: Positions, good: Rows, expected: int, blank: Rows) -> dict[int, str]:
    """Reason by row for the lines with too few or too many fields."""
    return {
        row: "ligne vide" if blank[row] else _wrong_count(int(counts[row]), expected)
        for row in np.flatnonzero(~good).tolist()
    }


def _wrong_count(found: int, expected: int) -> str:
    return f"{found} champ{'s' if found > 1 else ''} au lieu de {expected}"


def _bad_bytes(lines: Lines) -> dict[int, str]:
    """Reason by row for the lines that hold a NUL or bytes that are not UTF-8."""
    if b"\0" not in lines.raw and _is_utf8(lines.raw):
        return {}
    reasons = {}
    for row, content in enumerate(lines.contents()):
        if b"\0" in content:
            reasons[row] = "caractère nul"
        elif not _is_utf8(content):
            reasons[row] = "octets qui ne sont pas de l’UTF-8"
    return reasons


def _is_utf8(raw: bytes) -> bool:
    """Tell whether `raw` is UTF-8; Arrow checks it five times as fast as `bytes.decode`."""
    whole = pa.py_buffer(np.array([0, len(raw)], np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, whole, pa.py_buffer(raw)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
