"""The index: reused, rebuilt in part, and refused when it is not what its manifest says."""

import json
import shutil
from pathlib import Path

import pytest

from geocoder import Geocoder, IndexDamagedError, IndexMissingError, IndexSources, build_index
from refdata.tables import ADRESSE
from tests.support.geo_world import write_tables


def _files(path: Path) -> dict[str, bytes]:
    return {
        str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()
    }


def test_building_twice_gives_the_same_bytes(sources, index_path, tmp_path):
    again = build_index(sources, tmp_path)

    assert again.name == index_path.name
    assert _files(again) == _files(index_path)


def test_the_order_of_departments_does_not_count(sources, index_path, tmp_path):
    turned = IndexSources(
        sources.communes,
        sources.anciennes_communes,
        dict(reversed(sources.adresses.items())),
        sources.lieux_dits,
    )

    assert _files(build_index(turned, tmp_path)) == _files(index_path)


def test_an_index_that_is_there_is_not_built_again(sources, tmp_path):
    path = build_index(sources, tmp_path)
    before = (path / "meta.json").stat().st_mtime_ns
    told: list[str] = []

    assert build_index(sources, tmp_path, told.append) == path
    assert told == []
    assert (path / "meta.json").stat().st_mtime_ns == before


def test_a_changed_department_rebuilds_only_itself(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "index").mkdir()
    sources = write_tables(tmp_path / "tables")
    first = build_index(sources, tmp_path / "index")
    table = ADRESSE.read(sources.adresses["68"])
    ADRESSE.write(table.slice(0, 1), sources.adresses["68"])

    second = build_index(sources, tmp_path / "index")

    assert second != first
    kept, rebuilt = (Path("shards") / d / "keys.npy" for d in ("67", "68"))
    assert (first / kept).samefile(second / kept)
    assert not (first / rebuilt).samefile(second / rebuilt)
    assert (
        Geocoder.open(second).search("1 rue des vergers 68810 valbruche", 1)[0].result_id
        == "68801_0010_00001"
    )


def test_no_index_is_a_clear_error(tmp_path):
    with pytest.raises(IndexMissingError, match="cigogne index"):
        Geocoder.open(tmp_path)


def _truncate(path: Path) -> None:
    file = path / "shards" / "67" / "keys.npy"
    file.write_bytes(file.read_bytes()[:-8])


def _remove(path: Path) -> None:
    (path / "shards" / "67" / "number_code.npy").unlink()


def _age(path: Path) -> None:
    manifest = json.loads((path / "meta.json").read_text())
    (path / "meta.json").write_text(json.dumps(manifest | {"format": 0}))


def _garble(path: Path) -> None:
    (path / "meta.json").write_text("{")


@pytest.mark.parametrize("damage", [_truncate, _remove, _age, _garble])
def test_a_damaged_index_refuses_to_open_and_says_how_to_rebuild_it(index_path, tmp_path, damage):
    copy = tmp_path / "copy"
    shutil.copytree(index_path, copy)
    damage(copy)

    with pytest.raises(IndexDamagedError, match="cigogne index --rebuild"):
        Geocoder.open(copy)


def test_nothing_in_the_index_is_a_pickle(index_path):
    assert {f.suffix for f in index_path.rglob("*") if f.is_file()} == {".npy", ".arrow", ".json"}
