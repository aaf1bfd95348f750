"""Reading ahead and writing behind, each in a thread: Arrow works there while Python works here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

import pyarrow as pa

from jobs.batch.rows import Chunk, Sink

T = TypeVar("T")


def read_ahead(items: Iterable[T]) -> Iterator[T]:
    """Yield `items` in their order, the next one taken while the present one is worked on."""
    given = iter(items)
    with ThreadPoolExecutor(1, "reading") as thread:
        following: Future[T | None] = thread.submit(next, given, None)
        while (item := following.result()) is not None:
            following = thread.submit(next, given, None)
            yield item


class WriteBehind:
    """A sink that is written to in a thread, one chunk at a time and in their order.

    What goes wrong is raised by the next `write`, or at the end of the block.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._thread = ThreadPoolExecutor(1, "writing")
        self._written: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._thread.shutdown()
        if kind is None:
            self._wait()

    def write(self, chunk: Chunk, results: pa.Table) -> None:
        """Have the rows of `chunk` written, each with its result, once those before are."""
        self._wait()
        self._written = self._thread.submit(self._sink.write, chunk, results)

    def _wait(self) -> None:
        if self._written is not None:
            self._written.result()
