"""The two ways files come: over HTTP, or from a folder of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from jobs.fetch.errors import StoppedError
from jobs.fetch.items import Held, Item, Remote, State
from jobs.fetch.listing import SUMS, Listing, folder_listing, read_index, read_sums
from jobs.fetch.options import DOWNLOADS_AT_ONCE, FetchOptions
from jobs.fetch.origins import Origin
from jobs.fetch.partial import Partial, Validators
from jobs.fetch.vintages import kept_name
from jobs.progress import Advance, Progress

LISTING_BYTES = 4 << 20
"""Most that is read of a list of checksums or of an index page."""
COPY_BYTES = 1 << 20


class Transport(Protocol):
    """How to look at files and to take them; shared by threads, which end when `stop` is set."""

    stop: threading.Event

    def listing(self, origin: Origin) -> Listing:
        """Return what the source says it holds; empty when it says nothing."""

    def probe(self, item: Item, held: Held | None) -> Remote:
        """Look at a file; `held` is what is held from its address."""

    def take(
        self, remote: Remote, held: Held | None, partial: Partial, advance: Advance
    ) -> Remote | None:
        """Bring a file to `partial` and return its description; None when it is the one held."""

    def close(self) -> None:
        """Leave the source."""


@contextmanager
def threads(transport: Transport) -> Iterator[ThreadPoolExecutor]:
    """Give as many threads as downloads at once; a failure, or an interruption, stops them all."""
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        try:
            yield pool
        except BaseException:
            transport.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class WebTransport:
    """Files of a mirror or of the official addresses."""

    def __init__(self, options: FetchOptions, progress: Progress) -> None:
        from jobs.fetch.client import Client

        self._client = Client(options, progress.note)
        self.stop = self._client.stop

    def listing(self, origin: Origin) -> Listing:
        """Return the names of a mirror's `SHA256SUMS` and of its index page, where it has them."""
        if origin.is_official:
            return Listing()
        sums = read_sums(self._text(origin.base + SUMS, "text/html", wanted=False))
        return Listing.of(read_index(self._text(origin.base, "text/html", wanted=True)), sums)

    def _text(self, url: str, kind: str, *, wanted: bool) -> str:
        """Text of a page, empty when there is none or its type is not (or is) `kind`."""

        def ask() -> str:
            answer = self._client.request("GET", url, {})
            is_kind = (answer.header("Content-Type") or "").lower().startswith(kind)
            if answer.status != HTTPStatus.OK or is_kind != wanted:
                answer.drop()
                return ""
            return self._client.read(answer, url, LISTING_BYTES).decode("utf-8", "replace")

        return self._client.patiently(url, ask)

    def probe(self, item: Item, held: Held | None) -> Remote:
        """Ask the server, without the body."""
        from jobs.fetch import download

        return download.probe(self._client, item, held)

    def take(
        self, remote: Remote, held: Held | None, partial: Partial, advance: Advance
    ) -> Remote | None:
        """Download, taken up where it broke."""
        from jobs.fetch.download import Download

        return Download(self._client, remote, held, partial, advance).run()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class FolderTransport:
    """Files of a folder: a disk carried in."""

    def __init__(self) -> None:
        self.stop = threading.Event()

    def listing(self, origin: Origin) -> Listing:
        """Return the names in the folder."""
        return folder_listing(Path(origin.base))

    def probe(self, item: Item, held: Held | None) -> Remote:
        """Look at size and date: equal to those of the file held from there, it is the same."""
        path = Path(item.address)
        if not path.is_file():
            return Remote(item, State.MISSING)
        stat = path.stat()
        dated = formatdate(stat.st_mtime, usegmt=True)
        same = held is not None and (held.size, held.last_modified) == (stat.st_size, dated)
        state = State.UNCHANGED if same else State.NEW
        return Remote(item, state, kept_name(item, None, ""), stat.st_size, None, dated)

    def take(
        self, remote: Remote, held: Held | None, partial: Partial, advance: Advance
    ) -> Remote | None:
        """Copy the file."""
        partial.start(Validators(None, remote.last_modified, remote.size))
        with Path(remote.item.address).open("rb") as source, partial.path.open("wb") as target:
            while chunk := source.read(COPY_BYTES):
                target.write(chunk)
                advance(len(chunk))
                if self.stop.is_set():
                    raise StoppedError(remote.item.address)
        partial.sync()
        return remote

    def close(self) -> None:
        """Nothing is open."""
