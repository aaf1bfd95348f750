"""Errors of the jobs, each one sentence that ends with what to do."""

from __future__ import annotations

import errno
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


class WithheldError(JobError):
    """A release was built and is not served: it would lose too much against the one served."""

    def __init__(self, release: Path, served: str, objections: list[str]) -> None:
        self.release, self.served, self.objections = release, served, objections
        problem = (
            f"release {release.name} is built but not served, against {served}: "
            f"{'; '.join(objections)}"
        )
        advice = (
            f"look at {release} and at the source files, then run the same `cigogne update` with "
            f"--accept if this is right, or again with better files; {served} stays served"
        )
        super().__init__(problem, advice)


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def advice_of(error: BaseException) -> str:
    """Return what to do about an error, as a phrase."""
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return "make room on this disk, then run the command again"
        if error.errno in _NO_RIGHT:
            return "give this user the right to write there (`cigogne doctor`)"
        return "check the path, its permissions and the free space (`cigogne doctor`)"
    if isinstance(error, KeyboardInterrupt):
        return "run the command again: it is taken up where it stopped"
    given = getattr(error, "advice", None)
    return str(given) if given else "run `cigogne doctor`"


def sentence_of(error: BaseException) -> str:
    """Return an error as one sentence that ends with what to do."""
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or str(error)}; {advice_of(error)}"
    if isinstance(error, KeyboardInterrupt):
        return f"interrupted; {advice_of(error)}"
    return str(error) or type(error).__name__
