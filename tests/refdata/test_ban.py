import gzip

import pytest

from refdata.ban import read_addresses, read_places
from refdata.errors import RawFormatError
from refdata.sources import SourceFolder
from refdata.tables import ADRESSE, LIEU_DIT

ADDRESS = {
    "id": "52006_0001_00132_bis",
    "id_fantoir": "52006_0001",
    "numero": "132",
    "rep": "bis",
    "nom_voie": "Impasse des Bouvreuils",
    "code_postal": "52130",
    "code_insee": "52006",
    "nom_commune": "Allichamps",
    "code_insee_ancienne_commune": "",
    "nom_ancienne_commune": "",
    "x": "839806.36",
    "y": "6830877.41",
    "lon": "4.894908",
    "lat": "48.563020",
    "type_position": "entrée",
    "alias": "",
    "nom_ld": "",
    "libelle_acheminement": "ALLICHAMPS",
    "nom_afnor": "IMPASSE DES BOUVREUILS",
    "source_position": "commune",
    "source_nom_voie": "commune",
    "certification_commune": "1",
    "cad_parcelles": "",
}
PLACE = {
    "id": "08003_b123",
    "nom_lieu_dit": "Le Moulin",
    "code_postal": "08090",
    "code_insee": "08003",
    "nom_commune": "Aiglemont",
    "code_insee_ancienne_commune": "",
    "nom_ancienne_commune": "",
    "x": "827076.17",
    "y": "6965388.77",
    "lon": "4.763126",
    "lat": "49.774653",
    "source_position": "commune",
    "source_nom_voie": "commune",
}
REQUIRED = ("id", "numero", "nom_voie", "code_insee", "nom_commune", "lon", "lat")


def write(tmp_path, *rows, name="adresses-52.csv"):
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def packed(path):
    target = path.with_name(path.name + ".gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target


def test_the_layout_of_today_fills_the_contract(tmp_path):
    table = read_addresses(write(tmp_path, ADDRESS))
    assert ADRESSE.problems(table) == []
    assert table.to_pylist() == [
        {
            "id": "52006_0001_00132_bis",
            "id_voie": "52006_0001",
            "numero": 132,
            "rep": "bis",
            "nom_voie": "Impasse des Bouvreuils",
            "nom_afnor": "IMPASSE DES BOUVREUILS",
            "alias": None,
            "nom_ld": None,
            "code_postal": "52130",
            "code_insee": "52006",
            "nom_commune": "Allichamps",
            "code_insee_ancienne_commune": None,
            "nom_ancienne_commune": None,
            "libelle_acheminement": "ALLICHAMPS",
            "lon": 4.894908,
            "lat": 48.56302,
            "type_position": "entrée",
        }
    ]


def test_gzip_and_plain_read_the_same(tmp_path):
    plain = write(tmp_path, ADDRESS, {**ADDRESS, "id": "52006_0001_00133", "numero": "133"})
    assert read_addresses(packed(plain)).equals(read_addresses(plain))


def test_required_columns_suffice_in_any_order(tmp_path):
    row = {name: ADDRESS[name] for name in reversed(REQUIRED)}
    read = read_addresses(write(tmp_path, row)).to_pylist()[0]
    assert (read["id_voie"], read["numero"], read["code_postal"]) == ("52006_0001", 132, None)


def test_the_layout_of_2016_is_read_by_its_names(tmp_path):
    row = {
        "id": "ADRNIVX_0000000270786279",
        "nom_voie": "Rue Pasteur",
        "id_fantoir": "0150",
        "numero": "4",
        "rep": "",
        "code_insee": "52006",
        "code_post": "52130",
        "lon": "4.89",
        "lat": "48.56",
        "nom_commune": "Allichamps",
    }
    read = read_addresses(write(tmp_path, row)).to_pylist()[0]
    assert (read["code_postal"], read["id_voie"], read["nom_ld"]) == ("52130", "52006_0150", None)


@pytest.mark.parametrize("lost", REQUIRED)
def test_a_missing_column_is_named(tmp_path, lost):
    row = {name: value for name, value in ADDRESS.items() if name != lost}
    with pytest.raises(RawFormatError, match=f"header lacks `{lost}`") as caught:
        read_addresses(write(tmp_path, row))
    assert "adresses-52.csv, line 1" in str(caught.value)


def test_a_file_of_places_is_no_file_of_addresses(tmp_path):
    with pytest.raises(RawFormatError, match="header lacks `numero`, `nom_voie`"):
        read_addresses(write(tmp_path, PLACE))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (";".join(ADDRESS).encode(), "no row"),
        (";".join(ADDRESS).encode() + b"\n", "no row"),
        (";".join(ADDRESS).encode() + b"\n1;2;3\n", "Expected 23 columns"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "csv.gz"])
