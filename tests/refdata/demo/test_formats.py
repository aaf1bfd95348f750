"""Files byte for byte in the official layouts."""

import json

import pytest

from refdata.ban import read_addresses, read_places
from refdata.demo.facts import DEPARTMENTS
from refdata.geoapi import read_communes

BAN_COLUMNS = 23
LOCALITY_COLUMNS = 13


def test_every_line_of_the_extraction_has_its_columns(tiny):
    for kind, columns in (("Personne_activite", 56), ("Dipl_AutExerc", 13), ("SavoirFaire", 13)):
        assert {line.count("|") + 1 for line in tiny.lines(kind)} == {columns}


def test_members_are_named_as_upstream(tiny):
    assert list(tiny.members) == [
        "PS_LibreAcces_Personne_activite_202609230911.txt",
        "PS_LibreAcces_Dipl_AutExerc_202609230911.txt",
        "PS_LibreAcces_SavoirFaire_202609230911.txt",
    ]


def test_ban_files_have_their_columns(tiny):
    assert {len(row) for row in tiny.addresses} == {BAN_COLUMNS}
    assert {len(row) for row in tiny.localities} == {LOCALITY_COLUMNS}


def test_our_readers_take_the_files(tiny):
    addresses = [read_addresses(path).num_rows for path in tiny.paths("adresses-*")]
    places = [read_places(path).num_rows for path in tiny.paths("lieux-dits-*")]
    assert sum(addresses) == tiny.summary.adresses == len(tiny.addresses)
    assert sum(places) == len(tiny.localities)
    assert read_communes(tiny.folder / "communes-region-44.geojson").num_rows == len(tiny.communes)


def test_departments_are_the_ten_of_the_region(tiny):
    rows = json.loads((tiny.folder / "departements-region-44.json").read_text(encoding="utf-8"))
    assert {row["code"]: row["nom"] for row in rows} == DEPARTMENTS
    assert all(list(row) == ["nom", "code", "codeRegion"] for row in rows)


@pytest.mark.real
@pytest.mark.parametrize("member", ["Personne_activite", "Dipl_AutExerc", "SavoirFaire"])
def test_headers_are_the_official_ones(tiny, shared_dir, member):
    path = shared_dir / "real" / "ans" / "schema" / f"entete_PS_LibreAcces_{member}.txt"
    assert tiny.lines(member)[0] == path.read_text(encoding="utf-8").rstrip("\r\n")


@pytest.mark.real
@pytest.mark.parametrize(
    "name",
    [
        "epcis-region-44.json",
        "departements-region-44.json",
        "communes-associees-deleguees-region-44.json",
    ],
)
def test_lists_are_those_of_the_geo_api(tiny, shared_dir, name):
    real = json.loads((shared_dir / "real" / "source" / name).read_text(encoding="utf-8"))
    ours = json.loads((tiny.folder / name).read_text(encoding="utf-8"))
    assert ours == real
    assert [list(row) for row in ours] == [list(row) for row in real]


@pytest.mark.real
def test_communes_bear_the_properties_of_the_geo_api(tiny, shared_dir):
    path = shared_dir / "real" / "source" / "communes-region-44.geojson"
    real = json.loads(path.read_text(encoding="utf-8"))["features"]
    theirs = {f["properties"]["code"]: f["properties"] for f in real}
    ours = {f["properties"]["code"]: f["properties"] for f in tiny.communes}
    assert ours == theirs


@pytest.mark.real
def test_ban_header_is_the_official_one(tiny, shared_dir):
    import gzip

    with gzip.open(shared_dir / "real" / "source" / "adresses-08.csv.gz", "rt") as handle:
        official = handle.readline().strip()
    assert ";".join(tiny.addresses[0]) == official
