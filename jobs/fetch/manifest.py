"""What is held: `sources/<source>/<vintage>/`, its manifest, and which vintages are kept.

`sources/current.json` names the vintages kept of each source, the one in use first. It is written
last, in one rename, so that a kill leaves the former set or the new one, of every source at once.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs.errors import JobError
from jobs.fetch.items import Held
from refdata.atomic import appear, write_text
from refdata.paths import DataPaths

MANIFEST = "manifest.json"
VERSION = 1
KEPT = 2
"""Vintages kept of each source: the one in use and the one before."""
PARTIAL = ".partial"


def partial_folder(paths: DataPaths) -> Path:
    """Folder of the downloads under way."""
    return paths.sources / PARTIAL


def pointer(paths: DataPaths) -> Path:
    """File that names the vintages kept."""
    return paths.sources / "current.json"


def read_pointer(paths: DataPaths) -> dict[str, list[str]]:
    """Vintages kept by source, the one in use first; empty before the first fetch.

    Raises JobError when the file is there and cannot be understood.
    """
    path = pointer(paths)
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {str(source): [str(v) for v in kept] for source, kept in record["kept"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"{path}: not the record of a fetch ({error})"
        raise JobError(
            problem, "remove this file: the next fetch takes every file again"
        ) from error


@dataclass(frozen=True, slots=True)
class Vintage:
    """One folder of one source: where it is, its vintage, and its files by role."""

    source: str
    folder: Path
    vintage: str
    files: Mapping[str, Held]


def current(paths: DataPaths) -> dict[str, Vintage]:
    """Vintage in use of each source; a file that is gone or has another size is left out.

    Raises JobError when a manifest cannot be understood.
    """
    found = {}
    for source, kept in read_pointer(paths).items():
        folder = paths.sources / source / kept[0]
        if (folder / MANIFEST).is_file():
            found[source] = _read(source, folder)
    return found


def _read(source: str, folder: Path) -> Vintage:
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, vintage = [Held(**row) for row in record["files"]], str(record["vintage"])
    except (ValueError, KeyError, TypeError) as error:
        problem = f"{folder / MANIFEST}: not the manifest of a fetch ({error})"
        raise JobError(
            problem, "remove this folder: the next fetch takes its files again"
        ) from error
    whole = {f.role: f for f in files if _has_size(folder / f.name, f.size)}
    return Vintage(source, folder, vintage, whole)


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


@dataclass(frozen=True, slots=True)
class Placed:
    """One file of a vintage to be: its record, and where its bytes are now."""

    held: Held
    path: Path


def is_same(vintage: Vintage, placed: Iterable[Placed]) -> bool:
    """Whether the files of a vintage are, name and content, those to be placed."""
    now = {f.role: (f.name, f.sha256) for f in vintage.files.values()}
    return now == {p.held.role: (p.held.name, p.held.sha256) for p in placed}


def refresh(vintage: Vintage, placed: Iterable[Placed]) -> None:
    """Keep what servers now say of files whose content is the same: addresses, ETags, dates."""
    rows = {p.held.role: p.held for p in placed}
    if rows != dict(vintage.files):
        _write(vintage.folder, vintage.source, vintage.vintage, rows.values())


def place(paths: DataPaths, source: str, vintage: str, placed: Iterable[Placed]) -> str:
    """Make the folder of a new vintage, whole or not at all, and return its name.

    Files are linked where the system can, else copied: those under `.partial` stay there until
    the pointer names the vintage. A name taken by other files gets a rank: `2026-09-21.2`.
    """
    parent = paths.sources / source
    kept = set(read_pointer(paths).get(source, ()))
    remove_unlisted(parent, kept)
    name, rank = vintage, 1
    while name in kept:
        rank += 1
        name = f"{vintage}.{rank}"
    partial = parent / f".{name}.partial"
    partial.mkdir(parents=True)
    rows = list(placed)
    for row in rows:
        _link(row.path, partial / row.held.name)
    _write(partial, source, vintage, [row.held for row in rows])
    appear(partial, parent / name)
    return name


def remove_unlisted(parent: Path, kept: Iterable[str]) -> None:
    """Remove the folders of a source that the pointer does not name: what a kill left, the old."""
    names = set(kept)
    for folder in parent.glob("*"):
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder)


def switch(paths: DataPaths, placed: Mapping[str, str]) -> None:
    """Use the new vintage of each source of `placed`, and remove those no longer kept."""
    kept = read_pointer(paths)
    for source, name in placed.items():
        kept[source] = [name, *(v for v in kept.get(source, []) if v != name)][:KEPT]
    record = {"version": VERSION, "kept": kept}
    write_text(pointer(paths), json.dumps(record, indent=1) + "\n")
    for source in placed:
        remove_unlisted(paths.sources / source, kept[source])


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without links, or another one
        shutil.copy2(source, target)


def _write(folder: Path, source: str, vintage: str, rows: Iterable[Held]) -> None:
    record: dict[str, Any] = {
        "version": VERSION,
        "source": source,
        "vintage": vintage,
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": [asdict(row) for row in sorted(rows, key=lambda row: row.role)],
    }
    write_text(folder / MANIFEST, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
