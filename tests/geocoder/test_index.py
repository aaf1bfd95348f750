"""The index: reused, rebuilt in part, and refused when it is not what its manifest says."""

import json
import os
import shutil

import pytest

from geocoder import Geocoder, GeocoderError, IndexDamagedError, IndexMissingError, IndexSources
from geocoder.index import build_index, index_problems, store
from geocoder.index.container import FileMark
from refdata.errors import ContractError
from refdata.tables import ADRESSE
from tests.support.geo_world import write_tables

SHARD = "shards/67.arrow"


def _files(path):
    return {
        str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()
    }


@pytest.fixture
def copy(index_path, tmp_path):
    return shutil.copytree(index_path, tmp_path / "copy")


@pytest.fixture
def own_sources(tmp_path):
    (tmp_path / "tables").mkdir()
    return write_tables(tmp_path / "tables")


def test_building_twice_gives_the_same_bytes(sources, index_path, tmp_path):
    again = build_index(sources, tmp_path)

    assert again.name == index_path.name
    assert _files(again) == _files(index_path)


@pytest.mark.slow
def test_the_number_of_processes_does_not_count(sources, index_path, tmp_path):
    told: list[str] = []
    two = build_index(sources, tmp_path, told.append, processes=2)

    assert sorted(told) == ["67", "68"]
    assert _files(two) == _files(index_path)


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


def test_a_changed_department_rebuilds_only_itself(own_sources, tmp_path):
    first = build_index(own_sources, tmp_path / "index")
    table = ADRESSE.read(own_sources.adresses["68"])
    ADRESSE.write(table.slice(0, 1), own_sources.adresses["68"])

    second = build_index(own_sources, tmp_path / "index")

    assert second != first
    assert (first / SHARD).samefile(second / SHARD)
    assert not (first / "shards/68.arrow").samefile(second / "shards/68.arrow")
    assert (
        Geocoder.open(second).search("1 rue des vergers 68810 valbruche", 1)[0].result_id
        == "68801_0010_00001"
    )


def test_a_damaged_shard_is_built_again_and_not_taken_over(own_sources, tmp_path):
    first = build_index(own_sources, tmp_path / "index")
    sound = (first / SHARD).read_bytes()
    _flip(first / SHARD, 100)
    table = ADRESSE.read(own_sources.adresses["68"])
    ADRESSE.write(table.slice(0, 1), own_sources.adresses["68"])

    second = build_index(own_sources, tmp_path / "index")

    assert (second / SHARD).read_bytes() == sound
    assert Geocoder.open(second).departments == ["67", "68"]


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_a_table_that_cannot_be_read_stops_the_build_and_leaves_no_index(
    own_sources, tmp_path, processes
):
    for table in own_sources.adresses.values():
        ADRESSE.write(ADRESSE.read(table), table)
        os.truncate(table, table.stat().st_size - 10)

    with pytest.raises((ContractError, GeocoderError), match="damaged file"):
        build_index(own_sources, tmp_path / "index", processes=processes)

    assert list((tmp_path / "index").iterdir()) == []


def test_no_index_is_a_clear_error(tmp_path):
    with pytest.raises(IndexMissingError, match="cigogne index"):
        Geocoder.open(tmp_path)


def _flip(file, at):
    data = bytearray(file.read_bytes())
    data[at] ^= 0x10
    file.unlink()  # a hard link of another index must stay as it is
    file.write_bytes(data)


def _refuses(path):
    with pytest.raises(IndexDamagedError, match="cigogne index --rebuild") as caught:
        Geocoder.open(path)
    return str(caught.value)


@pytest.mark.parametrize("name", ["meta.json", "gazetteer.arrow", SHARD, "shards/68.arrow"])
def test_a_byte_flipped_anywhere_refuses_to_open(copy, name):
    original = (copy / name).read_bytes()
    step = max(1, len(original) // 60)
    for at in range(0, len(original), step):
        _flip(copy / name, at)
        assert _refuses(copy)
        (copy / name).write_bytes(original)

    assert Geocoder.open(copy).departments == ["67", "68"]


@pytest.mark.parametrize("name", ["meta.json", "gazetteer.arrow", SHARD])
def test_a_truncated_file_refuses_to_open(copy, name):
    data = (copy / name).read_bytes()
    for size in (0, 1, len(data) // 2, len(data) - 1):
        (copy / name).write_bytes(data[:size])
        assert name in _refuses(copy)


def test_a_missing_file_refuses_to_open(copy):
    (copy / SHARD).unlink()

    assert "is missing" in _refuses(copy)


def test_another_format_refuses_to_open(copy):
    manifest = json.loads((copy / "meta.json").read_text())
    (copy / "meta.json").write_text(json.dumps(manifest | {"format": 1}))

    assert "has format 1, this program reads 3" in _refuses(copy)


def test_an_index_of_other_rules_refuses_to_open(copy, monkeypatch):
    monkeypatch.setattr(store, "rules_digest", lambda: "0" * 32)

    assert "other rules of normalisation" in _refuses(copy)


def test_a_shard_of_other_tables_refuses_to_open(own_sources, index_path, copy, tmp_path):
    """The file is sound and the manifest agrees with it; it is not made of the tables named there."""
    table = ADRESSE.read(own_sources.adresses["67"])
    ADRESSE.write(table.slice(0, 3), own_sources.adresses["67"])
    other = build_index(own_sources, tmp_path / "index")
    shutil.copy(other / SHARD, copy / SHARD)
    manifest = store.read_manifest(copy)
    manifest.files[SHARD] = FileMark.of(copy / SHARD)
    (copy / "meta.json").write_text(manifest.as_text())

    assert "is built from other tables" in _refuses(copy)


def test_a_large_index_reads_a_shard_through_before_it_answers_from_it(copy, monkeypatch):
    monkeypatch.setattr(store, "CHECKED_AT_OPENING", 0)
    _flip(copy / SHARD, 1000)

    opened = Geocoder.open(copy)

    assert opened.search("1 rue des vergers 68810 valbruche", 1)[0].result_citycode == "68801"
    with pytest.raises(IndexDamagedError, match="altered"):
        opened.search("1 rue de l'église 67810 saint-oden", 1)
    (problem,) = index_problems(copy)
    assert "67.arrow: has been altered" in problem
    assert problem.endswith("run `cigogne index --rebuild` to build it again")


def test_a_sound_index_has_no_problem(sources, index_path, tmp_path):
    assert index_problems(index_path, sources) == []
    assert "no geocoder index here" in index_problems(tmp_path)[0]


def test_other_tables_than_the_index_was_built_from_are_named(own_sources, tmp_path):
    path = build_index(own_sources, tmp_path / "index")
    table = ADRESSE.read(own_sources.adresses["68"])
    ADRESSE.write(table.slice(0, 1), own_sources.adresses["68"])
    own_sources.adresses["69"] = own_sources.adresses["68"]
    shutil.copy(own_sources.adresses["67"], own_sources.communes)

    found = index_problems(path, own_sources)

    assert [p.split(";")[0] for p in found] == [
        "the index is built from other tables of departments 68",
        "the index has no departments 69",
        "the index is built from other tables of communes",
    ]
    assert all(p.endswith("run `cigogne index` to build it again") for p in found)


def test_nothing_in_the_index_is_a_pickle(index_path):
    assert {f.suffix for f in index_path.rglob("*") if f.is_file()} == {".arrow", ".json"}
    assert issubclass(IndexDamagedError, GeocoderError)
