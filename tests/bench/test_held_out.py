"""What is taken out of a reference and what stays make the whole."""

import pyarrow as pa

from refdata.tables import ADRESSE


def test_kept_and_removed_make_the_whole(sources, held):
    for department, path in sources.adresses.items():
        whole = sorted(ADRESSE.read(path)["id"].to_pylist())
        parts = pa.concat_tables([held.kept[department], held.removed[department]])
        assert sorted(parts["id"].to_pylist()) == whole
        written = ADRESSE.read(held.sources.adresses[department])
        assert written["id"].to_pylist() == held.kept[department]["id"].to_pylist()


def test_whole_ways_and_lone_numbers_go_away(held):
    kept = {i for t in held.kept.values() for i in t["id_voie"].to_pylist()}
    removed = {i for t in held.removed.values() for i in t["id_voie"].to_pylist()}

    assert removed - kept
    assert removed & kept
