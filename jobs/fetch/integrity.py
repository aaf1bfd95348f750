"""Whether a file received is whole and of its kind, before it may replace another."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Set
from pathlib import Path

import orjson

from jobs.fetch.errors import DamagedError
from jobs.fetch.items import Item
from jobs.pipeline.ledger import file_digest
from refdata.ans.container import open_zip
from refdata.errors import RawFormatError
from refdata.sources import EXTRACTION_KINDS, recognise
from refdata.unpacking import Bounded, check_member

HEAD_BYTES = 512
TAIL_BYTES = 1 << 16
CHUNK_BYTES = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
_PAGE = re.compile(rb"^\s*(?:<!doctype html|<html|<head|<!--)", re.IGNORECASE)


def check(path: Path, item: Item, place: str) -> str:
    """Return the SHA-256 of a file once it is found whole; `place` names it in messages.

    Raises DamagedError when it is empty, a web page, truncated, of another format than its name
    says, would unpack beyond belief, or is not the file whose checksum is published.
    """
    head = _head(path)
    if not head:
        raise DamagedError(place, "the file is empty")
    if _PAGE.match(head):
        problem = "is a web page, perhaps the login page of the network"
        raise DamagedError(place, problem, "sign in to the network, or set --proxy")
    _check_format(item)(path, place)
    digest = file_digest(path)
    if item.sha256 and digest != item.sha256:
        problem = f"its SHA-256 is {digest[:12]}…, not the published {item.sha256[:12]}…"
        raise DamagedError(place, problem)
    return digest


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(HEAD_BYTES)


def _check_format(item: Item) -> Callable[[Path, str], None]:
    if item.name.endswith(".gz"):
        return check_gzip
    if item.name.endswith(".zip") or item.kind == "extraction":  # its address may name no suffix
        needed = EXTRACTION_KINDS if item.kind == "extraction" else frozenset[str]()
        return lambda path, place: check_zip(path, place, needed)
    if item.kind in EXTRACTION_KINDS | {"mssante"}:
        return check_text
    return check_table if item.kind in {"adresses", "lieux_dits"} else check_json


def check_gzip(path: Path, place: str) -> None:
    """A `;` table of BAN packed with gzip, read to its last byte."""
    if _head(path)[:2] != GZIP_MAGIC:
        raise DamagedError(place, "is not a gzip file")
    _check_titles(_unpacked_head(path, place), place)


def check_table(path: Path, place: str) -> None:
    """A `;` table of BAN as plain text."""
    _check_titles(_head(path), place)


def _check_titles(head: bytes, place: str) -> None:
    if b";" not in head.split(b"\n", 1)[0]:
        raise DamagedError(place, "is not a table of the Base Adresse Nationale")


def _unpacked_head(path: Path, place: str) -> bytes:
    """First bytes of a gzip file, all of which is unpacked and checked against its own sum."""
    try:
        with gzip.open(path) as stream:
            bounded = Bounded(stream, path, "")
            first = bounded.read(CHUNK_BYTES)
            while bounded.read(CHUNK_BYTES):
                pass
    except RawFormatError as error:
        raise DamagedError(place, error.problem) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedError(place, f"the gzip file is truncated or damaged ({error})") from error
    return first[:HEAD_BYTES]


def check_zip(path: Path, place: str, needed: Set[str]) -> None:
    """A zip that holds texts of the kinds `needed`, every member read against its own sum."""
    try:
        with open_zip(path) as archive:
            for info in archive.infolist():
                check_member(info, place)
            kinds = {recognise(Path(name).name) for name in archive.namelist()}
            bad = archive.testzip()
    except RawFormatError as error:
        raise DamagedError(place, error.problem) from error
    # `zipfile` raises NotImplementedError for an unknown packing, RuntimeError for a password
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DamagedError(place, f"the zip is damaged ({error})") from error
    if bad is not None:
        raise DamagedError(place, f"its member {bad} is damaged")
    if missing := sorted(needed - {known.kind for known in kinds if known}):
        raise DamagedError(place, f"holds no {missing[0]} text")


def check_text(path: Path, place: str) -> None:
    """A `|` table of the ANS whose last line is ended, or else has as many fields as its first.

    Its last field may be left out: it is the empty one after a trailing separator.
    """
    with path.open("rb") as handle:
        first = handle.readline(TAIL_BYTES)
        handle.seek(max(0, path.stat().st_size - TAIL_BYTES))
        last = handle.read().rpartition(b"\n")[2]
    if b"|" not in first:
        raise DamagedError(place, "is not a text of the ANS: no `|` in its first line")
    if last and last.count(b"|") < first.count(b"|") - 1:
        raise DamagedError(place, "its last line is not complete")


def check_json(path: Path, place: str) -> None:
    """A JSON document that is not empty."""
    try:
        document = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise DamagedError(place, f"is not whole JSON ({error})") from error
    if not document:
        raise DamagedError(place, "holds nothing")
