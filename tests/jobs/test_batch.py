"""Geocoding of files: every row back, in order, untouched, whatever the format."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from geocoder import result_text
from jobs.batch import csv_files
from jobs.batch.csv_files import CsvFormat, CsvSink, CsvSource
from jobs.batch.encodings import detect_delimiter, detect_encoding
from jobs.batch.rows import Chunk
from refdata.paths import DataPaths
from refdata.tables import RESULT_COLUMNS

HEADER = ["nom", "adresse", "cp", "ville"]
ROWS = [
    ["Café « L'Été »", "5 rue de l'Église", "67190", "Valbruche"],
    ["vide", "", "", ""],
    ["Œuvre; deux", "12 Rue des Lilas", "68010", "Colline-la-Ville"],
    ['guillemet "droit"', "nulle part, vraiment", "99999", "Ailleurs"],
    ["retour\nà la ligne", "3 rue du Moulin", "68020", "Grand-Val"],
]
EXPECTED = ["67901_0010_00005", "", "68901_0060_00012", None, "68902_0080_00003"]
"""BAN id of each row; None where anything but a door may come out."""
ROLES = ("--address", "adresse", "--postcode", "cp", "--city", "ville")


def text_of(rows: list[list[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def check_rows(rows: list[list[str]]) -> None:
    """The header, then each input row untouched followed by its result."""
    assert rows[0] == [*HEADER, *RESULT_COLUMNS]
    assert [row[: len(HEADER)] for row in rows[1:]] == ROWS
    found = [row[len(HEADER) + RESULT_COLUMNS.index("result_id")] for row in rows[1:]]
    for identifier, expected in zip(found, EXPECTED, strict=True):
        assert expected is None or identifier == expected
    assert rows[2][-1] == "skipped"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_of_any_delimiter_and_encoding(
    cigogne, published: DataPaths, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text_of([HEADER, *ROWS], delimiter).encode(encoding))
    result = cigogne("geocode", source, "-o", target, *ROLES, "--data", published.root)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert "5 rows" in result.stderr
    written = "utf-8-sig" if encoding == "utf-8-sig" else "utf-8"
    assert target.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    with target.open(encoding=written, newline="") as stream:
        check_rows(list(csv.reader(stream, delimiter=delimiter)))


@pytest.mark.parametrize("target_suffix", [".csv", ".parquet", ".xlsx"])
@pytest.mark.parametrize("source_suffix", [".csv", ".parquet", ".xlsx"])
def test_any_format_into_any_format(
    cigogne, published: DataPaths, tmp_path: Path, source_suffix: str, target_suffix: str
) -> None:
    source, target = tmp_path / f"in{source_suffix}", tmp_path / f"out{target_suffix}"
    write_any(source)
    result = cigogne("geocode", source, "-o", target, *ROLES, "--data", published.root)
    assert result.exit_code == 0, result.stderr
    check_rows(read_any(target))


def write_any(path: Path) -> None:
    if path.suffix == ".csv":
        path.write_text(text_of([HEADER, *ROWS], ";"), encoding="utf-8", newline="")
    elif path.suffix == ".parquet":
        columns = dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))
        pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), path)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([HEADER, *ROWS]):
                sheet.write_row(number, 0, row)


def read_any(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        delimiter = ";" if text.startswith("nom;") else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        return [table.column_names, *([result_text(value) for value in row] for row in rows)]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[result_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def test_columns_of_an_address_each_by_their_option(cigogne, published, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "n;r;t;v;c;cp;ville;insee\n3;bis;R;DE L'EGLISE;bat B;67190;VALBRUCHE;67901\n",
        encoding="utf-8",
    )
    options = {"number": "n", "suffix": "r", "way-type": "t", "street": "v", "complement": "c"}
    options |= {"postcode": "cp", "city": "ville", "citycode": "insee"}
    words = [word for name, column in options.items() for word in (f"--{name}", column)]
    result = cigogne("geocode", source, "-o", target, *words, "--data", published.root)
    assert result.exit_code == 0, result.stderr
    found = pd.read_csv(target, sep=";", dtype=str)
    assert list(found["result_id"]) == ["67901_0010_00003_bis"]


def test_address_over_several_columns(cigogne, published, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("n,rue,fin\n12,rue des Lilas,68010 Colline-la-Ville\n", encoding="utf-8")
    words = ("--address", "n", "--address", "rue", "--address", "fin", "--data", published.root)
    assert cigogne("geocode", source, "-o", target, *words).exit_code == 0
    assert list(pd.read_csv(target)["result_id"]) == ["68901_0060_00012"]


def test_postcode_that_a_spreadsheet_read_as_a_number(cigogne, published, tmp_path: Path) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    table = pa.table(
        {
            "rue": ["12 rue des Lilas", None],
            "cp": pa.array([68010.0, None]),
            "insee": pa.array([68901, None], pa.int32()),
            "quand": [dt.date(2026, 1, 2), None],
        }
    )
    pq.write_table(table, source)
    words = ("--address", "rue", "--postcode", "cp", "--citycode", "insee")
    result = cigogne("geocode", source, "-o", target, *words, "--data", published.root)
    assert result.exit_code == 0, result.stderr
    out = pq.read_table(target)
    assert out.select(table.column_names).equals(table)
    assert out["result_id"].to_pylist() == ["68901_0060_00012", None]


def test_workbook_keeps_its_numbers_dates_formulas_and_sheets(
    cigogne, published, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("Adresses")
        sheet.write_row(0, 0, ["rue", "cp", "montant", "double", "jour"])
        sheet.write_row(1, 0, ["12 rue des Lilas", 68010, 12.5])
        sheet.write_formula(1, 3, "=C2*2", value=25)
        day = book.add_format({"num_format": "dd/mm/yyyy", "bold": True})
        sheet.write_datetime(1, 4, dt.datetime(2026, 1, 2), day)
        book.add_worksheet("Notes").write(0, 0, "gardée")
    words = ("--address", "rue", "--postcode", "cp", "--data", published.root)
    result = cigogne("geocode", source, "-o", target, *words)
    assert result.exit_code == 0, result.stderr
    book = openpyxl.load_workbook(target)
    sheet = book["Adresses"]
    assert [sheet.cell(2, column).value for column in range(1, 6)] == [
        "12 rue des Lilas",
        68010,
        12.5,
        "=C2*2",
        dt.datetime(2026, 1, 2),
    ]
    assert sheet["E2"].font.bold
    assert sheet["E2"].number_format == "dd/mm/yyyy"
    names = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, names.index("result_id") + 1).value == "68901_0060_00012"
    assert book["Notes"]["A1"].value == "gardée"


def test_ragged_lines_lose_nothing(cigogne, published, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "nom;adresse;cp\na;12 rue des Lilas;68010;de trop;encore\nb\n\nc;;\n", encoding="utf-8"
    )
    words = ("--address", "adresse", "--postcode", "cp", "--delimiter", ";")
    result = cigogne("geocode", source, "-o", target, *words, "--data", published.root)
    assert "1 rows had more values" in result.stderr
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    width = 3 + len(RESULT_COLUMNS)
    assert [row[0] for row in rows] == ["nom", "a", "b", "c"]
    assert [len(row) for row in rows] == [width, width + 2, width, width]
    assert rows[1][width:] == ["de trop", "encore"]
    assert rows[1][3 + RESULT_COLUMNS.index("result_id")] == "68901_0060_00012"
    refused = cigogne(
        "geocode", source, "-o", tmp_path / "out.parquet", *words, "--data", published.root
    )
    assert (refused.exit_code, "'de trop' lies beyond" in refused.stderr) == (1, True)


def test_quotes_may_be_characters_like_others(cigogne, published, tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text('nom|adresse\n"a|12 rue des Lilas 68010 Colline-la-Ville\n', encoding="utf-8")
    words = ("--address", "adresse", "--no-quotes", "--data", published.root)
    result = cigogne("geocode", source, "-o", target, *words)
    assert result.exit_code == 0, result.stderr
    assert (
        target.read_text(encoding="utf-8").splitlines()[1].startswith('"a|12 rue des Lilas 68010')
    )


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ("adresse;result_score\na;1\n", (), "already has `result_score`"),
        ("adresse;longitude\na;1\n", (), "give --prefix"),
        ("adrese;b\na;1\n", (), "no column `adresse`; did you mean `adrese`?"),
        ("x;y\na;1\n", (), "no column `adresse`; it has `x`, `y`"),
        ("adresse;adresse\na;1\n", (), "is there 2 times"),
        ("", (), "empty file"),
        ("adresse\n\xe9\n", ("--encoding", "ascii"), "give its encoding"),
        ("adresse\n\u0152uvre\n", ("--output-encoding", "latin-1"), "leave --output-encoding out"),
    ],
)
def test_refusals(cigogne, published, tmp_path: Path, content: str, words, said: str) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(content, encoding="utf-8")
    asked = ("--address", "adresse", *words, "--data", published.root)
    result = cigogne("geocode", source, "-o", target, *asked)
    assert result.exit_code == 1
    assert said in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_prefix_avoids_a_clash(cigogne, published, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("adresse;longitude\nrue des Lilas 68010;x\n", encoding="utf-8")
    words = ("--address", "adresse", "--prefix", "geo_", "--data", published.root)
    assert cigogne("geocode", source, "-o", target, *words).exit_code == 0
    header = target.read_text(encoding="utf-8").splitlines()[0].split(";")
    assert header == ["adresse", "longitude", *(f"geo_{name}" for name in RESULT_COLUMNS)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name at least one column"),
        (("--address", "a", "--delimiter", ";;"), "not one character"),
        (("--address", "a", "--encoding", "klingon"), "no encoding named"),
    ],
)
def test_usage(cigogne, published, tmp_path: Path, words, said: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text("a\nb\n", encoding="utf-8")
    asked = ("geocode", source, "-o", tmp_path / "o.csv", *words, "--data", published.root)
    result = cigogne(*asked)
    assert (result.exit_code, said in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("in.doc", "unknown format"),
        ("in.xlsx", "not an XLSX workbook"),
        ("in.parquet", "not a Parquet file"),
    ],
)
def test_files_that_are_not_what_they_say(cigogne, published, tmp_path, name, said: str) -> None:
    (tmp_path / name).write_text("a;b\n1;2\n", encoding="utf-8")
    words = ("--address", "a", "--data", published.root)
    result = cigogne("geocode", tmp_path / name, "-o", tmp_path / "out.csv", *words)
    assert (result.exit_code, said in result.stderr) == (1, True)


def test_the_input_is_never_overwritten(cigogne, published, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("a\nb\n", encoding="utf-8")
    words = ("--address", "a", "--data", published.root)
    result = cigogne("geocode", source, "-o", source, *words)
    assert (result.exit_code, "never overwritten" in result.stderr) == (1, True)
    assert source.read_text(encoding="utf-8") == "a\nb\n"


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7])
def test_chunks_keep_every_row(tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "CHUNK_ROWS", 3)
    path = tmp_path / "in.csv"
    path.write_text("a,b\n" + "".join(f"{n},x\n" for n in range(rows)), encoding="utf-8")
    chunks = list(CsvSource(path).chunks())
    assert [v for c in chunks for v in c.table["a"].to_pylist()] == [str(n) for n in range(rows)]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"))


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)
    ),
    delimiter=st.sampled_from(";,\t|"),
)
def test_any_text_survives_a_round_trip(tmp_path_factory, rows, delimiter: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    columns = [f"c{number}" for number in range(len(rows[0]))]
    sink = CsvSink(path, CsvFormat("utf-8", delimiter), columns)
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(columns)})
    sink.write(Chunk(table), pa.table({}))
    sink.close()
    source = CsvSource(path, "utf-8", delimiter)
    back = [list(row.values()) for chunk in source.chunks() for row in chunk.table.to_pylist()]
    assert back == rows


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("5 rue de l'Église", "cp1252"),
        ("Besançon — 3 rue du Cœur", "cp1252"),
        ("Hérimoncourt\nRue de l’Été", "mac_roman"),
        ("Rue des Écoles à Épinal", "cp850"),
        ("rue du Général Leclerc, Châlons", "utf-8"),
        ("12 rue", "utf-8"),
    ],
)
def test_encoding_is_told_from_french_letters(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    assert path.read_bytes().decode(detect_encoding(path).encoding) == text


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2\n", ";"),
        ("a,b\n1;5,2\n", ","),
        ("seule\n12 rue, Metz\n", ","),
        ('nom|x\n"|";"|2\n', "|"),
        ("a\tb,c\n1\t2\n", "\t"),
    ],
)
def test_delimiter_is_the_one_that_splits_evenly(tmp_path: Path, text: str, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert detect_delimiter(path, "utf-8") == delimiter


@pytest.mark.parametrize("together", [1, 2, 12])
def test_a_large_parquet_file_is_answered_as_a_small_one(
    cigogne, published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    asked = ["2 rue de l'église 67810 Saint-Oden", None, "Saint-Oden", "nowhere at all"] * 5
    table = pa.table({"n": range(20), "where": asked[::3] + asked[: 20 - len(asked[::3])]})
    source = tmp_path / "in.parquet"
    pq.write_table(table, source, row_group_size=7)
    words = ("--address", "where", "--data", published.root)
    small, large = tmp_path / "small.parquet", tmp_path / "large.parquet"
    assert cigogne("geocode", source, "-o", small, *words).exit_code == 0
    monkeypatch.setattr("jobs.batch.parquet_files.CHUNK_ROWS", 3)
    monkeypatch.setattr("jobs.batch.geocode.CHUNK_ROWS", 3)
    monkeypatch.setattr("jobs.batch.geocode.CHUNKS_TOGETHER", together)

    result = cigogne("geocode", source, "-o", large, *words)

    assert result.exit_code == 0, result.stderr
    assert pq.read_table(large).equals(pq.read_table(small))
    assert pq.read_table(large)["n"].to_pylist() == list(range(20))
