"""Errors of the jobs, each one sentence that ends with what to do."""

from __future__ import annotations

from pathlib import Path


class JobError(Exception):
    """A job cannot go on; `problem` says why, `advice` what to do about it."""

    def __init__(self, problem: str, advice: str) -> None:
        self.problem, self.advice = problem, advice
        super().__init__(f"{problem}; {advice}")


class NotBuiltError(JobError):
    """A step needs what an earlier step makes, and it is not there."""

    def __init__(self, folder: Path, what: str, command: str) -> None:
        self.folder, self.what, self.command = folder, what, command
        super().__init__(f"{folder}: no {what} yet", f"run `cigogne {command}` first")


class LockedError(JobError):
    """Another update holds the lock of the data directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder}: another cigogne update is running on this data directory",
            "wait until it ends, then run the command again",
        )
