"""Of when a file is, under which name it is kept, and whether a newer one is plausible."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from jobs.fetch.addresses import masked
from jobs.fetch.errors import RefusedError
from jobs.fetch.items import Held, Item, has_shrunk
from refdata.ans.container import open_zip
from refdata.sources import iso_day, recognise

ANS = "ans"
_PUBLISHED = re.compile(r"/(\d{8})-(\d{4})\d{2}/[^/]+$")
"""data.gouv.fr puts the moment of publication in the address: `/20261008-051503/name.txt`."""


def kept_name(item: Item, disposition: str | None, url: str) -> str:
    """Name to keep a file under: an upstream name of its kind, with its timestamp if one is told.

    Looked for in `Content-Disposition`, then in the address that answered, which for a text of
    data.gouv.fr holds its moment. Only a name that `recognise` knows is believed.
    """
    for name in (_announced(disposition), PurePosixPath(unquote(urlsplit(url).path)).name):
        found = recognise(name)
        if found and (found.kind, found.part) == (item.kind, item.part):
            return _stamped(name, url) if item.source == ANS and not found.stamp else name
    return item.name if recognise(item.name) else f"{item.name}.zip"


def _announced(disposition: str | None) -> str:
    """File name of a `Content-Disposition` header, without folders; empty when it has none."""
    message = Message()
    message["Content-Disposition"] = disposition or ""
    return PurePosixPath((message.get_filename() or "").replace("\\", "/")).name


def _stamped(name: str, url: str) -> str:
    """`a.txt` published at `…/20261008-051503/a.txt` -> `a-202610080515.txt`."""
    match = _PUBLISHED.search(urlsplit(url).path)
    if match is None:
        return name
    path = PurePosixPath(name)
    return f"{path.stem}-{match[1]}{match[2]}{path.suffix}"


def moment(last_modified: str | None) -> datetime | None:
    """Moment of a `Last-Modified` header; None when absent or unreadable."""
    if not last_modified:
        return None
    try:
        found = parsedate_to_datetime(last_modified)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def date_of(name: str, last_modified: str | None) -> str | None:
    """Date of a file, ISO: that of its name, else of its header; None when neither says it."""
    found = recognise(name)
    if found and found.stamp:
        return iso_day(found.stamp)
    when = moment(last_modified)
    return when.astimezone(UTC).date().isoformat() if when else None


def date_inside(path: Path) -> str | None:
    """Date of a zip by the names of its members, ISO; None when they have no timestamp."""
    with open_zip(path) as archive:
        found = [recognise(PurePosixPath(name).name) for name in archive.namelist()]
    stamps = [known.stamp for known in found if known and known.stamp]
    return iso_day(max(stamps)) if stamps else None


def check_plausible(item: Item, date: str | None, size: int | None, held: Held | None) -> None:
    """Raise RefusedError for a file older, or more than 20 % smaller, than the one held.

    What is not known, date or size, is not compared.
    """
    if held is None:
        return
    place = masked(item.address)
    if date and held.date and date < held.date:
        raise RefusedError(place, f"is of {date}, older than the {held.name} held, of {held.date}")
    if size is not None and has_shrunk(size, held.size):
        problem = f"has {size:,} bytes where the {held.name} held has {held.size:,}"
        raise RefusedError(place, problem)
