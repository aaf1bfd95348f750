"""The whole update, and its steps one by one, under the lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.pipeline.last_run import LastRun, recorded
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.lock import update_lock
from jobs.pipeline.releases import current_identifier, is_complete, manifest_of, releases
from jobs.progress import Progress
from refdata.paths import DataPaths

if TYPE_CHECKING:
    from jobs.fetch.options import FetchOptions
    from jobs.pipeline.publish import Published
    from jobs.pipeline.sources import Provided


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did: the steps redone, the release they led to, and the one served.

    `built` tells whether something of that release was written. It is not the one served when a
    rollback set it aside.
    """

    redone: tuple[str, ...]
    release: str
    built: bool
    served: str


def update(
    source: str | None,
    departments: frozenset[str] | None,
    paths: DataPaths,
    progress: Progress,
    options: FetchOptions | None = None,
    *,
    accept: bool = False,
) -> UpdateReport:
    """Bring the release up to date with the official files of `source`.

    `source` is a folder, the address of a mirror, or None for the official addresses. With
    `options`, a folder with an older extraction, or much smaller files, than those in use is refused
    unless forced.

    Steps whose inputs are unchanged are skipped; what was done before a kill is not done again.
    How it went is in `last_run.json` all along. `accept` serves a release that would lose much
    against the one served, or that a rollback set aside. Raises JobError, RefdataError or
    GeocoderError, and then leaves the served release as it is.
    """
    from jobs.fetch.provide import provide

    with update_lock(paths), recorded(paths) as run:
        ledger = Ledger.open(paths)
        with run.step("fetch") as step:
            provided, step.redone = provide(source, departments, ledger, progress, options)
        with run.step("refdata") as step:
            step.redone = run_refdata(provided, departments, ledger, progress)
        with run.step("index") as step:
            step.redone = run_index(ledger, progress)
        with run.step("locate") as step:
            step.redone = run_locate(ledger, progress)
        redone = [name for done in run.steps for name in done.redone]
        published = _published(ledger, progress, run, accept=accept)
    return UpdateReport(tuple(redone), published.release, published.built, published.served)


def _published(ledger: Ledger, progress: Progress, run: LastRun, *, accept: bool) -> Published:
    """Run the last step, and put in the record what it came to, also when it is withheld."""
    from jobs.pipeline import publish
    from jobs.pipeline.locate import LOCATE_STEP

    located = ledger.facts(LOCATE_STEP, "locate")
    is_new = any(step.name == "locate" and step.redone for step in run.steps)
    geocoded = located["geocodees"] if is_new else 0
    run.counts = {"adresses": located["adresses"], "geocodees": geocoded}
    try:
        with run.step("publish") as step:
            run.release = publish.release_identifier(ledger)
            published = run_publish(ledger, progress, accept=accept)
            step.redone = ["release"] if published.built else []
            run.note = published.note
    finally:
        run.served = current_identifier(ledger.paths)
        folder = ledger.paths.release(run.release) if run.release else None
        if folder is not None and is_complete(folder):
            run.counts |= manifest_of(folder)["comptes"]
    return published


def run_refdata(
    provided: Provided, departments: frozenset[str] | None, ledger: Ledger, progress: Progress
) -> list[str]:
    """Official files into checked tables; return the names of those built."""
    from jobs.pipeline import sources, tables

    return tables.build_tables(sources.select(provided, departments, ledger), ledger, progress)


def run_index(ledger: Ledger, progress: Progress) -> list[str]:
    """Tables of places into the geocoder's index; return `["index"]` when it was built."""
    from jobs.pipeline import indexing

    return [indexing.INDEX_STEP] if indexing.build(ledger, progress) else []


def run_locate(ledger: Ledger, progress: Progress) -> list[str]:
    """Geocode the new addresses; return the step's name when the base was looked through."""
    from jobs.pipeline import locate

    return [locate.LOCATE_STEP] if locate.locate(ledger, progress) else []


def run_publish(ledger: Ledger, progress: Progress, *, accept: bool = False) -> Published:
    """Build the release and serve it, unless it is withheld; say what came of it."""
    from jobs.pipeline import indexing, publish

    published = publish.publish(ledger, progress, accept=accept)
    if published.note:
        progress.note(published.note)
    used = {manifest["index"] for manifest in releases(ledger.paths)}
    indexing.remove_unused(ledger.paths, frozenset(used))
    return published
