"""The installation and the data directory: versions, permissions, free space."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from jobs.doctor.checks import Check, ok, problem, warning
from refdata.paths import DataPaths

PACKAGES = ("cigogne", "pyarrow", "numpy", "scikit-learn", "shapely", "dash")
"""Distributions whose version is told."""

MIN_FREE_BYTES = 200_000_000
"""Free space below which even the update of a department may fail."""

ROOM = 2.5
"""Bytes that an update may need for each byte of the release, the index and the tables in use: the
new ones stand beside them until they take their place."""


def installation() -> Iterator[Check]:
    """Say which versions run; a package that is missing is a problem."""
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    yield ok(f"Python {platform.python_version()}, {', '.join(versions)}")
    if missing:
        yield problem(f"not installed: {', '.join(missing)}", "install cigogne again")


def directory(paths: DataPaths) -> Iterator[Check]:
    """Check that the data directory is there, can be written everywhere, and has room."""
    if not paths.root.is_dir():
        advice = "run `cigogne update` or give --data"
        yield problem(f"{paths.root}: no data directory", advice)
        return
    closed = [folder for folder in _folders(paths) if not _is_open(folder)]
    for folder in closed:
        yield problem(f"{folder}: cannot be written", f"give user {_user()} the right to")
    if not closed:
        yield ok(f"{paths.root}: can be written")
    yield _room(paths)


def _folders(paths: DataPaths) -> list[Path]:
    """Folders that an update writes in, those that exist."""
    folders = (
        paths.root,
        paths.sources,
        paths.tables,
        paths.index,
        paths.address_base.parent,
        paths.releases,
        paths.history,
        paths.quarantine,
    )
    return [folder for folder in folders if folder.is_dir()]


def _is_open(folder: Path) -> bool:
    """Tell whether a file may be made in `folder`: the right, and no read-only mount."""
    writable = os.access(folder, os.W_OK | os.X_OK)
    if not writable or not hasattr(os, "statvfs"):
        return writable
    return not os.statvfs(folder).f_flag & os.ST_RDONLY


def _user() -> str:
    return str(os.geteuid()) if hasattr(os, "geteuid") else "this one"


def _room(paths: DataPaths) -> Check:
    """Compare the free space with what is in use."""
    free = shutil.disk_usage(paths.root).free
    used = [paths.current, paths.tables, *paths.index.glob("*")]
    wanted = max(MIN_FREE_BYTES, int(ROOM * sum(map(_size, used))))
    said = f"{free / 1e9:.1f} GB free, an update may need {wanted / 1e9:.1f} GB"
    if free < wanted:
        return warning(said, "make room before the next one")
    return ok(said)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
