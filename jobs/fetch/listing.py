"""What a mirror or a folder says it holds: its published checksums and its index page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from jobs.fetch.addresses import base_name
from refdata.sources import Recognised, recognise

SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-fA-F]{64}) [ *](?:\./)?(\S.*)")


@dataclass(frozen=True, slots=True)
class Listing:
    """Upstream names that a source is known to hold, and SHA-256 by name where published."""

    names: frozenset[str] = frozenset()
    sums: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> dict[str, str]:
        """Map part to name for the files of a kind; of several, the newest, then the packed one."""
        found: dict[str, tuple[Recognised, str]] = {}
        for name in sorted(self.names):
            known = recognise(name)
            if known is None or known.kind != kind:
                continue
            best = found.get(known.part)
            if best is None or _rank(known, name) > _rank(*best):
                found[known.part] = (known, name)
        return {part: name for part, (_, name) in sorted(found.items())}

    @classmethod
    def of(cls, names: Iterable[str], sums: Mapping[str, str]) -> Listing:
        """Keep the names of official files; a name with a checksum counts as held."""
        kept = frozenset(name for name in {*names, *sums} if recognise(name))
        return cls(kept, dict(sums))


def _rank(known: Recognised, name: str) -> tuple[str, bool]:
    return known.stamp, name.endswith((".gz", ".geojson", ".zip"))


def read_sums(text: str) -> dict[str, str]:
    """`SHA256SUMS` as `sha256sum` writes it -> name to lower-case digest; other lines are left."""
    matches = (_SUM.fullmatch(line.strip()) for line in text.splitlines())
    return {match[2]: match[1].lower() for match in matches if match}


def folder_listing(folder: Path) -> Listing:
    """Files of a folder, and its published checksums if it has some."""
    sums = folder / SUMS
    text = sums.read_text(encoding="utf-8", errors="replace") if sums.is_file() else ""
    return Listing.of((p.name for p in folder.iterdir() if p.is_file()), read_sums(text))


class _Links(HTMLParser):
    """Last parts of the addresses that a page points to."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the `href` of each link."""
        if tag == "a":
            self.names += [base_name(value) for name, value in attrs if name == "href" and value]


def read_index(page: str) -> list[str]:
    """Names that the index page of a web server points to."""
    links = _Links()
    links.feed(page)
    return links.names