def test_an_empty_or_wrong_file_is_refused_by_name(tmp_path, content, said, suffix):
    path = tmp_path / f"adresses-52.{suffix}"
    path.write_bytes(gzip.compress(content) if suffix == "csv.gz" else content)
    with pytest.raises(RawFormatError, match=said) as caught:
        read_addresses(path)
    assert path.name in str(caught.value)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_gzip_is_refused_by_name(tmp_path, share):
    rows = [{**ADDRESS, "id": f"52006_0001_{n:05d}", "numero": str(n)} for n in range(3_000)]
    path = packed(write(tmp_path, *rows))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(RawFormatError, match=r"adresses-52\.csv\.gz"):
        read_addresses(path)


def test_a_zip_named_gz_is_refused(tmp_path):
    path = tmp_path / "adresses-52.csv.gz"
    path.write_bytes(b"PK\x03\x04 not gzip")
    with pytest.raises(RawFormatError, match="cannot be read"):
        read_addresses(path)


@pytest.mark.parametrize(
    ("column", "value"), [("lon", "839806.36"), ("lat", "nan"), ("lat", "-inf"), ("lon", "180.1")]
)
def test_a_position_that_is_none_is_refused_with_its_place(tmp_path, column, value):
    path = write(tmp_path, ADDRESS, {**ADDRESS, column: value})
    with pytest.raises(RawFormatError, match=f"line 3, column `{column}`, value '{value}'"):
        read_addresses(path)


def test_a_decimal_comma_is_refused(tmp_path):
    with pytest.raises(RawFormatError, match="4,89"):
        read_addresses(write(tmp_path, {**ADDRESS, "lon": "4,89"}))


def test_a_position_may_be_absent(tmp_path):
    row = read_addresses(write(tmp_path, {**ADDRESS, "lon": "", "lat": ""})).to_pylist()[0]
    assert (row["lon"], row["lat"]) == (None, None)


def test_a_number_in_a_lieu_dit_takes_its_name(tmp_path):
    row = {**ADDRESS, "nom_voie": "", "nom_ld": "Les Essarts"}
    assert read_addresses(write(tmp_path, row))["nom_voie"].to_pylist() == ["Les Essarts"]


@pytest.mark.parametrize(
    "hole", [{"id": ""}, {"numero": ""}, {"numero": "12b"}, {"nom_voie": ""}, {"nom_commune": ""}]
)
def test_an_incomplete_row_is_left_out_and_told(tmp_path, caplog, hole):
    rows = [ADDRESS] * 200
    rows[7] = {**ADDRESS, **hole}
    assert read_addresses(write(tmp_path, *rows)).num_rows == 199
    assert "1 incomplete rows of 200 left out" in caplog.text


def test_many_incomplete_rows_are_a_wrong_file(tmp_path):
    with pytest.raises(RawFormatError, match="1 of 50 rows lack"):
        read_addresses(write(tmp_path, *[ADDRESS] * 49, {**ADDRESS, "numero": "x"}))


def test_places_fill_their_contract(tmp_path):
    row = {**PLACE, "nom_lieu_dit": '"Le Moulin; dit ""le Vieux"""'}
    table = read_places(packed(write(tmp_path, row, name="lieux-dits-08-beta.csv")))
    assert LIEU_DIT.problems(table) == []
    assert table["nom_lieu_dit"].to_pylist() == ['Le Moulin; dit "le Vieux"']
    assert table["lon"].to_pylist() == [4.763126]


def test_a_department_may_have_no_lieu_dit(tmp_path):
    path = tmp_path / "lieux-dits-75-beta.csv"
    path.write_text(";".join(PLACE) + "\n")
    assert read_places(path).equals(LIEU_DIT.empty())


def test_words_that_mean_nothing_elsewhere_are_names_here(tmp_path):
    rows = [{**PLACE, "nom_lieu_dit": name} for name in ("NA", "Null", "nan", "N/A")]
    table = read_places(write(tmp_path, *rows, name="lieux-dits-08-beta.csv"))
    assert table["nom_lieu_dit"].to_pylist() == ["NA", "Null", "nan", "N/A"]


@pytest.mark.slow
@pytest.mark.real
def test_real_files_are_read_whole(shared_dir):
    for path in SourceFolder.scan(shared_dir / "real" / "source").adresses.values():
        with gzip.open(path) as stream:
            lines = sum(1 for _ in stream) - 1
        table = read_addresses(path)
        assert table.num_rows == lines > 30_000
        assert table["lon"].null_count == 0
