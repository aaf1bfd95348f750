"""Exports: exactly what is filtered, in four formats, with nothing a spreadsheet would compute."""

import io
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from dashboard import exports as exports_module
from dashboard import text
from dashboard.exports import exports
from dashboard.formats.csv import neutralised
from dashboard.formats.headings import HEADINGS
from dashboard.formats.rows import EVERY_COLUMN, SHEET_COLUMNS
from dashboard.selection import Selection
from refdata.tables import ACTIVITE
from tests.dashboard.strategies import selections

QUERY = "profession=10,60&departement=67&q=rue"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def client(engine):
    """Return a client of an application that has only the exports."""
    app = Flask("exports")
    app.register_blueprint(exports(lambda: engine))
    return app.test_client()


def read_csv(response):
    text = response.data.decode("utf-8-sig")
    return pd.read_csv(io.StringIO(text), sep=";", dtype=str, keep_default_na=False)


def sheet_rows(response, name="Activités"):
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    return [list(row) for row in book[name].iter_rows(values_only=True)]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(selection=selections())
def test_the_csv_holds_the_rows_selected(client, oracle, selection):
    found = read_csv(client.get(f"/export.csv?{selection.to_query()}"))
    assert found.ligne_source.astype(int).tolist() == oracle.keeps(selection).ligne_source.tolist()


def test_the_csv_opens_back_equal_but_for_the_neutralised_cells(client, oracle):
    response = client.get("/export.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    found = read_csv(response)
    assert list(found.columns[: len(EVERY_COLUMN)]) == list(EVERY_COLUMN)
    for column in ("nom", "raison_sociale", "prenom", "code_commune", "result_label"):
        source = oracle.rows[column].fillna("").replace("aucun", "")
        guarded = [f"'{v}" if v.startswith(DANGEROUS) else v for v in source]
        assert found[column].tolist() == guarded
    assert found.longitude.replace("", "nan").astype(float).tolist() == pytest.approx(
        oracle.rows.longitude.tolist(), nan_ok=True, abs=0
    )


def test_no_cell_of_the_csv_computes(client):
    found = read_csv(client.get("/export.csv"))
    held = found.drop(columns=["longitude", "latitude", "result_score"])
    assert not held.apply(lambda column: column.str.startswith(DANGEROUS)).to_numpy().any()
    assert found.nom.str.startswith("'=HYPERLINK").any()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+33 3", "'+33 3"),
        ("-2", "'-2"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\x00=1", "'\x00=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a=1", "a=1"),
        ("", ""),
        (None, None),
    ],
)
def test_formulas_are_neutralised(value, expected):
    import pyarrow as pa

    column = pa.chunked_array([pa.array([value], pa.string())])
    assert neutralised(column).to_pylist() == [expected]


def test_vintages_filters_and_licence_end_each_line_of_the_csv(client):
    found = read_csv(client.get(f"/export.csv?{QUERY}"))
    assert len(found) > 1
    [vintages], [filters], [licence] = (found[c].unique() for c in found.columns[-3:])
    assert "annuaire 2026-09-23" in vintages
    assert "Médecin (10)" in filters
    assert "Département 67 (67)" in filters
    assert "Recherche : rue" in filters
    assert licence.startswith("Licence Ouverte 2.0")
    assert "fictives" in licence


