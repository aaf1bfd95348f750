"""A failure or a kill at any step leaves yesterday's release served, and the next update succeeds."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

import geocoder
from jobs.errors import JobError, LockedError, NotBuiltError
from jobs.pipeline import history, indexing, locate, publish, release, releases, tables
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata import atomic
from refdata.contract import TableContract
from refdata.errors import ContractError
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE, ADRESSE_CONNUE
from tests.support.small_world import ACTIVITIES, Line, write_extraction


class CutError(Exception):
    """Stands for whatever stops an update."""


def cut(*arguments: object, **named: object) -> None:
    raise CutError


def new_extraction(source: Path) -> None:
    """Replace the extraction by the next one, so that an update has everything to redo."""
    for old in source.glob("PS_LibreAcces_*"):
        old.unlink()
    newcomer = Line(
        "a new address",
        20,
        {
            "numero_voie": "9",
            "libelle_voie": "RUE DES LILAS",
            "code_postal": "68010",
            "libelle_commune": "Colline-la-Ville",
        },
    )
    write_extraction(source, [*ACTIVITIES[:-1], newcomer], "202610071200")


def check_served(data: DataPaths, identifier: str) -> None:
    """The release served is `identifier`, whole."""
    assert releases.current_identifier(data) == identifier
    manifest = releases.manifest_of(data.current)
    assert (
        ACTIVITE.read(data.current / "activites.parquet").num_rows
        == (manifest["comptes"]["activites"])
    )


def on(name: str) -> Callable[..., None]:
    """A `TableContract.write` that fails for the file called `name`."""
    write = TableContract.write

    def failing(self, table, path, metadata=None):
        if path.name == name:
            raise CutError
        write(self, table, path, metadata)

    return failing


FAILURES = {
    "before the directory is read": (tables, "read_directory", cut),
    "while its table is written": (TableContract, "write", on("activites.parquet")),
    "while its companions are written": (TableContract, "write", on("savoir_faire.parquet")),
    "while geocoding": (geocoder.Geocoder, "geocode_table", cut),
    "while the base is written": (TableContract, "write", on("base.parquet")),
    "before the release is assembled": (release, "release_tables", cut),
    "while its tables are written": (TableContract, "write", on("indicateurs.parquet")),
    "while its outlines are written": (publish, "_same_outlines", cut),
    "before its manifest": (publish, "check_accounting", cut),
    "while its manifest is written": (publish, "write_text", cut),
    "before it is renamed": (publish, "appear", cut),
    "before its history is written": (history, "counts_of", cut),
    "before it is served": (publish, "serve", cut),
    "while the link is switched": (atomic.Path, "symlink_to", cut),
    "while old releases are removed": (publish, "prune", cut),
    "while old indexes are removed": (indexing, "remove_unused", cut),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_at_each_step(
    failure: str, source: Path, data: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = releases.current_identifier(data)
    new_extraction(source)
    with monkeypatch.context() as patch:
        patch.setattr(*FAILURES[failure])
        with pytest.raises(CutError):
            update(str(source), None, data, NullProgress())
    served = releases.current_identifier(data)
    if failure not in {"while old releases are removed", "while old indexes are removed"}:
        assert served == before
    check_served(data, served)
    report = update(str(source), None, data, NullProgress())
    assert report.release.startswith("2026-10-07-")
    check_served(data, report.release)
    assert [p.name for p in data.releases.glob(f"{publish.PARTIAL}*")] == []
    assert list(data.root.rglob(".*.tmp")) == []


def test_what_was_geocoded_before_a_failure_is_kept(
    source: Path, data: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.address_base.unlink()
    geocode = geocoder.Geocoder.geocode_table
    asked: list[int] = []

    def twice(self, table, processes):
        if len(asked) == 2:
            raise CutError
        asked.append(table.num_rows)
        return geocode(self, table, processes)

    with monkeypatch.context() as patch:
        patch.setattr(geocoder.Geocoder, "geocode_table", twice)
        patch.setattr(locate, "CHUNK", 4)
        patch.setattr(locate, "SAVE_EVERY_S", 0.0)
        with pytest.raises(CutError):
            update(str(source), None, data, NullProgress())
    assert ADRESSE_CONNUE.read(data.address_base).num_rows == 8
    update(str(source), None, data, NullProgress())
    facts = Ledger.open(data).facts(locate.LOCATE_STEP, "locate")
    assert facts["geocodees"] == facts["adresses"] - 8


def test_half_written_files_of_a_kill_are_removed(world: Path, data: DataPaths) -> None:
    left = [
        data.root / ".state.json.1.tmp",
        data.table("adresses", "67").with_name(".67.parquet.1.tmp"),
        data.address_base.with_name(".base.parquet.1.tmp"),
    ]
    for path in left:
        path.write_bytes(b"half")
    update(str(world), None, data, NullProgress())
    assert not [path for path in left if path.exists()]


def test_two_updates_at_once(world: Path, data: DataPaths) -> None:
    with FileLock(data.lock), pytest.raises(LockedError, match="another cigogne update is running"):
        _locked_elsewhere(world, data)


def _locked_elsewhere(world: Path, data: DataPaths) -> None:
    """Update from another process: a lock is re-entrant inside one."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(update, (str(world), None, data, NullProgress()))


