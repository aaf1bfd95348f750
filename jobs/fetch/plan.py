"""What is to be taken: each file looked at, the choices made, the room counted, before any byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from jobs.errors import JobError
from jobs.fetch.addresses import masked
from jobs.fetch.errors import CARRY_IN, FetchError, MissingError
from jobs.fetch.items import Choice, Held, Item, Need, Remote, State
from jobs.fetch.manifest import Vintage, partial_folder
from jobs.fetch.partial import Partial
from jobs.fetch.transport import Transport, threads
from jobs.fetch.vintages import check_plausible, date_of
from jobs.progress import Progress
from refdata.paths import DataPaths
from refdata.sources import EXTRACTION_KINDS

MARGIN_SHARE, MARGIN_BYTES = 0.1, 100_000_000
"""Room to leave on the disk beside the downloads: a share of them, and at least so much."""

_EXTRACTION_FORMS = EXTRACTION_KINDS | {"extraction"}
"""Kinds of the files of the extraction: three texts, or the zip of them."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One file looked at, and what is held for the same role (of any address)."""

    remote: Remote
    held: Held | None

    @property
    def item(self) -> Item:
        """The file wanted."""
        return self.remote.item

    @property
    def held_here(self) -> Held | None:
        """What is held from the very address of the file."""
        return from_there(self.held, self.item)


def from_there(held: Held | None, item: Item) -> Held | None:
    """`held` if it came from the address of `item`, whose ETag means nothing elsewhere."""
    return held if held is not None and held.url == masked(item.address) else None


def settle(
    needs: Sequence[Need],
    transport: Transport,
    vintages: Mapping[str, Vintage],
    progress: Progress,
) -> list[Planned]:
    """Look at every file needed; of choices that replace one another, take the first one there.

    Raises the first FetchError when no choice of a need can be had.
    """

    def look(need: Need) -> list[Planned]:
        return _choose(need, transport, vintages, progress.note)

    found: list[Planned] = []
    task = progress.task("Looking at the source (files)", len(needs))
    with task as advance, threads(transport) as pool:
        for planned in pool.map(look, needs):
            found += planned
            advance(1)
    _check_addresses(found)
    return found


def _choose(
    need: Need,
    transport: Transport,
    vintages: Mapping[str, Vintage],
    say: Callable[[str], None],
) -> list[Planned]:
    failure: FetchError | None = None
    for rank, choice in enumerate(need, start=1):
        try:
            return _look(choice, transport, vintages)
        except FetchError as error:
            is_missing = isinstance(error, MissingError)
            if failure is None or (isinstance(failure, MissingError) and not is_missing):
                failure = error
            if rank < len(need) and not is_missing:
                say(f"{error}; trying its replacement")
    assert failure is not None
    raise failure


def _look(choice: Choice, transport: Transport, vintages: Mapping[str, Vintage]) -> list[Planned]:
    found = []
    for item in choice:
        held = held_for(item, vintages.get(item.source))
        remote = transport.probe(item, from_there(held, item))
        if remote.state is State.MISSING and not item.optional:
            raise MissingError(masked(item.address))
        if remote.state is State.NEW and held is not None and item.sha256 == held.sha256:
            remote = replace(remote, state=State.UNCHANGED)
        found.append(Planned(remote, held))
    return found


def held_for(item: Item, vintage: Vintage | None) -> Held | None:
    """What is held for the role of an item.

    The zip and the three texts replace one another: of the other form only the date counts.
    """
    if vintage is None:
        return None
    if item.role in vintage.files:
        return vintage.files[item.role]
    if item.kind not in _EXTRACTION_FORMS:
        return None
    others = [h for role, h in vintage.files.items() if role in _EXTRACTION_FORMS and h.date]
    newest = max(others, key=lambda h: h.date or "", default=None)
    return replace(newest, url="", size=0, sha256="") if newest else None


def _check_addresses(found: Sequence[Planned]) -> None:
    """Raise when not one department has its addresses."""
    addresses = [p for p in found if p.item.kind == "adresses"]
    if addresses and all(p.remote.state is State.MISSING for p in addresses):
        raise MissingError(masked(addresses[0].item.address))


def check_all_plausible(planned: Sequence[Planned]) -> None:
    """Raise RefusedError for a file that is announced older or much smaller than the one held."""
    for p in planned:
        if p.remote.state is State.NEW:
            date = date_of(p.remote.name, p.remote.last_modified)
            check_plausible(p.item, date, p.remote.size, p.held)


def check_room(planned: Sequence[Planned], paths: DataPaths) -> None:
    """Raise JobError when the disk has no room for what is yet to come, and a margin."""
    coming = sum(p.remote.expected_bytes for p in planned)
    if not coming:
        return
    folder = partial_folder(paths)
    received = sum(
        min(Partial(folder, p.item.address).size, p.remote.expected_bytes)
        for p in planned
        if p.remote.state is State.NEW
    )
    needed = coming - received + max(MARGIN_BYTES, int(MARGIN_SHARE * coming))
    free = shutil.disk_usage(paths.root).free
    if needed > free:
        problem = (
            f"{paths.root}: {needed / 1e9:.1f} GB are needed for {coming / 1e9:.1f} GB of files, "
            f"{free / 1e9:.1f} GB are free"
        )
        raise JobError(problem, f"make room or give another --data, or {CARRY_IN}")
