"""What the last update did: file digests and, for each step, its inputs, outputs and facts."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jobs.errors import JobError, NotBuiltError
from refdata.atomic import write_text
from refdata.paths import DataPaths

LEDGER_VERSION = 1

CODE_SUFFIXES = frozenset({".py", ".csv"})
"""Files of a package that what it makes depends on: its modules, its vocabularies and labels."""

Facts = dict[str, Any]
"""What a step leaves for the next ones and for the manifest; plain JSON values."""


def digest_of(parts: object) -> str:
    """Return the SHA-256 of `parts` (plain JSON values), in hexadecimal."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_digest(package: str, without: str | None = None) -> str:
    """Return a digest of the sources of a package, so that new code redoes what it made.

    Its modules and the tables (`.csv`) they read, once a process. `without` names a sub-package that
    takes no part in what is made. Raises JobError when there is no such package.
    """
    digest = hashlib.sha256()
    spec = importlib.util.find_spec(package)  # importlib.resources would import the package
    if spec is None or not spec.submodule_search_locations:
        msg = f"package `{package}` has no sources here"
        raise JobError(msg, "install cigogne again")
    root = Path(spec.submodule_search_locations[0])
    for path in sorted(root.rglob("*")):
        if path.suffix not in CODE_SUFFIXES or (without and path.is_relative_to(root / without)):
            continue
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One skippable unit of work: its name, its inputs' key, and the files it leaves."""

    name: str
    key: str
    outputs: tuple[Path, ...]


@dataclass(slots=True)
class Ledger:
    """The record kept in `state.json`, rewritten whole after each step that was done.

    A step is skipped when its key is the recorded one and each of its outputs still has the size
    it was left with: a kill between the output and the record makes the step run again.
    """

    paths: DataPaths
    files: dict[str, list[Any]] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def open(cls, paths: DataPaths) -> Ledger:
        """Read the record of a data directory; an empty one when there is none.

        Raises JobError when the file is there and cannot be understood.
        """
        if not paths.state.exists():
            return cls(paths)
        try:
            record = json.loads(paths.state.read_text(encoding="utf-8"))
            if record["version"] != LEDGER_VERSION:
                return cls(paths)
            return cls(paths, files=record["files"], steps=record["steps"])
        except (ValueError, KeyError, TypeError) as error:
            advice = "remove this file: the next update rebuilds what it described"
            problem = f"{paths.state}: not the record of an update ({error})"
            raise JobError(problem, advice) from error

    def save(self) -> None:
        """Write the record, whole or not at all."""
        record = {"version": LEDGER_VERSION, "files": self.files, "steps": self.steps}
        write_text(self.paths.state, json.dumps(record, indent=1, ensure_ascii=False) + "\n")

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, read again only when its size or date changed."""
        stat = path.stat()
        mark = [stat.st_size, stat.st_mtime_ns]
        known = self.files.get(str(path))
        if known is None or known[:2] != mark:
            known = [*mark, file_digest(path)]
            self.files[str(path)] = known
        return str(known[2])

    def is_fresh(self, step: Step) -> bool:
        """Tell whether the step was done with the same inputs and its outputs are still there."""
        record = self.steps.get(step.name)
        if record is None or record["key"] != step.key:
            return False
        return bool(record["outputs"] == self._sizes(step.outputs))

    def run(self, step: Step, work: Callable[[], Facts | None]) -> bool:
        """Do `work` unless the step is fresh, and record it; tells whether it was done."""
        if self.is_fresh(step):
            return False
        if self.steps.pop(step.name, None):
            self.save()  # a kill during `work` must not leave the record of the former outputs
        facts = work() or {}
        self.record(step, facts)
        return True

    def record(self, step: Step, facts: Mapping[str, Any]) -> None:
        """Record a step as done, with its facts."""
        outputs = self._sizes(step.outputs)
        self.steps[step.name] = {"key": step.key, "outputs": outputs, "facts": dict(facts)}
        self.save()

    def facts(self, name: str, command: str) -> Facts:
        """Return the facts of a step; NotBuiltError naming `command` when it was never done."""
        return dict(self._recorded(name, command)["facts"])

    def key(self, name: str, command: str) -> str:
        """Return the key of a step; NotBuiltError naming `command` when it was never done."""
        return str(self._recorded(name, command)["key"])

    def _recorded(self, name: str, command: str) -> dict[str, Any]:
        if name not in self.steps:
            raise NotBuiltError(self.paths.root, f"`{name}`", command)
        return self.steps[name]

    def _sizes(self, outputs: Iterable[Path]) -> dict[str, int | None]:
        """Size of each output, relative to the data directory; None when it is missing."""
        return {
            path.relative_to(self.paths.root).as_posix(): _size(path) for path in sorted(outputs)
        }


def _size(path: Path) -> int | None:
    """Bytes of a file, 0 for a folder, None when there is nothing."""
    if path.is_dir():
        return 0
    return path.stat().st_size if path.exists() else None
