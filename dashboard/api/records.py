"""The lines of a CSV as rows, whatever their quotes: a bad line is one bad row, never the end of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

LONGEST_RECORD = 20
"""Lines that one quoted value may span."""
WIDEST_FIELD = 1 << 30
# Of the whole process; the default, 128 KiB, would refuse a file for one long cell.
csv.field_size_limit(WIDEST_FIELD)


def rows_of(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Split lines (with their ends) into rows; the first row tells how many fields are right."""
    reader = csv.reader(_Records(lines, delimiter), delimiter=delimiter)
    return iter(reader)


class _Records(Iterator[str]):
    """Whole records: every quote that opens one is closed in it."""

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        self._lines, self._delimiter = iter(lines), delimiter
        self._ahead: deque[str] = deque()
        self._width = 0

    def __next__(self) -> str:
        line = self._next_line()
        if '"' not in line or self._is_whole(line):
            record = line
        else:
            record = self._joined(line) or _unquoted(line, self._delimiter)
        self._width = self._width or len(self._split(record)[0])
        return record

    def _next_line(self) -> str:
        return self._ahead.popleft() if self._ahead else next(self._lines)

    def _joined(self, line: str) -> str | None:
        """The record that begins with `line` and goes on in the next ones.

        None where that gives no right record: `line` is a bad one then, and the others are read again.
        """
        taken: list[str] = []
        while len(taken) < LONGEST_RECORD:
            try:
                taken.append(self._next_line())
            except StopIteration:
                break
            if '"' in taken[-1] and self._is_whole(joined := line + "".join(taken)):
                if self._is_right(joined):
                    return joined
                break
        self._ahead.extendleft(reversed(taken))
        return None

    def _split(self, record: str) -> list[list[str]]:
        return list(csv.reader([record, "\n"], delimiter=self._delimiter))

    def _is_right(self, record: str) -> bool:
        """Whether quotes stand at the ends of values only, and fields are as many as the header has."""
        try:
            fields = next(csv.reader([record], delimiter=self._delimiter, strict=True))
        except csv.Error:
            return False
        return len(fields) == (self._width or len(fields))

    def _is_whole(self, record: str) -> bool:
        """Whether what follows a record is not within its quotes."""
        return len(self._split(record)) > 1


def _unquoted(line: str, delimiter: str) -> str:
    """The same line, written so that its quotes are read as they stand."""
    body = line.rstrip("\r\n")
    fields = (field.replace('"', '""') for field in body.split(delimiter))
    return delimiter.join(f'"{field}"' for field in fields) + line[len(body) :]
