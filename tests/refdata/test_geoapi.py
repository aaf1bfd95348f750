import json

import pyarrow.compute as pc
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from refdata import geoapi
from refdata.errors import RawFormatError
from refdata.sources import SourceFolder
from refdata.tables import ANCIENNE_COMMUNE, COMMUNE, DEPARTEMENT, EPCI

SQUARE = {"type": "Polygon", "coordinates": [[[4, 49], [5, 49], [5, 50], [4, 50], [4, 49]]]}
CRESCENT = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 8], [8, 8], [8, 1], [0, 1], [0, 0]]],
}
ACY = {
    "nom": "Acy-Romance",
    "code": "08001",
    "codeDepartement": "08",
    "siren": "210800017",
    "codeEpci": "200043156",
    "codeRegion": "44",
    "codesPostaux": ["08310", "08300"],
    "population": 479,
}
AIGLEMONT = {**ACY, "nom": "Aiglemont", "code": "08003"}


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


def geojson(*features):
    items = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    return {"type": "FeatureCollection", "features": items}


def write(tmp_path, document, name="communes-region-44.geojson"):
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def commune(tmp_path, properties, geometry=None):
    path = write(tmp_path, geojson((properties, geometry)))
    return geoapi.read_communes(path).to_pylist()[0]


def test_a_commune_with_its_outline_fills_the_contract(tmp_path):
    table = geoapi.read_communes(write(tmp_path, geojson((AIGLEMONT, SQUARE), (ACY, SQUARE))))
    assert COMMUNE.problems(table) == []
    assert table["code_commune"].to_pylist() == ["08001", "08003"]
    row = table.to_pylist()[0]
    assert (row["nom"], row["siren_epci"], row["population"]) == ("Acy-Romance", "200043156", 479)
    assert row["codes_postaux"] == ["08300", "08310"]
    assert (row["lon"], row["lat"]) == (4.5, 49.5)
    assert shapely.equals(
        shapely.from_wkb(row["contour"]), shapely.from_geojson(json.dumps(SQUARE))
    )


def test_the_plain_list_gives_the_same_rows(tmp_path):
    plain = write(tmp_path, [{**ACY, "contour": SQUARE}], "communes-region-44.json")
    collection = write(tmp_path, geojson((ACY, SQUARE)))
    assert geoapi.read_communes(plain).equals(geoapi.read_communes(collection))


@pytest.mark.parametrize(
    ("given_points", "geometry", "expected"),
    [
        ({"mairie": point(4.1, 49.1), "centre": point(4.2, 49.2)}, SQUARE, (4.1, 49.1)),
        ({"centre": point(4.2, 49.2)}, SQUARE, (4.2, 49.2)),
        ({"centre": point(4.2, 49.2)}, None, (4.2, 49.2)),
        ({}, point(4.3, 49.3), (4.3, 49.3)),
        ({"centre": None}, SQUARE, (4.5, 49.5)),
    ],
)
def test_the_centre_is_the_best_position_given(tmp_path, given_points, geometry, expected):
    row = commune(tmp_path, ACY | given_points, geometry)
    assert (row["lon"], row["lat"]) == pytest.approx(expected)
    assert (row["surface_km2"] is None) == (geometry is not SQUARE)


def test_the_centre_of_a_crescent_lies_in_it(tmp_path):
    row = commune(tmp_path, ACY, CRESCENT)
    outline = shapely.from_wkb(row["contour"])
    assert not shapely.contains(outline, outline.centroid)
    assert shapely.contains(outline, shapely.Point(row["lon"], row["lat"]))


def test_a_commune_in_no_epci_and_without_people_is_one(tmp_path):
    properties = {name: ACY[name] for name in ("nom", "code", "codeRegion")}
    row = commune(tmp_path, properties, SQUARE)
    assert (row["siren_epci"], row["population"], row["codes_postaux"]) == (None, None, [])
    assert row["code_departement"] == "08"


