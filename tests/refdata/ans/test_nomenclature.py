import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from refdata.ans import read_activities
from refdata.ans.nomenclature import Nomenclature, read_labels
from refdata.sources import SourceFolder
from refdata.tables import ACTIVITE_LUE, DIPLOME


@pytest.fixture(scope="module")
def labels():
    return read_labels()


@pytest.fixture(scope="module")
def rows():
    with files("refdata.ans").joinpath("nomenclature.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("kind", "code", "label"),
    [
        (Nomenclature.PROFESSION, "10", "Médecin"),
        (Nomenclature.PROFESSION, "98", "Manipulateur d’électroradiologie médicale"),
        (Nomenclature.SAVOIR_FAIRE, "SM02", "Anesthésie-réanimation"),
        (Nomenclature.MODE_EXERCICE, "L", "Libéral"),
        (Nomenclature.SECTEUR_ACTIVITE, "SA01", "Établissement public de santé"),
        (Nomenclature.ROLE, "FON-01", "Titulaire de cabinet"),
    ],
)
def test_known_codes_have_a_readable_label(labels, kind, code, label):
    assert labels.label(kind, code, "ce que dit le fichier") == label


def test_an_unknown_code_keeps_what_was_registered(labels):
    assert labels.label(Nomenclature.PROFESSION, "68", "Nouveau métier") == "Nouveau métier"
    assert labels.label(Nomenclature.PROFESSION, "68") == "68"


def test_no_code_and_no_label_stands_twice_in_a_nomenclature(rows):
    for column in ("code", "libelle"):
        repeated = Counter((row["nomenclature"], row[column]) for row in rows)
        assert [key for key, times in repeated.items() if times > 1] == []


def test_each_kind_is_a_column_of_a_table():
    columns = {*ACTIVITE_LUE.schema.names, *DIPLOME.schema.names}
    assert {f"code_{kind}" for kind in Nomenclature} <= columns


def test_labels_are_written_in_french_typography(rows):
    for row in rows:
        label = row["libelle"]
        assert label == label.strip(), label
        assert label[0].isupper(), label
        assert not re.search(r"['\"]|  | :|\b[Ee]t(ab|ud)", label), label


@pytest.mark.real
def test_every_code_of_the_real_layout_is_known(labels, shared_dir):
    source = SourceFolder.scan(shared_dir / "real" / "source").ans.personne_activite
    table = read_activities(source, frozenset({"08", "52", "55"})).table
    for kind in Nomenclature:
        if f"code_{kind}" in table.column_names:
            seen = set(table[f"code_{kind}"].drop_null().unique().to_pylist())
            assert seen <= labels.by_kind[kind].keys(), kind
