"""The doctor finds what is wrong, and says what to do about each."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.doctor import Check, examine, place, plausible
from jobs.pipeline.releases import current_identifier, manifest_of
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.atomic import write_text
from refdata.paths import DataPaths
from tests.support.killing import change

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def said(checks: list[Check], verdict: str) -> str:
    return "\n".join(check.sentence for check in checks if check.verdict == verdict)


def test_all_is_well(published: DataPaths) -> None:
    checks = examine(published, NOW)
    assert said(checks, "problem") == ""
    assert "the clock says" in said(examine(published), "ok")
    well = said(checks, "ok")
    for expected in (
        "Python ",
        "can be written",
        "GB free, an update may need",
        "no update is running, the lock is free",
        "is done",
        "complete, every line accounted for",
        "opens, every file is what its manifest says",
        "addresses, 0 decided by people",
        "source annuaire: of 2026-09-23",
        "nowhere to go yet",
    ):
        assert expected in well


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (
            lambda p: (p.current / "epci.parquet").unlink(),
            "epci.parquet: missing; run `cigogne rollback`",
        ),
        (
            lambda p: _alter(p.current / "contours" / "epci.geojson"),
            "epci.geojson: damaged file, not the one that was written; run `cigogne rollback`",
        ),
        (lambda p: shutil.rmtree(p.index), "or run `cigogne update`"),
        (lambda p: p.address_base.write_bytes(b"PAR1"), "bring people's decisions back"),
        (lambda p: p.current.unlink(), "no release is served; run `cigogne update`"),
        (lambda p: (p.current / "manifest.json").unlink(), "served and not complete"),
    ],
    ids=["a file gone", "a byte changed", "no index", "the base", "no link", "no manifest"],
)
def test_what_is_damaged_is_a_problem(spoil, expected: str, data: DataPaths) -> None:
    spoil(data)
    assert expected in said(examine(data), "problem")


def _alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_release_kept_that_is_damaged_is_said(source: Path, data: DataPaths) -> None:
    former = current_identifier(data)
    change(source, 1)
    update(str(source), None, data, NullProgress())
    assert f"1 more releases kept: {former}" in said(examine(data), "ok")
    assert f"counts are those to expect after {former}" in said(examine(data), "ok")
    _alter(data.release(former) / "activites.parquet")
    assert f"{former}, kept and not served" in said(examine(data), "warning")


def test_failed_killed_and_rolled_back_are_said(source: Path, data: DataPaths) -> None:
    run = json.loads(data.last_run.read_text(encoding="utf-8"))
    write_text(data.last_run, json.dumps(run | {"status": "running", "ended": None}))
    assert "was killed at `publish`; run `cigogne update`" in said(examine(data), "warning")
    error = {"type": "JobError", "message": "no roof; build one", "advice": "build one"}
    write_text(data.last_run, json.dumps(run | {"status": "failed", "error": error}))
    assert "ended as failed; no roof; build one" in said(examine(data), "problem")
    data.last_run.write_text("{", encoding="utf-8")
    assert "last_run.json: cannot be read" in said(examine(data), "warning")


def test_sources_that_are_old_are_said(data: DataPaths) -> None:
    later = examine(data, datetime(2029, 1, 1, tzinfo=UTC))
    old = said(later, "warning")
    for name in ("annuaire", "adresses"):
        assert f"source {name}: of 2026-09-2" in old
    assert "fetch newer files and run `cigogne update`" in old


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"lignes_lues": 9_000_000}, "9,000,000 lines read"),
        ({"personnes": 10}, "1500.0 activities a professional"),
        ({"lieux_exercice": 3}, "3 sites for"),
        ({"quarantaine": 1_000}, "1,000 lines in quarantine"),
        ({}, "counts are plausible"),
    ],
)
def test_counts_beyond_any_extraction_are_said(counts: dict, expected: str) -> None:
    usual = {
        "lignes_lues": 200_000,
        "activites": 15_000,
        "personnes": 13_000,
        "lieux_exercice": 9_000,
        "quarantaine": 3,
    }
    manifest = {"comptes": usual | counts, "qualite": {"raisons": {"voie introuvable": 90}}}
    (check,) = plausible._magnitudes(manifest)
    assert expected in check.sentence
    manifest["qualite"]["raisons"]["voie introuvable"] = 6_000
    (check,) = plausible._magnitudes(manifest)
    assert "60.0% located at their address" in check.sentence


def test_room_is_compared_with_what_is_in_use(
    data: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "MIN_FREE_BYTES", 10**18)
    assert "make room before the next one" in said(examine(data), "warning")


def test_a_package_that_is_missing_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "PACKAGES", ("cigogne", "no-such-package"))
    assert "not installed: no-such-package; install cigogne" in said(
        list(place.installation()), "problem"
    )


def test_manifests_of_before_are_examined_too(data: DataPaths) -> None:
    """A release built before digests were kept has none to compare."""
    manifest = manifest_of(data.current)
    for name in ("fichiers", "ordre", "par_departement", "empreinte_donnees"):
        del manifest[name]
    write_text(data.current.resolve() / "manifest.json", json.dumps(manifest))
    assert said(examine(data), "problem") == ""
    (data.current / "epci.parquet").unlink()
    assert "epci.parquet: missing" in said(examine(data), "problem")
