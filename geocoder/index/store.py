"""An index on disk: one folder a fingerprint, with a manifest that knows every file.

What is checked, and when. At opening: the manifest's own digest, its format, the rules of
normalisation the index was written with, the size of every file, the digest of the gazetteer, and
the digest of every shard while all of them hold at most `CHECKED_AT_OPENING` bytes (a region's do).
In a larger index a shard is read through when a query first needs it, before anything is answered
from it. `index_problems` reads everything, and compares the tables the index was built from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import xxhash

from geocoder.errors import IndexDamagedError, IndexMissingError
from geocoder.index.container import FileMark
from geocoder.index.gazetteer import Gazetteer
from geocoder.index.shard import Shard
from geocoder.index.sources import IndexSources, digest_of_files, rules_digest

FORMAT = 3
"""Version of the index format: another one is refused."""
MANIFEST = "meta.json"
GAZETTEER = "gazetteer.arrow"
CHECKED_AT_OPENING = 64_000_000
"""Bytes that are read through at opening: about 6 ms of them."""


def shard_name(department: str) -> str:
    """Path of a department's shard inside an index."""
    return f"shards/{department}.arrow"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is: whence it comes, and what each of its files must be."""

    fingerprint: str
    """Digest of everything the index was built from: rules, code, tables."""
    rules: str
    """Digest of the rules that queries must share with the index."""
    communes: str
    """Digest of the tables of communes."""
    departments: dict[str, str]
    """Fingerprint of each department's tables and of the code that reads them."""
    files: dict[str, FileMark]
    """Mark of every file but the manifest, by its path in the folder."""

    def as_text(self) -> str:
        """The manifest as JSON, its own digest last."""
        body = {"format": FORMAT} | asdict(self)
        return json.dumps(body | {"xxh3": _digest(body)}, indent=1, sort_keys=True)


def _digest(body: Mapping[str, Any]) -> str:
    return xxhash.xxh3_128_hexdigest(json.dumps(body, sort_keys=True).encode())


def read_manifest(path: Path) -> Manifest:
    """Read `meta.json` of an index folder; IndexMissingError or IndexDamagedError when it cannot be."""
    file = path / MANIFEST
    if not file.is_file():
        raise IndexMissingError(path)
    try:
        body: dict[str, Any] = json.loads(file.read_bytes())
        found, own = body.pop("format", None), body.pop("xxh3", None)
    except (ValueError, AttributeError) as error:
        raise IndexDamagedError(file, f"is not readable ({error})") from error
    if found != FORMAT:
        raise IndexDamagedError(file, f"has format {found}, this program reads {FORMAT}")
    if own != _digest({"format": found} | body):
        raise IndexDamagedError(file, "has been altered: its digest is not its own")
    files = {name: FileMark(**mark) for name, mark in body.pop("files").items()}
    return Manifest(files=files, **body)


@dataclass(frozen=True)
class OpenIndex:
    """An open index: the gazetteer at once, a department's shard when a query first needs it."""

    path: Path
    manifest: Manifest

    @property
    def fingerprint(self) -> str:
        """Hash of everything the index was built from."""
        return self.manifest.fingerprint

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The communes."""
        mark = self.manifest.files[GAZETTEER]
        return Gazetteer.open(self.path / GAZETTEER, mark, self.fingerprint)

    @cached_property
    def shards(self) -> dict[str, Shard]:
        """Shards by department, opened lazily by `Shard` itself."""
        files, departments = self.manifest.files, self.manifest.departments
        return {
            d: Shard(self.path / shard_name(d), files[shard_name(d)], fingerprint)
            for d, fingerprint in departments.items()
        }

    def commune_of(self, shard: Shard, street: int) -> int:
        """Row in the gazetteer of the commune of a street of a shard."""
        code: str = shard.meta["communes"][int(shard.street_commune[street])]
        return self.gazetteer.row_of[code]


def open_index(path: Path) -> OpenIndex:
    """Open the index in folder `path`.

    Raises IndexMissingError when there is none, IndexDamagedError when it is of another format or
    rules, truncated, altered, or not made of the files its manifest says.
    """
    manifest = read_manifest(path)
    if manifest.rules != rules_digest():
        problem = "is built with other rules of normalisation than this program's"
        raise IndexDamagedError(path / MANIFEST, problem)
    for name, mark in manifest.files.items():
        mark.check_size(path / name)
    index = OpenIndex(path, manifest)
    if sum(mark.bytes for mark in manifest.files.values()) <= CHECKED_AT_OPENING:
        _open_everything(index)
    else:
        _ = index.gazetteer
    return index


def _open_everything(index: OpenIndex) -> None:
    _ = index.gazetteer.file
    for shard in index.shards.values():
        _ = shard.file


def index_problems(path: Path, sources: IndexSources | None = None) -> list[str]:
    """Everything wrong with the index in `path`, one sentence each; empty when nothing is.

    Every byte is read. With `sources`, the tables are compared with those the index was built from.
    """
    try:
        index = open_index(path)
        _open_everything(index)
    except (IndexMissingError, IndexDamagedError) as error:
        return [str(error)]
    return _other_sources(index.manifest, sources) if sources else []


def _other_sources(manifest: Manifest, sources: IndexSources) -> list[str]:
    now = sources.shard_digests()
    changed = sorted(d for d, found in manifest.departments.items() if now.get(d) != found)
    missing = sorted(now.keys() - manifest.departments.keys())
    found = []
    if changed:
        found.append(f"the index is built from other tables of departments {', '.join(changed)}")
    if missing:
        found.append(f"the index has no departments {', '.join(missing)}")
    if digest_of_files(sources.communes, sources.anciennes_communes) != manifest.communes:
        found.append("the index is built from other tables of communes")
    return [f"{problem}; run `cigogne index` to build it again" for problem in found]
