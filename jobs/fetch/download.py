"""One file over HTTP: conditional, resumed where it broke, never longer nor shorter than promised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from urllib3 import exceptions as web

from jobs.fetch import failures
from jobs.fetch.addresses import masked
from jobs.fetch.client import Answer, Client, PassingError
from jobs.fetch.errors import AGAIN, DamagedError, FetchError, MissingError, StoppedError
from jobs.fetch.items import Held, Item, Remote, State
from jobs.fetch.partial import Partial, Validators
from jobs.fetch.vintages import kept_name
from jobs.progress import Advance

CHUNK_BYTES = 1 << 18
NO_SUCH_PART = "the server has no such part of the file"
ENDLESS_BYTES, ENDLESS_TIMES = 1_000_000_000, 10
"""A body of no announced length ends there: the larger of this and so many typical sizes."""
OTHER_PART = "the server sent another part than the one asked for"
ABSENT = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
PORTAL_ADVICE = "sign in to the network, set --proxy, or check the address"
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def conditions(held: Held | None) -> dict[str, str]:
    """Headers that ask for a file only if it is another than the one held."""
    found: dict[str, str] = {}
    if held is not None and held.etag:
        found["If-None-Match"] = held.etag
    if held is not None and held.last_modified:
        found["If-Modified-Since"] = held.last_modified
    return found


def probe(client: Client, item: Item, held: Held | None) -> Remote:
    """Ask what there is, without its body; `held` is what is held from this address.

    Raises FetchError when the server cannot be asked, or refuses, or answers with a web page.
    """

    def ask() -> Answer:
        answer = client.request("HEAD", item.address, conditions(held))
        answer.finish()
        if answer.status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, *ABSENT}:
            return answer
        # HEAD refused: the headers of a GET, whose body is left.
        answer = client.request("GET", item.address, conditions(held))
        answer.drop()
        return answer

    answer = client.patiently(item.address, ask)
    if answer.status in ABSENT:
        return Remote(item, State.MISSING)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return Remote(item, State.UNCHANGED)
    _check(answer, item)
    state = State.UNCHANGED if held is not None and _is_held(answer, held) else State.NEW
    return Remote(
        item,
        state,
        name=kept_name(item, answer.header("Content-Disposition"), answer.url),
        size=None if _is_packed(answer, item) else answer.length,
        etag=answer.header("ETag"),
        last_modified=answer.header("Last-Modified"),
    )


def _is_held(answer: Answer, held: Held) -> bool:
    """Whether a server that ignores conditions describes the file held."""
    if held.etag or answer.header("ETag"):
        return held.etag == answer.header("ETag")
    dated = held.last_modified and held.last_modified == answer.header("Last-Modified")
    return bool(dated) and answer.length == held.size


def _check(answer: Answer, item: Item) -> None:
    """Raise for a status that is no file, and for the web page of a portal; leaves the body then."""
    if (refusal := _refusal(answer, masked(item.address))) is not None:
        answer.drop()
        raise refusal


def _refusal(answer: Answer, place: str) -> FetchError | None:
    if answer.status in ABSENT:
        return MissingError(place)
    if answer.status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        return failures.of_status(place, answer.status)
    if (answer.header("Content-Type") or "").lower().startswith("text/html"):
        problem = "the answer is a web page, perhaps the login page of the network"
        return FetchError(place, problem, PORTAL_ADVICE)
    return None


def _is_packed(answer: Answer, item: Item) -> bool:
    """Whether the server packs on the way what it was asked to send as it is."""
    coding = (answer.header("Content-Encoding") or "identity").lower()
    return coding != "identity" and not item.name.endswith((".gz", ".zip"))


@dataclass(slots=True)
class Download:
    """One download; `held` is what is held from its address.

    `advance` is told the bytes that arrive, and a negative number when some are thrown away.
    """

    client: Client
    remote: Remote
    held: Held | None
    partial: Partial
    advance: Advance

    def run(self) -> Remote | None:
        """Receive the file into `partial`; None when the server says that it is the one held.

        Returns what the server said of the version received. Raises FetchError.
        """
        self.advance(self.partial.size)
        address = self.remote.item.address
        return self.client.patiently(address, self._attempt, lambda: self.partial.size)

    def _attempt(self) -> Remote | None:
        known = self.partial.validators
        if known is None and self.partial.size:
            self._forget()
        answer = self.client.request("GET", self.remote.item.address, self._headers(known))
        if answer.status == HTTPStatus.NOT_MODIFIED:
            answer.finish()
            return self._described(known) if known else None
        if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            answer.drop()
            raise self._broken(NO_SUCH_PART)
        _check(answer, self.remote.item)
        said = self._said(answer, known)
        self._receive(answer, said)
        self._measure(said)
        return self._described(said)

    def _headers(self, known: Validators | None) -> dict[str, str]:
        """Ask for the rest; for nothing if all is there; for all, unless it is held."""
        if known is None:
            return conditions(self.held)
        if known.length == self.partial.size:
            return self._if_changed(known)
        if known.strong is None:
            self._forget()
            return conditions(self.held)
        return {"Range": f"bytes={self.partial.size}-", "If-Range": known.strong}

    def _if_changed(self, known: Validators) -> dict[str, str]:
        """Conditions on the version already received; without any it is received again."""
        if known.etag:
            return {"If-None-Match": known.etag}
        return {"If-Modified-Since": known.last_modified} if known.last_modified else {}

    def _said(self, answer: Answer, known: Validators | None) -> Validators:
        """What the server says of this version; starts the partial file again for a whole answer."""
        etag, date = answer.header("ETag"), answer.header("Last-Modified")
        if answer.status == HTTPStatus.PARTIAL_CONTENT:
            found = _RANGE.fullmatch(answer.header("Content-Range") or "")
            other = known is None or (etag and known.etag and etag != known.etag)
            if other or found is None or int(found[1]) != self.partial.size:
                answer.drop()
                raise self._broken(OTHER_PART)
            assert known is not None
            return known
        length = None if _is_packed(answer, self.remote.item) else answer.length
        said = Validators(etag, date, length)
        self.advance(-self.partial.size)
        self.partial.start(said)
        return said

    def _receive(self, answer: Answer, said: Validators) -> None:
        """Append the body to the partial file, whatever arrives before a cut included."""
        place, size = masked(self.remote.item.address), self.partial.size
        typical = ENDLESS_TIMES * self.remote.item.typical_bytes
        limit = said.length or max(ENDLESS_BYTES, typical)
        decode = _is_packed(answer, self.remote.item)
        try:
            with self.partial.path.open("ab", buffering=0) as handle:
                while chunk := answer.response.read1(CHUNK_BYTES, decode_content=decode):
                    handle.write(chunk)
                    self.advance(len(chunk))
                    size += len(chunk)
                    if size > limit:
                        raise DamagedError(place, f"does not end after {limit:,} bytes")
                    if self.client.stop.is_set():
                        raise StoppedError(place)
        except web.HTTPError as error:
            raise self.client.failure(place, error) from error
        finally:
            answer.drop()

    def _measure(self, said: Validators) -> None:
        """Raise PassingError when the file has not the promised length."""
        if said.length is not None and self.partial.size != said.length:
            size = self.partial.size
            problem = f"received {size:,} bytes where {said.length:,} were promised"
            raise self._broken(problem)
        self.partial.sync()

    def _broken(self, problem: str) -> PassingError:
        """Forget what was received and return the failure, so that the next try starts again."""
        self._forget()
        sentence = DamagedError(masked(self.remote.item.address), problem, AGAIN)
        return PassingError(sentence, web.ProtocolError(problem))

    def _forget(self) -> None:
        self.advance(-self.partial.size)
        self.partial.drop()

    def _described(self, said: Validators | None) -> Remote:
        item, remote = self.remote.item, self.remote
        assert said is not None
        return Remote(
            item, State.NEW, remote.name, self.partial.size, said.etag, said.last_modified
        )
