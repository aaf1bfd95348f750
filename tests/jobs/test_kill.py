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


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="updates are killed in forked children")
def test_sixty_kills(tmp_path: Path) -> None:
    """One test, so that several workers do not each kill sixty updates."""
    rounds = [round_ for seed in _reports(tmp_path) for round_ in seed["rounds"]]
    assert {r["where"]: r["wrong"] for r in rounds if r["wrong"]} == {}
    killed = [r for r in rounds if r["killed"]]  # some random moments come after the end
    assert len(killed) >= 50
    steps = {r["step"] for r in killed}
    assert steps >= {"refdata", "index", "locate", "publish", "between"}
    moments = [r["where"] for r in killed]
    assert sum(where.startswith(("after 0.", "after 1.", "after 2.")) for where in moments) >= 15
    assert any(where.startswith("before replace") for where in moments)
    assert any(where.startswith("after replace") for where in moments)


def _reports(folder: Path) -> list[dict]:
    """What `tests.support.killing` found in each of its processes; half a second a kill."""
    running = []
    for seed in SEEDS:
        words = ["tests.support.killing", folder / str(seed), str(KILLS), str(seed)]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return [json.loads(out) for out, _ in said]
