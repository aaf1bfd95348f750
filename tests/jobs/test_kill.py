"""`kill -9` at sixty moments of an update: the release served is whole, the next update succeeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS, SEEDS = 30, (2026, 2027)
"""Kills of each of two processes, one a core, and what they draw their moments from."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What `tests.support.killing` found; about a second a kill."""
    running = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp("killed")
        command = [sys.executable, "-m", "tests.support.killing", folder, str(KILLS), str(seed)]
        running.append(
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return {"rounds": [r for out, _ in said for r in json.loads(out)["rounds"]]}


pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("kill"),  # one worker: the kills are done once
    pytest.mark.skipif(not hasattr(os, "fork"), reason="updates are killed in forked children"),
]


def test_every_kill_leaves_a_whole_release_and_the_next_update_succeeds(report: dict) -> None:
    assert {r["where"]: r["wrong"] for r in report["rounds"] if r["wrong"]} == {}


def test_at_least_fifty_kills_came_in_time(report: dict) -> None:
    """A kill at a random moment may come when the update has just ended."""
    assert sum(r["killed"] for r in report["rounds"]) >= 50


def test_every_step_was_killed(report: dict) -> None:
    steps = {r["step"] for r in report["rounds"] if r["killed"]}
    assert steps >= {"refdata", "index", "locate", "publish", "between"}


def test_both_kinds_of_moments_were_met(report: dict) -> None:
    killed = [r["where"] for r in report["rounds"] if r["killed"]]
    assert sum(where.startswith("after 0.") for where in killed) >= 15
    assert any(where.startswith("before replace") for where in killed)
    assert any(where.startswith("after replace") for where in killed)
