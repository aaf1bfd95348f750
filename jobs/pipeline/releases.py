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
    """Return the manifests of the complete releases, newest first."""
    folders = [f for f in paths.releases.glob("*") if f.name[0] != "." and is_complete(f)]
    manifests = [manifest_of(folder) for folder in folders]
    return sorted(manifests, key=lambda m: (m["cree_le"], m["identifiant"]), reverse=True)


def current_identifier(paths: DataPaths) -> str | None:
    """Return the identifier of the release being served; None when there is none."""
    if not paths.current.is_symlink():
        return None
    return paths.current.readlink().name


def current_folder(paths: DataPaths) -> Path:
    """Folder of the release being served; NotBuiltError when there is none."""
    identifier = current_identifier(paths)
    if identifier is None or not is_complete(paths.release(identifier)):
        raise NotBuiltError(paths.root, "release", "update")
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


def rollback(paths: DataPaths, identifier: str | None = None) -> str:
    """Serve the release before the current one, or `identifier`; return its identifier."""
    names = [manifest["identifiant"] for manifest in releases(paths)]
    if identifier is None:
        served = current_identifier(paths)
        older = names[names.index(served) + 1 :] if served in names else names
        if not older:
            problem = f"{paths.releases}: no release before {served or 'the first one'}"
            raise JobError(problem, "`cigogne status` lists those that are kept")
        identifier = older[0]
    if identifier not in names:
        problem = f"{paths.releases}: no release {identifier}"
        raise JobError(problem, f"choose one of {', '.join(names) or 'those of `cigogne update`'}")
    serve(paths, identifier)
    return identifier
