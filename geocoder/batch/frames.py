"""Messages between processes: Arrow tables and row numbers as bytes, each behind its length."""

from __future__ import annotations

import struct
import sys
from contextlib import suppress
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_LENGTH = struct.Struct("<Q")
_ROOM = 1 << 20
"""Bytes a pipe may hold, where the system lets them be chosen: 64 kB cost twice the time."""


class EndOfMessagesError(EOFError):
    """The process at the other end has closed, or died in the middle of a message."""


def widen(stream: IO[bytes]) -> None:
    """Give a pipe more room, on Linux and within what a user may have of it."""
    if sys.platform == "linux":
        import fcntl

        with suppress(PermissionError):
            fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _ROOM)


def write_table(stream: IO[bytes], table: pa.Table) -> None:
    """Send a table."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    _write(stream, memoryview(sink.getvalue()))


def read_table(stream: IO[bytes]) -> pa.Table:
    """Receive a table, whose columns are views of the message; EndOfMessagesError at the end."""
    with pa.ipc.open_stream(pa.py_buffer(_read(stream))) as reader:
        return reader.read_all()


def write_rows(stream: IO[bytes], rows: npt.NDArray[np.int64]) -> None:
    """Send numbers of rows (n,)."""
    _write(stream, np.ascontiguousarray(rows, np.int64).data.cast("B"))


def read_rows(stream: IO[bytes]) -> npt.NDArray[np.int64]:
    """Receive numbers of rows (n,); EndOfMessagesError at the end."""
    return np.frombuffer(_read(stream), np.int64)


def _write(stream: IO[bytes], data: memoryview) -> None:
    stream.write(_LENGTH.pack(data.nbytes))
    stream.write(data)
    stream.flush()


def _read(stream: IO[bytes]) -> npt.NDArray[np.uint8]:
    """The bytes of one message, read where they stay."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size).data)
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> npt.NDArray[np.uint8]:
    data = np.empty(length, np.uint8)
    view, at = data.data, 0
    while at < length:
        got = stream.readinto(view[at:])  # type: ignore[attr-defined]  # a pipe has it
        if not got:
            raise EndOfMessagesError
        at += got
    return data
