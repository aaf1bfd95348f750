"""The race: lanes of one or several processes answer the same rows, one lane after another, again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""An address to race on: `q` for addok, query columns for each presentation, and its truth."""
Answers = list[list[Any] | None]
"""For each row type, id, citycode, longitude, latitude, score; None when nothing was answered."""


@dataclass(slots=True)
class Lane:
    """One competitor in one way of running."""

    name: str
    command: list[str]
    """One process's, which takes the names of its file of rows and of its file of answers."""
    processes: int
    environment: dict[str, str] | None = None
    server_cpu: Callable[[], float] | None = None
    """CPU seconds of a server that works for the lane."""
    runs: list[Run] = field(default_factory=list)

    @property
    def best(self) -> Run:
        """The fastest run."""
        return min(self.runs, key=lambda run: run.seconds)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a lane over all the rows."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    """Of the largest process, server not included."""
    answers: Answers


def race(lanes: Sequence[Lane], rows: Sequence[Row], rounds: int, folder: Path) -> None:
    """Run every lane once a round; the runs are added to the lanes."""
    for _ in range(rounds):
        for lane in lanes:
            lane.runs.append(run(lane, rows, folder))


def run(lane: Lane, rows: Sequence[Row], folder: Path) -> Run:
    """Run one lane: its processes get ready, then start together; raises when one fails."""
    parts = [range(k, len(rows), lane.processes) for k in range(lane.processes)]
    files = [(folder / f"rows-{k}.jsonl", folder / f"answers-{k}.jsonl") for k in range(len(parts))]
    for part, (asked, _) in zip(parts, files, strict=True):
        _write_lines(asked, [rows[i] for i in part])
    server = lane.server_cpu() if lane.server_cpu else 0.0
    times = _together([[*lane.command, *map(str, pair)] for pair in files], lane.environment)
    server = lane.server_cpu() - server if lane.server_cpu else 0.0
    answers: Answers = [None] * len(rows)
    for part, (_, given) in zip(parts, files, strict=True):
        for at, answer in zip(part, _read_lines(given), strict=True):
            answers[at] = answer
    seconds = max(t["end"] for t in times) - min(t["start"] for t in times)
    cpu = sum(t["cpu"] for t in times) + server
    return Run(seconds, cpu, max(t["peak_mb"] for t in times), answers)


def _together(
    commands: Sequence[list[str]], environment: dict[str, str] | None
) -> list[dict[str, float]]:
    """Start the processes, let them warm up, let them go at once; return their times."""
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    command, env=environment, text=True,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                )
            )
            for command in commands
        ]  # fmt: skip
        for process, command in zip(processes, commands, strict=True):
            if _line(process) != "ready":
                problem = f"{' '.join(command[:4])}… did not get ready: run it alone to see why"
                raise SystemExit(problem)
        for process in processes:
            if process.stdin:
                process.stdin.write("go\n")
                process.stdin.flush()
        return [json.loads(_line(process)) for process in processes]


def _line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip() if process.stdout else ""


def _write_lines(path: Path, values: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(v) + "\n" for v in values)


def _read_lines(path: Path) -> Answers:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]
