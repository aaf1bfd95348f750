"""Building the index: one shard a department, reused when its tables have not changed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import xxhash

from geocoder.errors import IndexDamagedError, IndexMissingError
from geocoder.index.container import FileMark
from geocoder.index.sources import IndexSources, digest_of_files, rules_digest
from geocoder.index.store import GAZETTEER, MANIFEST, Manifest, read_manifest, shard_name
from refdata.atomic import appear

if TYPE_CHECKING:  # an index is opened far more often than it is built
    from geocoder.index.workers import ShardTask

Progress = Callable[[str], None]
BYTES_FOR_TWO = 8_000_000
"""Bytes of tables (some 400,000 addresses) from which a second process earns the half second that
it takes to start."""


def build_index(
    sources: IndexSources,
    folder: Path,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Path:
    """Build the index of `sources` under `folder` and return its path, `folder/<fingerprint>`.

    An index that is there already is returned as it is; shards of departments that have not
    changed are taken over from the other indexes in `folder`. The new folder appears whole or not
    at all. `progress` is told each department when it is done. Departments are built by
    `processes` at once (None: as many as there are cores and work for); the bytes are the same
    whatever their number.
    """
    from geocoder.index.workers import build_shards

    manifest = _planned(sources)
    target = folder / manifest.fingerprint
    if (target / MANIFEST).is_file():
        return target
    with _appearing(target) as partial:
        tell = progress or (lambda _: None)
        tasks = _tasks(sources, manifest, partial, folder, tell)
        build_shards(tasks, processes or _processes(tasks), tell)
        _write_gazetteer(sources, manifest, partial)
        files = sorted(file for file in partial.rglob("*") if file.is_file())
        manifest.files.update({f.relative_to(partial).as_posix(): FileMark.of(f) for f in files})
        (partial / MANIFEST).write_text(manifest.as_text(), encoding="utf-8", newline="\n")
    return target


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Yield a folder to fill, which becomes `target` when the block succeeds and else goes."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "shards").mkdir(parents=True)
    try:
        yield partial
        appear(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _planned(sources: IndexSources) -> Manifest:
    """The manifest of an index of `sources`, without its files."""
    departments = sources.shard_digests()
    communes = digest_of_files(sources.communes, sources.anciennes_communes)
    whole = json.dumps([rules_digest(), communes, departments], sort_keys=True)
    fingerprint = xxhash.xxh3_64_hexdigest(whole.encode())
    return Manifest(fingerprint, rules_digest(), communes, departments, {})


def _tasks(
    sources: IndexSources, manifest: Manifest, partial: Path, folder: Path, tell: Progress
) -> list[ShardTask]:
    """Shards to build, the largest first; the others are taken over at once."""
    from geocoder.index.workers import ShardTask

    known = _known_shards(folder)
    tasks = []
    for department, fingerprint in manifest.departments.items():
        target = partial / shard_name(department)
        if fingerprint in known:
            os.link(known[fingerprint], target)
            tell(department)
            continue
        tables = (sources.adresses.get(department), sources.lieux_dits.get(department))
        size = sum(t.stat().st_size for t in tables if t)
        tasks.append(ShardTask(department, *tables, target, fingerprint, size))
    return sorted(tasks, key=lambda t: (-t.bytes, t.department))


def _known_shards(folder: Path) -> dict[str, Path]:
    """Sound shards of the indexes in `folder`, by the fingerprint of what they were built from."""
    known = {}
    for file in sorted(folder.glob(f"*/{MANIFEST}")):
        try:
            manifest = read_manifest(file.parent)
            for department, fingerprint in manifest.departments.items():
                name = shard_name(department)
                if fingerprint not in known:
                    manifest.files[name].check(file.parent / name)
                    known[fingerprint] = file.parent / name
        except (IndexDamagedError, IndexMissingError):
            continue  # of another version, or damaged: what it holds is built again
    return known


def _processes(tasks: list[ShardTask]) -> int:
    """As many processes as there are cores for, and departments, when there is work for several."""
    if sum(t.bytes for t in tasks) < BYTES_FOR_TWO:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, len(tasks)))


def _write_gazetteer(sources: IndexSources, manifest: Manifest, partial: Path) -> None:
    from geocoder.index.gazetteer_build import COMMUNE_COLUMNS, build_gazetteer
    from refdata.tables import ANCIENNE_COMMUNE, COMMUNE

    build_gazetteer(
        COMMUNE.read(sources.communes, COMMUNE_COLUMNS),
        ANCIENNE_COMMUNE.read(sources.anciennes_communes),
        [partial / shard_name(d) for d in manifest.departments],
        partial / GAZETTEER,
        manifest.fingerprint,
    )


def index_size(path: Path) -> int:
    """Bytes of an index on disk."""
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file())


__all__ = ["IndexSources", "Progress", "build_index", "index_size"]
