"""Step `publish`: a complete release under a temporary name, then renamed, then served."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs.errors import JobError, WithheldError
from jobs.pipeline import guard, history
from jobs.pipeline.hold import data_digest, lift_hold, read_hold
from jobs.pipeline.indexing import INDEX_STEP
from jobs.pipeline.ledger import Ledger, code_digest, digest_of, file_digest
from jobs.pipeline.locate import LOCATE_STEP
from jobs.pipeline.releases import (
    MANIFEST,
    is_complete,
    manifest_of,
    next_order,
    prune,
    releases,
    serve,
    served_manifest,
)
from jobs.pipeline.tables import DIRECTORY_STEP, SOURCES_STEP
from jobs.progress import Progress
from refdata.atomic import appear, replacing, write_text
from refdata.paths import DataPaths

PARTIAL = ".partial-"
"""Start of the name of a release being built; what a kill leaves is removed by the next one."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing came to: the release of the recorded steps, and the one that is served.

    They differ when a rollback set the former aside; `note` then says so, and is None otherwise.
    """

    release: str
    built: bool
    served: str
    note: str | None = None


def publish(ledger: Ledger, progress: Progress, *, accept: bool = False) -> Published:
    """Build the release of the recorded steps unless it is there, and serve it.

    The identifier is the vintage of the directory and a digest of everything that the content
    depends on, so that the same inputs give the same release on any machine. A release that would
    lose too much against the one served raises WithheldError, and one that a rollback set aside is
    left aside, unless `accept`; both stay built.
    """
    paths, identifier = ledger.paths, release_identifier(ledger)
    folder = paths.release(identifier)
    built = not is_complete(folder)
    if built:
        with progress.task("Building the release"):
            _build(folder, identifier, ledger)
    served = served_manifest(paths)
    if not accept and served is not None and (note := _refusal(paths, served, identifier)):
        return Published(identifier, built, served["identifiant"], note)
    if history.record(paths, identifier):
        built = True
    if serve(paths, identifier) or accept:
        lift_hold(paths)
    prune(paths)
    return Published(identifier, built, identifier)


def _refusal(paths: DataPaths, served: guard.Manifest, identifier: str) -> str | None:
    """Say why a release is set aside, None when nothing holds it back.

    Raises WithheldError when it would lose too much against the release served.
    """
    name = served["identifiant"]
    if name == identifier:
        return None
    new = manifest_of(paths.release(identifier))
    hold = read_hold(paths, name)
    if hold is not None and hold.holds(identifier, new.get("empreinte_donnees")):
        return (
            f"release {identifier} stays aside since the rollback to {name} of {hold.since}, as "
            "its data have not changed; `cigogne update --accept` serves it"
        )
    if objections := guard.objections(served, new):
        _remove_withheld(paths, name, identifier)
        raise WithheldError(paths.release(identifier), name, objections)
    return None


def _remove_withheld(paths: DataPaths, served: str, withheld: str) -> None:
    """Remove the releases that were withheld before `withheld`.

    They were built after `served` and never served, or they would have a history; those that a
    rollback set aside stay, and those of before there were histories.
    """
    hold = read_hold(paths, served)
    kept = {withheld, *(hold.aside if hold else ())}
    for manifest in releases(paths):
        name = manifest["identifiant"]
        if name == served:
            return
        never_served = not history.counts_path(paths, name).exists()
        if name not in kept and never_served and "empreinte_donnees" in manifest:
            shutil.rmtree(paths.release(name))


def release_identifier(ledger: Ledger) -> str:
    """Return `<vintage>-<8 hexadecimal>` of the release that the recorded steps lead to."""
    sources = ledger.facts(SOURCES_STEP, "refdata")
    vintage = sources["sources"]["annuaire"]["millesime"]
    located = ledger.facts(LOCATE_STEP, "locate")
    inputs = [
        ledger.key(DIRECTORY_STEP, "refdata"),
        sources["tables"],
        sources["demonstration"],
        located["moteur"],
        located["decisions"],
        code_digest("jobs.pipeline"),
    ]
    return f"{vintage}-{digest_of(inputs)[:8]}"


def _build(folder: Path, identifier: str, ledger: Ledger) -> None:
    """Write every file of the release beside its place, then rename the folder in one go."""
    from jobs.pipeline import release

    paths = ledger.paths
    paths.releases.mkdir(parents=True, exist_ok=True)
    for left in paths.releases.glob(f"{PARTIAL}*"):
        shutil.rmtree(left)
    partial = paths.releases / f"{PARTIAL}{identifier}"
    partial.mkdir()
    facts = ledger.facts(SOURCES_STEP, "refdata")
    tables = release.release_tables(paths, facts["departements"])
    release.write_tables(partial, tables)
    code = digest_of([code_digest("jobs.pipeline"), code_digest("refdata", without="demo")])
    if not _same_outlines(paths, partial, code):
        release.write_outlines(partial / "contours", tables)
    counts = ledger.facts(DIRECTORY_STEP, "refdata")["comptes"]
    decisions = ledger.facts(LOCATE_STEP, "locate")["decisions"]
    written = {
        "identifiant": identifier,
        "ordre": next_order(paths),
        "cree_le": datetime.now(UTC).isoformat(timespec="seconds"),
        "demonstration": facts["demonstration"],
        "departements": facts["departements"],
        "sources": facts["sources"],
        "comptes": release.accounting(tables["activites"], counts),
        "par_departement": release.by_department(tables["activites"]),
        "qualite": release.quality(tables["activites"]),
        "empreinte_donnees": data_digest(facts["sources"], facts["departements"], decisions),
        "contrats": {f"{n}.parquet": c.stamp for n, c in release.RELEASE_TABLES.items()},
        "index": ledger.facts(INDEX_STEP, "index")["empreinte"],
        "code": code,
        "version": importlib.metadata.version("cigogne"),
        "fichiers": described_files(partial),
    }
    check_accounting(written["comptes"], partial)
    write_text(partial / MANIFEST, json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    if folder.exists():  # damaged by something else than an update: it has no manifest
        shutil.rmtree(folder)
    appear(partial, folder)


OUTLINED = ("communes.parquet", "departements.parquet", "epci.parquet")
"""Tables of a release that its outlines are drawn from."""


def _same_outlines(paths: DataPaths, partial: Path, code: str) -> bool:
    """Copy the outlines of the release served, when they would be drawn the same; tells whether.

    A second that a fortnight's update need not spend: communes change once a year.
    """
    served = served_manifest(paths)
    if served is None:
        return False
    marks = served.get("fichiers", {})
    here = {name: file_digest(partial / name) for name in OUTLINED}
    there = {name: marks.get(name, {}).get("sha256") for name in OUTLINED}
    drawn = {name: mark for name, mark in marks.items() if name.startswith("contours/")}
    if served.get("code") != code or here != there or not drawn:
        return False
    folder = paths.release(served["identifiant"])
    for name, mark in drawn.items():
        if not (folder / name).is_file() or file_digest(folder / name) != mark["sha256"]:
            return False  # damaged: drawn anew, over what was copied
        with replacing(partial / name) as copy:
            shutil.copyfile(folder / name, copy)
    return True


def described_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the size in bytes and SHA-256 of every file of a release, by its name inside it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): {
            "octets": path.stat().st_size,
            "sha256": file_digest(path),
        }
        for path in files
    }


def check_accounting(counts: dict[str, int], folder: Path) -> None:
    """Raise JobError unless each line read is in exactly one account."""
    parts = (
        "hors_region",
        "etranger",
        "sans_lieu",
        "quarantaine",
        "doublons_exacts",
        "activites",
    )
    total = sum(counts[name] for name in parts)
    if total != counts["lignes_lues"]:
        problem = f"{folder.name}: {counts['lignes_lues']} lines read, {total} accounted for"
        raise JobError(problem, "report this with the manifest's counts: no line may be lost")
