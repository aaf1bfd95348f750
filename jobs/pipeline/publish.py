"""Step `publish`: a complete release under a temporary name, then renamed, then served."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from jobs.errors import JobError
from jobs.pipeline.indexing import INDEX_STEP
from jobs.pipeline.ledger import Ledger, code_digest, digest_of
from jobs.pipeline.locate import LOCATE_STEP
from jobs.pipeline.releases import MANIFEST, is_complete, prune, serve
from jobs.pipeline.tables import DIRECTORY_STEP, SOURCES_STEP
from jobs.progress import Progress
from refdata.atomic import appear, write_text

PARTIAL = ".partial-"
"""Start of the name of a release being built; what a kill leaves is removed by the next one."""


def publish(ledger: Ledger, progress: Progress) -> tuple[str, bool]:
    """Build the release of the recorded steps unless it is there, and serve it.

    Returns its identifier and whether it was built. The identifier is the vintage of the
    directory and a digest of everything that the content depends on, so that the same inputs
    give the same release on any machine.
    """
    paths, identifier = ledger.paths, release_identifier(ledger)
    folder = paths.release(identifier)
    built = not is_complete(folder)
    if built:
        with progress.task("Building the release"):
            _build(folder, identifier, ledger)
    serve(paths, identifier)
    prune(paths)
    return identifier, built


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
    if folder.exists():  # damaged by something else than an update: it has no manifest
        shutil.rmtree(folder)
    partial = paths.releases / f"{PARTIAL}{identifier}"
    partial.mkdir()
    facts = ledger.facts(SOURCES_STEP, "refdata")
    tables = release.release_tables(paths, facts["departements"])
    release.write_tables(partial, tables)
    release.write_outlines(partial / "contours", tables)
    counts = ledger.facts(DIRECTORY_STEP, "refdata")["comptes"]
    written = {
        "identifiant": identifier,
        "cree_le": datetime.now(UTC).isoformat(timespec="seconds"),
        "demonstration": facts["demonstration"],
        "departements": facts["departements"],
        "sources": facts["sources"],
        "comptes": release.accounting(tables["activites"], counts),
        "qualite": release.quality(tables["activites"]),
        "contrats": {f"{n}.parquet": c.stamp for n, c in release.RELEASE_TABLES.items()},
        "index": ledger.facts(INDEX_STEP, "index")["empreinte"],
        "version": importlib.metadata.version("cigogne"),
    }
    check_accounting(written["comptes"], partial)
    write_text(partial / MANIFEST, json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    appear(partial, folder)


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
