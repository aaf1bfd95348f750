"""The update on the small world, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import shapely

from jobs.pipeline.activities import ONLY_DISTRIBUTION
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.release import RELEASE_TABLES
from jobs.pipeline.releases import current_identifier, manifest_of, releases
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE, ADRESSE_CONNUE, INDICATEUR, PERSONNE
from tests.support.killing import change
from tests.support.small_world import ACTIVITIES, COUNTS, Line, write_extraction


def rows(paths: DataPaths) -> list[dict]:
    return ACTIVITE.read(paths.current / "activites.parquet").to_pylist()


@pytest.mark.parametrize(
    ("number", "line"), list(enumerate(ACTIVITIES, start=2)), ids=[line.why for line in ACTIVITIES]
)
def test_each_line_comes_out_as_it_must(published: DataPaths, number: int, line: Line) -> None:
    found = next(row for row in rows(published) if row["ligne_source"] == number)
    assert (found["result_type"], found["raison_non_localise"]) == (line.result_type, line.reason)
    assert found["code_commune"] == line.commune
    assert found["siren_epci"] == ("246700001" if line.commune < "68" else "246800002")


def test_accounting_closes_and_is_what_the_world_holds(published: DataPaths) -> None:
    counts = manifest_of(published.current)["comptes"]
    assert {name: counts[name] for name in COUNTS} == COUNTS
    parts = ("hors_region", "etranger", "sans_lieu", "quarantaine", "doublons_exacts", "activites")
    assert counts["lignes_lues"] == sum(counts[name] for name in parts)
    assert counts["localisees"] == sum(row["longitude"] is not None for row in rows(published))


def test_every_table_of_the_release_keeps_its_contract(published: DataPaths) -> None:
    manifest = manifest_of(published.current)
    for name, contract in RELEASE_TABLES.items():
        contract.check(contract.read(published.current / f"{name}.parquet"))
        assert manifest["contrats"][f"{name}.parquet"] == contract.stamp


def test_manifest_names_its_sources_and_index(published: DataPaths) -> None:
    manifest = manifest_of(published.current)
    assert manifest["identifiant"].startswith("2026-09-23-")
    assert manifest["departements"] == ["67", "68"]
    assert manifest["demonstration"] is False
    assert manifest["sources"]["annuaire"]["millesime"] == "2026-09-23"
    assert manifest["sources"]["adresses"]["millesime"] == "2026-09-21"  # written inside by gzip
    assert [f["nom"] for f in manifest["sources"]["adresses"]["fichiers"]] == [
        "adresses-67.csv.gz",
        "adresses-68.csv.gz",
    ]
    assert (published.index / manifest["index"]).is_dir()
    levels = manifest["qualite"]["par_niveau"]
    assert sum(levels.values()) == manifest["comptes"]["activites"]
    assert manifest["qualite"]["raisons"] == {"adresse absente": 2, "voie introuvable": 1}


def test_release_opens_as_a_layer(published: DataPaths) -> None:
    layer = geopandas.read_parquet(published.current / "activites.parquet")
    assert layer.crs == "OGC:CRS84"
    placed = layer[layer.longitude.notna()]
    assert (placed.geometry.x == placed.longitude).all()
    assert (placed.geometry.y == placed.latitude).all()
    communes = geopandas.read_parquet(published.current / "communes.parquet")
    assert list(communes.geometry.geom_type.unique()) == ["Polygon"]


def test_outlines_meet_without_gap_nor_overlap(published: DataPaths) -> None:
    folder = published.current / "contours"
    drawn = json.loads((folder / "communes.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.geometry.shape(f["geometry"]) for f in drawn["features"]]
    assert [f["properties"]["code"] for f in drawn["features"]] == sorted(
        {f["properties"]["code"] for f in drawn["features"]}
    )
    assert shapely.union_all(shapes).area == pytest.approx(sum(s.area for s in shapes))
    assert (folder / "epci.geojson.br").stat().st_size > 0


def test_outlines_of_the_same_communes_are_copied(
    source, data: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = data.current.resolve() / "contours"
    drawn = []
    monkeypatch.setattr("jobs.pipeline.release.write_outlines", lambda *given: drawn.append(given))
    change(source, 1)
    update(str(source), None, data, NullProgress())
    after = data.current.resolve() / "contours"
    assert before != after
    assert drawn == []
    for path in before.iterdir():
        assert (after / path.name).read_bytes() == path.read_bytes()
    (after / "epci.geojson").write_text("{", encoding="utf-8")
    change(source, 2)
    update(str(source), None, data, NullProgress())
    assert len(drawn) == 1


def test_persons_count_their_activities_and_sites(published: DataPaths) -> None:
    people = PERSONNE.read(published.current / "personnes.parquet").to_pylist()
    first = people[0]
    assert (first["activites"], first["lieux_exercice"], first["codes_professions"]) == (
        3,
        3,
        ["10"],
    )
    assert sum(person["activites"] for person in people) == len(ACTIVITIES)


def oracle(table: pa.Table, cell: dict) -> dict[str, int]:
    """Count one cell of the indicators the slow and obvious way."""
    level, code, profession = (cell[n] for n in ("niveau", "code_territoire", "code_profession"))
    column = {"departement": "code_departement", "epci": "siren_epci", "commune": "code_commune"}
    kept = [
        row
        for row in table.to_pylist()
        if (level == "region" or row[column[level]] == code)
        and profession in ("*", row["code_profession"])
        and (cell["perimetre"] == "tous" or row["code_profession"] != "99")
        and (cell["regroupement"] == "*" or row["code_savoir_faire"] in ("SM26", "SM53", "SM54"))
    ]
    placed = {"housenumber", "interpolation", "street", "locality"}
    return {
        "professionnels": len({row["identifiant_pp"] for row in kept}),
        "activites": len(kept),
        "lieux_exercice": len({row["identifiant_lieu"] for row in kept}),
        "professionnels_liberaux": len(
            {row["identifiant_pp"] for row in kept if row["code_mode_exercice"] == "L"}
        ),
        "activites_localisees": sum(row["result_type"] in placed for row in kept),
    }


def check_indicators(folder: Path) -> list[dict]:
    """Compare every cell with the obvious count, and return the cells."""
    activities = ACTIVITE.read(folder / "activites.parquet")
    indicators = INDICATEUR.read(folder / "indicateurs.parquet").to_pylist()
    for row in indicators:
        cell = oracle(activities, row)
        assert {name: row[name] for name in cell} == cell
        if row["population"]:
            assert row["densite"] == pytest.approx(
                10_000 * row["professionnels"] / row["population"]
            )
    return indicators


def test_indicators_equal_the_obvious_count(published: DataPaths) -> None:
    indicators = check_indicators(published.current)
    cells = {(r["niveau"], r["code_territoire"]) for r in indicators}
    assert {c for level, c in cells if level == "commune"} == {
        "67901",
        "67902",
        "67903",
        "68901",
        "68902",
    }
    (region,) = (
        r
        for r in indicators
        if (r["niveau"], r["code_profession"], r["perimetre"]) == ("region", "*", "tous")
    )
    assert region["population"] == 20_900


def test_roles_alone_are_left_out_by_one_switch_and_general_practice_is_one(
    source, data: DataPaths
) -> None:
    skills = ("SM26", "SM53", "SM54", "SM54", "SM04")
    doctors = [
        Line("a doctor", n, ACTIVITIES[0].address | {"code_savoir_faire": code})
        for n, code in enumerate(skills, start=1)
    ]
    role = Line("a secretary", 9, ACTIVITIES[1].address, profession="99")
    nurse = Line("a nurse", 10, ACTIVITIES[1].address, profession="60")
    no_doctor = ACTIVITIES[1].address | {"code_savoir_faire": "SM26"}
    lines = [*doctors, role, nurse, Line("SM26 alone", 11, no_doctor, profession="60")]
    write_extraction(source, lines, "202610071200")
    update(str(source), None, data, NullProgress(), accept=True)
    cells = {
        tuple(r[n] for n in ("code_profession", "regroupement", "perimetre")): r["professionnels"]
        for r in check_indicators(data.current)
        if r["niveau"] == "region"
    }
    assert cells == {
        ("*", "*", "tous"): 8,
        ("*", "*", "sans_role"): 7,
        ("10", "*", "tous"): 5,
        ("10", "*", "sans_role"): 5,
        ("10", "medecine_generale", "tous"): 4,
        ("10", "medecine_generale", "sans_role"): 4,
        ("60", "*", "tous"): 2,
        ("60", "*", "sans_role"): 2,
        ("99", "*", "tous"): 1,
    }
    manifest = manifest_of(data.current)
    assert manifest["comptes"]["personnes"] == 8
    assert manifest["qualite"]["sans_role"]["personnes"] == 7
    assert manifest["qualite"]["sans_role"]["activites"] == 7


def test_quarantine_holds_the_refused_line(published: DataPaths) -> None:
    table = pa.parquet.read_table(published.quarantine / "quarantaine.parquet").to_pylist()
    assert [row["contenu"] for row in table] == ["8|990|too few fields"]


def test_address_base_holds_no_addressee(published: DataPaths) -> None:
    base = ADRESSE_CONNUE.read(published.address_base)
    texts = [value for row in base.to_pylist() for value in row.values() if isinstance(value, str)]
    assert not [text for text in texts if "FICTIF" in text]
    assert base.num_rows > 10


def test_second_update_redoes_nothing(world, data: DataPaths) -> None:
    before = {p: p.stat().st_mtime_ns for p in data.root.rglob("*") if p.is_file()}
    report = update(str(world), None, data, NullProgress())
    after = {p: p.stat().st_mtime_ns for p in data.root.rglob("*") if p.is_file()}
    assert report.redone == ()
    assert report.built is False
    changed = {p.name for p in after if after[p] != before.get(p)}
    assert changed <= {data.lock.name, data.last_run.name}


def test_same_inputs_give_the_same_bytes(world, published: DataPaths, tmp_path) -> None:
    other = DataPaths(tmp_path / "other")
    report = update(str(world), frozenset({"67", "68"}), other, NullProgress())
    assert report.release == current_identifier(published)
    for name in (p.relative_to(other.current) for p in other.current.rglob("*") if p.is_file()):
        here, there = (folder.current / name for folder in (published, other))
        if name.name == "manifest.json":
            left, right = (json.loads(p.read_text(encoding="utf-8")) for p in (here, there))
            left.pop("cree_le"), right.pop("cree_le")
            assert left == right
        else:
            assert here.read_bytes() == there.read_bytes(), name


def test_only_new_addresses_are_geocoded(source, data: DataPaths) -> None:
    street = {
        "numero_voie": "9",
        "libelle_voie": "RUE DES LILAS",
        "code_postal": "68010",
        "libelle_commune": "Colline-la-Ville",
        "code_commune_declare": "68901",
    }
    newcomer = Line("a newcomer", 20, street, "housenumber", None, "68901")
    (source / "PS_LibreAcces_202609231200.zip").unlink()
    write_extraction(source, [*ACTIVITIES[1:], newcomer], "202610071200")
    before = current_identifier(data)
    report = update(str(source), None, data, NullProgress())
    assert report.redone == ("annuaire", "localisation")
    facts = Ledger.open(data).facts("localisation", "locate")
    assert facts["geocodees"] == 1
    assert report.release.startswith("2026-10-07-")
    assert [m["identifiant"] for m in releases(data)] == [report.release, before]
    persons = {row["identifiant_pp"] for row in rows(data)}
    assert "899000000020" in persons


def test_a_changed_department_rebuilds_that_department_only(source, data: DataPaths) -> None:
    kept = (source / "adresses-68.csv.gz").read_bytes()
    (source / "adresses-68.csv.gz").write_bytes(kept + b"")
    assert update(str(source), None, data, NullProgress()).redone == ()
    import gzip

    text = gzip.decompress(kept).decode().replace("Rue des Tilleuls", "Rue des Érables")
    (source / "adresses-68.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=1))
    report = update(str(source), None, data, NullProgress(), accept=True)  # one row of 15 is lost
    assert report.redone == ("adresses/68", "index", "localisation")
    assert "voie introuvable" in {row["raison_non_localise"] for row in rows(data)}


def test_departments_asked_for_leave_the_others_out(world, tmp_path) -> None:
    paths = DataPaths(tmp_path / "data")
    update(str(world), frozenset({"68"}), paths, NullProgress())
    assert {row["code_departement"] for row in rows(paths)} == {"68"}
    counts = manifest_of(paths.current)["comptes"]
    inside = sum(line.commune > "68" for line in ACTIVITIES)
    assert counts["activites"] == inside
    assert counts["hors_region"] == COUNTS["hors_region"] + len(ACTIVITIES) - inside + 2


@pytest.mark.parametrize(
    ("mention", "is_distribution"),
    [
        ("BP 40120", True),
        ("CS 46502", True),
        ("BP 12 CEDEX", True),
        ("TSA 10001", True),
        ("LA HAUTE BORNE", False),
        ("CP DES MINES", False),
        ("12 RUE DU BP", False),
    ],
)
def test_mentions_that_name_no_place(mention: str, is_distribution: bool) -> None:
    found = pc.match_substring_regex(pa.array([mention]), ONLY_DISTRIBUTION)
    assert found.to_pylist() == [is_distribution]


def test_every_commune_of_the_base_is_named(published: DataPaths) -> None:
    for row in rows(published):
        assert (row["nom_commune"] is None) == (row["code_commune"] is None)
