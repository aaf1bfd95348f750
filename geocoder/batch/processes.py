"""Processes that answer shares of large tables beside this one, and stay for the next table.

A worker is `python -m geocoder.worker`, told by its standard input. It is ready 0.27 s after it is
started, as soon as what `multiprocessing` spawns (0.34 to 0.40 s, by a fork server too), which runs
the caller's main module again. A fork would be ready in 0.03 s, but it copies the locks that the
threads of Arrow, of OpenBLAS or of a web server hold at that moment, which nobody will release, and
that server's sockets. An answer of 62,500 rows, 14 MB, takes 4 ms through a pipe of 1 MB and 6 ms
through a memory-mapped file, which a process that is killed would leave behind with its addresses.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.batch.distinct import DistinctAnswers
from geocoder.batch.frames import EndOfMessagesError, read_rows, read_table, widen, write_table

I64 = npt.NDArray[np.int64]
LOG = logging.getLogger(__name__)
LEFT_UNDONE = "a process that helped has ended (%s): what it left undone is done in this one"
Answer = Callable[[pa.Table], DistinctAnswers]


@dataclass(slots=True)
class _Task:
    """A share to answer: rows of the table (k,), then the answers to them."""

    rows: I64
    answers: DistinctAnswers | None = None

    def of(self, table: pa.Table) -> pa.Table:
        """The share's queries."""
        first, stop = int(self.rows[0]), int(self.rows[-1]) + 1
        if stop - first == len(self.rows):
            return table.slice(first, len(self.rows))
        return table.take(pa.array(self.rows))


class _Worker:
    """One process, from its start to its end."""

    def __init__(self, index: Path, fingerprint: str) -> None:
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self.has_started = False
        """Whether it has answered, so that it takes what it is asked at once."""
        self._words: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed by `end`
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "geocoder.worker", str(index), fingerprint],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                env=os.environ | {"PYTHONPATH": path},
            )
        except OSError:
            self._words.close()
            raise
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                widen(pipe)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self._process.poll() is None

    def ask(self, table: pa.Table) -> None:
        """Send queries; OSError or EndOfMessagesError when the worker is no more."""
        if self._process.stdin is None:
            raise EndOfMessagesError
        write_table(self._process.stdin, table)

    def answers(self) -> DistinctAnswers:
        """Wait for the answers to what was asked; EndOfMessagesError when the worker is no more."""
        if self._process.stdout is None:
            raise EndOfMessagesError
        answers = read_table(self._process.stdout)
        rows = read_rows(self._process.stdout)
        self.has_started = True
        return DistinctAnswers(answers, rows)

    def kill(self) -> int:
        """End the process, which has nothing to lose; returns its exit status."""
        self._process.kill()
        return self._process.wait()

    def end(self) -> str:
        """Leave nothing of the process; returns its last words."""
        status = self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # a question that it will never read
                    pipe.close()
        if self._words.closed:
            return ""
        self._words.seek(0)
        said = self._words.read().decode(errors="replace").strip().splitlines()
        self._words.close()
        return said[-1] if said else f"exit status {status}"


def _end_all(workers: list[_Worker], owner: int) -> None:
    """End workers, unless this is a fork of the process that has them."""
    while workers and os.getpid() == owner:
        workers.pop().end()


class Workers:
    """Workers of one index: started when they are first needed, or earlier, kept until closed.

    They end with `close`, when nothing refers to this object any more, when the interpreter exits,
    and when this process is killed.
    """

    def __init__(self, index: Path, fingerprint: str) -> None:
        self._index, self._fingerprint = index, fingerprint
        self._running: list[_Worker] = []
        self._one_table = Lock()
        weakref.finalize(self, _end_all, self._running, os.getpid())

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes."""
        return [worker.pid for worker in self._running if worker.is_running]

    def start(self, count: int) -> None:
        """Have `count` workers at least, as far as the system gives them; none is ready yet."""
        try:
            while len(self._running) < count:
                self._running.append(_Worker(self._index, self._fingerprint))
        except OSError as error:
            LOG.warning("no other process can be started to help (%s)", error)

    def close(self) -> None:
        """End every worker; the next table that needs them starts others."""
        _end_all(self._running, os.getpid())

    def answer(
        self, here: Answer, table: pa.Table, parts: Sequence[I64], processes: int
    ) -> DistinctAnswers:
        """Answer every row of `table`, cut into `parts`, with so many processes.

        This process takes one part after the other, by `here`, and workers do beside it. What a
        worker leaves undone, because it was killed or has no memory left, is answered here too.
        """
        tasks = [_Task(part) for part in parts]
        waiting = deque(tasks)
        with self._one_table:
            helping = self._ready(min(processes, len(parts)) - 1)
            threads = ThreadPoolExecutor(processes)
            try:
                begun = [_begun(worker, waiting, table) for worker in helping]
                asked = [
                    threads.submit(_drive, worker, waiting, table, task)
                    for worker, task in zip(helping, begun, strict=True)
                ]
                _answer_here(here, waiting, table)
                ended = [w for w, a in zip(helping, asked, strict=True) if not a.result()]
                for worker in ended:
                    LOG.warning(LEFT_UNDONE, worker.end())
                _answer_here(here, waiting, table)
            except BaseException:
                for worker in helping:
                    worker.kill()  # the threads wait for answers that nobody wants any more
                raise
            finally:
                threads.shutdown()
        return _together(tasks)

    def _ready(self, count: int) -> list[_Worker]:
        """As many workers, those that have died replaced."""
        for worker in [w for w in self._running if not w.is_running]:
            worker.end()
            self._running.remove(worker)
        self.start(count)
        return self._running[:count]


def _next(waiting: deque[_Task]) -> _Task | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _answer_here(here: Answer, waiting: deque[_Task], table: pa.Table) -> None:
    while (task := _next(waiting)) is not None:
        task.answers = here(task.of(table))


def _begun(worker: _Worker, waiting: deque[_Task], table: pa.Table) -> _Task | None:
    """A task that is sent before this process turns to its own; None to a worker not known to listen.

    It takes 5 ms. A thread that sends it while this process works takes 50, for Python's lock.
    """
    task = _next(waiting) if worker.has_started else None
    if task is not None:
        with suppress(OSError):  # a worker that has ended since will not answer either
            worker.ask(task.of(table))
    return task


def _drive(worker: _Worker, waiting: deque[_Task], table: pa.Table, begun: _Task | None) -> bool:
    """Have a worker answer one task after the other, first the one that it was sent if there is one.

    False when it leaves a task undone, which waits again.
    """
    sent = begun
    while (task := sent or _next(waiting)) is not None:
        try:
            if sent is None:
                worker.ask(task.of(table))
            sent = None
            task.answers = worker.answers()
        except (OSError, EndOfMessagesError):
            waiting.append(task)
            return False
    return True


def _together(tasks: Sequence[_Task]) -> DistinctAnswers:
    """The answers to every task, and which of them is each row's."""
    of_row = np.empty(sum(len(task.rows) for task in tasks), np.int64)
    tables: list[pa.Table] = []
    known = 0
    for task in tasks:
        if task.answers is not None:  # every task is done by now
            of_row[task.rows] = known + task.answers.of_row
            known += task.answers.table.num_rows
            tables.append(task.answers.table)
    return DistinctAnswers(pa.concat_tables(tables), of_row)
