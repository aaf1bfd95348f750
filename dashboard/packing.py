"""Scripts and styles, compressed once at a level too slow for each request, and kept by browsers."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

import brotli
import xxhash
from flask import Flask, Response, request

PACKED_TYPES = frozenset({"text/javascript", "application/javascript", "text/css", "image/svg+xml"})
BROTLI_LEVEL, GZIP_LEVEL = 9, 9
KEPT = 128
"""Answers kept; the page has forty files, and their content is what they are kept by."""
FOR_EVER = "public, max-age=31536000, immutable"
"""`Cache-Control` of an address that changes with what it gives: kept a year, never asked again."""
LEAST_BYTES = 500

Pack = Callable[[bytes], bytes]


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(GZIP_LEVEL, wbits=31)
    return packer.compress(content) + packer.flush()


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=BROTLI_LEVEL, mode=brotli.MODE_TEXT)
    return packed


PACKS: Mapping[str, Pack] = {"br": _brotli, "gzip": _gzip}
"""Encodings, the better first; browsers take brotli over https and from their own machine only."""


class Packed:
    """An `after_request` that packs static files; what it returns, Flask-Compress leaves alone."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = Lock()

    def __call__(self, reply: Response) -> Response:
        """Pack `reply` when it is a script or a style, and say how long it may be kept."""
        if (
            request.method != "GET"
            or reply.status_code != 200
            or reply.mimetype not in PACKED_TYPES
        ):
            return reply
        if "m" in request.args or "/vendor/" in request.path:
            # the address changes with the file: `?m=` is its date, a vendored name its version
            reply.headers["Cache-Control"] = FOR_EVER
        accepted = request.accept_encodings
        encoding = next((name for name in PACKS if accepted[name] > 0), None)
        if encoding is None or "Content-Encoding" in reply.headers:
            return reply
        reply.direct_passthrough = False
        content = reply.get_data()
        if len(content) < LEAST_BYTES:
            return reply
        reply.set_data(self._packed(encoding, content))
        reply.headers["Content-Encoding"] = encoding
        reply.vary.add("Accept-Encoding")
        return reply

    def _packed(self, encoding: str, content: bytes) -> bytes:
        key = (encoding, xxhash.xxh3_64_intdigest(content))
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = PACKS[encoding](content)
            with self._lock:
                self._kept[key] = found
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return found


def warm(server: Flask, addresses: list[str]) -> None:
    """Ask for `addresses` as a browser would, so that no visitor waits for what is packed once."""
    client = server.test_client()
    for address in addresses:
        client.get(address, headers={"Accept-Encoding": "br"}).close()