@pytest.mark.parametrize("query", ["", QUERY], ids=["all", "filtered"])
def test_the_xlsx_holds_the_same_rows_as_strings_and_numbers(client, oracle, query):
    response = client.get(f"/export.xlsx?{query}")
    header, *rows = sheet_rows(response)
    expected = oracle.keeps(Selection.from_query(query))
    assert header == [HEADINGS[name] for name in SHEET_COLUMNS]
    table = pd.DataFrame(rows, columns=SHEET_COLUMNS)
    assert table.ligne_source.tolist() == expected.ligne_source.tolist()
    for column in ("nom", "prenom", "identifiant_pp", "code_postal", "result_label"):
        held = [None if pd.isna(value) else value for value in table[column]]
        assert held == [v if isinstance(v, str) else None for v in expected[column]]
    said = [text.LEVELS[v] if v != "aucun" else None for v in expected.result_type]
    assert [None if pd.isna(value) else value for value in table.result_type] == said
    assert table.longitude.tolist() == pytest.approx(expected.longitude.tolist(), nan_ok=True)
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    kinds = {cell.data_type for row in book["Activités"].iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    assert book["Activités"].auto_filter.ref.endswith(str(max(len(rows), 1) + 1))


def test_the_xlsx_reads_in_streaming_and_says_where_it_comes_from(client):
    response = client.get(f"/export.xlsx?{QUERY}")
    book = openpyxl.load_workbook(io.BytesIO(response.data), read_only=True)
    assert book["Activités"].max_column == len(SHEET_COLUMNS)
    assert sum(1 for _ in book["Activités"].iter_rows()) == book["Activités"].max_row
    about = dict(sheet_rows(response, "À propos"))
    assert about["Licence"] == "Licence Ouverte 2.0 (Etalab)"
    assert Selection.from_query(about["Adresse de la vue"]) == Selection.from_query(QUERY)
    assert about["Page"] == "http://localhost/" + about["Adresse de la vue"]
    assert dict(sheet_rows(response, "Colonnes"))["Adresse trouvée"] == "result_label"
    assert int(about["Lignes"]) == book["Activités"].max_row - 1


def test_strings_that_xml_or_excel_would_change_come_back():
    import pyarrow as pa

    from dashboard.formats.xlsx import _string_cells

    cells = _string_cells(
        pa.array(["a<b>&c", "\x00\x0bx", "_x0041_", "y" * 40_000, " z"])
    ).to_pylist()
    texts = [cell.partition("<is><t")[2].removesuffix("</t></is></c>") for cell in cells]
    assert texts == [
        ">a&lt;b&gt;&amp;c",
        ">x",
        ">_x005F_x0041_",
        ">" + "y" * 32_767,
        ' xml:space="preserve"> z',
    ]


@pytest.mark.parametrize("query", ["", QUERY, "profession=00"], ids=["all", "filtered", "none"])
def test_the_parquet_keeps_the_contract_and_is_a_layer(client, oracle, query):
    data = io.BytesIO(client.get(f"/export.parquet?{query}").data)
    table = pq.read_table(data)
    assert ACTIVITE.problems(table) == []
    expected = oracle.keeps(Selection.from_query(query))
    assert table["ligne_source"].to_pylist() == expected.ligne_source.tolist()
    layer = gpd.read_parquet(data)
    assert layer.crs.to_epsg() == 4326 or layer.crs.to_string() == "OGC:CRS84"
    assert layer.geometry.x.tolist() == pytest.approx(expected.longitude.tolist(), nan_ok=True)
    provenance = json.loads(table.schema.metadata[b"cigogne.provenance"])
    assert provenance["lignes"] == str(len(expected))


@pytest.mark.parametrize("query", ["", QUERY, "profession=00"], ids=["all", "filtered", "none"])
def test_the_geojson_holds_every_row_located_or_not(client, oracle, query):
    found = json.loads(client.get(f"/export.geojson?{query}").data)
    expected = oracle.keeps(Selection.from_query(query))
    features = found["features"]
    assert [f["properties"]["ligne_source"] for f in features] == expected.ligne_source.tolist()
    points = [f["geometry"] and f["geometry"]["coordinates"] for f in features]
    pairs = zip(expected.longitude, expected.latitude, strict=True)
    assert points == [None if pd.isna(lon) else [lon, lat] for lon, lat in pairs]
    assert found["metadata"]["licence"].startswith("Licence Ouverte")


@pytest.mark.parametrize("extension", ["csv", "xlsx", "parquet", "geojson"])
def test_a_hostile_state_exports_something(client, extension):
    response = client.get(f"/export.{extension}?profession=%00&q=%ff%fe&unite=x&epci={'9' * 5000}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == (
        f"attachment; filename=cigogne-2026-09-24.{extension}"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "cigogne-2026-09-24.csv"),
        ("profession=10", "cigogne-medecin-2026-09-24.csv"),
        (
            "departement=67&commune=67001&profession=10",
            "cigogne-medecin-saint-elie-sur-ill-67001-2026-09-24.csv",
        ),
        ("niveau=aucun,municipality", "cigogne-sans-position-centre-de-la-commune-2026-09-24.csv"),
        ("q=d%27%C3%89pernay", "cigogne-d-epernay-2026-09-24.csv"),
    ],
)
def test_a_file_is_named_by_what_it_holds(client, query, name):
    response = client.get(f"/export.csv?{query}")
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    response.close()


@pytest.mark.parametrize("path", ["/export.exe", "/export.", "/export", "/export.csv/../../x"])
def test_other_formats_do_not_exist(client, path):
    reply = client.get(path)
    assert reply.status_code == 404
    if path.startswith("/export.exe"):
        assert "demandez csv, xlsx, parquet ou geojson" in reply.get_data(as_text=True)


def test_a_sheet_too_long_is_refused_in_french(client, monkeypatch):
    monkeypatch.setattr(exports_module, "MAX_ROWS", 10)
    response = client.get("/export.xlsx")
    assert response.status_code == 422
    assert "Parquet" in response.get_data(as_text=True)
