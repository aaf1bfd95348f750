"""One fetch, end to end: look, check, take, verify, then use the new set in one switch."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, wait
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jobs.fetch import integrity, manifest, plan, report
from jobs.fetch.addresses import masked
from jobs.fetch.errors import DamagedError
from jobs.fetch.items import Held, Remote, State
from jobs.fetch.manifest import Placed, Vintage
from jobs.fetch.options import FetchOptions
from jobs.fetch.origins import origin_of, wanted
from jobs.fetch.partial import Partial
from jobs.fetch.plan import Planned
from jobs.fetch.report import FetchReport
from jobs.fetch.transport import FolderTransport, Transport, WebTransport, threads
from jobs.fetch.vintages import check_plausible, date_inside, date_of, moment
from jobs.progress import Advance, Progress
from refdata.official import official_sources
from refdata.paths import DataPaths


def fetch(
    source: str | None,
    departments: frozenset[str] | None,
    paths: DataPaths,
    progress: Progress,
    options: FetchOptions | None = None,
    *,
    dry_run: bool = False,
) -> FetchReport:
    """Bring `sources/` up to date with a source; the update lock must be held.

    `source` is a folder, the address of a mirror, or None for the official addresses; `departments`
    None takes those that the source lists. Nothing changes unless every file was taken and found
    whole; what was received before a failure is not asked for again. Raises FetchError, JobError
    or RefdataError.
    """
    options = options or FetchOptions()
    origin = origin_of(source)
    transport: Transport = (
        FolderTransport() if origin.is_folder else WebTransport(options, progress)
    )
    with closing(transport):
        origin = replace(origin, listing=transport.listing(origin))
        held = manifest.current(paths)
        needs = wanted(origin, departments, official_sources(options.catalogue)).needs
        planned = plan.settle(needs, transport, held, progress)
        if not options.force:
            plan.check_all_plausible(planned)
        if dry_run:
            return report.foreseen(origin.label, planned, held)
        plan.check_room(planned, paths)
        placed = _take_all(planned, transport, held, paths, progress, force=options.force)
    _say_vanished(planned, progress)
    vintages = _use(placed, held, paths)
    if manifest.partial_folder(paths).exists():
        shutil.rmtree(manifest.partial_folder(paths))
    return report.done(origin.label, planned, placed, vintages)


def _take_all(
    planned: Sequence[Planned],
    transport: Transport,
    vintages: Mapping[str, Vintage],
    paths: DataPaths,
    progress: Progress,
    *,
    force: bool,
) -> dict[Planned, Placed]:
    """Take what is new, two at once, and point at what is held; missing files are left out."""
    placed = {
        p: _kept(p, p.held, vintages)
        for p in planned
        if p.remote.state is State.UNCHANGED and p.held is not None
    }
    new = [p for p in planned if p.remote.state is State.NEW]
    if not new:
        return placed
    total = sum(p.remote.expected_bytes for p in new)
    with progress.task("Fetching (bytes)", total) as advance:
        counted = _one_at_a_time(advance)

        def take(p: Planned) -> Placed:
            return _take(p, transport, vintages, paths, counted, force=force)

        return placed | dict(zip(new, _in_threads(take, new, transport), strict=True))


def _one_at_a_time(advance: Advance) -> Advance:
    """Let one thread at a time advance a task."""
    lock = threading.Lock()

    def counted(units: int) -> None:
        with lock:
            advance(units)

    return counted


def _in_threads(
    take: Callable[[Planned], Placed], new: Sequence[Planned], transport: Transport
) -> list[Placed]:
    """Results in order; the first failure, or an interruption, stops the other downloads."""
    with threads(transport) as pool:
        futures = [pool.submit(take, p) for p in new]
        done, _ = wait(futures, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
        return [future.result() for future in futures]


def _take(
    planned: Planned,
    transport: Transport,
    vintages: Mapping[str, Vintage],
    paths: DataPaths,
    advance: Advance,
    *,
    force: bool,
) -> Placed:
    """Take one file and verify it; a damaged one is taken once more, from its beginning."""
    item, place = planned.item, masked(planned.item.address)
    partial = Partial(manifest.partial_folder(paths), item.address)
    said, digest = None, ""
    for tries_left in (1, 0):
        said = transport.take(planned.remote, planned.held_here, partial, advance)
        if said is None:
            break
        try:
            digest = integrity.check(partial.path, item, place)
            break
        except DamagedError:
            advance(-partial.size)
            partial.drop()
            if not tries_left:
                raise
    if said is None:
        assert planned.held is not None  # only conditions on a file held are answered so
        return _kept(planned, planned.held, vintages)
    _date(partial.path, said)
    row = _row(said, digest, partial)
    if not force:
        check_plausible(item, row.date, row.size, planned.held)
    return _as_held(planned, row, vintages) or Placed(row, partial.path)


def _date(path: Path, said: Remote) -> None:
    """Give a file the date its server says, as one copied by hand would have kept it."""
    if when := moment(said.last_modified):
        os.utime(path, (when.timestamp(), when.timestamp()))


def _row(said: Remote, digest: str, partial: Partial) -> Held:
    date = date_of(said.name, None)
    if date is None and said.item.kind == "extraction":
        date = date_inside(partial.path)
    return Held(
        role=said.item.role,
        name=said.name,
        url=masked(said.item.address),
        sha256=digest,
        size=partial.size,
        etag=said.etag,
        last_modified=said.last_modified,
        date=date or date_of(said.name, said.last_modified),
    )


def _as_held(planned: Planned, row: Held, vintages: Mapping[str, Vintage]) -> Placed | None:
    """The file held, when the one taken has the same name and content."""
    held = planned.held
    if held is None or (held.name, held.sha256) != (row.name, row.sha256):
        return None
    return Placed(row, vintages[planned.item.source].folder / held.name)


def _kept(planned: Planned, held: Held, vintages: Mapping[str, Vintage]) -> Placed:
    """The file held; it is known henceforth by the address that says it has the same."""
    path = vintages[planned.item.source].folder / held.name
    if planned.held_here is not None:
        return Placed(held, path)
    said = planned.remote
    url = masked(planned.item.address)
    return Placed(replace(held, url=url, etag=said.etag, last_modified=said.last_modified), path)


def _use(
    placed: Mapping[Planned, Placed], held: Mapping[str, Vintage], paths: DataPaths
) -> dict[str, str]:
    """Make the folders of the sources that changed, then switch to them; return those in use."""
    in_use = {source: vintage.folder.name for source, vintage in held.items()}
    changed: dict[str, str] = {}
    for source in dict.fromkeys(p.item.source for p in placed):
        rows = [row for p, row in placed.items() if p.item.source == source]
        vintage = held.get(source)
        if vintage is not None and manifest.is_same(vintage, rows):
            manifest.refresh(vintage, rows)
        else:
            changed[source] = manifest.place(paths, source, _vintage(rows), rows)
    if changed:
        manifest.switch(paths, changed)
    return in_use | changed


def _vintage(rows: Iterable[Placed]) -> str:
    """Newest date of the files, else today, UTC."""
    dates = [row.held.date for row in rows if row.held.date]
    return max(dates, default=datetime.now(UTC).date().isoformat())


def _say_vanished(planned: Iterable[Planned], progress: Progress) -> None:
    """Name the optional files that were held and are no longer there."""
    for p in planned:
        if p.remote.state is State.MISSING and p.held is not None:
            progress.note(f"{masked(p.item.address)}: is no longer there; going on without it")
