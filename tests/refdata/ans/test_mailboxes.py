"""The optional file of MSSanté mailboxes: found, read, joined by person."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pytest

from refdata.ans import Quarantine, RawFile, read_mailboxes
from refdata.ans.mailboxes import COLUMNS
from refdata.errors import RawFormatError
from refdata.sources import SourceFolder
from refdata.tables import MESSAGERIE
from tests.refdata.ans.extraction import PERSON, zip_file

TITLES = [title for _, title in COLUMNS]
PERSONS = pa.array([PERSON["identifiant_pp"], "899000000002"])
BOX = PERSON | {"type_bal": "PER", "adresse_bal": "a.fictive@medecin.mssante.example.org"}


def line(**values: str) -> str:
    filled = BOX | values
    return "|".join(filled.get(name, "") for name, _ in COLUMNS)


def file_of(folder: Path, *lines: str | bytes, titles=TITLES, end: bytes = b"\n") -> RawFile:
    path = folder / "extraction-correspondance-mssante.txt"
    rows = [row.encode() if isinstance(row, str) else row for row in ["|".join(titles), *lines]]
    path.write_bytes(end.join(rows) + end)
    return RawFile(path)


def test_mailboxes_of_the_persons_kept_once_each(tmp_path: Path) -> None:
    source = file_of(
        tmp_path,
        line(raison_sociale='CABINET "FICTIF"', code_postal="67000", dematerialisation="True"),
        line(raison_sociale='CABINET "FICTIF"', code_postal="67000", dematerialisation="True"),
        line(adresse_bal="autre@mssante.example.org", identifiant_structure="F670000001"),
        line(identifiant_pp="899000000099", adresse_bal="parti@mssante.example.org"),
        line(identifiant_pp="", numero_rpps="99000000002", adresse_bal="b@mssante.example.org"),
        line(type_bal="ORG", identifiant_pp="", numero_rpps="", type_identifiant=""),
    )
    quarantine = Quarantine()
    table = MESSAGERIE.check(read_mailboxes(source, PERSONS, quarantine))
    rows = sorted(table.to_pylist(), key=lambda row: row["adresse_bal"])
    assert [row["adresse_bal"] for row in rows] == [
        "a.fictive@medecin.mssante.example.org",
        "autre@mssante.example.org",
        "b@mssante.example.org",
    ]
    assert rows[0]["raison_sociale"] == 'CABINET "FICTIF"'
    assert rows[1]["identifiant_structure"] == "F670000001"
    assert rows[2]["identifiant_pp"] == "899000000002"
    assert len(quarantine) == 0


def test_malformed_lines_are_set_apart(tmp_path: Path) -> None:
    source = file_of(
        tmp_path,
        "too|few",
        line() + "|one|more",
        line(adresse_bal=""),
        line(raison_sociale="\0"),
        line(raison_sociale="été").encode("latin-1"),
        line(),
    )
    quarantine = Quarantine()
    assert read_mailboxes(source, PERSONS, quarantine).num_rows == 1
    rows = quarantine.table().to_pylist()
    assert [row["ligne"] for row in rows] == [2, 3, 4, 5, 6]
    assert [row["raison"] for row in rows] == [
        "2 champs au lieu de 31",
        "33 champs au lieu de 31",
        "Adresse BAL vide",
        "caractère nul",
        "octets qui ne sont pas de l’UTF-8",
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"|\n"])
def test_line_ends_and_other_headers(tmp_path: Path, end: bytes) -> None:
    titles = [t.replace(" structure BAL", "") for t in TITLES]
    titles = [t.upper() if t.startswith("Type") else t for t in titles]
    titles = ["\ufeff" + titles[0], *titles[1:]] if end == b"\n" else titles
    table = read_mailboxes(file_of(tmp_path, line(), titles=titles, end=end), PERSONS)
    assert table["adresse_bal"].to_pylist() == [BOX["adresse_bal"]]


def test_a_file_without_mailboxes_is_refused(tmp_path: Path) -> None:
    source = file_of(tmp_path, "1|2", titles=["Type de BAL", "Identification nationale PP"])
    with pytest.raises(RawFormatError, match="lacks `Adresse BAL`"):
        read_mailboxes(source, PERSONS)


def test_the_newest_file_is_found_by_its_name_or_date(tmp_path: Path) -> None:
    assert SourceFolder.scan(tmp_path).mailboxes is None
    file_of(tmp_path, line())
    plain = tmp_path / "extraction-correspondance-mssante.txt"
    os.utime(plain, (1_700_000_000, 1_700_000_000))  # 14 November 2023
    found, date = SourceFolder.scan(tmp_path).mailboxes
    assert (found.path, found.member, date) == (plain, None, "2023-11-14")
    zipped = tmp_path / "Extraction_Correspondance_MSSante_202608261013.zip"
    text = plain.read_bytes()
    zip_file(zipped, {"Extraction_Correspondance_MSSante_202608261013.txt": text})
    found, date = SourceFolder.scan(tmp_path).mailboxes
    assert (found.path, date) == (zipped, "2026-08-26")
    assert read_mailboxes(found, PERSONS).num_rows == 1
