"""From a source to a release: a mirror gives what the folder gives, and a disk is read in place."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jobs.fetch import manifest
from jobs.fetch.errors import DamagedError
from jobs.fetch.fetch import fetch
from jobs.fetch.integrity import check_text, check_zip
from jobs.fetch.options import FetchOptions
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.releases import current_identifier, manifest_of
from jobs.pipeline.tables import SOURCES_STEP
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.demo import SCALES, write_world
from refdata.paths import DataPaths
from refdata.sources import EXTRACTION_KINDS
from tests.support.fault_server import serving
from tests.support.small_world import ZIP

ADDRESSES = "adresses-67.csv.gz"
MAILBOXES = "extraction-correspondance-mssante"


def test_a_mirror_gives_the_release_of_the_folder(tmp_path: Path) -> None:
    """The tiny demonstration world, through HTTP and as a folder."""
    folder = tmp_path / "world"
    write_world(folder, SCALES["tiny"], 2026)
    by_hand, fetched = DataPaths(tmp_path / "by_hand"), DataPaths(tmp_path / "fetched")
    expected = update(str(folder), None, by_hand, NullProgress())
    with serving(folder) as server:
        found = update(server.url, None, fetched, NullProgress())
        assert found.release == expected.release
        assert found.redone[0] == "fetch"
        again = update(server.url, None, fetched, NullProgress())
    assert (again.redone, again.built) == ((), False)
    left, right = (manifest_of(paths.current) for paths in (by_hand, fetched))
    assert left["sources"] == right["sources"]
    assert right["demonstration"] is True


def test_fetch_then_the_steps_give_the_same_release(cigogne, source, published, tmp_path) -> None:
    data = ("--data", tmp_path / "data")
    with serving(source) as server:
        taken = cigogne("fetch", "--source", server.url, *data)
    assert taken.exit_code == 0
    assert ADDRESSES in taken.stdout
    for step in ("refdata", "index", "locate"):
        assert cigogne(step, *data).exit_code == 0
    assert cigogne("publish", *data).stdout.strip() == current_identifier(published)


def test_fetch_answers_a_machine(cigogne, source: Path, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "data")
    with serving(source) as server:
        foreseen = json.loads(
            cigogne("fetch", "--source", server.url, "--dry-run", "--json", *data).stdout
        )
        assert not (tmp_path / "data/sources").exists()
        found = json.loads(cigogne("fetch", "--source", server.url, "--json", *data).stdout)
        again = cigogne("fetch", "--source", server.url, *data)
    assert (foreseen["dry_run"], found["dry_run"]) == (True, False)
    assert foreseen["bytes"] == found["bytes"] > 0
    states = [[f["name"] for f in said["files"] if f["state"] == state] for said, state in
              ((foreseen, "to take"), (found, "taken"))]  # fmt: skip
    assert states[0] == states[1]
    assert set(found["vintages"]) == {"ban", "geoapi", "ans"}
    assert (again.stdout, again.stderr.splitlines()[-1]) == ("", "nothing had changed")


def test_departments_asked_for_are_the_only_ones_taken(
    cigogne, source: Path, tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "data", "--departments", "68")
    with serving(source) as server:
        assert cigogne("update", "--source", server.url, *data).exit_code == 0
        missing = cigogne("fetch", "--source", server.url, *data[:2], "--departments", "68,88")
    assert not list((tmp_path / "data/sources").rglob(ADDRESSES))
    assert (missing.exit_code, "adresses-88.csv.gz" in missing.stderr) == (1, True)


def test_a_failed_fetch_leaves_the_release_served(cigogne, source: Path, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "data")
    with serving(source) as server:
        served = cigogne("update", "--source", server.url, *data).stdout.strip()
        (source / ZIP).write_bytes((source / ZIP).read_bytes()[:-100])
        failed = cigogne("update", "--source", server.url, "--retries", "0", *data)
    assert failed.exit_code == 1
    assert failed.stderr.splitlines()[-1].startswith(f"cigogne: {server.url}{ZIP}: ")
    assert current_identifier(DataPaths(tmp_path / "data")) == served


# --- a disk carried in ---


def test_a_folder_is_read_where_it_is(cigogne, source: Path, tmp_path: Path) -> None:
    assert cigogne("update", "--source", source, "--data", tmp_path / "data").exit_code == 0
    assert not (tmp_path / "data/sources").exists()


def test_a_folder_may_be_copied_and_taken_away(cigogne, source, published, tmp_path) -> None:
    data = ("--data", tmp_path / "data")
    assert ADDRESSES in cigogne("fetch", "--source", source, *data).stdout
    again = cigogne("fetch", "--source", source, *data)
    assert (again.exit_code, again.stdout) == (0, "")
    shutil.rmtree(source)
    for step in ("refdata", "index", "locate", "publish"):
        last = cigogne(step, *data)
    assert last.stdout.strip() == current_identifier(published)


def sums_of(folder: Path) -> str:
    lines = (f"{hashlib.sha256(p.read_bytes()).hexdigest()} *{p.name}\n" for p in folder.iterdir())
    return "".join(lines)


def test_a_folder_is_held_to_its_checksums(cigogne, source: Path, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "data")
    (source / "SHA256SUMS").write_text(sums_of(source), encoding="ascii")
    assert cigogne("update", "--source", source, *data).exit_code == 0
    (source / ADDRESSES).write_bytes((source / ADDRESSES).read_bytes() + b"!")
    for command in ("update", "fetch"):
        refused = cigogne(command, "--source", source, *data)
        assert refused.exit_code == 1
        assert f"{ADDRESSES}: " in refused.stderr
    assert "copy the file again" in cigogne("update", "--source", source, *data).stderr


def test_an_older_disk_is_refused_unless_forced(cigogne, source: Path, data: DataPaths) -> None:
    (source / ZIP).rename(source / "PS_LibreAcces_202609091200.zip")
    words = ("update", "--source", source, "--data", data.root)
    refused = cigogne(*words)
    assert refused.exit_code == 1
    assert "is of 2026-09-09, older than the one in use, of 2026-09-23; check it" in refused.stderr
    assert cigogne(*words, "--force").stdout.startswith("2026-09-09-")


@pytest.mark.parametrize("kept", [0.85, 0.75], ids=["15 % smaller", "25 % smaller"])
@pytest.mark.parametrize("name", [ZIP, ADDRESSES, "communes-region-44.geojson", f"{MAILBOXES}.txt"])
def test_a_disk_whose_files_shrank_is_refused_unless_forced(
    cigogne, source: Path, data: DataPaths, kept: float, name: str
) -> None:
    """The record of what was last read stands for what a fetch holds."""
    ledger = Ledger.open(data)
    step = ledger.steps[SOURCES_STEP]
    path = source / name
    if not path.exists():
        path.write_bytes(b"Type de BAL|Adresse BAL|Identification nationale PP\n")
    sources = step["facts"]["sources"]
    before = int(path.stat().st_size / kept)
    rows = [row for s in sources.values() for row in s["fichiers"] if row["nom"] == name]
    if rows:
        rows[0]["octets"] = before
    else:
        sources["messageries"]["fichiers"] = [{"nom": name, "sha256": "", "octets": before}]
    step["key"] = "of those files"
    ledger.save()
    words = ("update", "--source", source, "--data", data.root)
    found = cigogne(*words)
    if kept > 0.8:
        assert found.exit_code == 0, found.stderr
        return
    assert found.exit_code == 1
    said = (
        f"{path}: has {path.stat().st_size:,} bytes where the {name} in use has {before:,}; check"
    )
    assert said in found.stderr
    assert cigogne(*words, "--force").exit_code == 0
    assert cigogne(*words).exit_code == 0  # what was forced is what the next is compared with


def test_a_file_in_another_form_has_another_size(cigogne, source: Path, data: DataPaths) -> None:
    """Packed, the addresses take a tenth of their plain size: nothing is lost."""
    plain = source / "adresses-68.csv"
    plain.write_bytes(gzip.decompress((source / "adresses-68.csv.gz").read_bytes()))
    packed = (source / "adresses-68.csv.gz").rename(source / "aside")
    words = ("update", "--source", source, "--data", data.root)
    assert cigogne(*words).exit_code == 0
    plain.unlink()
    packed.rename(source / "adresses-68.csv.gz")
    assert cigogne(*words).exit_code == 0


@pytest.mark.parametrize("suffix", [".txt", ".csv", "_20260826.zip"])
def test_files_of_the_mailboxes_are_taken_when_they_are_there(
    source, tmp_path: Path, suffix: str
) -> None:
    """What an update reads in place, a fetch takes too."""
    file, text = source / f"{MAILBOXES}{suffix}", b"a|b|c|d\n1|2|3|4\n"
    if file.suffix == ".zip":
        zip_of(file, {f"{MAILBOXES}.txt": text})
    else:
        file.write_bytes(text)
    paths = DataPaths(tmp_path / "data")
    paths.root.mkdir()
    fetch(str(source), None, paths, NullProgress())
    folder = manifest.current(paths)["ans"].folder
    assert (folder / file.name).read_bytes() == file.read_bytes()
    file.write_bytes(file.read_bytes()[:-6])
    with pytest.raises(DamagedError, match=MAILBOXES):
        fetch(str(source), None, paths, NullProgress(), FetchOptions(force=True))


# --- damaged zips and texts, without a server ---


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


TEXTS = {f"PS_LibreAcces_{t}_202609231200.txt": b"a|b\n" * 50 for t in
         ("Personne_activite", "Dipl_AutExerc", "SavoirFaire")}  # fmt: skip


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({**TEXTS, "../evil.txt": b"x"}, "a path out of the archive"),
        ({**TEXTS, "/etc/cron.d/evil": b"x"}, "a path out of the archive"),
        ({**TEXTS, "a\\..\\..\\evil": b"x"}, "a path out of the archive"),
        ({**TEXTS, "C:/evil": b"x"}, "a path out of the archive"),
        ({**TEXTS, "zeros.txt": bytes(5_000_000)}, "would unpack from"),
        (dict(list(TEXTS.items())[:2]), "holds no savoir_faire text"),
    ],
)
def test_a_zip_that_is_no_extraction_is_refused(tmp_path: Path, members, said: str) -> None:
    with pytest.raises(DamagedError, match=said):
        check_zip(zip_of(tmp_path / "x.zip", members), "x.zip", EXTRACTION_KINDS)


def test_a_member_damaged_inside_is_found(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", {**TEXTS, "more.txt": bytes(range(256)) * 40})
    body = bytearray(path.read_bytes())
    at = body.index(b"more.txt") + 60
    body[at : at + 4] = bytes(4)
    path.write_bytes(body)
    with pytest.raises(DamagedError, match="damaged"):
        check_zip(path, "x.zip", EXTRACTION_KINDS)
    check_zip(zip_of(tmp_path / "good.zip", TEXTS), "good.zip", EXTRACTION_KINDS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a|b|c|d\n1|2|3|4\n1|2", "last line is not complete"),
        (b"a;b\n", "is not a text of the ANS"),
    ],
)
def test_a_text_cut_short_is_refused(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "x.txt").write_bytes(text)
    with pytest.raises(DamagedError, match=said):
        check_text(tmp_path / "x.txt", "x.txt")


def test_a_text_without_its_last_separator_or_newline_is_whole(tmp_path: Path) -> None:
    for text in (b"a|b|c|\n1|2|3", b"a|b|c\n1|2|3\nmalformed\n"):
        (tmp_path / "x.txt").write_bytes(text)
        check_text(tmp_path / "x.txt", "x.txt")


def test_a_folder_brings_no_network_in(source: Path, tmp_path: Path) -> None:
    """An update from a disk must not pay for a network library."""
    code = (
        "import sys; from jobs.cli import cli; "
        f"cli(['update', '--source', {str(source)!r}, '--data', {str(tmp_path / 'd')!r}], "
        "standalone_mode=False); assert 'urllib3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
