"""The releases that are kept: complete, every byte the one that was written; the index served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobs.doctor.checks import Check, ok, problem, warning
from jobs.errors import JobError
from jobs.pipeline.ledger import file_digest
from jobs.pipeline.publish import check_accounting
from jobs.pipeline.release import RELEASE_TABLES
from jobs.pipeline.releases import current_identifier, is_complete, manifest_of, releases
from refdata.errors import ContractError
from refdata.paths import DataPaths

BACK = "run `cigogne rollback`"


def checks(paths: DataPaths) -> Iterator[Check]:
    """Check the release being served and its index, then the others."""
    identifier = current_identifier(paths)
    if identifier is None:
        yield problem("no release is served", "run `cigogne update`")
        return
    folder = paths.release(identifier)
    if not is_complete(folder):
        yield problem(f"{folder}: served and not complete", BACK)
        return
    manifest = manifest_of(folder)
    problems = list(release_problems(folder, manifest))
    yield from problems
    if not problems:
        yield ok(f"release {identifier}: complete, every line accounted for")
    yield _index(paths.index / manifest["index"])
    yield from _others(paths, identifier)


def release_problems(folder: Path, manifest: dict[str, Any]) -> Iterator[Check]:
    """Yield what is wrong with a release: files that are not those written, lines lost."""
    for name, mark in manifest.get("fichiers", {}).items():
        path = folder / name
        if not path.is_file():
            yield problem(f"{path}: missing", BACK)
        elif path.stat().st_size != mark["octets"] or file_digest(path) != mark["sha256"]:
            yield problem(f"{path}: damaged file, not the one that was written", BACK)
    for name, contract in RELEASE_TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            if path.name not in manifest.get("fichiers", {}):
                yield problem(f"{path}: missing", BACK)
            continue
        try:
            rows = contract.read(path, []).num_rows
        except (ContractError, OSError) as error:
            yield problem(str(error), f"or {BACK}")
            continue
        if name == "activites" and rows != manifest["comptes"]["activites"]:
            said = f"{path}: {rows:,} rows, {manifest['comptes']['activites']:,} in the manifest"
            yield problem(said, BACK)
    try:
        check_accounting(manifest["comptes"], folder)
    except JobError as error:
        yield problem(error.problem, error.advice)


def _index(folder: Path) -> Check:
    """Open the index of the release and read every byte of it."""
    from geocoder import index_problems

    problems = index_problems(folder)
    if problems:
        return problem("; ".join(problems), "or run `cigogne update`")
    return ok(f"index {folder.name}: opens, every file is what its manifest says")


def _others(paths: DataPaths, served: str) -> Iterator[Check]:
    """Check the releases that a rollback could go back to."""
    others = [m for m in releases(paths) if m["identifiant"] != served]
    for manifest in others:
        folder = paths.release(manifest["identifiant"])
        if found := list(release_problems(folder, manifest)):
            said = f"release {folder.name}, kept and not served: {found[0].sentence}"
            yield warning(said, f"remove {folder}, as nothing could go back to it")
    if others:
        yield ok(f"{len(others)} more releases kept: {', '.join(m['identifiant'] for m in others)}")
    else:
        yield ok("no other release is kept: `cigogne rollback` has nowhere to go yet")
