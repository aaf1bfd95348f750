"""An index on disk: one folder a fingerprint, with a manifest that knows every file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from geocoder.errors import IndexDamagedError, IndexMissingError
from geocoder.index.gazetteer import Gazetteer
from geocoder.index.shard import Shard

FORMAT = 1
"""Version of the index format: another one is refused."""
MANIFEST = "meta.json"


def read_manifest(path: Path) -> dict[str, Any]:
    """Read `meta.json` of an index folder; IndexMissingError or IndexDamagedError when it cannot be."""
    file = path / MANIFEST
    if not file.is_file():
        raise IndexMissingError(path)
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise IndexDamagedError(file, f"is not readable ({error})") from error
    if manifest.get("format") != FORMAT:
        found = manifest.get("format")
        raise IndexDamagedError(file, f"has format {found}, this program reads {FORMAT}")
    return manifest


def check_files(path: Path, manifest: dict[str, Any]) -> None:
    """Compare the size of every file with the manifest; IndexDamagedError names the first that differs."""
    for name, size in manifest["files"].items():
        file = path / name
        if not file.is_file():
            raise IndexDamagedError(file, "is missing")
        if file.stat().st_size != size:
            raise IndexDamagedError(file, f"has {file.stat().st_size} bytes instead of {size}")


@dataclass(frozen=True)
class OpenIndex:
    """An open index: the gazetteer at once, a department's shard when a query first needs it."""

    path: Path
    manifest: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """Hash of everything the index was built from."""
        return str(self.manifest["fingerprint"])

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The communes."""
        return Gazetteer.open(self.path / "gazetteer")

    @cached_property
    def shards(self) -> dict[str, Shard]:
        """Shards by department, opened lazily by `Shard` itself."""
        return {d: Shard(self.path / "shards" / d) for d in self.manifest["departments"]}


def open_index(path: Path) -> OpenIndex:
    """Open the index in folder `path` after checking version and sizes."""
    manifest = read_manifest(path)
    check_files(path, manifest)
    return OpenIndex(path, manifest)
