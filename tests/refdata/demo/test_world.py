"""A world as a whole: same seed, same bytes; every line accounted for."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from refdata.ans import read_activities
from refdata.demo import MARKER, VERSION, write_fortnight, write_world
from refdata.demo.scale import TINY
from refdata.sources import SourceFolder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_seed_same_bytes(tiny, tmp_path):
    write_world(tmp_path, TINY, seed=7)
    assert _bytes(tmp_path) == _bytes(tiny.folder)


def test_other_seed_other_people_and_streets_same_communes(tiny, tmp_path):
    write_world(tmp_path, TINY, seed=8)
    ours, theirs = _bytes(tmp_path), _bytes(tiny.folder)
    assert ours.keys() == theirs.keys()
    same = {name for name in ours if ours[name] == theirs[name]}
    assert same == {
        "communes-region-44.geojson",
        "communes-associees-deleguees-region-44.json",
        "departements-region-44.json",
        "epcis-region-44.json",
    }


def test_marker_says_what_the_data_are(tiny):
    marker = json.loads((tiny.folder / MARKER).read_text(encoding="utf-8"))
    assert marker == {"demonstration": True, "graine": 7, "echelle": "tiny", "version": VERSION}


def test_no_clock_in_any_file(tiny):
    for path in tiny.paths("*.gz"):
        with gzip.open(path) as stream:
            stream.peek(1)
            assert stream.mtime == 0
    (archive,) = tiny.paths("*.zip")
    dates = {info.date_time for info in zipfile.ZipFile(archive).infolist()}
    assert dates == {(2026, 9, 23, 9, 11, 0)}


def test_nothing_but_the_world_is_left(tiny):
    assert not [path for path in tiny.folder.iterdir() if path.name.startswith(".")]


def test_progress_is_told_from_first_to_last(tmp_path):
    told = []
    write_world(tmp_path, TINY, seed=1, progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(6))
    assert {total for _, total, _ in told} == {5}


def test_every_line_is_accounted_for(tiny):
    s = tiny.summary
    parts = s.hors_region + s.etranger + s.sans_lieu + s.doublons_exacts + s.activites
    assert s.lignes_lues == parts == len(tiny.activities)
    assert s.activites == tiny.scale.activities == len(tiny.truth)


def test_the_reader_of_the_extraction_counts_the_same(tiny):
    source = SourceFolder.scan(tiny.folder)
    departments = frozenset(tiny.summary.departements)
    counts = read_activities(source.ans.personne_activite, departments).counts
    names = ("lignes_lues", "hors_region", "etranger", "sans_lieu", "doublons_exacts")
    names += ("activites", "personnes")
    assert {n: counts[n] for n in names} == {n: getattr(tiny.summary, n) for n in names}
    assert counts["quarantaine"] == 0


@pytest.mark.slow
def test_small_world_has_the_size_it_promises(small):
    assert small.summary.activites == 15_000
    assert small.summary.adresses == pytest.approx(150_000, rel=0.02)
    assert small.summary.communes >= 150
    assert len(small.summary.departements) == 10
    assert len({row["code_insee"] for row in small.addresses}) == small.summary.communes


def test_a_fortnight_after_two_rows_in_a_hundred_are_new(tiny, tmp_path):
    path = write_fortnight(tmp_path, TINY, seed=7)
    assert path.name == "PS_LibreAcces_202610071200.zip"
    assert _bytes(tmp_path) == {path.name: write_fortnight(tmp_path, TINY, seed=7).read_bytes()}
    departments = frozenset(tiny.summary.departements)
    before, after = (
        read_activities(SourceFolder.scan(folder).ans.personne_activite, departments)
        for folder in (tiny.folder, tmp_path)
    )
    rows = [
        {tuple(row.values()) for row in found.table.drop_columns(["ligne_source"]).to_pylist()}
        for found in (before, after)
    ]
    share = len(rows[1] - rows[0]) / len(rows[1])
    assert 0.005 < share < 0.05
    persons = [set(found.table["identifiant_pp"].to_pylist()) for found in (before, after)]
    assert persons[0] - persons[1]
    assert persons[1] - persons[0]
    assert after.counts["hors_region"] > 0.95 * before.counts["hors_region"]
    assert after.counts["quarantaine"] == 0
