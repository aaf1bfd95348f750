"""The releases of a data directory: which there are, which is served, which are kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from jobs.errors import JobError, NotBuiltError
from refdata.atomic import switch_link
from refdata.paths import DataPaths

MANIFEST = "manifest.json"

KEPT = 5
"""Releases kept, the one served among them."""


def is_complete(folder: Path) -> bool:
    """Tell whether a release is there: its manifest is written last, before the rename."""
    return (folder / MANIFEST).is_file()


def manifest_of(folder: Path) -> dict[str, Any]:
    """Read the manifest of a release; JobError when it cannot be understood."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        problem = f"{path}: not a manifest ({error})"
        raise JobError(problem, "remove this release, then run `cigogne update`") from error
    if not isinstance(manifest, dict) or "identifiant" not in manifest:
        problem = f"{path}: a manifest without `identifiant`"
        raise JobError(problem, "remove this release, then run `cigogne update`")
    return manifest


def releases(paths: DataPaths) -> list[dict[str, Any]]:
    """Return the manifests of the complete releases, newest first.

    Newest by `ordre`, the rank of building: the clock of the machine may have gone back.
    """
    folders = [f for f in paths.releases.glob("*") if f.name[0] != "." and is_complete(f)]
    manifests = [manifest_of(folder) for folder in folders]
    return sorted(manifests, key=_rank, reverse=True)


def _rank(manifest: dict[str, Any]) -> tuple[int, str, str]:
    return manifest.get("ordre", 0), manifest["cree_le"], manifest["identifiant"]


def next_order(paths: DataPaths) -> int:
    """Return the rank of the next release to be built here: 1 for the first."""
    return 1 + max((manifest.get("ordre", 0) for manifest in releases(paths)), default=0)


def current_identifier(paths: DataPaths) -> str | None:
    """Return the identifier of the release being served; None when there is none."""
    if not paths.current.is_symlink():
        return None
    return paths.current.readlink().name


def served_manifest(paths: DataPaths) -> dict[str, Any] | None:
    """Read the manifest of the release being served; None when there is none, or no whole one.

    Raises JobError when it cannot be understood.
    """
    folder = _served_folder(paths)
    return manifest_of(folder) if folder else None


def current_folder(paths: DataPaths) -> Path:
    """Folder of the release being served; NotBuiltError when there is none, or no whole one."""
    folder = _served_folder(paths)
    if folder is None:
        raise NotBuiltError(paths.root, "release", "update")
    return folder


def _served_folder(paths: DataPaths) -> Path | None:
    identifier = current_identifier(paths)
    if identifier is None or not is_complete(paths.release(identifier)):
        return None
    return paths.release(identifier)


def serve(paths: DataPaths, identifier: str) -> bool:
    """Point `current` at a release, in one atomic rename; tells whether it pointed elsewhere."""
    if current_identifier(paths) == identifier:
        return False
    switch_link(paths.current, f"releases/{identifier}")
    return True


def prune(paths: DataPaths, kept: int = KEPT) -> list[str]:
    """Remove all but the `kept` newest releases and the one served; return those removed."""
    served = current_identifier(paths)
    names = [manifest["identifiant"] for manifest in releases(paths)]
    others = [name for name in names if name != served]
    removed = others[kept - 1 :]
    for name in removed:
        shutil.rmtree(paths.release(name))
    return removed
