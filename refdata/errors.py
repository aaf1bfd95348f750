"""Errors of the reference data, each one sentence that ends with what to do."""

from __future__ import annotations

from pathlib import Path


class RefdataError(Exception):
    """Something is wrong with a source file or a table; the message ends with what to do."""


class SourceMissingError(RefdataError):
    """A source file that is needed is not where it was looked for."""

    def __init__(self, folder: Path | str, expected: str, advice: str) -> None:
        self.folder, self.expected, self.advice = folder, expected, advice
        super().__init__(f"{folder}: no {expected} found; {advice}")


class RawFormatError(RefdataError):
    """A source file does not have the format its name promises.

    Attributes name the place: `source` (file), `line` (1-based, the header being line 1; None when
    the whole file is meant), `column` and `value` where one cell is at fault.
    """

    def __init__(
        self,
        source: Path | str,
        problem: str,
        advice: str,
        *,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.source, self.problem, self.advice = source, problem, advice
        self.line, self.column, self.value = line, column, value
        place = f"{source}"
        if line is not None:
            place += f", line {line}"
        if column is not None:
            place += f", column `{column}`"
        if value is not None:
            place += f", value {value!r}"
        super().__init__(f"{place}: {problem}; {advice}")


class ContractError(RefdataError):
    """A table does not have the columns, types or keys that its contract promises."""

    def __init__(self, table: str, problems: list[str], path: Path | None = None) -> None:
        self.table, self.problems, self.path = table, problems, path
        where = f" in {path}" if path else ""
        super().__init__(f"table `{table}`{where}: " + "; ".join(problems))
