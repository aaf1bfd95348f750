"""Errors of the fetching, each one sentence that names the file and ends with what to do."""

from __future__ import annotations

from jobs.errors import JobError

CARRY_IN = "carry the files in and give their folder to --source"
AGAIN = "run the command again later: it takes up where it stopped"


class FetchError(JobError):
    """A file cannot be taken; `place` is its address (without credentials) or its path."""

    def __init__(self, place: str, problem: str, advice: str) -> None:
        self.place = place
        super().__init__(f"{place}: {problem}", advice)


class MissingError(FetchError):
    """The server says that there is no such file."""

    def __init__(self, place: str) -> None:
        super().__init__(place, "there is no such file", f"check --source, or {CARRY_IN}")


class DamagedError(FetchError):
    """What was received is not a whole file of its kind, or not the one that was published."""

    def __init__(self, place: str, problem: str, advice: str = "") -> None:
        super().__init__(place, problem, advice or "run the command again, or tell its publisher")


class RefusedError(FetchError):
    """The file is whole and yet unlikely: older or much smaller than the one held."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(place, problem, "check it, then add --force to take it all the same")


class StoppedError(FetchError):
    """Another download failed, or the person stopped the command."""

    def __init__(self, place: str) -> None:
        super().__init__(place, "was stopped", AGAIN)
