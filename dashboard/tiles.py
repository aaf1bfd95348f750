"""Tiles of a PMTiles archive (version 3, images), served from the page's own origin.

One file carried in on a disk is a whole base map, and no server is needed beside this one. Format:
the PMTiles specification, version 3, read by Protomaps' own package.
"""

from __future__ import annotations

import base64
import html
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported, TileType

from dashboard.errors import TilesError

FOLDER = "tuiles"
"""Address of the tiles below the root: `tuiles/{z}/{x}/{y}`."""
MIMETYPES = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
"""Kinds of tiles that Leaflet draws: images."""
UNREADABLE = (
    *(OSError, ValueError, EOFError, IndexError, zlib.error),
    *(MagicNumberNotFound, SpecVersionUnsupported),
)
"""What reading a file that is no archive, or a part of one, ends with."""
NOTHING = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent pixel: what stands where the archive has no tile (a 404 is an error in the console)."""
A_DAY = "public, max-age=86400"
_TAG = re.compile(r"<[^>]*>")


class Tiles(Protocol):
    """What is asked of `pmtiles.reader.Reader`."""

    def get(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile; None where there is none."""


@dataclass(frozen=True, slots=True)
class TileArchive:
    """An archive opened for as long as the server runs; its bytes stay on the disk."""

    tile: Callable[[int, int, int], bytes | None]
    """Zoom, column, row → image; None where there is none, as beyond the edges of the world."""
    mimetype: str
    zooms: tuple[int, int]
    """The coarsest and the finest that the archive holds."""
    attribution: str
    """Whom its metadata names, without markup; empty for nobody."""

    @classmethod
    def open(cls, path: Path) -> TileArchive:
        """Map the file and read its header; TilesError when it is not an archive of images."""
        try:
            with path.open("rb") as file:
                reader = Reader(MmapSource(file))
            header, metadata = reader.header(), reader.metadata()
        except UNREADABLE as error:
            # what the bytes of another file make the reader stumble on tells nobody anything
            damaged = "not a PMTiles archive of version 3, or a damaged one"
            problem = (error.strerror if isinstance(error, OSError) else None) or damaged
            raise TilesError(path, problem) from error
        if header["tile_type"] not in MIMETYPES or header["tile_compression"] not in (
            Compression.NONE,
            Compression.UNKNOWN,
        ):
            problem = f"holds tiles of type {header['tile_type'].name}, and images alone are drawn"
            raise TilesError(path, problem)
        return cls(
            _getter(reader),
            MIMETYPES[header["tile_type"]],
            (header["min_zoom"], header["max_zoom"]),
            _plain(metadata.get("attribution") if isinstance(metadata, dict) else None),
        )


def _getter(reader: Tiles) -> Callable[[int, int, int], bytes | None]:
    def tile(zoom: int, column: int, row: int) -> bytes | None:
        try:
            return reader.get(zoom, column, row)
        except (OverflowError, ValueError):  # beyond the world, or zoom 40
            return None

    return tile


def _plain(said: object) -> str:
    """Metadata may hold links: their words are kept."""
    return html.unescape(_TAG.sub("", said)).strip() if isinstance(said, str) else ""


def tiles(archive: TileArchive) -> Blueprint:
    """Serve each tile of `archive`; a transparent pixel where it has none."""
    routes = Blueprint("tiles", __name__)

    @routes.get(f"/{FOLDER}/<int:zoom>/<int:column>/<int:row>")
    def tile(zoom: int, column: int, row: int) -> Response:
        found = archive.tile(zoom, column, row)
        reply = Response(found or NOTHING, mimetype=archive.mimetype if found else "image/gif")
        reply.headers["Cache-Control"] = A_DAY
        return reply

    return routes
