import os
from pathlib import Path

import pytest

from refdata.errors import RawFormatError, RefdataError, SourceMissingError
from refdata.official import official_sources
from refdata.sources import SourceFolder, recognise
from tests.refdata.ans.extraction import zip_file

TEXTS = (
    "PS_LibreAcces_Personne_activite_{}.txt",
    "PS_LibreAcces_Dipl_AutExerc_{}.txt",
    "PS_LibreAcces_SavoirFaire_{}.txt",
)


def touch(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"x")


def archive(folder, stamp, inner="202609230911"):
    members = {name.format(inner): b"x" for name in TEXTS}
    return zip_file(folder / f"PS_LibreAcces{stamp}.zip", members)


def test_files_are_found_under_their_upstream_names(tmp_path):
    touch(
        tmp_path,
        "adresses-67.csv.gz",
        "adresses-2A.csv",
        "adresses-974.csv.gz",
        "adresses-france.txt",
        "lieux-dits-67-beta.csv.gz",
        "communes-region-44.geojson",
        "communes-associees-deleguees-region-44.json",
        "epcis-region-44.json",
        "departements-region-44.json",
        "notes.txt",
    )
    found = SourceFolder.scan(tmp_path)
    assert {dep: path.name for dep, path in found.adresses.items()} == {
        "2A": "adresses-2A.csv",
        "67": "adresses-67.csv.gz",
        "974": "adresses-974.csv.gz",
    }
    assert list(found.lieux_dits) == ["67"]
    assert [path.name for path in found.communes] == ["communes-region-44.geojson"]
    assert [path.name for path in found.anciennes_communes] == [
        "communes-associees-deleguees-region-44.json"
    ]
    assert [path.name for path in found.epcis] == ["epcis-region-44.json"]
    assert [path.name for path in found.departements] == ["departements-region-44.json"]


def test_outlines_and_packed_files_are_preferred(tmp_path):
    touch(tmp_path, "communes-region-44.json", "communes-region-44.geojson")
    touch(tmp_path, "adresses-08.csv", "adresses-08.csv.gz")
    found = SourceFolder.scan(tmp_path)
    assert [path.name for path in found.communes] == ["communes-region-44.geojson"]
    assert found.adresses["08"].name == "adresses-08.csv.gz"


def test_folders_are_not_entered_and_linked_files_are_read(tmp_path):
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "source"
    elsewhere.mkdir()
    folder.mkdir()
    touch(elsewhere, "a.csv.gz", "adresses-67.csv.gz")
    (folder / "adresses-08.csv.gz").symlink_to(elsewhere / "a.csv.gz")
    (folder / "adresses-10.csv.gz").symlink_to(elsewhere, target_is_directory=True)
    (folder / "notes.txt").symlink_to(elsewhere / "absent.txt")
    assert list(SourceFolder.scan(folder).adresses) == ["08"]


def test_a_link_under_an_upstream_name_that_leads_nowhere_is_refused(tmp_path):
    (tmp_path / "adresses-51.csv.gz").symlink_to(tmp_path / "absent.csv.gz")
    with pytest.raises(RawFormatError, match=r"adresses-51\.csv\.gz: leads to no file"):
        SourceFolder.scan(tmp_path)


def test_the_newest_zip_is_read(tmp_path):
    for stamp in ("_202608261200", "_202609231200", "_202512311200"):
        archive(tmp_path, stamp)
    ans = SourceFolder.scan(tmp_path).ans
    assert (ans.vintage, ans.date) == ("202609231200", "2026-09-23")
    assert ans.personne_activite.path.name == "PS_LibreAcces_202609231200.zip"
    assert ans.savoir_faire.member == "PS_LibreAcces_SavoirFaire_202609230911.txt"


def test_a_zip_without_timestamp_takes_that_of_its_members(tmp_path):
    archive(tmp_path, "", inner="202601280900")
    assert SourceFolder.scan(tmp_path).ans.vintage == "202601280900"


@pytest.mark.parametrize(("stamp", "from_zip"), [("202609222359", True), ("202609240000", False)])
def test_between_zip_and_text_the_newest_wins(tmp_path, stamp, from_zip):
    archive(tmp_path, "_202609231200")
    touch(tmp_path, *(name.format(stamp) for name in TEXTS))
    ans = SourceFolder.scan(tmp_path).ans
    assert (ans.personne_activite.member is not None) is from_zip
    assert ans.vintage == ("202609231200" if from_zip else stamp)


