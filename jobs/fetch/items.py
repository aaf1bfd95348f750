"""What is wanted, what a server says of it, and what is held: the values the steps pass on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SMALLEST_SHARE = 0.8
"""A file smaller than this share of the one before is refused: more than 20 % would be lost."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file wanted.

    `kind` and `part` are those of `refdata.sources.recognise`; `address` is a URL or a path, with
    its credentials if it has some; `sha256` is the checksum published beside the file, if any.
    """

    source: str
    kind: str
    part: str
    name: str
    address: str
    typical_bytes: int
    optional: bool = False
    sha256: str | None = None

    @property
    def role(self) -> str:
        """What the file is for, whatever its timestamp: `adresses/67`, `extraction`."""
        return f"{self.kind}/{self.part}" if self.part else self.kind


Choice = tuple[Item, ...]
"""Files that go together."""

Need = tuple[Choice, ...]
"""Choices that replace one another, best first; one of them is enough."""


@dataclass(frozen=True, slots=True)
class Held:
    """One file held, as its manifest says.

    `url` carries no credentials; `size` is in bytes; `date` is that of the file (ISO) and null when
    nobody said it; `last_modified` is the header as received.
    """

    role: str
    name: str
    url: str
    sha256: str
    size: int
    etag: str | None
    last_modified: str | None
    date: str | None


def has_shrunk(size: int, before: int) -> bool:
    """Whether a file of `size` bytes lost too much against the one `before` to be believed."""
    return size < SMALLEST_SHARE * before


class State(StrEnum):
    """What a fetch finds about one file."""

    NEW = "new"
    UNCHANGED = "unchanged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Remote:
    """What a server, or a folder, says of one file before it is taken.

    `name` is the name to keep it under; `size` is None when the server does not say it.
    """

    item: Item
    state: State
    name: str = ""
    size: int | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def expected_bytes(self) -> int:
        """Bytes to receive, guessed when the server does not say them; 0 when unchanged."""
        if self.state is not State.NEW:
            return 0
        return self.item.typical_bytes if self.size is None else self.size
