"""Building the index: one shard a department, reused when its tables have not changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from geocoder.index.gazetteer import build_gazetteer
from geocoder.index.shard_build import build_shard
from geocoder.index.store import FORMAT, MANIFEST
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class IndexSources:
    """The checked tables an index is built from; a department may have addresses, lieux-dits or both."""

    communes: Path
    anciennes_communes: Path
    adresses: dict[str, Path]
    lieux_dits: dict[str, Path]

    @property
    def departments(self) -> list[str]:
        """Departments that have a table, sorted."""
        return sorted(self.adresses.keys() | self.lieux_dits.keys())


def _code_version() -> bytes:
    """Hash of the code that decides what an index holds: a changed rule is another index."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for folder in ("index", "normalize", "vocabulary"):
        for file in sorted((package / folder).glob("*.*")):
            if file.suffix in (".py", ".csv"):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.digest()


def _fingerprint(code: bytes, *paths: Path | None) -> str:
    digest = hashlib.sha256(code)
    for path in paths:
        digest.update(b"\0absent" if path is None else hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def build_index(sources: IndexSources, folder: Path, progress: Progress | None = None) -> Path:
    """Build the index of `sources` under `folder` and return its path, `folder/<fingerprint>`.

    An index that is there already is returned as it is; shards of departments that have not
    changed are taken over from the other indexes in `folder`. The new folder appears whole or not
    at all. `progress` is told each department before it is built.
    """
    code = _code_version()
    shards = {
        d: _fingerprint(code, sources.adresses.get(d), sources.lieux_dits.get(d))
        for d in sources.departments
    }
    whole = hashlib.sha256(
        _fingerprint(code, sources.communes, sources.anciennes_communes).encode()
        + json.dumps(shards, sort_keys=True).encode()
    ).hexdigest()[:16]
    target = folder / whole
    if (target / MANIFEST).is_file():
        return target
    partial = folder / f".{whole}.{os.getpid()}.tmp"
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "shards").mkdir(parents=True)
    for department, fingerprint in shards.items():
        if progress:
            progress(department)
        _place_shard(sources, department, fingerprint, partial / "shards" / department, folder)
    communes = COMMUNE.read(sources.communes)
    build_gazetteer(
        communes,
        ANCIENNE_COMMUNE.read(sources.anciennes_communes),
        {d: partial / "shards" / d for d in shards},
        partial / "gazetteer",
    )
    _finish(partial, target, whole, shards)
    return target


def _place_shard(
    sources: IndexSources, department: str, fingerprint: str, target: Path, folder: Path
) -> None:
    """Take the shard over from another index by hard links, or build it."""
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        known = json.loads(manifest.read_text(encoding="utf-8"))
        if known.get("format") == FORMAT and known["departments"].get(department) == fingerprint:
            shutil.copytree(manifest.parent / "shards" / department, target, copy_function=os.link)
            return
    addresses, places = sources.adresses.get(department), sources.lieux_dits.get(department)
    target.mkdir()
    build_shard(
        ADRESSE.read(addresses) if addresses else ADRESSE.empty(),
        LIEU_DIT.read(places) if places else LIEU_DIT.empty(),
        target,
    )


def _finish(partial: Path, target: Path, fingerprint: str, shards: dict[str, str]) -> None:
    """Write the manifest and give the folder its final name."""
    files = {
        str(file.relative_to(partial)): file.stat().st_size
        for file in sorted(partial.rglob("*"))
        if file.is_file()
    }
    manifest = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "departments": shards,
        "files": files,
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    partial.rename(target)


def index_size(path: Path) -> int:
    """Bytes of an index on disk."""
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file())


def table_rows(path: Path) -> int:
    """Rows of a table, from its metadata."""
    return int(pq.read_metadata(path).num_rows)
