"""A small PMTiles archive: one image for every tile of some zooms."""

import struct
import zlib
from pathlib import Path

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer


def png(colour: tuple[int, int, int]) -> bytes:
    """Return an image of 256 × 256 pixels of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * 256) * 256
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def write_archive(
    path: Path,
    zooms: range = range(5, 8),
    *,
    image: bytes | None = None,
    kind: TileType = TileType.PNG,
    attribution: str = "",
    hole: tuple[int, int, int] | None = None,
) -> Path:
    """Write the world at `zooms`, `image` on the finest, one colour on each other; `hole` left out."""
    with path.open("wb") as file:
        writer = Writer(file)
        for zoom in zooms:
            content = image if image and zoom == zooms[-1] else png((200, 120, 10 * zoom))
            tiles = ((x, y) for x in range(2**zoom) for y in range(2**zoom))
            for number in sorted(
                zxy_to_tileid(zoom, x, y) for x, y in tiles if (zoom, x, y) != hole
            ):
                writer.write_tile(number, content)
        header = {
            "tile_type": kind,
            "tile_compression": Compression.NONE,
            "min_zoom": zooms.start,
            "max_zoom": zooms.stop - 1,
            "min_lon_e7": -1_800_000_000,
            "min_lat_e7": -850_000_000,
            "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000,
            "center_zoom": zooms.start,
            "center_lon_e7": 0,
            "center_lat_e7": 0,
        }
        writer.finalize(header, {"attribution": attribution})
    return path
