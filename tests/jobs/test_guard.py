"""What may be served without a person looking at it, and what a rollback keeps aside."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jobs.errors import JobError, WithheldError
from jobs.pipeline.guard import objections
from jobs.pipeline.hold import Hold, read_hold
from jobs.pipeline.releases import current_identifier, manifest_of, releases, serve
from jobs.pipeline.rollback import rollback
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.atomic import write_text
from refdata.paths import DataPaths
from tests.support.small_world import ACTIVITIES, write_extraction


def manifest(rows: int = 1000, missing: int = 10, **departments: int) -> dict[str, Any]:
    """A manifest of `rows` activities, `missing` of them not at their address."""
    return {
        "demonstration": False,
        "comptes": {"activites": rows, "localisees": rows},
        "qualite": {"raisons": {"voie introuvable": missing}},
        "par_departement": departments or {"67": rows},
    }


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (manifest(900, 9), []),
        (manifest(899, 9), ["it loses 10.1% of the activities (1,000 → 899)"]),
        (manifest(1200, 12), []),
        (manifest(1000, 30), []),
        (
            manifest(1000, 31),
            ["the share located at their address falls by 2.1 points (99.0% → 96.9%)"],
        ),
        (
            manifest(0, 0, **{"67": 0}),
            ["it loses 100.0%", "department 67 disappears", "falls", "falls"],
        ),
    ],
    ids=["10 % fewer", "more than 10 % fewer", "more", "2 points", "more than 2 points", "nothing"],
)
def test_what_stops_a_release(new: dict[str, Any], said: list[str]) -> None:
    found = objections(manifest(), new)
    assert len(found) == len(said)
    assert all(part in whole for part, whole in zip(said, found, strict=True))


def test_a_department_that_disappears_or_shrinks() -> None:
    served = manifest(1000, 0, **{"67": 800, "68": 150, "88": 50})
    assert objections(served, manifest(1000, 0, **{"67": 850, "68": 150})) == [
        "department 88 disappears (50 activities)"
    ]
    found = objections(served, manifest(1000, 0, **{"67": 850, "68": 112, "88": 38}))
    assert found == ["department 68 loses 25.3% (150 → 112)"]
    old = copy.deepcopy(served)
    del old["par_departement"]
    assert objections(old, manifest(1000, 0, **{"67": 1000})) == []


def test_positions_that_go_are_seen_too() -> None:
    new = manifest()
    new["comptes"]["localisees"] = 970
    assert "with a position falls by 3.0 points" in objections(manifest(), new)[0]


def test_fictitious_data_never_take_the_place_of_real_ones_unseen() -> None:
    fictitious = manifest() | {"demonstration": True}
    assert objections(manifest(), fictitious) == [
        "its data are fictitious and those served are not"
    ]
    assert objections(fictitious, manifest(10, 0)) == []


def shrink(source: Path, kept: int, stamp: str = "202610071200") -> None:
    """Replace the extraction by one of `kept` activities."""
    for old in source.glob("PS_LibreAcces_*"):
        old.unlink()
    write_extraction(source, ACTIVITIES[:kept], stamp)


def test_a_release_that_loses_rows_is_built_and_not_served(
    cigogne, source: Path, data: DataPaths
) -> None:
    before = current_identifier(data)
    shrink(source, 12)
    words = ("update", "--source", source, "--data", data.root)
    for built in (True, False):
        refused = cigogne(*words)
        assert refused.exit_code == 1
        assert refused.stdout == ""
        assert "it loses 20.0% of the activities (15 → 12)" in refused.stderr
        assert "--accept" in refused.stderr
        assert f"{before} stays served" in refused.stderr
        assert ("Building the release" in refused.stderr) is built
        assert current_identifier(data) == before
    run = json.loads(data.last_run.read_text(encoding="utf-8"))
    assert (run["status"], run["exit_code"], run["served"]) == ("withheld", 1, before)
    assert run["release"].startswith("2026-10-07-")
    assert not list(data.history.glob(f"*{run['release']}*"))
    accepted = cigogne(*words, "--accept")
    assert accepted.exit_code == 0
    assert accepted.stdout.strip() == run["release"] == current_identifier(data)
    assert list(data.history.glob(f"effectifs-{run['release']}*"))
    assert cigogne(*words).stdout.strip() == run["release"]


def test_of_the_releases_withheld_the_last_one_is_kept(source: Path, data: DataPaths) -> None:
    served = current_identifier(data)
    for kept, stamp in ((12, "202610071200"), (11, "202610211200")):
        shrink(source, kept, stamp)
        with pytest.raises(WithheldError):
            update(str(source), None, data, NullProgress())
    left = [m["identifiant"] for m in releases(data)]
    assert len(left) == 2
    assert left[0].startswith("2026-10-21-")
    assert left[1] == served


def test_publish_alone_is_guarded_as_well(cigogne, source: Path, data: DataPaths) -> None:
    shrink(source, 12)
    cigogne("update", "--source", source, "--data", data.root)
    assert cigogne("publish", "--data", data.root).exit_code == 1
    assert cigogne("publish", "--accept", "--data", data.root).exit_code == 0


def test_withheld_says_where_to_look(source: Path, data: DataPaths) -> None:
    shrink(source, 5)
    with pytest.raises(WithheldError) as caught:
        update(str(source), None, data, NullProgress())
    assert caught.value.release.is_dir()
    assert str(caught.value.release) in str(caught.value)
    assert caught.value.objections[0].startswith("it loses 66.7%")


def newcomer(source: Path, stamp: str) -> None:
    """Replace the extraction by a later one, a person more."""
    for old in source.glob("PS_LibreAcces_*"):
        old.unlink()
    more = replace(ACTIVITIES[0], person=int(stamp[6:8]) + 20)
    write_extraction(source, [*ACTIVITIES, more], stamp)


def test_what_a_rollback_left_is_not_served_again_before_new_data(
    cigogne, source: Path, data: DataPaths
) -> None:
    words = ("update", "--source", source, "--data", data.root)
    first = current_identifier(data)
    newcomer(source, "202610071200")
    second = cigogne(*words).stdout.strip()
    assert cigogne("rollback", "--data", data.root).stdout.strip() == first
    again = cigogne(*words)
    assert (again.exit_code, again.stdout.strip()) == (0, first)
    assert f"release {second} stays aside since the rollback to {first}" in again.stderr
    said = cigogne("status", "--data", data.root).stdout
    assert f"rolled back to {first}" in said
    assert "cigogne update --accept" in said
    status = json.loads(cigogne("status", "--json", "--data", data.root).stdout)
    assert list(status["hold"]["aside"]) == [second]
    assert "stays aside" in status["last_run"]["note"]
    newcomer(source, "202610211200")
    third = cigogne(*words).stdout.strip()
    assert third not in {first, second}
    assert current_identifier(data) == third
    assert not data.hold.exists()


def test_accept_takes_back_what_a_rollback_left(cigogne, source: Path, data: DataPaths) -> None:
    words = ("update", "--source", source, "--data", data.root)
    newcomer(source, "202610071200")
    second = cigogne(*words).stdout.strip()
    cigogne("rollback", "--data", data.root)
    assert not list(data.history.glob(f"*{second}*"))
    assert cigogne(*words, "--accept").stdout.strip() == second
    assert len(list(data.history.glob(f"*{second}*"))) == 2
    assert json.loads(cigogne("status", "--json", "--data", data.root).stdout)["hold"] is None


def test_the_same_data_built_by_other_code_stay_aside_too() -> None:
    hold = Hold("r1", "2026-10-08", {"r2": "data of r2", "r0": None})
    assert hold.holds("r2", "whatever")
    assert hold.holds("r2-by-new-code", "data of r2")
    assert not hold.holds("r3", "data of r3")
    assert not hold.holds("r3", None)


def fake_release(data: DataPaths, identifier: str, order: int, created: str) -> None:
    """Add a release that is only a manifest."""
    found = {"identifiant": identifier, "cree_le": created, "index": "i", "ordre": order}
    data.release(identifier).mkdir(parents=True)
    write_text(data.release(identifier) / "manifest.json", json.dumps(found))


def test_rollback_goes_one_back_each_time(tmp_path: Path) -> None:
    data = DataPaths(tmp_path)
    for day in (1, 2, 3):
        fake_release(data, f"r{day}", 0, f"2026-01-0{day}")
    serve(data, "r3")
    assert [rollback(data), rollback(data)] == ["r2", "r1"]
    assert read_hold(data, "r1").aside == {"r3": None, "r2": None}
    with pytest.raises(JobError, match="no release before r1"):
        rollback(data)
    assert rollback(data, "r3") == "r3"
    assert read_hold(data, "r3") is None
    with pytest.raises(JobError, match="choose one of r3, r2, r1"):
        rollback(data, "r9")


def test_releases_keep_their_order_when_the_clock_goes_back(tmp_path: Path) -> None:
    data = DataPaths(tmp_path)
    fake_release(data, "first", 1, "2031-01-01")
    fake_release(data, "second", 2, "2026-01-01")
    serve(data, "second")
    assert [m["identifiant"] for m in releases(data)] == ["second", "first"]
    assert rollback(data) == "first"


def test_a_hold_that_cannot_be_read_is_none(data: DataPaths) -> None:
    data.hold.write_text("{", encoding="utf-8")
    assert read_hold(data, current_identifier(data)) is None


def test_a_hold_of_another_release_is_not_in_force(tmp_path: Path) -> None:
    """A kill between the record of a rollback and the switch of the link leaves one."""
    data = DataPaths(tmp_path)
    for day in (1, 2):
        fake_release(data, f"r{day}", day, "2026-01-01")
    serve(data, "r2")
    rollback(data)
    serve(data, "r2")
    assert read_hold(data, "r2") is None


def test_manifest_counts_each_department_and_names_each_file(published: DataPaths) -> None:
    found = manifest_of(published.current)
    assert sum(found["par_departement"].values()) == found["comptes"]["activites"]
    there = {
        p.relative_to(published.current.resolve()).as_posix()
        for p in published.current.resolve().rglob("*")
        if p.is_file()
    }
    assert set(found["fichiers"]) == there - {"manifest.json"}
