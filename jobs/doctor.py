"""Checks of an installation and of a data directory, each with what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from jobs.errors import JobError
from jobs.pipeline.publish import PARTIAL, check_accounting
from jobs.pipeline.release import RELEASE_TABLES
from jobs.pipeline.releases import current_identifier, is_complete, manifest_of
from refdata.errors import ContractError
from refdata.paths import DataPaths

MIN_FREE_BYTES = 2_000_000_000
"""Free space below which an update of a region may fail: index, tables and one more release."""

MAX_AGE_DAYS = 45
"""Age of an extraction, published daily, beyond which the fortnightly update has stopped."""

PACKAGES = ("cigogne", "pyarrow", "numpy", "scikit-learn", "shapely", "dash")
"""Distributions whose version is told."""


class Verdict(StrEnum):
    """Outcome of one check."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


class Check(NamedTuple):
    """One check: its verdict and a sentence, which ends with what to do unless all is well."""

    verdict: Verdict
    sentence: str


def examine(paths: DataPaths, today: date | None = None) -> list[Check]:
    """Run every check, in order; `today` (UTC) is given by tests."""
    today = today or datetime.now(UTC).date()
    checks = [*_installation(), *_directory(paths)]
    if paths.root.is_dir():
        checks += [*_update(paths), *_release(paths, today)]
    return checks


def _installation() -> Iterator[Check]:
    """Say which versions run."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    yield Check(Verdict.OK, f"Python {platform.python_version()}, {versions}")


def _directory(paths: DataPaths) -> Iterator[Check]:
    """Check that the data directory is there, can be written and has room."""
    if not paths.root.is_dir():
        sentence = f"{paths.root}: no data directory; run `cigogne update` or give --data"
        yield Check(Verdict.PROBLEM, sentence)
        return
    if os.access(paths.root, os.W_OK):
        yield Check(Verdict.OK, f"{paths.root}: can be written")
    else:
        sentence = f"{paths.root}: cannot be written; give this user the right to"
        yield Check(Verdict.PROBLEM, sentence)
    free = shutil.disk_usage(paths.root).free
    said = f"{free / 1e9:.1f} GB free"
    if free < MIN_FREE_BYTES:
        wanted = f"make room: an update of a region needs {MIN_FREE_BYTES / 1e9:.0f} GB"
        yield Check(Verdict.WARNING, f"{said}; {wanted}")
    else:
        yield Check(Verdict.OK, said)


def _update(paths: DataPaths) -> Iterator[Check]:
    """Say whether an update runs, and what a killed one left."""
    if paths.lock.exists() and os.access(paths.lock, os.W_OK):
        try:
            with FileLock(paths.lock, timeout=0):
                pass
        except Timeout:
            yield Check(Verdict.OK, "an update is running")
            return
    left = sorted(folder.name for folder in paths.releases.glob(f"{PARTIAL}*"))
    if left:
        sentence = f"{paths.releases / left[0]}: left by an update that was killed"
        yield Check(Verdict.WARNING, f"{sentence}; run `cigogne update`, which takes it up")


def _release(paths: DataPaths, today: date) -> Iterator[Check]:
    """Check the release being served: complete, readable, recent, its lines accounted for."""
    identifier = current_identifier(paths)
    if identifier is None:
        yield Check(Verdict.PROBLEM, "no release is served; run `cigogne update`")
        return
    folder = paths.release(identifier)
    if not is_complete(folder):
        sentence = f"{folder}: served and not complete; run `cigogne rollback`"
        yield Check(Verdict.PROBLEM, sentence)
        return
    manifest = manifest_of(folder)
    problems = list(_problems(folder, manifest))
    yield from problems
    if not problems:
        yield Check(Verdict.OK, f"release {identifier}: complete, every line accounted for")
    yield _index(paths.index / manifest["index"])
    yield _age(manifest, today)


def _problems(folder: Path, manifest: dict[str, Any]) -> Iterator[Check]:
    """Yield what is wrong with the files of a release."""
    for name, contract in RELEASE_TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            yield Check(Verdict.PROBLEM, f"{path}: missing; run `cigogne rollback`")
            continue
        try:
            rows = contract.read(path, []).num_rows
        except (ContractError, OSError) as error:
            yield Check(Verdict.PROBLEM, f"{error}; or run `cigogne rollback`")
            continue
        if name == "activites" and rows != manifest["comptes"]["activites"]:
            said = f"{path}: {rows:,} rows, {manifest['comptes']['activites']:,} in the manifest"
            yield Check(Verdict.PROBLEM, f"{said}; run `cigogne rollback`")
    try:
        check_accounting(manifest["comptes"], folder)
    except JobError as error:
        yield Check(Verdict.PROBLEM, str(error))


def _index(folder: Path) -> Check:
    """Check every byte of the index of the release."""
    from geocoder import index_problems

    problems = index_problems(folder)
    if problems:
        return Check(Verdict.PROBLEM, "; ".join(problems))
    return Check(Verdict.OK, f"index {folder.name}: every file is what its manifest says")


def _age(manifest: dict[str, Any], today: date) -> Check:
    """Say how old the extraction is."""
    vintage = manifest["sources"]["annuaire"]["millesime"]
    days = (today - date.fromisoformat(vintage)).days
    if days > MAX_AGE_DAYS and not manifest["demonstration"]:
        said = f"the directory is of {vintage}, {days} days ago"
        return Check(Verdict.WARNING, f"{said}; fetch a newer extraction and run `cigogne update`")
    return Check(Verdict.OK, f"the directory is of {vintage}")
