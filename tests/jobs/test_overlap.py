"""Reading ahead and writing behind: the same order, and nothing that goes wrong is lost."""

from threading import get_ident

import pyarrow as pa
import pytest

from jobs.batch.overlap import WriteBehind, read_ahead
from jobs.batch.rows import Chunk
from jobs.errors import JobError

TABLE = pa.table({"a": [1]})


class _Sink:
    """Keeps what it is given; refuses the third."""

    def __init__(self) -> None:
        self.written: list[pa.Table] = []
        self.threads: set[int] = set()

    def write(self, _: Chunk, results: pa.Table) -> None:
        self.threads.add(get_ident())
        if len(self.written) == 2:
            msg = "no room left"
            raise JobError(msg, "make some")
        self.written.append(results)

    def close(self) -> None:
        """Nothing to finish."""


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_items_come_in_their_order(count: int) -> None:
    assert list(read_ahead(range(count))) == list(range(count))


def test_one_item_is_taken_ahead_and_no_more() -> None:
    taken: list[int] = []
    items = read_ahead(taken.append(n) or n for n in range(9))
    assert (next(items), next(items)) == (0, 1)
    items.close()
    assert taken == [0, 1, 2]


def test_what_cannot_be_read_is_raised_behind_what_could() -> None:
    def broken():
        yield 1
        msg = "line 2"
        raise JobError(msg, "look at it")

    items = read_ahead(broken())
    assert next(items) == 1
    with pytest.raises(JobError, match="line 2"):
        next(items)


def test_chunks_are_written_in_their_order_by_another_thread() -> None:
    sink, results = _Sink(), [pa.table({"n": [n]}) for n in range(2)]
    with WriteBehind(sink) as behind:
        for one in results:
            behind.write(Chunk(TABLE), one)
    assert sink.written == results
    assert get_ident() not in sink.threads


def _write(sink: _Sink, count: int, error: type[BaseException] | None = None) -> None:
    with WriteBehind(sink) as behind:
        for _ in range(count):
            behind.write(Chunk(TABLE), TABLE)
        if error:
            raise error


@pytest.mark.parametrize("count", [3, 4])
def test_what_cannot_be_written_is_raised(count: int) -> None:
    with pytest.raises(JobError, match="no room"):
        _write(_Sink(), count)


def test_an_error_of_the_block_comes_first() -> None:
    with pytest.raises(KeyboardInterrupt):
        _write(_Sink(), 3, KeyboardInterrupt)
