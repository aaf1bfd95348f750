"""A data directory with a release and the geocoder index it names: what the API is served from."""

from __future__ import annotations

import json
from pathlib import Path

from geocoder import build_index
from refdata.atomic import switch_link, write_text
from tests.support.geo_world import STREETS, write_tables
from tests.support.release_builder import build_release


def build_world(data: Path, identifier: str = "2026-09-24", streets=STREETS) -> Path:
    """Write a release over the small BAN of `geo_world`, its index, and point `current` at it."""
    index = write_index(data, identifier, streets)
    publish(data, identifier, index.name)
    return data


def write_index(data: Path, identifier: str, streets=STREETS) -> Path:
    """Build the index of some streets under `data`."""
    folder = data / "tables" / identifier
    folder.mkdir(parents=True, exist_ok=True)
    return build_index(write_tables(folder, streets), data / "index")


def publish(data: Path, identifier: str, fingerprint: str) -> None:
    """Write a release that names an index, and serve it."""
    release = build_release(data / "releases" / identifier, rows=40, communes=4)
    path = release / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"index": fingerprint}
    write_text(path, json.dumps(manifest, ensure_ascii=False))
    switch_link(data / "current", f"releases/{identifier}")
