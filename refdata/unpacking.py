"""How much a packed file may be believed to hold: the one guard against bombs."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Protocol

from refdata.errors import RawFormatError

MAX_RATIO = 200
"""Largest believable ratio of unpacked to packed size: the ANS text packs 5 to 1, BAN 8 to 1, and
deflate at most 1,032."""


class Readable(Protocol):
    """What is bounded: a stream of bytes."""

    @property
    def closed(self) -> bool:
        """Whether the stream is closed."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next `size` bytes, all that is left when negative."""


class Bounded:
    """A stream that stops when it has given more than its packed file can be believed to hold.

    `least` is how many bytes any file may give. For `pa.PythonFile` too, which asks `closed` and
    calls `read` by the block, on one thread.
    """

    def __init__(self, stream: Readable, path: Path, advice: str, least: int = 0) -> None:
        self._stream, self._path, self._advice, self._given = stream, path, advice, 0
        self._most = max(least, MAX_RATIO * path.stat().st_size)

    @property
    def closed(self) -> bool:
        """Whether the stream is closed."""
        return bool(self._stream.closed)

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes; RawFormatError beyond belief."""
        piece = self._stream.read(size)
        self._given += len(piece)
        if self._given > self._most:
            problem = f"unpacks to more than {MAX_RATIO} times its size"
            raise RawFormatError(self._path, problem, self._advice)
        return piece


def check_member(info: zipfile.ZipInfo, place: str) -> None:
    """Raise RawFormatError for a member of a zip that declares more than can be believed.

    `zipfile` never yields more than a member declares. `place` is what the message names.
    """
    if info.file_size > MAX_RATIO * max(info.compress_size, 1):
        problem = f"would unpack from {info.compress_size:,} to {info.file_size:,} bytes"
        raise RawFormatError(place, problem, "fetch the file again from its publisher")
