"""Settings of one deployment of the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

THREADS = 4
"""Threads of each worker process; there are as many workers as cores."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployer may choose; everything has a default that works offline."""

    root: str = "/"
    """Address of the page below the host, with both slashes: `/`, `/cigogne/` behind a proxy."""
    tile_url: str | None = None
    """Address of an intranet tile server, with `{z}/{x}/{y}`; None: outlines only."""
    wms_url: str | None = None
    """Address of an intranet WMS server, without parameters."""
    wms_layers: str = ""
    """Layers asked of the WMS server, separated by commas."""
    pmtiles: Path | None = None
    """PMTiles archive of images on this machine's disk."""
    cross_origin: bool = True
    """Whether pages of other origins may read what the API answers to a GET."""
    csv_bytes: int = 50_000_000
    """Largest file that may be posted to the API."""
    contact: str | None = None
    """Who answers for this deployment: an e-mail address, a web address, or a sentence."""


def assets_folder() -> Path:
    """Return the folder of CSS and JavaScript: in the installed package, else in the repository."""
    bundled = Path(__file__).parent / "assets"
    return bundled if bundled.is_dir() else Path(__file__).parents[1] / "assets"
