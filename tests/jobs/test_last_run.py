"""What `last_run.json` says to a supervisor, whatever the end of an update."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from jobs.errors import JobError, WithheldError, advice_of, sentence_of
from jobs.pipeline import publish
from jobs.pipeline.last_run import LastRun, Outcome, recorded
from jobs.pipeline.lock import update_lock
from jobs.pipeline.releases import current_identifier, manifest_of
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from tests.support.killing import change

STEPS = ["fetch", "refdata", "index", "locate", "publish"]


def told(data: DataPaths) -> dict:
    return json.loads(data.last_run.read_text(encoding="utf-8"))


def test_an_update_that_is_done(published: DataPaths) -> None:
    run = told(published)
    assert (run["status"], run["exit_code"], run["error"], run["note"]) == ("done", 0, None, None)
    assert datetime.fromisoformat(run["started"]) <= datetime.fromisoformat(run["ended"])
    assert [step["name"] for step in run["steps"]] == STEPS
    assert all(step["seconds"] >= 0 for step in run["steps"])
    assert [step["skipped"] for step in run["steps"]] == [True, False, False, False, False]
    assert run["release"] == run["served"] == current_identifier(published)
    counts = manifest_of(published.current)["comptes"]
    assert {name: run["counts"][name] for name in counts} == counts
    assert run["counts"]["geocodees"] == run["counts"]["adresses"] > 10


def test_an_update_with_nothing_to_do(world: Path, data: DataPaths) -> None:
    update(str(world), None, data, NullProgress())
    run = told(data)
    assert [step["skipped"] for step in run["steps"]] == [True] * 5
    assert (run["status"], run["counts"]["geocodees"]) == ("done", 0)


def test_an_update_that_fails_half_way(
    source: Path, data: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = current_identifier(data)
    change(source, 1)

    def failing(*arguments: object) -> None:
        problem = "the roof is open"
        raise JobError(problem, "close it")

    monkeypatch.setattr(publish, "check_accounting", failing)
    with pytest.raises(JobError):
        update(str(source), None, data, NullProgress())
    run = told(data)
    assert (run["status"], run["exit_code"], run["served"]) == ("failed", 1, served)
    assert run["error"] == {
        "type": "JobError",
        "message": "the roof is open; close it",
        "advice": "close it",
    }
    assert [step["name"] for step in run["steps"]] == STEPS
    assert run["steps"][1]["redone"] == ["adresses/68", "annuaire"]
    assert run["ended"] is not None


def interrupted(data: DataPaths) -> None:
    with recorded(data) as run, run.step("index"):
        assert told(data)["status"] == "running"
        assert told(data)["exit_code"] is None
        assert told(data)["steps"] == [
            {"name": "index", "seconds": None, "skipped": False, "redone": []}
        ]
        raise KeyboardInterrupt


def test_an_update_that_is_interrupted(tmp_path: Path) -> None:
    data = DataPaths(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        interrupted(data)
    assert told(data)["status"] == "interrupted"
    assert "run the command again" in told(data)["error"]["advice"]


def failing_on_a_full_disk(data: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(run: LastRun) -> None:
        raise OSError(28, "No space left on device")

    with recorded(data):
        monkeypatch.setattr(LastRun, "save", full)
        problem = "first"
        raise JobError(problem, "look")


def test_a_failure_to_write_the_record_does_not_hide_the_first_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(JobError, match="first"):
        failing_on_a_full_disk(DataPaths(tmp_path), monkeypatch)


def test_status_tells_a_killed_run_from_one_that_runs(cigogne, data: DataPaths) -> None:
    record = told(data) | {"status": "running", "ended": None}
    data.last_run.write_text(json.dumps(record), encoding="utf-8")

    def status() -> str:
        said = cigogne("status", "--json", "--data", data.root).stdout
        return json.loads(said)["last_run"]["status"]

    assert status() == "killed"
    with update_lock(data):
        assert status() == "running"


def test_status_shows_the_last_run(cigogne, published: DataPaths) -> None:
    said = cigogne("status", "--data", published.root).stdout
    assert "last update: done" in said
    assert "  locate: " in said
    found = json.loads(cigogne("status", "--json", "--data", published.root).stdout)
    assert found["last_run"] == told(published)


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(28, "No space left on device", "/x"), "make room on this disk"),
        (PermissionError(13, "Permission denied", "/x"), "give this user the right"),
        (FileNotFoundError(2, "No such file", "/x"), "check the path"),
        (WithheldError(Path("r2"), "r1", ["it loses"]), "--accept"),
        (ValueError("odd"), "cigogne doctor"),
    ],
)
def test_each_failure_has_an_advice(error: Exception, advice: str) -> None:
    assert advice in advice_of(error)
    assert sentence_of(error)


def test_the_page_of_deployment_names_every_key(published: DataPaths) -> None:
    page = (Path(__file__).parents[2] / "docs" / "deploiement.md").read_text(encoding="utf-8")
    run = told(published)
    assert [key for key in (*run, *run["steps"][0]) if f"`{key}`" not in page] == []
    assert [status for status in Outcome if f"`{status}`" not in page] == []
