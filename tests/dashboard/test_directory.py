"""Loading a release, refusing a broken one, following `current`."""

import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest

from dashboard.directory import Directory
from dashboard.engine import Engine
from dashboard.errors import ManifestError, ReleaseMissingError
from dashboard.formats.csv import csv_lines
from dashboard.formats.geojson import geojson_pieces
from dashboard.formats.parquet import write_parquet
from dashboard.formats.provenance import describe
from dashboard.formats.rows import exported_rows
from dashboard.formats.xlsx import write_xlsx
from dashboard.provider import DirectoryProvider
from dashboard.selection import Dimension, Selection
from refdata.atomic import switch_link
from refdata.errors import ContractError
from refdata.tables import ACTIVITE, COMMUNE
from tests.support.release_builder import build_data, build_release


@pytest.fixture
def broken(release, tmp_path):
    """Return a copy of the release that a test may break."""
    return shutil.copytree(release, tmp_path / "release")


def test_the_located_rows_come_first_in_morton_order(engine):
    directory = engine.directory
    lon = directory.activities["longitude"].to_numpy()
    assert not np.isnan(lon[: directory.located]).any()
    assert np.isnan(lon[directory.located :]).all()
    assert (np.diff(directory.positions.morton.astype(np.int64)) >= 0).all()
    steps = np.diff(directory.positions.door)
    assert set(steps.tolist()) == {0, 1}


def test_loading_twice_gives_the_same_rows(engine, release):
    again = Directory.load(release)
    assert again.activities.equals(engine.directory.activities)


def test_codes_give_the_column_back(engine):
    directory = engine.directory
    coded = directory.dimensions[Dimension.SAVOIR_FAIRE]
    values = [coded.values[code] for code in coded.codes]
    source = directory.activities["code_savoir_faire"].to_pylist()
    assert values == ["aucun" if value is None else value for value in source]
    labels = dict(zip(coded.values, coded.labels, strict=True))
    assert labels["SM40"] == "Pédiatrie"
    assert labels["aucun"] == "Non renseigné"


@pytest.mark.parametrize("name", ["activites", "personnes", "diplomes", "communes", "departements"])
def test_a_missing_table_is_named_with_what_to_do(broken, name):
    (broken / f"{name}.parquet").unlink()
    with pytest.raises(ReleaseMissingError, match=rf"{name}\.parquet.*run `cigogne update`"):
        Directory.load(broken)


@pytest.mark.parametrize("text", ["", "{", "[]", "\ud800".encode("utf-8", "surrogatepass")])
def test_a_manifest_that_cannot_be_read_is_refused(broken, text):
    (broken / "manifest.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ManifestError, match=r"manifest\.json: not .*run `cigogne update`"):
        Directory.load(broken)


def test_a_release_without_a_manifest_is_no_release(broken):
    (broken / "manifest.json").unlink()
    with pytest.raises(ReleaseMissingError, match=r"no manifest\.json"):
        Directory.load(broken)


def test_a_table_of_another_contract_is_refused(broken):
    COMMUNE.write(COMMUNE.empty(), broken / "personnes.parquet")
    with pytest.raises(ContractError, match="contract is commune/1, this code reads personne/1"):
        Directory.load(broken)


def test_activities_of_unknown_persons_are_refused(broken, release, tmp_path):
    other = build_release(tmp_path / "other", rows=40)
    shutil.copy(other / "personnes.parquet", broken / "personnes.parquet")
    with pytest.raises(ReleaseMissingError, match=r"person for \d+ activities"):
        Directory.load(broken)


def test_only_the_departments_of_the_release_are_served(broken):
    manifest = json.loads((broken / "manifest.json").read_text())
    (broken / "manifest.json").write_text(json.dumps({**manifest, "departements": ["67"]}))
    directory = Directory.load(broken)
    assert directory.served == ("67",)
    assert set(directory.communes["code_departement"].to_pylist()) == {"67"}


def test_the_current_release_is_followed(tmp_path):
    data = build_data(tmp_path, "a", rows=40)
    provider = DirectoryProvider(data)
    first = provider()
    assert provider() is first
    build_release(data / "releases" / "b", rows=60, seed=2)
    switch_link(data / "current", "releases/b")
    second = provider()
    assert second.directory.manifest["identifiant"] == "b"
    assert second.rows(Selection(), 0, 1).total == 60
    shutil.rmtree(data / "releases" / "a")
    assert first.rows(Selection(), 0, 1).total == 40  # a request under way ends on its release


def test_a_broken_release_leaves_the_former_one_served(tmp_path):
    data = build_data(tmp_path, "a", rows=40)
    provider = DirectoryProvider(data)
    first = provider()
    build_release(data / "releases" / "b", rows=40)
    (data / "releases" / "b" / "activites.parquet").write_bytes(b"PAR1")
    switch_link(data / "current", "releases/b")
    assert provider() is first
    assert provider.problem is not None
    (data / "current").unlink()
    assert provider() is first
    assert isinstance(provider.problem, ReleaseMissingError)
    build_release(data / "releases" / "c", rows=50)
    switch_link(data / "current", "releases/c")
    assert provider().rows(Selection(), 0, 1).total == 50
    assert provider.problem is None


def test_no_data_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(ReleaseMissingError, match="run `cigogne update` or `cigogne demo`"):
        DirectoryProvider(tmp_path)


@pytest.mark.parametrize("empty", [True, False], ids=["no-activity", "nothing-located"])
def test_a_release_without_rows_or_positions_answers(broken, empty):
    path = broken / "activites.parquet"
    table = ACTIVITE.read(path).slice(0, 0 if empty else None)
    for name in ("longitude", "latitude", "result_type", "raison_non_localise"):
        column = pa.nulls(table.num_rows, ACTIVITE.schema.field(name).type)
        table = table.set_column(table.column_names.index(name), name, column)
    ACTIVITE.write(table, path)
    engine = Engine(Directory.load(broken))
    for query in ("", "profession=10&departement=67&q=rue", "unite=activites&niveau=aucun"):
        selection = Selection.from_query(query)
        view = engine.view(selection, zoom=12, level="commune", rows=10)
        assert view.clusters == []
        assert view.key_figures.activites == view.key_figures.sans_position == view.page.total
        assert len(view.territories) >= 12
        assert engine.rows(selection, 0, 5, [("nom", "desc")]).total == view.page.total
    rows = exported_rows(engine, Selection())
    provenance = describe(engine, Selection(), len(rows))
    for write in (write_xlsx, write_parquet):
        out = io.BytesIO()
        write(engine, rows, provenance, out)
        assert out.tell() > 0
    for pieces in (csv_lines, geojson_pieces):
        assert b"".join(pieces(engine, rows, provenance))


def test_a_selection_of_nobody_answers(engine):
    view = engine.view(Selection.from_query("profession=00"))
    assert view.clusters == []
    assert view.key_figures.professionnels == 0
    assert view.key_figures.part_liberal is None
    assert view.key_figures.region.part_localisee is None


def test_threads_get_the_answers_of_one(engine):
    queries = [f"profession={p}&departement={d}" for p in ("10", "60") for d in ("67", "68", "88")]
    selections = [Selection.from_query(query) for query in queries] * 4
    alone = Engine(engine.directory)
    expected = [alone.view(selection, rows=3) for selection in selections]
    shared = Engine(engine.directory)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda selection: shared.view(selection, rows=3), selections))
    assert found == expected
