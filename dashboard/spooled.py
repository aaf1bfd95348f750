"""A finished temporary file as the body of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import Response

BLOCK = 65_536
"""Bytes sent at a time."""


def file_response(out: IO[bytes], size: int, content_type: str) -> Response:
    """Return an answer that sends `size` bytes of `out`, from where it stands, then closes it."""
    response = Response(_blocks(out), content_type=content_type)
    response.content_length = size
    response.call_on_close(out.close)
    return response


def _blocks(out: IO[bytes]) -> Iterator[bytes]:
    """Yield a file block by block, then close it."""
    with out:
        while block := out.read(BLOCK):
            yield block