def test_hyphenated_names_without_timestamp_take_the_date_of_the_file(tmp_path):
    names = ("personne-activite", "dipl-autexerc", "savoirfaire")
    touch(tmp_path, *(f"ps-libreacces-{name}.txt" for name in names))
    for name in names:
        os.utime(tmp_path / f"ps-libreacces-{name}.txt", (1_790_164_800, 1_790_164_800))
    ans = SourceFolder.scan(tmp_path).ans
    assert ans.vintage == ans.date == "2026-09-23"
    assert ans.savoir_faire.name == "ps-libreacces-savoirfaire.txt"


def test_members_in_a_folder_of_the_zip_are_found(tmp_path):
    members = {f"extraction/{name.format(202609230911)}": b"x" for name in TEXTS}
    zip_file(tmp_path / "PS_LibreAcces_202609231200.zip", members)
    ans = SourceFolder.scan(tmp_path).ans
    assert ans.dipl_autexerc.name == "PS_LibreAcces_Dipl_AutExerc_202609230911.txt"


@pytest.mark.parametrize("lost", ["Personne_activite", "Dipl_AutExerc", "SavoirFaire"])
def test_a_missing_file_of_the_extraction_is_named(tmp_path, lost):
    touch(tmp_path, *(name.format("202609230911") for name in TEXTS if lost not in name))
    with pytest.raises(SourceMissingError, match=f"PS_LibreAcces_{lost}"):
        _ = SourceFolder.scan(tmp_path).ans


def test_a_damaged_zip_is_named(tmp_path):
    touch(tmp_path, "PS_LibreAcces_202609231200.zip")
    with pytest.raises(RawFormatError, match="PS_LibreAcces_202609231200"):
        _ = SourceFolder.scan(tmp_path).ans


COMPLETE = (
    "adresses-08.csv.gz",
    "communes-region-44.geojson",
    "epcis-region-44.json",
    "departements-region-44.json",
)


def test_a_complete_folder_passes_the_check(tmp_path):
    touch(tmp_path, *COMPLETE)
    archive(tmp_path, "_202609231200")
    SourceFolder.scan(tmp_path).check(["08"])


@pytest.mark.parametrize("lost", COMPLETE)
def test_the_check_names_the_first_missing_file(tmp_path, lost):
    touch(tmp_path, *(name for name in COMPLETE if name != lost))
    archive(tmp_path, "_202609231200")
    with pytest.raises(SourceMissingError, match=lost.split("-")[0]) as caught:
        SourceFolder.scan(tmp_path).check(["08"])
    assert str(tmp_path) in str(caught.value)


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(SourceMissingError, match="absent"):
        SourceFolder.scan(tmp_path / "absent")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("adresses-67.csv.gz", ("adresses", "67", "")),
        ("lieux-dits-2a-beta.csv.gz", ("lieux_dits", "2A", "")),
        ("communes-region-44.geojson", ("communes", "-REGION-44", "")),
        ("communes-associees-deleguees-region-44.json", ("anciennes_communes", "-REGION-44", "")),
        ("epcis.json", ("epcis", "", "")),
        ("PS_LibreAcces_202609231200.zip", ("extraction", "", "202609231200")),
        ("ps-libreacces-savoirfaire.txt", ("savoir_faire", "", "")),
        ("PS_LibreAcces_Dipl_AutExerc_202609231200.txt", ("dipl_autexerc", "", "202609231200")),
        ("extraction-correspondance-mssante.txt", ("mssante", "", "")),
        ("Extraction_Correspondance_MSSante_20260826.csv", ("mssante", "", "20260826")),
        ("Extraction_Correspondance_MSSante_202608261013.zip", ("mssante", "", "202608261013")),
        ("../adresses-67.csv.gz", None),
        ("PS_LibreAcces", None),
        ("readme.txt", None),
    ],
)
def test_a_file_is_known_by_its_upstream_name(name: str, expected) -> None:
    assert recognise(name) == expected


def test_one_source_may_lie_in_several_folders(tmp_path: Path) -> None:
    for folder, name in (("ban", "adresses-67.csv.gz"), ("geoapi", "epcis-region-44.json")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).touch()
    found = SourceFolder.scan(tmp_path, tmp_path / "ban", tmp_path / "geoapi")
    assert (list(found.adresses), len(found.epcis)) == (["67"], 1)


def test_every_department_has_one_region_in_the_list_of_addresses() -> None:
    listed = [d for departments in official_sources().regions.values() for d in departments]
    assert len(listed) == len(set(listed)) == 101
    assert official_sources().region_of("2A") == "94"
    with pytest.raises(RefdataError, match="department 00: is in no region"):
        official_sources().region_of("00")
