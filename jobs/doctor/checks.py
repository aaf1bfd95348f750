"""What a check of the doctor is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """Outcome of one check."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


class Check(NamedTuple):
    """One check: its verdict and a sentence, which ends with what to do unless all is well."""

    verdict: Verdict
    sentence: str


def ok(sentence: str) -> Check:
    """All is well."""
    return Check(Verdict.OK, sentence)


def warning(problem: str, advice: str) -> Check:
    """Something to look at, which stops nothing."""
    return Check(Verdict.WARNING, f"{problem}; {advice}")


def problem(said: str, advice: str) -> Check:
    """Something that is wrong."""
    return Check(Verdict.PROBLEM, f"{said}; {advice}")
