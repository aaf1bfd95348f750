"""Progress of a job: a bar on a terminal, plain lines in a log, nothing in a test."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

LOG_EVERY_S = 10.0
"""Seconds between two lines of one task in a log."""


class Progress(Protocol):
    """What a job tells the person who waits. Implementations write to stderr only."""

    def note(self, text: str) -> None:
        """Say one line that stays."""

    def task(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Open a task of `total` units (None: unknown); yields the function that advances it."""


Advance = Callable[[int], None]
"""Called with the number of units just done."""


class NullProgress:
    """Says nothing."""

    def note(self, text: str) -> None:
        """Do nothing with `text`."""

    @contextmanager
    def task(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Yield a function that does nothing."""
        yield lambda units: None


class LogProgress:
    """Plain lines, one at the end of each task and one every ten seconds of a long one."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock

    def note(self, text: str) -> None:
        """Write `text` on its own line."""
        self._stream.write(f"{text}\n")
        self._stream.flush()

    @contextmanager
    def task(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Yield the function that advances the task; write its count, time and rate."""
        start = last = self._clock()
        done = 0

        def advance(units: int) -> None:
            nonlocal done, last
            done += units
            if self._clock() - last >= LOG_EVERY_S:
                last = self._clock()
                said = f"{label}: {_count(done, total)}, {_rate(done, last - start)}"
                self.note(said + _remaining(done, total, last - start))

        yield advance
        spent = self._clock() - start
        counted = f"{_count(done, None)} in " if done else ""
        self.note(f"{label}: {counted}{spent:.1f} s")


class BarProgress:
    """A bar with rate and remaining time, on a terminal."""

    def note(self, text: str) -> None:
        """Write `text` on its own line."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    @contextmanager
    def task(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Yield the function that advances the bar; leave one line when it is done."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Rich

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Rich(*columns, console=Console(stderr=True)) as rich:
            identifier = rich.add_task(label, total=total, rate="")

            def advance(units: int) -> None:
                task = rich.tasks[rich.task_ids.index(identifier)]
                rate = _rate(task.completed + units, task.elapsed or 0.0)
                rich.update(identifier, advance=units, rate=rate)

            yield advance
            done = rich.tasks[rich.task_ids.index(identifier)].completed
            rich.update(identifier, total=total or done or 1, completed=total or done or 1)


def _count(done: int, total: int | None) -> str:
    """`12000, 40000` -> `12,000 of 40,000`."""
    return f"{done:,} of {total:,}" if total else f"{done:,}"


def _rate(done: float, seconds: float) -> str:
    """Units a second, empty before it can be told."""
    return f"{done / seconds:,.0f}/s" if seconds > 0 else ""


def _remaining(done: int, total: int | None, seconds: float) -> str:
    """`1200, 3000, 12` -> `, 18 s left`; empty when it cannot be told."""
    if not total or not 0 < done < total:
        return ""
    left = (total - done) * seconds / done
    return f", {left:.0f} s left" if left < 120 else f", {left / 60:.0f} min left"


def for_stderr() -> Progress:
    """Return the progress that suits where stderr goes: bars on a terminal, lines elsewhere."""
    return BarProgress() if sys.stderr.isatty() else LogProgress(sys.stderr)