@pytest.mark.parametrize(
    ("code", "department"), [("08001", "08"), ("2A004", "2A"), ("97105", "971"), ("98818", "988")]
)
def test_the_department_follows_from_the_code(tmp_path, code, department):
    properties = {"nom": "X", "code": code, "codeRegion": "44"}
    assert commune(tmp_path, properties, SQUARE)["code_departement"] == department


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "empty"),
        ("<html>", "not JSON"),
        ('{"type": "FeatureCollection", "features": [', "not JSON"),
        ({"message": "Not found"}, "expected a list of communes"),
        ([], "expected a list of communes"),
        (["08001"], "item 1 is not an object"),
        ([{"type": "Feature"}], "feature 1 has no properties"),
        ([{"code": "08001"}], "column `centre`"),
        ([{**ACY, "nom": ""}], "centre"),
        ([{"code": "08001", "centre": point(4, 49)}], "column `nom`"),
        ([{**ACY, "population": "479", "centre": point(4, 49)}], "column `population`"),
        ([{**ACY, "codesPostaux": "08300", "centre": point(4, 49)}], "column `codesPostaux`"),
        ([{**ACY, "centre": {"type": "Point"}}], "not a GeoJSON geometry"),
        ([{**ACY, "code": 8001, "centre": point(4, 49)}], "column `code`"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path, document, said):
    path = write(tmp_path, document, "communes-region-44.json")
    with pytest.raises(RawFormatError, match=said) as caught:
        geoapi.read_communes(path)
    assert "communes-region-44.json" in str(caught.value)


def test_epcis_departments_and_former_communes_fill_their_contracts(tmp_path):
    epcis = [{"nom": "CA Ardenne", "code": "200041630", "type": "CA", "codesDepartements": ["08"]}]
    table = geoapi.read_epcis(write(tmp_path, epcis))
    assert EPCI.problems(table) == []
    assert table["codes_departements"].to_pylist() == [["08"]]
    former = [
        {"nom": "Amblimont", "code": "08009", "type": "commune-deleguee", "chefLieu": "08311"}
    ]
    table = geoapi.read_anciennes_communes(write(tmp_path, former))
    assert ANCIENNE_COMMUNE.problems(table) == []
    assert table["code_commune"].to_pylist() == ["08311"]


def test_the_population_of_a_department_is_that_of_its_communes(tmp_path):
    communes = geoapi.read_communes(
        write(tmp_path, geojson((ACY, SQUARE), ({**AIGLEMONT, "population": 21}, SQUARE)))
    )
    document = [
        {"nom": "Aube", "code": "10", "codeRegion": "44"},
        {"nom": "Ardennes", "code": "08", "codeRegion": "44"},
    ]
    path = write(tmp_path, document, "departements-region-44.json")
    table = geoapi.read_departements(path, communes)
    assert DEPARTEMENT.problems(table) == []
    assert table.select(["code_departement", "population"]).to_pylist() == [
        {"code_departement": "08", "population": 500},
        {"code_departement": "10", "population": None},
    ]
    assert geoapi.read_departements(path)["population"].null_count == 2


def test_the_whole_ellipsoid_has_its_known_area():
    # 510,065,622 km²: 4 pi times the square of the authalic radius of WGS84, 6,371.0072 km.
    assert geoapi.area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_622, rel=1e-6)


@given(st.floats(-179, 170), st.floats(-89, 80), st.floats(0.01, 9), st.floats(0.01, 9))
def test_area_is_that_of_two_halves(west, south, width, height):
    whole = geoapi.area_km2(shapely.box(west, south, west + width, south + height))
    halves = [
        geoapi.area_km2(shapely.box(west, low, west + width, low + height / 2))
        for low in (south, south + height / 2)
    ]
    assert whole == pytest.approx(sum(halves), rel=1e-6)


@pytest.mark.slow
@pytest.mark.real
def test_real_territories_of_grand_est(shared_dir):
    source = SourceFolder.scan(shared_dir / "real" / "source")
    communes = geoapi.read_communes(source.communes[0])
    assert communes.num_rows == 5_115
    # INSEE gives 57,441 km² to the region (cadastral area, lakes and estuaries of rivers left out).
    assert pc.sum(communes["surface_km2"]).as_py() == pytest.approx(57_441, rel=0.01)
    epcis = geoapi.read_epcis(source.epcis[0])
    assert set(communes["siren_epci"].unique().to_pylist()) <= set(epcis["siren_epci"].to_pylist())
    departments = geoapi.read_departements(source.departements[0], communes)
    assert pc.sum(departments["population"]).equals(pc.sum(communes["population"]))
    former = geoapi.read_anciennes_communes(source.anciennes_communes[0])
    assert set(former["code_commune"].to_pylist()) <= set(communes["code_commune"].to_pylist())
