"""What is said while one waits."""

from __future__ import annotations

import io
import sys

import pytest

from jobs.progress import BarProgress, LogProgress, NullProgress, for_stderr


def test_log_says_one_line_at_the_end_of_a_short_task() -> None:
    stream, times = io.StringIO(), iter([0.0, 1.0, 2.0])
    with LogProgress(stream, lambda: next(times)).task("Locating", 30) as advance:
        advance(30)
    assert stream.getvalue() == "Locating: 30 in 2.0 s\n"


def test_log_says_a_line_every_ten_seconds_of_a_long_task() -> None:
    times = iter([0.0, 4.0, 12.0, 12.0, 15.0, 30.0])
    stream = io.StringIO()
    with LogProgress(stream, lambda: next(times)).task("Locating", 3000) as advance:
        for _ in range(3):
            advance(600)
    assert stream.getvalue().splitlines() == [
        "Locating: 1,200 of 3,000, 100/s, 18 s left",
        "Locating: 1,800 in 30.0 s",
    ]


def test_bar_writes_on_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    progress = BarProgress()
    for total in (3, None):
        with progress.task("Reading", total) as advance:
            advance(1)
            advance(2)
    progress.note("done")
    said = capsys.readouterr()
    assert said.out == ""
    assert "Reading" in said.err
    assert "3/3" in said.err
    assert "done" in said.err


def test_null_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with NullProgress().task("Reading") as advance:
        advance(1)
    NullProgress().note("x")
    assert capsys.readouterr() == ("", "")


def test_bars_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(for_stderr(), LogProgress)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert isinstance(for_stderr(), BarProgress)
