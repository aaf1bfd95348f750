"""What a fetch did, or would do, for a person and for a machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jobs.fetch.addresses import masked
from jobs.fetch.items import State
from jobs.fetch.manifest import Placed, Vintage
from jobs.fetch.plan import Planned
from jobs.fetch.vintages import date_of


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of a fetch. `state` is `taken`, `unchanged`, `missing`, or `to take` (dry run).

    `url` carries no credentials; `size` is in bytes, null when the server does not say it; `date`
    is null when nobody says it; `sha256` is null for a file that was not taken.
    """

    source: str
    name: str
    url: str
    state: str
    size: int | None
    sha256: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did: where from, each file, and the vintage in use of each source."""

    origin: str
    dry_run: bool
    files: tuple[FileReport, ...]
    vintages: Mapping[str, str]

    @property
    def taken(self) -> tuple[FileReport, ...]:
        """Files taken, or to take."""
        return tuple(f for f in self.files if f.state in {"taken", "to take"})

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `bytes` is the sum of the sizes known of the files taken."""
        return {**asdict(self), "bytes": sum(f.size or 0 for f in self.taken)}


def foreseen(origin: str, planned: Sequence[Planned], held: Mapping[str, Vintage]) -> FetchReport:
    """Return what a fetch would do."""
    files = tuple(_foreseen_file(p) for p in planned)
    in_use = {source: vintage.folder.name for source, vintage in held.items()}
    return FetchReport(origin, True, files, in_use)


def _foreseen_file(p: Planned) -> FileReport:
    state = "to take" if p.remote.state is State.NEW else str(p.remote.state)
    name = p.remote.name or (p.held.name if p.held else p.item.name)
    same = p.held if p.remote.state is State.UNCHANGED else None
    date = same.date if same else date_of(name, p.remote.last_modified)
    size, digest = (same.size, same.sha256) if same else (p.remote.size, None)
    return FileReport(p.item.source, name, masked(p.item.address), state, size, digest, date)


def done(
    origin: str,
    planned: Sequence[Planned],
    placed: Mapping[Planned, Placed],
    vintages: Mapping[str, str],
) -> FetchReport:
    """Return what a fetch did, in the order of the plan."""
    files = []
    for p in planned:
        if p not in placed:
            files.append(_foreseen_file(p))
            continue
        row = placed[p]
        state = "taken" if row.path.suffix == ".part" else "unchanged"
        h = row.held
        files.append(FileReport(p.item.source, h.name, h.url, state, h.size, h.sha256, h.date))
    return FetchReport(origin, False, tuple(files), vintages)