def test_steps_in_the_wrong_order(tmp_path: Path) -> None:
    ledger = Ledger(DataPaths(tmp_path))
    for step, first in (
        (indexing.build, "refdata"),
        (locate.locate, "index"),
        (publish.publish, "refdata"),
    ):
        with pytest.raises(NotBuiltError, match=f"run `cigogne {first}` first"):
            step(ledger, NullProgress())


def test_damaged_record_is_refused_with_what_to_do(data: DataPaths) -> None:
    data.state.write_text("{", encoding="utf-8")
    with pytest.raises(JobError, match="remove this file"):
        Ledger.open(data)


def test_an_output_taken_away_is_made_again(world: Path, data: DataPaths) -> None:
    data.table("adresses", "68").unlink()
    report = update(str(world), None, data, NullProgress())
    assert report.redone == ("adresses/68",)
    assert report.built is False


def test_a_damaged_base_is_a_sentence(source: Path, data: DataPaths) -> None:
    new_extraction(source)
    data.address_base.write_bytes(b"PAR1 cut")
    with pytest.raises(ContractError, match=r"damaged file .* then run `cigogne update`"):
        update(str(source), None, data, NullProgress())
    data.address_base.unlink()
    check_served(data, update(str(source), None, data, NullProgress()).release)


def test_release_folder_without_manifest_is_built_again(world: Path, data: DataPaths) -> None:
    (data.current / "manifest.json").unlink()
    report = update(str(world), None, data, NullProgress())
    assert report.built
    check_served(data, report.release)


def test_lost_line_stops_the_publication() -> None:
    counts = dict.fromkeys(
        ("hors_region", "etranger", "sans_lieu", "quarantaine", "doublons_exacts", "activites"), 1
    )
    publish.check_accounting(counts | {"lignes_lues": 6}, Path("r"))
    with pytest.raises(JobError, match="7 lines read, 6 accounted for"):
        publish.check_accounting(counts | {"lignes_lues": 7}, Path("r"))


def _fake_release(data: DataPaths, identifier: str, index: str, created: str) -> None:
    """Add a release that is only a manifest, for the tests about which are kept."""
    folder = data.release(identifier)
    folder.mkdir(parents=True)
    manifest = {"identifiant": identifier, "cree_le": created, "index": index}
    atomic.write_text(folder / "manifest.json", json.dumps(manifest))


def test_last_releases_are_kept_and_the_one_served_always(tmp_path: Path) -> None:
    data = DataPaths(tmp_path)
    for day in range(1, 9):
        _fake_release(data, f"r{day}", "i", f"2026-01-0{day}")
    releases.serve(data, "r1")
    assert releases.prune(data) == ["r4", "r3", "r2"]
    assert [m["identifiant"] for m in releases.releases(data)] == ["r8", "r7", "r6", "r5", "r1"]


def test_indexes_of_kept_releases_are_kept(tmp_path: Path) -> None:
    data = DataPaths(tmp_path)
    for name in ("a", "b", ".c.12.tmp"):
        (data.index / name).mkdir(parents=True)
    assert indexing.remove_unused(data, frozenset({"a"})) == [".c.12.tmp", "b"]
    assert [folder.name for folder in data.index.iterdir()] == ["a"]
