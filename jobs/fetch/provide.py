"""What an update reads: a folder in place, or what was fetched."""

from __future__ import annotations

from pathlib import Path

from jobs.errors import JobError
from jobs.fetch.addresses import is_url, masked
from jobs.fetch.errors import DamagedError, RefusedError
from jobs.fetch.items import has_shrunk
from jobs.fetch.listing import folder_listing
from jobs.fetch.manifest import current
from jobs.fetch.options import FetchOptions
from jobs.fetch.origins import origin_of
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.sources import Provided
from jobs.pipeline.tables import SOURCES_STEP
from jobs.progress import Progress
from refdata.paths import DataPaths
from refdata.sources import recognise

FETCH_STEP = "fetch"


def provide(
    source: str | None,
    departments: frozenset[str] | None,
    ledger: Ledger,
    progress: Progress,
    options: FetchOptions | None = None,
) -> tuple[Provided, list[str]]:
    """Return the folders to read and `["fetch"]` when files were taken, else nothing.

    A folder is read where it is. A mirror, or the official addresses for None, are fetched first.
    Raises FetchError, JobError or RefdataError.
    """
    if source is not None and not is_url(source):
        return carried_in(source, ledger, options), []
    from jobs.fetch.fetch import fetch

    report = fetch(source, departments, ledger.paths, progress, options)
    return fetched(ledger.paths), [FETCH_STEP] if report.taken else []


def held(source: str | None, ledger: Ledger) -> Provided:
    """Return a folder carried in, or what was fetched when none is given; takes nothing.

    Raises JobError for the address of a mirror.
    """
    if source is None:
        return fetched(ledger.paths)
    if is_url(source):
        problem = f"{masked(source)}: this step reads files, it does not fetch them"
        advice = "run `cigogne fetch` with this --source, then this step without --source"
        raise JobError(problem, advice)
    return carried_in(source, ledger)


def fetched(paths: DataPaths) -> Provided:
    """Return the folders of the last fetch. Raises JobError when there was none."""
    folders = tuple(vintage.folder for vintage in current(paths).values())
    if not folders:
        problem = f"{paths.sources}: no official file was fetched yet"
        raise JobError(problem, "run `cigogne fetch` first, or give a folder to --source")
    return Provided(paths.sources, folders)


def carried_in(source: str, ledger: Ledger, options: FetchOptions | None = None) -> Provided:
    """Return a folder carried in, held to its `SHA256SUMS` if it has one.

    With `options`, an extraction older than the one last read, or a file more than 20 % smaller
    than the one last read of the same kind, is refused unless forced. Raises SourceMissingError,
    DamagedError or RefusedError.
    """
    origin = origin_of(source)
    provided = Provided.folder(origin.base)
    for name, digest in sorted(folder_listing(provided.root).sums.items()):
        path = provided.root / name
        if path.is_file() and ledger.digest(path) != digest:
            problem = "is not the file whose SHA-256 the folder publishes"
            raise DamagedError(str(path), problem, "copy the file again")
    if options is not None and not options.force:
        _check_plausible(provided, ledger)
    return provided


def _check_plausible(provided: Provided, ledger: Ledger) -> None:
    """Compare the files of a folder with those that the tables were last built from.

    Real files are not compared with fictitious ones.
    """
    step = ledger.steps.get(SOURCES_STEP)
    folder = provided.files
    if step is None or step["facts"]["demonstration"] != folder.is_demonstration:
        return
    sources = step["facts"]["sources"]
    date, known = folder.ans.date, sources["annuaire"]["millesime"]
    if date < known:
        problem = f"its extraction is of {date}, older than the one in use, of {known}"
        raise RefusedError(str(provided.root), problem)
    before = {_form(row["nom"]): row for source in sources.values() for row in source["fichiers"]}
    for path in folder.newest:
        row = before.get(_form(path.name))
        if row is not None and has_shrunk(size := path.stat().st_size, row["octets"]):
            problem = f"has {size:,} bytes where the {row['nom']} in use has {row['octets']:,}"
            raise RefusedError(str(path), problem)


def _form(name: str) -> tuple[str, str, str]:
    """What a file is for, and how it is packed: `adresses`, `67`, `.gz`. Sizes of two forms differ."""
    known = recognise(name)
    return (known.kind, known.part, Path(name).suffix.lower()) if known else (name, "", "")
