"""What a command takes together with the processes that it starts: time, processor, memory."""

from __future__ import annotations

import re
import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.05
"""Seconds between two looks at the memory of a process and its helpers."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took with its helpers."""

    seconds: float
    cpu: float
    """Seconds of processor."""
    megabytes: float
    """Highest proportional memory: pages that they share are counted once."""


def cost_of(command: list[str]) -> Cost:
    """Run a command to its end; raises SystemExit, with what it said, when it fails."""
    start, used = time.perf_counter(), _processor()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        peak, ended = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, ended))
        watcher.start()
        _, said = process.communicate()
        seconds = time.perf_counter() - start
        ended.set()
        watcher.join()
    if process.returncode:
        problem = f"{' '.join(command[:4])}… failed: {said.decode()}"
        raise SystemExit(problem)
    return Cost(seconds, _processor() - used, peak[0] / 1e6)


def _processor() -> float:
    """Seconds of processor that the children of this process have used, once they ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _watch(pid: int, peak: list[float], ended: threading.Event) -> None:
    """Keep the largest memory of a process and its descendants, in bytes."""
    while not ended.wait(SAMPLE_S):
        peak[0] = max(peak[0], sum(map(_memory, with_descendants(pid))))


def with_descendants(pid: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = thread.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from with_descendants(int(child))


def _memory(pid: int) -> int:
    """Proportional resident memory of a process in bytes; 0 once it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1000 if found else 0
