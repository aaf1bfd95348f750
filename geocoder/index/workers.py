"""Departments built by several processes: this one, and workers that are told one at a time.

A worker is `python -m geocoder.index.workers`: a line of JSON in for each department, a line out
when it is built. Started so, rather than by `multiprocessing`, it neither copies the threads of the
process that asks for it nor runs its main module again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event

from geocoder.errors import GeocoderError
from geocoder.index.shard_build import build_shard
from geocoder.index.shard_numbers import ADDRESS_COLUMNS, REPEATING
from refdata.tables import ADRESSE, LIEU_DIT


@dataclass(frozen=True, slots=True)
class ShardTask:
    """One shard to build: tables (either may be absent), target file, fingerprint, bytes of the tables."""

    department: str
    adresses: Path | None
    lieux_dits: Path | None
    target: Path
    fingerprint: str
    bytes: int

    def run(self) -> None:
        """Build the shard in this process."""
        addresses, places = self.adresses, self.lieux_dits
        build_shard(
            ADRESSE.read(addresses, ADDRESS_COLUMNS, dictionaries=REPEATING)
            if addresses
            else ADRESSE.empty(),
            LIEU_DIT.read(places) if places else LIEU_DIT.empty(),
            self.target,
            self.fingerprint,
        )

    def as_line(self) -> str:
        """The task as one line of JSON."""
        paths = [str(p) if p else None for p in (self.adresses, self.lieux_dits, self.target)]
        return json.dumps([self.department, *paths, self.fingerprint, self.bytes]) + "\n"

    @classmethod
    def of_line(cls, line: str) -> ShardTask:
        """The task that `as_line` wrote."""
        department, first, second, target, fingerprint, size = json.loads(line)
        adresses, lieux_dits = (Path(p) if p else None for p in (first, second))
        return cls(department, adresses, lieux_dits, Path(target), fingerprint, size)


def build_shards(
    tasks: Sequence[ShardTask], processes: int, progress: Callable[[str], None]
) -> None:
    """Build every shard with `processes` processes; `progress` is told each department when it is done.

    Raises what the first department that fails raises: here, its own error; in a worker,
    GeocoderError with the worker's last words.
    """
    waiting, stop = deque(tasks), Event()
    helpers = min(processes, len(tasks)) - 1
    with ThreadPoolExecutor(max(helpers, 1)) as threads:
        started = [threads.submit(_drive_worker, waiting, stop, progress) for _ in range(helpers)]
        try:
            while (task := _next(waiting, stop)) is not None:
                task.run()
                progress(task.department)
        except BaseException:
            stop.set()
            raise
    for future in started:
        future.result()


def _next(waiting: deque[ShardTask], stop: Event) -> ShardTask | None:
    """The next task; None when there is none left, or another process has failed."""
    try:
        return None if stop.is_set() else waiting.popleft()
    except IndexError:
        return None


def _drive_worker(waiting: deque[ShardTask], stop: Event, progress: Callable[[str], None]) -> None:
    """Give tasks to one worker process until there are none."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    with TemporaryFile("w+", encoding="utf-8") as words:
        worker = subprocess.Popen(
            [sys.executable, "-m", "geocoder.index.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": path},
        )
        try:
            while (task := _next(waiting, stop)) is not None:
                if not _answers(worker, task):
                    stop.set()
                    words.seek(0)
                    said = words.read().strip().splitlines() or ["it ended without a word"]
                    who = f"the process that built department {task.department}"
                    problem = f"{who} failed: {said[-1]}; run `cigogne index` again"
                    raise GeocoderError(problem)
                progress(task.department)
        finally:
            worker.communicate()


def _answers(worker: subprocess.Popen[str], task: ShardTask) -> bool:
    """Whether the worker builds a task: it ends, and its pipes with it, when it fails."""
    if worker.stdin is None or worker.stdout is None:
        return False
    try:
        worker.stdin.write(task.as_line())
        worker.stdin.flush()
    except BrokenPipeError:
        return False
    return worker.stdout.readline().strip() == task.department


def main() -> None:
    """Build the shards of the lines of standard input."""
    for line in sys.stdin:
        task = ShardTask.of_line(line)
        task.run()
        sys.stdout.write(f"{task.department}\n")  # the answer to the process that asked
        sys.stdout.flush()


if __name__ == "__main__":
    main()
