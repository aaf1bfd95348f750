"""The record of the last `cigogne update`: written as it goes, on success and on failure."""

from __future__ import annotations

import importlib.metadata
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from jobs.errors import WithheldError, advice_of, sentence_of
from refdata.atomic import write_text
from refdata.paths import DataPaths


class Outcome(StrEnum):
    """How a run ended; `running` stays in the file of a run that was killed."""

    RUNNING = "running"
    DONE = "done"
    WITHHELD = "withheld"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(slots=True)
class StepRecord:
    """One step of a run: how long it took, and what it made again (nothing: it was skipped)."""

    name: str
    seconds: float | None = None
    redone: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """`seconds` is null while the step runs, or when a kill ended it."""
        ended = self.seconds is not None
        seconds = round(self.seconds, 3) if self.seconds is not None else None
        skipped = ended and not self.redone
        return {"name": self.name, "seconds": seconds, "skipped": skipped, "redone": self.redone}


@dataclass(slots=True)
class LastRun:
    """What `last_run.json` says of one run, rewritten whole at each step."""

    paths: DataPaths
    started: str
    steps: list[StepRecord] = field(default_factory=list)
    outcome: Outcome = Outcome.RUNNING
    ended: str | None = None
    release: str | None = None
    served: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    note: str | None = None
    error: dict[str, str] | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[StepRecord]:
        """Time one step; what it made again is to be put in the record that is yielded."""
        record, start = StepRecord(name), time.perf_counter()
        self.steps.append(record)
        self.save()
        try:
            yield record
        finally:
            record.seconds = time.perf_counter() - start

    def end(self, error: BaseException | None) -> None:
        """Say how the run ended, and write it; a full disk must not hide the first failure."""
        self.outcome, self.ended = _outcome(error), _now()
        if error is not None:
            said = {"type": type(error).__name__, "message": sentence_of(error)}
            self.error = {**said, "advice": advice_of(error)}
            with suppress(OSError):
                self.save()
        else:
            self.save()

    def save(self) -> None:
        """Write the file, whole or not at all."""
        write_text(
            self.paths.last_run, json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order in which a person reads them."""
        ended = self.outcome is not Outcome.RUNNING
        return {
            "status": str(self.outcome),
            "exit_code": int(self.outcome is not Outcome.DONE) if ended else None,
            "started": self.started,
            "ended": self.ended,
            "steps": [step.as_json() for step in self.steps],
            "release": self.release,
            "served": self.served,
            "counts": self.counts,
            "note": self.note,
            "error": self.error,
            "version": importlib.metadata.version("cigogne"),
            "pid": os.getpid(),
        }


@contextmanager
def recorded(paths: DataPaths) -> Iterator[LastRun]:
    """Record a run from its start to its end, however it ends. To be opened under the lock."""
    run = LastRun(paths, _now())
    run.save()
    try:
        yield run
    except BaseException as error:
        run.end(error)
        raise
    run.end(None)


def read_last_run(paths: DataPaths) -> dict[str, Any] | None:
    """Return what the file says; None when there is none, or none that can be understood."""
    try:
        found = json.loads(paths.last_run.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _outcome(error: BaseException | None) -> Outcome:
    if error is None:
        return Outcome.DONE
    if isinstance(error, WithheldError):
        return Outcome.WITHHELD
    return Outcome.FAILED if isinstance(error, Exception) else Outcome.INTERRUPTED
