"""Kills updates and looks at what they leave: `python -m tests.support.killing FOLDER KILLS SEED`.

One warm process forks a child an update: no interpreter starts, no import is paid twice. Each round
changes the official files (a new extraction, a department's addresses), kills the update at one
point, looks at the release served, then lets another update end. Half of the kills are at
instrumented points, just before or just after a call that changes a folder, drawn so that each such
call of an update is met; the others are at random moments. Prints a JSON report on stdout.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from jobs.pipeline import history, publish
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from tests.support.small_world import ACTIVITIES, addresses_text, write_extraction, write_source

CALLS = ("replace", "rename", "symlink", "link", "unlink", "fsync", "mkdir", "rmdir")
"""Functions of `os` through which everything on the disk changes or is made to last."""


@dataclass(frozen=True)
class Round:
    """One kill: where, whether it came in time, at which step, and everything wrong afterwards."""

    where: str
    killed: bool
    step: str
    wrong: list[str]


def change(source: Path, turn: int) -> str:
    """Write the official files of the `turn`th fortnight; return the date of the extraction."""
    for old in source.glob("PS_LibreAcces_*"):
        old.unlink()
    stamp = f"20{30 + turn // 300}{1 + turn // 28 % 12:02}{1 + turn % 28:02}1200"
    address = {**ACTIVITIES[1].address, "numero_voie": str(1 + turn % 20)}
    write_extraction(source, [*ACTIVITIES[:-1], replace(ACTIVITIES[1], address=address)], stamp)
    text = addresses_text("68")
    row = text.splitlines()[-1].replace("_00010;", f"_{100 + turn:05};")
    packed = gzip.compress(f"{text}{row}\n".encode(), mtime=1_790_000_000 + turn)
    (source / "adresses-68.csv.gz").write_bytes(packed)
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"


def forked(work: Callable[[], None]) -> int:
    """Start `work` in a child and return its process id; its status is 0 when `work` ends well."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def instrument(at: Callable[[str], None]) -> None:
    """Call `at` before and after each of CALLS, with its name and that of the file."""
    for name in CALLS:
        call = getattr(os, name)

        def patched(first, *rest, _call=call, _name=name, **named):
            target = rest[0] if rest and _name in {"replace", "rename"} else first
            label = f"{_name} {Path(str(target)).name if not isinstance(target, int) else ''}"
            at(f"before {label}")
            answer = _call(first, *rest, **named)
            at(f"after {label}")
            return answer

        setattr(os, name, patched)


def run(source: Path, data: DataPaths) -> None:
    """Update, in a child."""
    update(str(source), None, data, NullProgress())


def counted(source: Path, data: DataPaths, file: Path) -> None:
    """Update, in a child, and write down the points passed."""
    passed: list[str] = []
    instrument(passed.append)
    run(source, data)
    file.write_text(json.dumps(passed), encoding="utf-8")


def first(source: Path, data: DataPaths, file: Path) -> None:
    """Update, in a child, and write down the modules it imported."""
    run(source, data)
    file.write_text(json.dumps(sorted(sys.modules)), encoding="utf-8")


def warm(modules: list[str]) -> None:
    """Import what an update imports, so that no child has to; no thread is started by that."""
    for name in modules:
        with suppress(ImportError):  # some are not there for everyone: `__main__`, `pandas._x`
            importlib.import_module(name)


def killed_at(source: Path, data: DataPaths, number: int) -> None:
    """Update, in a child that kills itself at the point of that number."""
    passed = 0

    def at(_: str) -> None:
        nonlocal passed
        passed += 1
        if passed > number:
            os.kill(os.getpid(), signal.SIGKILL)

    instrument(at)
    run(source, data)


