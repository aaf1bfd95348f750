"""The whole update, and its steps one by one, under the lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.pipeline.ledger import Ledger
from jobs.pipeline.lock import update_lock
from jobs.pipeline.releases import releases
from jobs.progress import Progress
from refdata.paths import DataPaths

if TYPE_CHECKING:
    from jobs.fetch.options import FetchOptions
    from jobs.pipeline.sources import Provided


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did: the steps redone, the release served and whether it was built."""

    redone: tuple[str, ...]
    release: str
    built: bool


def update(
    source: str | None,
    departments: frozenset[str] | None,
    paths: DataPaths,
    progress: Progress,
    options: FetchOptions | None = None,
) -> UpdateReport:
    """Bring the release up to date with the official files of `source`.

    `source` is a folder, the address of a mirror, or None for the official addresses. With
    `options`, a folder whose extraction is older than the one in use is refused unless forced.

    Steps whose inputs are unchanged are skipped; what was done before a kill is not done again.
    Raises JobError, RefdataError or GeocoderError, and then leaves the served release as it is.
    """
    from jobs.fetch.provide import provide

    with update_lock(paths):
        ledger = Ledger.open(paths)
        provided, redone = provide(source, departments, ledger, progress, options)
        redone += run_refdata(provided, departments, ledger, progress)
        redone += run_index(ledger, progress)
        redone += run_locate(ledger, progress)
        release, built = run_publish(ledger, progress)
    return UpdateReport(tuple(redone), release, built)


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


def run_publish(ledger: Ledger, progress: Progress) -> tuple[str, bool]:
    """Build and serve the release; return its identifier and whether it was built."""
    from jobs.pipeline import indexing, publish

    identifier, built = publish.publish(ledger, progress)
    used = {manifest["index"] for manifest in releases(ledger.paths)}
    indexing.remove_unused(ledger.paths, frozenset(used))
    return identifier, built
