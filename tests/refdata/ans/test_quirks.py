"""The traps of the extraction (research A4), each kept or read as it must be, end to end where it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.ans import Quarantine, read_activities
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE
from tests.refdata.ans.extraction import activity, text_file
from tests.support.small_world import Line, write_source

GRAND_EST = frozenset({"67", "68"})


def read_one(folder: Path, **values: str) -> dict:
    read = read_activities(text_file(folder, [activity(**values)]), GRAND_EST)
    (row,) = read.table.to_pylist()
    return row


@pytest.mark.parametrize(
    "name", ["NA", "NULL", "Null", "nan", "None", "#N/A", "TRUE", "007", "1E5"]
)
def test_no_text_is_taken_for_another_value(tmp_path: Path, name: str) -> None:
    row = read_one(tmp_path, nom=name, libelle_commune=name, code_postal="67000")
    assert (row["nom"], row["libelle_commune"]) == (name, name)


def test_a_person_without_first_or_last_name_stays(tmp_path: Path) -> None:
    row = read_one(tmp_path, nom="", prenom="", code_postal="67000")
    assert (row["nom"], row["prenom"]) == (None, None)


def test_straight_quotes_are_content(tmp_path: Path) -> None:
    lines = [
        activity(complement_destinataire='RES "LES LILAS', code_postal="67000"),
        activity(complement_destinataire='BAT "A"', code_postal="67000", nom="B"),
    ]
    read = read_activities(text_file(tmp_path, lines), GRAND_EST)
    assert read.table["complement_destinataire"].to_pylist() == ['RES "LES LILAS', 'BAT "A"']


def test_several_structures_at_one_address_are_several_sites(tmp_path: Path) -> None:
    lines = [
        activity(identifiant_structure=f"R{n}", libelle_voie="RUE X", code_postal="67000")
        for n in (1, 2, 2)
    ]
    read = read_activities(text_file(tmp_path, lines), GRAND_EST)
    assert (read.counts["lieux_exercice"], read.counts["doublons_exacts"]) == (2, 1)


BAD_LINES = {
    "too few": ("8|990|short", "3 champs au lieu de 56"),
    "too many": (activity(code_postal="67000") + "|a|b", "58 champs au lieu de 56"),
    "no UTF-8": (
        activity(nom="É", code_postal="67000").encode("latin-1"),
        "octets qui ne sont pas",
    ),
    "NUL": (activity(nom="A\0B", code_postal="67000"), "caractère nul"),
    "blank": ("", "ligne vide"),
    "no person": (activity(identifiant_pp="", code_postal="67000"), "PP vide"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_malformed_line_is_set_apart_with_its_number_and_reason(
    tmp_path: Path, case: str
) -> None:
    line, reason = BAD_LINES[case]
    good = activity(code_postal="67000")
    quarantine = Quarantine()
    read = read_activities(text_file(tmp_path, [good, line]), GRAND_EST, quarantine)
    (row,) = quarantine.table().to_pylist()
    assert row["ligne"] == 3
    assert reason in row["raison"]
    assert (read.counts["lignes_lues"], read.counts["quarantaine"]) == (2, 1)


def _in_city(street: str, number: str, **more: str) -> dict[str, str]:
    place = {
        "code_postal": "67190",
        "libelle_commune": "Valbruche",
        "code_commune_declare": "67901",
    }
    return {**place, "libelle_voie": street, "numero_voie": number, **more}


PLACED = (
    Line("order style", 1, _in_city("RUE DE L EGLISE", "5"), "housenumber"),
    Line("abbreviated type", 2, _in_city("AV DE LA GARE", "4"), "housenumber"),
    Line(
        "split style",
        3,
        _in_city("DE LA GARE", "4", code_type_voie="AV", libelle_type_voie="Avenue"),
        "housenumber",
    ),
    Line("TH become E", 4, _in_city("RUE EEODORE EENARD", "2"), "housenumber"),
    Line("leading zeros", 5, _in_city("RUE DE L EGLISE", "0005"), "housenumber"),
    Line("glued suffix", 6, _in_city("RUE DE L EGLISE", "0003B"), "housenumber"),
    Line("number in the street", 7, _in_city("5 RUE DE L EGLISE", ""), "housenumber"),
    Line("zero is no number", 8, _in_city("RUE DE L EGLISE", "0"), "street"),
    Line("a letter is no number", 9, _in_city("RUE DE L EGLISE", "P"), "street"),
    Line(
        "nothing but the bureau cedex, article behind",
        10,
        {"numero_voie": "3", "libelle_voie": "RUE DU MOULIN", "bureau_cedex": "68020 VAL (LE)"},
        "housenumber",
    ),
    Line(
        "a CEDEX postcode",
        11,
        _in_city("RUE DE L EGLISE", "5", code_postal="67195", libelle_commune="VALBRUCHE CEDEX"),
        "housenumber",
    ),
    Line(
        "a retired commune",
        12,
        {
            "numero_voie": "3",
            "libelle_voie": "RUE DU MOULIN",
            "code_postal": "68020",
            "libelle_commune": "PETIT VAL",
            "code_commune_declare": "68903",
        },
        "housenumber",
    ),
    Line(
        "a postcode of elsewhere",
        13,
        _in_city("RUE DE L EGLISE", "5", code_postal="68010"),
        "housenumber",
    ),
)


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    import gzip

    folder = write_source(tmp_path_factory.mktemp("quirks"), PLACED)
    path = folder / "adresses-67.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    text = text.replace("Rue du Docteur Fabre", "Rue Théodore Thénard")
    path.write_bytes(gzip.compress(text.encode(), mtime=1))
    communes = folder / "communes-region-44.geojson"
    named = communes.read_text("utf-8").replace('"Grand-Val"', '"Le Val"')
    communes.write_text(named, "utf-8")
    path = folder / "adresses-68.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode().replace("Grand-Val", "Le Val")
    path.write_bytes(gzip.compress(text.encode(), mtime=1))
    paths = DataPaths(tmp_path_factory.mktemp("placed"))
    update(str(folder), None, paths, NullProgress())
    return ACTIVITE.read(paths.current / "activites.parquet").to_pylist()


@pytest.mark.parametrize(("rank", "line"), list(enumerate(PLACED)), ids=[p.why for p in PLACED])
def test_each_style_of_address_finds_its_door(placed: list[dict], rank: int, line: Line) -> None:
    row = next(r for r in placed if r["ligne_source"] == rank + 2)
    assert row["result_type"] == line.result_type, row["result_label"]
    if "EENARD" in line.address["libelle_voie"]:
        assert row["result_street"] == "Rue Théodore Thénard"
