"""Fetching from a mirror that fails in the ways servers fail."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from jobs.errors import JobError
from jobs.fetch import download, manifest
from jobs.fetch import fetch as fetching
from jobs.fetch.errors import DamagedError, FetchError, MissingError, RefusedError
from jobs.fetch.fetch import fetch
from jobs.fetch.manifest import partial_folder
from jobs.fetch.options import FetchOptions
from jobs.fetch.report import FetchReport
from jobs.pipeline.lock import update_lock
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from tests.support import fault_server as faulty
from tests.support.fault_server import FaultServer, serving

ADDRESSES = "adresses-67.csv.gz"
ZIP = "PS_LibreAcces_202609231200.zip"


@pytest.fixture
def mirror(source: Path):
    """A server of the small world; noise makes one file longer than the buffers between."""
    noise = "".join(
        f"# {hashlib.sha256(bytes([n % 251, n // 251])).hexdigest()}\n" for n in range(9000)
    )
    path = source / ADDRESSES
    text = gzip.decompress(path.read_bytes()).decode() + noise
    path.write_bytes(gzip.compress(text.encode(), mtime=1_789_000_000))
    for file in source.iterdir():
        os.utime(file, (1_789_000_000, 1_789_000_000))
    with serving(source) as server:
        yield server


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    (tmp_path / "data").mkdir()
    return DataPaths(tmp_path / "data")


class Notes(NullProgress):
    """Keeps what is said, and what is counted."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)


class Fetcher:
    """Fetches from one server into one data directory; `pauses` are the waits asked for."""

    def __init__(self, server: FaultServer, paths: DataPaths) -> None:
        self.server, self.paths = server, paths
        self.pauses: list[float] = []
        self.notes = Notes()

    def __call__(self, source: str | None = None, dry_run: bool = False, **named) -> FetchReport:
        options = FetchOptions(
            **{"timeout_s": 0.5, "retries": 3, "pause": self.pauses.append, **named}
        )
        source = source or self.server.url
        return fetch(source, None, self.paths, self.notes, options, dry_run=dry_run)

    def file(self, name: str, source: str = "ban") -> bytes:
        return (manifest.current(self.paths)[source].folder / name).read_bytes()


@pytest.fixture
def get(mirror: FaultServer, paths: DataPaths) -> Fetcher:
    return Fetcher(mirror, paths)


def snapshot(paths: DataPaths) -> dict[str, bytes]:
    """Every file of `sources/` but the downloads under way."""
    files = (p for p in paths.sources.rglob("*") if p.is_file() and ".partial" not in p.parts)
    return {str(p.relative_to(paths.sources)): p.read_bytes() for p in files}


def newer(source: Path, name: str, text: bytes | None = None) -> bytes:
    """Replace a file by another version, one day younger."""
    path = source / name
    stat = path.stat()
    body = text if text is not None else path.read_bytes()
    path.write_bytes(body)
    os.utime(path, (stat.st_mtime + 86_400, stat.st_mtime + 86_400))
    return body


def repacked(body: bytes, more: bytes = b"\n") -> bytes:
    return gzip.compress(gzip.decompress(body) + more, mtime=1)


