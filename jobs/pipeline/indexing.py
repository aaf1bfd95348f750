"""Step `index`: checked tables of places into the geocoder's index."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.pipeline.ledger import Facts, Ledger, Step, code_digest, digest_of
from jobs.pipeline.tables import SOURCES_STEP
from jobs.progress import Progress
from refdata.paths import DataPaths

if TYPE_CHECKING:
    from geocoder import IndexSources

INDEX_STEP = "index"

PLACES = ("adresses/", "lieux_dits/", "communes", "anciennes_communes")
"""Tables that the index is built from."""


def build(ledger: Ledger, progress: Progress) -> bool:
    """Build the index of the recorded tables unless it is there; tells whether it was built."""
    facts = ledger.facts(SOURCES_STEP, "refdata")
    tables = {n: key for n, key in facts["tables"].items() if n.startswith(PLACES)}
    key = digest_of([code_digest("geocoder"), tables])
    recorded = ledger.steps.get(INDEX_STEP, {}).get("facts", {})
    outputs = (ledger.paths.index / recorded["empreinte"],) if recorded else ()
    step = Step(INDEX_STEP, key, outputs)
    if ledger.is_fresh(step):
        return False
    facts = _build(index_sources(ledger.paths, facts["departements"]), ledger.paths, progress)
    ledger.record(Step(INDEX_STEP, key, (ledger.paths.index / facts["empreinte"],)), facts)
    return True


def remove_all(ledger: Ledger) -> None:
    """Remove every index: they share the shards of unchanged departments, and so the damage."""
    shutil.rmtree(ledger.paths.index, ignore_errors=True)
    ledger.steps.pop(INDEX_STEP, None)


def index_sources(paths: DataPaths, departments: list[str]) -> IndexSources:
    """Return the paths of the tables that the index is built from."""
    from geocoder import IndexSources

    return IndexSources(
        communes=paths.table("communes"),
        anciennes_communes=paths.table("anciennes_communes"),
        adresses={d: paths.table("adresses", d) for d in departments},
        lieux_dits={d: paths.table("lieux_dits", d) for d in departments},
    )


def _build(sources: IndexSources, paths: DataPaths, progress: Progress) -> Facts:
    """Build the index; return its fingerprint."""
    from geocoder import build_index

    paths.index.mkdir(parents=True, exist_ok=True)
    with progress.task("Building the index (departments)", len(sources.adresses)) as advance:
        folder = build_index(sources, paths.index, lambda department: advance(1))
    return {"empreinte": folder.name}


def index_folder(ledger: Ledger) -> Path:
    """Folder of the recorded index; NotBuiltError when there is none."""
    return ledger.paths.index / str(ledger.facts(INDEX_STEP, "index")["empreinte"])


def remove_unused(paths: DataPaths, used: frozenset[str]) -> list[str]:
    """Remove the indexes that no kept release uses; return their names."""
    unused = [f for f in sorted(paths.index.glob("*")) if f.is_dir() and f.name not in used]
    for folder in unused:
        shutil.rmtree(folder)
    return [folder.name for folder in unused]