def wrong_with(data: DataPaths) -> list[str]:
    """Say what is wrong with the release being served: every byte is read."""
    try:
        folder = data.current.resolve(strict=True)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return [f"nothing served: {error}"]
    files = manifest["fichiers"]
    found = [] if len(files) > 10 else [f"only {len(files)} files"]
    for name, mark in files.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != mark["sha256"]:
            found.append(f"{name} of {folder.name} is not whole")
    if not (data.index / manifest["index"] / "meta.json").is_file():
        found.append(f"no index of {folder.name}")
    return found


def step_of(data: DataPaths) -> str:
    """Return the step that `last_run.json` says was under way; `between` outside of any."""
    record = json.loads(data.last_run.read_text(encoding="utf-8"))
    if record["status"] != "running":
        return "between"
    return record["steps"][-1]["name"] if record["steps"] else "between"


def one(where: str, start: Callable[[], int], source: Path, data: DataPaths, date: str) -> Round:
    """Kill one update, look, let the next one end, look again."""
    before = data.current.resolve().name
    _, status = os.waitpid(start(), 0)
    killed = os.WIFSIGNALED(status)
    wrong = [] if killed or status == 0 else [f"status {status} instead of a kill"]
    wrong += wrong_with(data)
    served, step = data.current.resolve().name, step_of(data)
    if served != before and not served.startswith(date):
        wrong.append(f"{served} served after {before}")
    _, status = os.waitpid(forked(lambda: run(source, data)), 0)
    if status:
        wrong.append(f"the next update failed with {status}")
    wrong += wrong_with(data)
    now = data.current.resolve().name
    if not now.startswith(date):
        wrong.append(f"{now} served after the next update")
    if not history.counts_path(data, now).exists():
        wrong.append(f"no history of {now}")
    left = [*data.root.rglob("*.tmp"), *data.releases.glob(f"{publish.PARTIAL}*")]
    wrong += [f"left: {path}" for path in left]
    return Round(where, killed, step, wrong)


def at_moment(seconds: float, source: Path, data: DataPaths) -> int:
    """Start an update and kill it after `seconds`; return its process id."""
    child = forked(lambda: run(source, data))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return child


def points_of(passed: list[str], wanted: int, dice: random.Random) -> list[int]:
    """Draw `wanted` points, at first one a distinct call before and after, then any."""
    firsts: dict[str, int] = {}
    for number, label in enumerate(passed):
        firsts.setdefault(label.split("-")[0] if "2030" in label else label, number)
    chosen = sorted(firsts.values())
    dice.shuffle(chosen)
    return (chosen + dice.choices(range(len(passed)), k=wanted))[:wanted]


def main() -> None:
    """Run every round and print the report."""
    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(int(sys.argv[3]))
    data, source = DataPaths(folder / "data"), write_source(folder / "source")
    modules_file = folder / "modules.json"
    assert os.waitpid(forked(lambda: first(source, data, modules_file)), 0)[1] == 0
    warm(json.loads(modules_file.read_text(encoding="utf-8")))
    change(source, 0)
    start = time.perf_counter()
    passed_file = folder / "passed.json"
    assert os.waitpid(forked(lambda: counted(source, data, passed_file)), 0)[1] == 0
    lasted = time.perf_counter() - start
    passed = json.loads(passed_file.read_text(encoding="utf-8"))
    rounds: list[dict] = []
    numbers: list[int | None] = list(points_of(passed, kills // 2, dice))
    numbers += [None] * (kills - len(numbers))
    dice.shuffle(numbers)
    for turn, number in enumerate(numbers, start=1):
        date = change(source, turn)
        if number is None:
            seconds = dice.uniform(0, lasted)
            start_one = partial(at_moment, seconds, source, data)
            where = f"after {seconds:.3f} s"
        else:
            start_one = partial(forked, partial(killed_at, source, data, number))
            where = passed[number]
        rounds.append(asdict(one(where, start_one, source, data, date)))
        if number is None and not rounds[-1]["killed"] and len(rounds) < 2 * kills:
            lasted = min(lasted, seconds)  # it had ended by then: another moment, an earlier one
            numbers.append(None)
    report = {"points": len(passed), "lasted": lasted, "rounds": rounds}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