def test_everything_is_taken_and_recorded(get: Fetcher, mirror: FaultServer) -> None:
    report = get()
    assert {f.state for f in report.files} == {"taken", "missing"}
    assert report.vintages == {"ban": "2026-09-10", "geoapi": "2026-09-10", "ans": "2026-09-23"}
    record = json.loads((get.paths.sources / "ban/2026-09-10/manifest.json").read_text("utf-8"))
    row = next(f for f in record["files"] if f["name"] == ADDRESSES)
    body = (mirror.folder / ADDRESSES).read_bytes()
    assert row["url"] == mirror.url + ADDRESSES
    assert (row["size"], row["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
    assert row["etag"].startswith('"')
    assert row["last_modified"] == formatdate(1_789_000_000, usegmt=True)
    assert row["date"] == "2026-09-10"
    assert get.file(ADDRESSES) == body
    assert not partial_folder(get.paths).exists()


def test_two_downloads_at_most_at_once(get: Fetcher, mirror: FaultServer) -> None:
    get()
    assert 1 <= mirror.most_at_once <= 2


@pytest.mark.parametrize("kind", ["etags", "dates", "no head"])
def test_unchanged_is_not_downloaded(get: Fetcher, mirror: FaultServer, kind: str) -> None:
    mirror.has_dates, mirror.has_etags = kind != "etags", kind != "dates"
    mirror.has_head = kind != "no head"
    get()
    before, count = snapshot(get.paths), len(mirror.seen)
    report = get()
    assert {f.state for f in report.files} == {"unchanged", "missing"}
    asked = [h for m, name, h in mirror.seen[count:] if name == ADDRESSES]
    wanted = "If-Modified-Since" if kind == "dates" else "If-None-Match"
    assert all(wanted in headers for headers in asked)
    assert kind == "no head" or not [
        m for m, n, _ in mirror.seen[count:] if m == "GET" and n == ADDRESSES
    ]
    assert snapshot(get.paths) == before


def test_a_server_deaf_to_conditions_is_compared_by_its_etag(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.has_conditions = False
    get()
    get()
    assert len(mirror.gets(ADDRESSES)) == 1


def test_same_content_under_another_etag_is_the_same_file(
    get: Fetcher, mirror: FaultServer
) -> None:
    get()
    mirror.etags[ADDRESSES] = '"other"'
    assert {f.state for f in get().files} == {"unchanged", "missing"}
    assert [p.name for p in (get.paths.sources / "ban").iterdir()] == ["2026-09-10"]
    count = len(mirror.gets(ADDRESSES))
    get()
    assert len(mirror.gets(ADDRESSES)) == count  # the new ETag was kept


def test_a_changed_file_makes_a_vintage_of_links(get: Fetcher, mirror: FaultServer) -> None:
    get()
    newer(mirror.folder, ADDRESSES, repacked((mirror.folder / ADDRESSES).read_bytes()))
    report = get()
    assert [f.name for f in report.taken] == [ADDRESSES]
    assert report.vintages["ban"] == "2026-09-11"
    old, new = (
        get.paths.sources / "ban" / v / "adresses-68.csv.gz" for v in ("2026-09-10", "2026-09-11")
    )
    assert old.samefile(new)


def test_two_vintages_are_kept(get: Fetcher, mirror: FaultServer) -> None:
    for _ in range(3):
        get()
        newer(mirror.folder, ADDRESSES, repacked((mirror.folder / ADDRESSES).read_bytes()))
    get()
    assert sorted(p.name for p in (get.paths.sources / "ban").iterdir()) == [
        "2026-09-12",
        "2026-09-13",
    ]


def test_another_file_of_the_same_date_gets_a_rank(get: Fetcher, mirror: FaultServer) -> None:
    get()
    body, when = repacked((mirror.folder / ADDRESSES).read_bytes()), (1_789_000_000,) * 2
    (mirror.folder / ADDRESSES).write_bytes(body)
    os.utime(mirror.folder / ADDRESSES, when)
    assert get().vintages["ban"] == "2026-09-10.2"
    assert get.file(ADDRESSES) == body


# --- cuts and resumption ---


def test_a_cut_download_is_taken_up_where_it_broke(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.cut(100_000), faulty.cut(50_000)]
    get()
    first, second, third = mirror.gets(ADDRESSES)
    assert "Range" not in first
    assert (second["Range"], third["Range"]) == ("bytes=100000-", "bytes=150000-")
    assert second["If-Range"].startswith('"')
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_a_download_is_taken_up_by_the_next_command(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.cut(100_000), *[faulty.status(503)] * 4]
    with pytest.raises(
        FetchError, match=r"adresses-67.*503 Service Unavailable; run the command again"
    ):
        get()
    taken = {f.name for f in get().files if f.state == "taken"}
    assert ADDRESSES in taken
    assert mirror.gets(ADDRESSES)[-1]["Range"] == "bytes=100000-"
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_files_received_before_a_failure_are_not_received_again(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.faults[ZIP] = [faulty.status(404)]
    with pytest.raises(MissingError):
        get()
    get()
    whole = [h for h in mirror.gets(ADDRESSES) if not {"If-None-Match", "Range"} & set(h)]
    assert len(whole) == 1


def test_a_version_that_changes_between_two_parts_starts_again(
    get: Fetcher, mirror: FaultServer
) -> None:
    def cut_then_replace(handler, body: bytes) -> None:
        newer(mirror.folder, ADDRESSES, repacked(body))
        faulty.cut(100_000)(handler, body)

    mirror.faults[ADDRESSES] = [cut_then_replace]
    get()
    assert mirror.gets(ADDRESSES)[1]["Range"] == "bytes=100000-"
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_a_part_under_another_etag_is_refused(get: Fetcher, mirror: FaultServer) -> None:
    """A server that ignores If-Range would sew two versions together."""

    def sewn(handler, body: bytes) -> None:
        said = {"ETag": '"other"', "Content-Range": f"bytes 100000-{len(body) - 1}/{len(body)}"}
        handler.answer(206, b"x" * (len(body) - 100_000), said)

    mirror.faults[ADDRESSES] = [faulty.cut(100_000), sewn]
    get()
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()
    assert "Range" not in mirror.gets(ADDRESSES)[2]


def test_a_server_without_ranges_sends_it_all_again(get: Fetcher, mirror: FaultServer) -> None:
    mirror.has_ranges = False
    mirror.faults[ADDRESSES] = [faulty.cut(100_000)]
    get()
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_without_ranges_cuts_for_ever_end_in_a_sentence(get: Fetcher, mirror: FaultServer) -> None:
    mirror.has_ranges = False
    mirror.faults[ADDRESSES] = [faulty.cut(100_000) for _ in range(20)]
    with pytest.raises(FetchError, match="cut before the end of the file; run the command again"):
        get()
    assert len(mirror.gets(ADDRESSES)) <= 6


def test_a_line_that_is_cut_often_gets_through(get: Fetcher, mirror: FaultServer) -> None:
    """More cuts than failures borne: each got further."""
    mirror.faults[ADDRESSES] = [faulty.cut(30_000) for _ in range(8)]
    get()
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_without_a_strong_etag_nor_date_nothing_is_resumed(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.etags[ADDRESSES] = 'W/"weak"'
    mirror.faults[ADDRESSES] = [faulty.cut(100_000)]
    get()
    assert "Range" not in mirror.gets(ADDRESSES)[1]
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_a_stalled_server_is_left_and_the_download_resumed(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.faults[ADDRESSES] = [faulty.stall(100_000)]
    get(timeout_s=0.3)
    assert mirror.gets(ADDRESSES)[1]["Range"] == "bytes=100000-"


def test_a_server_that_stalls_for_ever_is_named(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.stall(10) for _ in range(9)]
    with pytest.raises(FetchError, match=r"sent nothing for 0\.2 s; run the command again"):
        get(timeout_s=0.2, retries=1)


# --- lengths ---


def test_a_length_too_long_is_never_believed(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.other_length(+7) for _ in range(20)]
    mirror.has_ranges = False
    with pytest.raises(FetchError, match="adresses-67"):
        get()
    assert manifest.current(get.paths) == {}


def test_a_length_too_long_once_is_mended(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.other_length(+7)]
    get()
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


@pytest.mark.parametrize(
    ("name", "said"), [(ADDRESSES, "gzip"), (ZIP, "zip"), ("epcis-region-44.json", "JSON")]
)
def test_a_length_too_short_is_seen_in_the_content(
    get: Fetcher, mirror: FaultServer, name: str, said: str
) -> None:
    mirror.faults[name] = [faulty.other_length(-7) for _ in range(20)]
    with pytest.raises(DamagedError, match=said):
        get()


def test_a_chunked_answer_needs_no_length(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.chunked(9_999, cut_after=50_000), faulty.chunked(9_999)]
    get()
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_a_body_that_never_ends_is_left(get, mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "ENDLESS_BYTES", 1_000)
    monkeypatch.setattr(download, "ENDLESS_TIMES", 0)
    mirror.faults[ADDRESSES] = [faulty.chunked(9_999)]
    with pytest.raises(DamagedError, match="does not end after 1,000 bytes"):
        get()


# --- statuses ---


def test_the_server_is_left_the_time_it_asks_for(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.status(429, {"Retry-After": "17"}, on_head=True)]
    get()
    assert get.pauses == [17.0]
    assert "429 Too Many Requests; trying again in 17 s" in get.notes.said[0]


def test_an_error_that_passes_is_waited_for_longer_and_longer(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.faults[ADDRESSES] = [faulty.status(500), faulty.status(502), faulty.status(503)]
    get()
    assert len(get.pauses) == 2  # the first try again is at once
    assert 1 <= get.pauses[0] <= 1.5
    assert 2 <= get.pauses[1] <= 2.5


def test_an_unreadable_retry_after_is_no_crash(get: Fetcher, mirror: FaultServer) -> None:
    mirror.faults[ADDRESSES] = [faulty.status(429, {"Retry-After": "soon"})]
    get()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (404, "there is no such file; check --source"),
        (401, "check the name and password"),
        (403, "403 Forbidden; check that this machine"),
        (500, "500 Internal Server Error; run the command again later"),
        (429, "429 Too Many Requests; run the command again later"),
    ],
)
def test_an_error_that_stays_is_one_sentence(
    get: Fetcher, mirror: FaultServer, code: int, said: str
) -> None:
    mirror.faults["epcis-region-44.json"] = [faulty.status(code) for _ in range(20)]
    with pytest.raises(FetchError, match=rf"epcis-region-44\.json: .*{said}"):
        get()


def test_a_needed_file_that_is_not_there_is_named(get: Fetcher, mirror: FaultServer) -> None:
    (mirror.folder / ZIP).unlink()
    with pytest.raises(MissingError, match=r"PS_LibreAcces\.zip: there is no such file"):
        get()


def test_an_optional_file_that_vanished_is_said(get: Fetcher, mirror: FaultServer) -> None:
    get()
    (mirror.folder / "lieux-dits-67-beta.csv.gz").unlink()
    get()
    assert any("lieux-dits-67-beta.csv.gz: is no longer there" in said for said in get.notes.said)
    assert not (manifest.current(get.paths)["ban"].folder / "lieux-dits-67-beta.csv.gz").exists()


def test_a_server_that_is_not_there_is_said(
    get: Fetcher, mirror: FaultServer, paths: DataPaths
) -> None:
    mirror.server_close()
    with pytest.raises(FetchError, match="cannot be reached; check the network and the proxy"):
        get()


def test_a_name_that_is_not_known_is_said(get: Fetcher) -> None:
    with pytest.raises(FetchError, match="name of the server is unknown"):
        get("https://no-such-host.invalid/")


# --- what comes is not what was asked for ---


@pytest.mark.parametrize("kind", ["text/html", "application/gzip"])
def test_the_login_page_of_a_network_is_no_file(
    get: Fetcher, mirror: FaultServer, kind: str
) -> None:
    page = b"<!DOCTYPE html><title>Wi-Fi</title>"
    mirror.faults[ADDRESSES] = [faulty.sends(page, {"Content-Type": kind}) for _ in range(9)]
    with pytest.raises(
        FetchError, match="web page, perhaps the login page of the network; sign in"
    ):
        get()


def truncated(body: bytes) -> bytes:
    return body[:-200]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (ADDRESSES, truncated, "gzip file is truncated or damaged"),
        (ADDRESSES, lambda body: body[:-8] + bytes(8), "gzip file is truncated or damaged"),
        (ADDRESSES, lambda body: b"plain;text\n", "is not a gzip file"),
        (ADDRESSES, lambda body: gzip.compress(b"hello"), "not a table of the Base Adresse"),
        (
            ADDRESSES,
            lambda body: gzip.compress(b"a;b\n" + bytes(9_000_000)),
            "more than 200 times its size",
        ),
        (ADDRESSES, lambda body: b"", "the file is empty"),
        (ZIP, truncated, "not a complete zip"),
        ("communes-region-44.geojson", truncated, "is not whole JSON"),
        ("departements-region-44.json", lambda body: b"[]", "holds nothing"),
    ],
)
def test_a_damaged_file_never_replaces_a_good_one(
    get, mirror, name: str, content, said: str
) -> None:
    get()
    before = snapshot(get.paths)
    newer(mirror.folder, name, content((mirror.folder / name).read_bytes()))
    with pytest.raises(DamagedError, match=rf"{name}: .*{said}"):
        get(force=True)
    assert snapshot(get.paths) == before


def test_a_file_damaged_once_is_taken_again(get: Fetcher, mirror: FaultServer) -> None:
    body = (mirror.folder / ADDRESSES).read_bytes()
    mirror.faults[ADDRESSES] = [faulty.sends(truncated(body))]
    get()
    assert get.file(ADDRESSES) == body


# --- checksums, guards, room ---


def write_sums(folder: Path, wrong: str = "") -> None:
    lines = [
        f"{hashlib.sha256(p.read_bytes() + (b'!' if p.name == wrong else b'')).hexdigest()}  {p.name}"
        for p in sorted(folder.iterdir())
        if p.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_published_checksums_are_held_to(get: Fetcher, mirror: FaultServer) -> None:
    write_sums(mirror.folder)
    get()
    write_sums(mirror.folder, wrong=ZIP)
    shutil.rmtree(get.paths.sources)
    with pytest.raises(DamagedError, match=r"its SHA-256 is \w+…, not the published"):
        get()


def test_checksums_spare_a_download_from_another_mirror(get: Fetcher, mirror: FaultServer) -> None:
    get()
    write_sums(mirror.folder)
    with serving(mirror.folder) as other:
        report = get(other.url)
        assert {f.state for f in report.files} == {"unchanged", "missing"}
        assert not other.gets(ADDRESSES)


def test_checksums_name_the_files_of_a_mirror_without_index(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.has_index = False
    write_sums(mirror.folder)
    assert ZIP in {f.name for f in get().taken}


def test_a_mirror_without_index_nor_sums_is_asked_for_plain_names(
    get: Fetcher, mirror: FaultServer
) -> None:
    mirror.has_index = False
    (mirror.folder / ZIP).rename(mirror.folder / "PS_LibreAcces.zip")
    report = get()
    assert report.vintages["ans"] == "2026-09-23"  # from the names inside
    assert "adresses-08.csv.gz" in {f.name for f in report.files if f.state == "missing"}


def test_the_newest_extraction_of_an_index_is_taken(get: Fetcher, mirror: FaultServer) -> None:
    shutil.copy(mirror.folder / ZIP, mirror.folder / "PS_LibreAcces_202610071200.zip")
    assert get().vintages["ans"] == "2026-10-07"


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "found out"])
def test_a_file_that_shrank_is_refused_unless_forced(get, mirror, announced: bool) -> None:
    get()
    before = snapshot(get.paths)
    name = "communes-region-44.geojson"
    kept = json.loads((mirror.folder / name).read_bytes())
    kept["features"] = kept["features"][:1]
    newer(mirror.folder, name, json.dumps(kept).encode())
    if not announced:
        mirror.has_head = False
        mirror.faults[name] = [faulty.chunked(100), faulty.chunked(100)]
    with pytest.raises(
        RefusedError, match=r"bytes where the .* held has .*; check it, then add --force"
    ):
        get()
    assert snapshot(get.paths) == before
    assert get(force=True).vintages["geoapi"] == "2026-09-11"


def test_an_older_vintage_is_refused_unless_forced(get: Fetcher, mirror: FaultServer) -> None:
    get()
    (mirror.folder / ZIP).rename(mirror.folder / "PS_LibreAcces_202609091200.zip")
    with pytest.raises(
        RefusedError, match=r"is of 2026-09-09, older than the PS_LibreAcces_202609231200"
    ):
        get()
    assert get(force=True).vintages["ans"] == "2026-09-09"
    kept = manifest.read_pointer(get.paths)["ans"]
    assert kept == ["2026-09-09", "2026-09-23"]


def test_an_older_address_file_is_refused(get: Fetcher, mirror: FaultServer) -> None:
    get()
    path = mirror.folder / ADDRESSES
    path.write_bytes(repacked(path.read_bytes()))
    os.utime(path, (1_788_000_000, 1_788_000_000))
    with pytest.raises(RefusedError, match="is of 2026-08-29, older"):
        get()


def test_room_is_counted_before_anything_is_taken(
    get, mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 1_000_000)
    )
    with pytest.raises(JobError, match=r"0\.1 GB are needed .*; make room or give another --data"):
        get()
    assert not mirror.gets(ADDRESSES)


def test_a_dry_run_says_and_takes_nothing(get: Fetcher, mirror: FaultServer) -> None:
    report = get(dry_run=True)
    assert {f.state for f in report.files} == {"to take", "missing"}
    assert report.as_json()["bytes"] == sum(
        p.stat().st_size
        for p in mirror.folder.iterdir()
        if p.name in {f.name for f in report.taken}
    )
    assert not mirror.gets(ADDRESSES)
    assert not get.paths.sources.exists()


# --- nothing half done ---


@pytest.mark.parametrize("step", ["place", "switch"])
def test_a_failure_while_files_are_placed_leaves_the_old_set(
    get, mirror, monkeypatch, step: str
) -> None:
    get()
    used = {source: v.folder for source, v in manifest.current(get.paths).items()}
    newer(mirror.folder, ADDRESSES, repacked((mirror.folder / ADDRESSES).read_bytes()))

    def fail(*arguments: object) -> None:
        raise KeyboardInterrupt

    name = "appear" if step == "place" else "write_text"
    real = manifest.write_text
    monkeypatch.setattr(
        manifest,
        name,
        fail
        if step == "place"
        else lambda p, t: fail() if p.name == "current.json" else real(p, t),
    )
    with pytest.raises(KeyboardInterrupt):
        get()
    assert {source: v.folder for source, v in manifest.current(get.paths).items()} == used
    monkeypatch.undo()
    count = len(mirror.gets(ADDRESSES))
    assert get().vintages["ban"] == "2026-09-11"
    asked = mirror.gets(ADDRESSES)[count:]
    assert [set(h) & {"If-None-Match", "Range"} for h in asked] == [
        {"If-None-Match"}
    ]  # all was there
    assert sorted(p.name for p in (get.paths.sources / "ban").iterdir()) == [
        "2026-09-10",
        "2026-09-11",
    ]


KILLED = """
import sys
from jobs.fetch.fetch import fetch
from jobs.fetch.options import FetchOptions
from jobs.pipeline.lock import update_lock
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from pathlib import Path

paths = DataPaths(Path(sys.argv[2]))
with update_lock(paths):
    print("started", flush=True)
    fetch(sys.argv[1], None, paths, NullProgress(), FetchOptions())
    print("done", flush=True)
"""


def test_a_kill_at_any_moment_leaves_the_old_set_or_the_new(
    get: Fetcher, mirror: FaultServer
) -> None:
    """Killed ever later into the fetch of a new set, until one ends."""
    get()
    old = {source: v.folder.name for source, v in manifest.current(get.paths).items()}
    for name in (ADDRESSES, "adresses-68.csv.gz", "lieux-dits-67-beta.csv.gz"):
        newer(mirror.folder, name, repacked((mirror.folder / name).read_bytes()))
    new = {**old, "ban": "2026-09-11"}
    words = [sys.executable, "-c", KILLED, mirror.url, str(get.paths.root)]
    for moment in range(1, 60):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout.readline() == "started\n"
            time.sleep(0.03 * moment)
            killed.kill()
            is_done = killed.stdout.readline() == "done\n"
        used = {source: v.folder.name for source, v in manifest.current(get.paths).items()}
        assert used in (old, new)
        for vintage in manifest.current(get.paths).values():
            rows = json.loads((vintage.folder / "manifest.json").read_text("utf-8"))["files"]
            for row in rows:
                body = (vintage.folder / row["name"]).read_bytes()
                assert hashlib.sha256(body).hexdigest() == row["sha256"]
        if is_done or used == new:
            break
    get()
    assert {s: v.folder.name for s, v in manifest.current(get.paths).items()} == new
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_two_fetches_at_once_are_one(cigogne, mirror: FaultServer, paths: DataPaths) -> None:
    with update_lock(paths):
        refused = cigogne("fetch", "--source", mirror.url, "--data", paths.root)
    assert refused.exit_code == 1
    assert "another cigogne update is running" in refused.stderr


def test_an_interruption_stops_both_downloads(get, mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        get()
    monkeypatch.undo()
    get()
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_a_held_file_that_was_removed_is_taken_again(get: Fetcher, mirror: FaultServer) -> None:
    get()
    (manifest.current(get.paths)["ban"].folder / ADDRESSES).unlink()
    assert [f.name for f in get().taken] == [ADDRESSES]
    assert get.file(ADDRESSES) == (mirror.folder / ADDRESSES).read_bytes()


def test_a_pointer_that_cannot_be_read_is_said(get: Fetcher) -> None:
    get()
    manifest.pointer(get.paths).write_text("{}", encoding="utf-8")
    with pytest.raises(
        JobError, match=r"current\.json: not the record of a fetch .*; remove this file"
    ):
        get()


def test_a_manifest_that_cannot_be_read_is_said_and_mended_as_it_says(get: Fetcher) -> None:
    get()
    folder = manifest.current(get.paths)["ban"].folder
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(JobError, match=r"not the manifest of a fetch .*; remove this folder"):
        get()
    shutil.rmtree(folder)
    assert ADDRESSES in {f.name for f in get().taken}
    assert get.file(ADDRESSES)
