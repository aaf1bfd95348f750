"""The demonstration world on disk, generated once."""

from __future__ import annotations

import shutil
from pathlib import Path

from jobs.errors import JobError
from jobs.pipeline.ledger import code_digest, digest_of
from jobs.pipeline.lock import update_lock
from jobs.pipeline.releases import served_manifest
from jobs.progress import Progress
from refdata.atomic import appear
from refdata.paths import DataPaths

SEED = 2026


def ensure_world(paths: DataPaths, scale: str, progress: Progress) -> Path:
    """Return the folder of the world's official files, generating them unless they are there.

    Raises JobError when the data directory serves a release that is no demonstration.
    """
    with update_lock(paths):
        _refuse_real_data(paths)
        folder = paths.sources / "demonstration" / world_version(scale)
        if not folder.is_dir():
            _generate(folder, scale, progress)
    return folder


def _generate(folder: Path, scale: str, progress: Progress) -> None:
    """Write the world under a temporary name, then rename it; other worlds there are removed."""
    from refdata.demo import SCALES, write_world

    if folder.parent.is_dir():
        shutil.rmtree(folder.parent)
    partial = folder.with_name(f".{folder.name}.partial")
    partial.mkdir(parents=True)
    with progress.task("Writing the demonstration world (steps)", 5) as advance:
        write_world(partial, SCALES[scale], SEED, lambda done, total, what: advance(min(done, 1)))
    appear(partial, folder)


def world_version(scale: str) -> str:
    """Return the name of a world: its scale and a digest of the code and seed it comes from."""
    return f"{scale}-{digest_of([code_digest('refdata.demo'), SEED])[:8]}"


def _refuse_real_data(paths: DataPaths) -> None:
    """Raise JobError rather than replace a real release by a fictitious one."""
    served = served_manifest(paths)
    if served is not None and not served["demonstration"]:
        problem = f"{paths.root}: serves release {served['identifiant']}, which is not fictitious"
        raise JobError(problem, "give another --data to the demonstration")
