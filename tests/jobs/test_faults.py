"""What a machine or a file may do to an update: one clear sentence, nothing lost, the old release served."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.doctor import Verdict, examine
from jobs.errors import LockedError
from jobs.pipeline.releases import current_identifier, releases
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.atomic import write_text
from refdata.errors import RefdataError
from refdata.paths import DataPaths
from tests.support.killing import change, wrong_with

ROOT = Path(__file__).parents[2]


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something on `folder`; the test is skipped where this machine forbids it."""
    command = ["mount", *options, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no mount here: {error}")
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def ran(*arguments: object, program: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, after `program`."""
    code = f"{program}\nfrom jobs.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def one_sentence(stderr: str) -> str:
    """The failure: the last line, and no traceback."""
    assert "Traceback" not in stderr
    last = stderr.strip().splitlines()[-1]
    assert last.startswith("cigogne: ")
    return last


ROOM = 8_000_000
"""Bytes of the disk that gets full; the small world needs a third of it."""


@pytest.mark.slow
@pytest.mark.parametrize("free", [0, 20_000, 60_000, 90_000, 120_000])
def test_a_full_disk(free: int, cigogne, source: Path, tmp_path: Path) -> None:
    """Filled up to `free` bytes left, so that different steps meet the end of the disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs"):
        data = DataPaths(disk / "data")
        update(str(source), None, data, NullProgress())
        before = current_identifier(data)
        change(source, 1)
        ballast = disk / "ballast"
        _fill(disk, ballast, free)
        words = ("update", "--source", source, "--data", data.root)
        failed = cigogne(*words)
        assert failed.exit_code == 1
        assert "room on this disk" in one_sentence(failed.stderr) or "free space" in failed.stderr
        assert current_identifier(data) == before
        assert wrong_with(data) == []
        assert not list(data.root.rglob("*.tmp"))
        ballast.unlink()
        done = cigogne(*words)
        assert done.exit_code == 0, done.stderr
        assert current_identifier(data) != before
        assert wrong_with(data) == []


def _fill(disk: Path, ballast: Path, free: int) -> None:
    """Write a file that leaves `free` bytes on the disk, in whole pages."""
    left = os.statvfs(disk)
    with ballast.open("wb") as out:
        out.write(b"\0" * (left.f_bavail * left.f_frsize - free // 4096 * 4096))


@pytest.mark.slow
def test_a_read_only_disk(source: Path, data: DataPaths) -> None:
    before = current_identifier(data)
    change(source, 1)
    with mounted(data.root, "--bind", str(data.root)):
        again = ["mount", "-o", "remount,ro,bind", str(data.root)]
        if subprocess.run(again, capture_output=True, check=False).returncode:
            pytest.skip("a bind mount cannot be made read-only here")
        failed = ran("update", "--source", source, "--data", data.root)
        assert failed.returncode == 1
        assert "Read-only file system" in one_sentence(failed.stderr)
        checks = examine(data)
        assert any("cannot be written" in c.sentence for c in checks if c.verdict == "problem")
        assert wrong_with(data) == []
    assert current_identifier(data) == before
    assert update(str(source), None, data, NullProgress()).served != before


NOBODY = 65534
AS_NOBODY = f"""
import os, sys
from pathlib import Path
import jobs.commands.update, jobs.commands.releases, jobs.commands.doctor, jobs.pipeline.update
from jobs.doctor import examine
import jobs.fetch.fetch, jobs.fetch.provide
from refdata.paths import DataPaths
examine(DataPaths(Path(sys.argv[-1])))  # imports what another user may not read: Python is root's
os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})
"""


def _reachable(folder: Path) -> None:
    """Let anyone pass through the folders above `folder` that are this test's."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)


@pytest.mark.slow
@pytest.mark.skipif(
    os.name != "posix" or os.getuid() != 0, reason="root alone becomes another user"
)
def test_a_folder_of_somebody_else(source: Path, data: DataPaths) -> None:
    """Permissions say nothing to root: the command is run as nobody."""
    before = current_identifier(data)
    change(source, 1)
    _reachable(data.root)
    _reachable(source)
    failed = ran("update", "--source", source, "--data", data.root, program=AS_NOBODY)
    assert failed.returncode == 1
    assert "give this user the right to write there" in one_sentence(failed.stderr)
    assert ran("status", "--data", data.root, program=AS_NOBODY).returncode == 0
    doctor = ran("doctor", "--data", data.root, program=AS_NOBODY)
    assert doctor.returncode == 1
    assert "cannot be written; give user 65534 the right to" in doctor.stdout
    assert (current_identifier(data), wrong_with(data)) == (before, [])


def _dated_in_2040(data: DataPaths) -> None:
    """Make everything the data directory dates be of 2040."""
    for manifest in releases(data):
        path = data.release(manifest["identifiant"]) / "manifest.json"
        write_text(path, json.dumps(manifest | {"cree_le": "2040-01-01T00:00:00+00:00"}))
    run = json.loads(data.last_run.read_text(encoding="utf-8"))
    future = {"started": "2040-01-01T00:00:00+00:00", "ended": "2040-01-01T00:01:00+00:00"}
    write_text(data.last_run, json.dumps(run | future))


def test_a_clock_that_goes_back(cigogne, source: Path, data: DataPaths) -> None:
    """Releases are built, served, ordered and rolled back all the same; the doctor says it."""
    before = current_identifier(data)
    _dated_in_2040(data)
    said = [c.sentence for c in examine(data) if c.verdict is Verdict.WARNING]
    assert any("it has gone back; set the clock" in sentence for sentence in said)
    made = []
    for turn in range(1, 8):
        change(source, turn)
        made.append(update(str(source), None, data, NullProgress()).served)
    kept = [m["identifiant"] for m in releases(data)]
    assert kept == made[:-6:-1]
    assert before not in kept
    assert cigogne("rollback", "--data", data.root).stdout.strip() == made[-2]


def test_a_file_as_old_as_the_one_before_but_another_is_read(source: Path, data: DataPaths) -> None:
    """A clock that goes back may date a new file as the former: it is told by its bytes."""
    path = next(source.glob("PS_LibreAcces_*.zip"))
    stat = path.stat()
    change(source, 1)
    newer = next(source.glob("PS_LibreAcces_*.zip"))
    os.utime(newer, ns=(stat.st_atime_ns, stat.st_mtime_ns - 10**15))
    assert update(str(source), None, data, NullProgress()).redone[-1] == "localisation"


def test_the_doctor_of_a_date_to_come(data: DataPaths) -> None:
    checks = examine(data, datetime(2020, 1, 1, tzinfo=UTC))
    said = [c.sentence for c in checks if c.verdict is Verdict.WARNING]
    assert any("source annuaire: of 2026-09-23, to come; set the clock" in s for s in said)


@pytest.mark.slow
def test_two_updates_at_once(source: Path, data: DataPaths) -> None:
    """Of two started together, one is done and the other refused, or both in turn."""
    change(source, 1)
    command = [sys.executable, "-c", "from jobs.cli import main; main()", "update"]
    words = [*command, "--source", str(source), "--data", str(data.root)]
    both = [
        subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 1])
    for (out, err), process in zip(said, both, strict=True):
        if process.returncode:
            assert "another cigogne update is running" in one_sentence(err)
            assert out == ""
    run = json.loads(data.last_run.read_text(encoding="utf-8"))
    assert run["status"] == "done"
    assert wrong_with(data) == []


def _rezip(source: Path, change_members: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
    """Write the zip of the extraction again with other members, under a later name."""
    (path,) = source.glob("PS_LibreAcces_*.zip")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path.unlink()
    with zipfile.ZipFile(
        source / "PS_LibreAcces_202610071200.zip", "w", zipfile.ZIP_DEFLATED
    ) as archive:
        for name, content in change_members(members).items():
            archive.writestr(name, content)


def _bomb(members: dict[str, bytes]) -> dict[str, bytes]:
    name = next(name for name in members if "Personne_activite" in name)
    header = members[name].split(b"\n", 1)[0]
    return members | {name: header + b"\n" + b"\0" * 60_000_000}


def _climbing(members: dict[str, bytes]) -> dict[str, bytes]:
    name = next(name for name in members if "Personne_activite" in name)
    content = members.pop(name)
    return {f"../../{name}": content, **members}


def _beside(members: dict[str, bytes]) -> dict[str, bytes]:
    return {**members, "/etc/cigogne-was-here": b"x"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_bomb, "would unpack from"),
        (_climbing, "holds `../../PS_LibreAcces_Personne_activite"),
        (_beside, "holds `/etc/cigogne-was-here`"),
    ],
    ids=["a zip bomb", "a member that climbs", "an absolute member"],
)
def test_a_hostile_zip(
    spoil: Callable, said: str, cigogne, source: Path, data: DataPaths, tmp_path: Path
) -> None:
    before = current_identifier(data)
    _rezip(source, spoil)
    there = sorted(path for path in tmp_path.rglob("*") if not path.is_relative_to(data.root))
    failed = cigogne("update", "--source", source, "--data", data.root)
    assert failed.exit_code == 1
    assert said in one_sentence(failed.stderr)
    assert failed.stderr.strip().endswith("from its publisher")
    assert (current_identifier(data), wrong_with(data)) == (before, [])
    assert sorted(p for p in tmp_path.rglob("*") if not p.is_relative_to(data.root)) == there
    assert not Path("/etc/cigogne-was-here").exists()
    run = json.loads(data.last_run.read_text(encoding="utf-8"))
    assert (run["status"], run["exit_code"]) == ("failed", 1)
    assert run["steps"][-1]["name"] in ("fetch", "refdata")  # looked at, or read
    assert run["error"]["advice"] == "fetch the file again from its publisher"
    assert run["served"] is None


def test_a_gzip_bomb_is_refused(cigogne, source: Path, data: DataPaths) -> None:
    import gzip

    path = source / "adresses-68.csv.gz"
    header, first, *_ = gzip.decompress(path.read_bytes()).splitlines()
    with gzip.open(path, "wb", 9) as out:
        out.write(header + b"\n" + (first + b"\n") * 400_000)
    failed = cigogne("update", "--source", source, "--data", data.root)
    assert failed.exit_code == 1
    assert "unpacks to more than 200 times its size" in one_sentence(failed.stderr)
    assert wrong_with(data) == []


def test_a_link_to_a_file_elsewhere_is_followed(
    source: Path, data: DataPaths, tmp_path: Path
) -> None:
    """A source folder may be made of links: the operator who made them says what to read."""
    moved = (source / "adresses-68.csv.gz").rename(tmp_path / "elsewhere.gz")
    (source / "adresses-68.csv.gz").symlink_to(moved)
    assert update(str(source), None, data, NullProgress()).redone == ()


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("adresses-68.csv.gz", "nowhere.gz"),
        ("adresses-68.csv.gz", "adresses-68.csv.gz"),
        ("PS_LibreAcces_202609231200.zip", "/nowhere/at/all.zip"),
        ("adresses-68.csv.gz", "/dev/zero"),
    ],
    ids=["dangling", "looping", "the extraction", "a device"],
)
def test_a_link_that_leads_to_no_file_is_named(
    name: str, target: str, source: Path, data: DataPaths
) -> None:
    """Left aside, it would take its department out of the release without a word."""
    before = current_identifier(data)
    (source / name).unlink()
    (source / name).symlink_to(target)
    with pytest.raises(RefdataError, match=rf"{name}: leads to no file") as caught:
        update(str(source), None, data, NullProgress())
    assert "put the file itself there" in str(caught.value)
    assert (current_identifier(data), wrong_with(data)) == (before, [])


def test_a_dead_link_of_another_name_is_nothing(source: Path, data: DataPaths) -> None:
    (source / "notes.txt").symlink_to("nowhere")
    assert update(str(source), None, data, NullProgress()).redone == ()


def test_a_refused_update_does_not_touch_the_record_of_the_one_that_runs(
    source: Path, data: DataPaths
) -> None:
    from filelock import FileLock

    before = data.last_run.read_bytes()
    with FileLock(data.lock), pytest.raises(LockedError):
        _elsewhere(source, data)
    assert data.last_run.read_bytes() == before


def _elsewhere(source: Path, data: DataPaths) -> None:
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(update, (str(source), None, data, NullProgress()))
