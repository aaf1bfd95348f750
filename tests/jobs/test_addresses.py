"""`cigogne addresses`: a sheet of doubtful addresses out, people's decisions in, for ever."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from jobs.addresses import geography, sheets
from jobs.addresses.columns import EXPORT_COLUMNS, REVIEW_COLUMNS
from jobs.addresses.importing import ImportOptions, SheetRefusedError, import_sheet
from jobs.errors import JobError, LockedError, NotBuiltError
from jobs.pipeline import decisions
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.locate import LOCATE_STEP
from jobs.pipeline.lock import update_lock
from jobs.pipeline.releases import current_identifier
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.errors import RawFormatError
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE, ADRESSE_CONNUE, RESULT_COLUMNS
from tests.jobs.test_addresses_base import rename_street

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
ADA = ImportOptions(by="Ada Fictive")


def key_of(paths: DataPaths, street: str | None, number: str | None = None) -> str:
    """Key of the address of the base with this street and number."""
    rows = ADRESSE_CONNUE.read(paths.address_base).to_pylist()
    found = [r["cle"] for r in rows if r["street"] == street and number in (None, r["number"])]
    return found[0]


def lost(paths: DataPaths) -> str:
    """Key of the address whose street nobody knows."""
    return key_of(paths, "Allée Xylophone Quark")


def sheet_of(path: Path, *rows: dict[str, object]) -> Path:
    """Write a CSV with the columns of the rows."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(paths: DataPaths, tmp_path: Path, *rows: dict[str, object], now=NOW, options=ADA):
    return import_sheet(sheet_of(tmp_path / "decisions.csv", *rows), paths, options, now)


def moved(paths: DataPaths, lon: object = 7.153, lat: object = 48.152, **more: object) -> dict:
    return {"cle": lost(paths), "decision": "deplacer", "longitude": lon, "latitude": lat, **more}


def served(paths: DataPaths, street: str) -> dict:
    rows = ACTIVITE.read(paths.current / "activites.parquet").to_pylist()
    return next(row for row in rows if row["libelle_voie"] == street)


# --- review


def rows_of(path: Path) -> list[dict[str, object]]:
    lines = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_the_sheet_holds_the_doubtful_worst_first(cigogne, published: DataPaths, tmp_path) -> None:
    result = cigogne("addresses", "review", "-o", tmp_path / "s.xlsx", "--data", published.root)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip() == str(tmp_path / "s.xlsx")
    rows = rows_of(tmp_path / "s.xlsx")
    assert list(rows[0]) == [column.name for column in REVIEW_COLUMNS]
    assert rows[0]["voie"] == "Allée Xylophone Quark"
    assert (rows[0]["motif"], rows[0]["reponse_type"]) == ("voie introuvable", "municipality")
    assert {row["motif"] for row in rows[1:]} == {"adresse absente"}
    assert all(row["decision"] is None and row["par"] is None for row in rows)
    assert {row["activites"] for row in rows} == {1}
    notes = openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[1]
    said = {row[0]: row[1] for row in notes.iter_rows(values_only=True, max_col=2)}
    assert {c.name: c.doc for c in REVIEW_COLUMNS}.items() <= said.items()


def test_the_sheet_may_be_a_csv_of_some_departments_and_scores(
    cigogne, published, tmp_path
) -> None:
    path = tmp_path / "s.csv"
    asked = ("addresses", "review", "-o", path, "--data", published.root)
    assert cigogne(*asked, "--below", "1", "--department", "67").exit_code == 0
    text = path.read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["code_commune"][:2] for row in rows if row["code_commune"]} == {"67"}
    assert "score faible" in {row["motif"] for row in rows}
    assert any(row["suivante_id"] and row["suivante_id"] != row["reponse_id"] for row in rows)
    assert cigogne(*asked, "--below", "1", "--limit", "2").exit_code == 0
    assert len(path.read_text("utf-8").splitlines()) == 3


def test_more_activities_come_first(data: DataPaths, cigogne, tmp_path, source) -> None:
    from tests.support.small_world import Line, write_extraction

    address = {"libelle_voie": "RUE QUI N EXISTE PAS", "code_postal": "67190",
               "libelle_commune": "Valbruche", "code_commune_declare": "67901",
               "complement_destinataire": "HALL"}  # fmt: skip
    once = {**address, "libelle_voie": "ALLEE INCONNUE", "complement_destinataire": "TOUR"}
    lines = [Line("many", n, address) for n in (1, 2, 3)] + [Line("once", 4, once)]
    write_extraction(source, lines, "202610071200")
    update(str(source), None, data, NullProgress(), accept=True)
    cigogne("addresses", "review", "-o", tmp_path / "s.xlsx", "--data", data.root)
    assert [row["activites"] for row in rows_of(tmp_path / "s.xlsx")] == [3, 1]


def test_what_was_decided_is_doubtful_no_more(cigogne, world, data: DataPaths, tmp_path) -> None:
    take(data, tmp_path, moved(data))
    update(str(world), None, data, NullProgress(), accept=True)
    cigogne("addresses", "review", "-o", tmp_path / "s.xlsx", "--data", data.root)
    assert lost(data) not in {row["cle"] for row in rows_of(tmp_path / "s.xlsx")}


def test_review_and_import_need_an_update_first(cigogne, tmp_path) -> None:
    sheet = sheet_of(tmp_path / "s.csv", {"cle": "0" * 32, "decision": "accepter"})
    for command in (("review", "-o", tmp_path / "x.xlsx"), ("import", sheet, "--by", "Ada")):
        result = cigogne("addresses", *command, "--data", tmp_path / "none")
        assert result.exit_code == 1
        assert "run `cigogne update` first" in result.stderr


# --- decisions are published


def test_a_moved_address_is_published_where_it_was_put(world, data: DataPaths, tmp_path) -> None:
    before = current_identifier(data)
    report = take(data, tmp_path, moved(data, "7,153", "48,152", commentaire="vu sur place"))
    assert (report.rows, report.decided) == (1, 1)
    release = update(str(world), None, data, NullProgress(), accept=True)
    assert release.redone == ("localisation",)
    assert release.release != before
    row = served(data, "Allée Xylophone Quark")
    assert (row["longitude"], row["latitude"]) == (7.153, 48.152)
    assert (row["result_type"], row["result_status"], row["result_score"]) == ("locality", "ok", 1)
    assert (row["result_id"], row["result_score_next"], row["result_housenumber"]) == (None,) * 3
    assert row["result_label"] == "8 Allée Xylophone Quark 68010 Colline-la-Ville"
    assert (row["result_citycode"], row["result_context"]) == ("68901", "68, Haut-Rhin, Grand Est")
    assert (row["result_decision"], row["raison_non_localise"]) == ("deplacee", None)
    assert Ledger.open(data).facts(LOCATE_STEP, "locate")["geocodees"] == 0
    texts = json.dumps(
        [*ACTIVITE.read(data.current / "activites.parquet").drop(["geometry"]).to_pylist()]
    )
    texts += (data.current / "manifest.json").read_text("utf-8")
    assert "Ada" not in texts  # who decided is not published
    assert "vu sur place" not in texts


@pytest.mark.parametrize(
    ("said", "kind", "number", "street"),
    [
        ("numero", "housenumber", "8", "Allée Xylophone Quark"),
        ("Voie", "street", None, "Allée Xylophone Quark"),
        ("lieu-dit", "locality", None, None),
    ],
)
def test_a_moved_point_is_as_precise_as_the_person_says(
    data: DataPaths, tmp_path, said: str, kind: str, number: str | None, street: str | None
) -> None:
    take(data, tmp_path, moved(data, precision=said))
    (row,) = decisions.read(data.decisions).to_pylist()
    assert (row["result_type"], row["result_housenumber"], row["result_street"]) == (
        kind,
        number,
        street,
    )


def test_another_address_is_the_one_of_that_id(world, data: DataPaths, tmp_path) -> None:
    given = {"cle": lost(data), "decision": "autre", "result_id": "68901_0060_00008"}
    take(data, tmp_path, given)
    update(str(world), None, data, NullProgress(), accept=True)
    row = served(data, "Allée Xylophone Quark")
    assert (row["result_id"], row["result_type"]) == ("68901_0060_00008", "housenumber")
    assert row["result_label"] == "8 Rue des Lilas 68010 Colline-la-Ville"
    assert (row["result_score"], row["result_decision"]) == (1.0, "autre_adresse")


def test_no_address_is_left_at_its_commune(world, data: DataPaths, tmp_path) -> None:
    take(data, tmp_path, {"cle": lost(data), "decision": "pas une adresse"})
    update(str(world), None, data, NullProgress(), accept=True)
    row = served(data, "Allée Xylophone Quark")
    assert (row["result_type"], row["result_id"]) == ("municipality", "68901")
    assert (row["result_decision"], row["raison_non_localise"]) == (
        "pas_une_adresse",
        "adresse absente",
    )


def test_an_accepted_answer_outlives_the_index_it_came_from(source, data, tmp_path) -> None:
    key = key_of(data, "Rue des Tilleuls")
    before = served(data, "Rue des Tilleuls")
    take(data, tmp_path, {"cle": key, "decision": "Accepter", "reponse_id": before["result_id"]})
    rename_street(source)  # the index knows that street no more
    update(str(source), None, data, NullProgress(), accept=True)
    after = served(data, "Rue des Tilleuls")
    same = set(RESULT_COLUMNS) - {"result_score", "result_score_next"}
    assert {c: after[c] for c in same} == {c: before[c] for c in same}
    assert (after["result_score"], after["result_decision"]) == (1.0, "acceptee")


def test_a_withdrawn_decision_gives_the_address_back(world, data: DataPaths, tmp_path) -> None:
    before, first = served(data, "Allée Xylophone Quark"), current_identifier(data)
    take(data, tmp_path, moved(data))
    update(str(world), None, data, NullProgress(), accept=True)
    report = take(data, tmp_path, {"cle": lost(data), "decision": "annuler"})
    assert report.decided == 1
    update(str(world), None, data, NullProgress(), accept=True)
    assert served(data, "Allée Xylophone Quark") == before
    assert current_identifier(data) == first
    assert decisions.read(data.decisions).num_rows == 2  # the history is kept
    assert take(data, tmp_path, {"cle": lost(data), "decision": "annuler"}).known == 1


# --- the last decision wins, once


def test_importing_twice_changes_nothing(data: DataPaths, tmp_path) -> None:
    take(data, tmp_path, moved(data))
    content = data.decisions.read_bytes()
    report = take(data, tmp_path, moved(data), now=NOW + timedelta(days=9))
    assert (report.decided, report.known, report.rows) == (0, 1, 1)
    assert data.decisions.read_bytes() == content


def test_an_old_sheet_does_not_undo_a_later_decision(data: DataPaths, tmp_path) -> None:
    take(data, tmp_path, moved(data))
    other = {"cle": lost(data), "decision": "autre", "result_id": "68901_0060_00008"}
    take(data, tmp_path, other, now=NOW + timedelta(days=1))
    report = take(data, tmp_path, moved(data), now=NOW + timedelta(days=2))
    assert (report.decided, report.superseded) == (0, 1)
    journal = decisions.read(data.decisions)
    assert decisions.latest(journal)[lost(data)]["decision"] == "autre_adresse"
    again = moved(data, date="2026-11-29")  # dated, it is a decision of its own
    assert take(data, tmp_path, again, now=NOW + timedelta(days=3)).decided == 1
    journal = decisions.read(data.decisions)
    assert decisions.latest(journal)[lost(data)]["decision"] == "deplacee"


def test_the_last_wins_when_the_clock_goes_back(data: DataPaths, tmp_path) -> None:
    take(data, tmp_path, moved(data))
    other = {"cle": lost(data), "decision": "autre", "result_id": "68901_0060_00008"}
    take(data, tmp_path, other, now=NOW - timedelta(days=300))
    last = decisions.latest(decisions.read(data.decisions))[lost(data)]
    assert (last["decision"], last["decision_le"]) == ("autre_adresse", "2026-11-26T09:30:01Z")


# --- every row is accounted for, and a bad one stops all


def problem_of(data: DataPaths, tmp_path: Path, *rows: dict, options=ADA) -> RawFormatError:
    with pytest.raises(SheetRefusedError) as caught:
        take(data, tmp_path, *rows, options=options)
    assert not data.decisions.exists()
    assert "nothing was applied" in str(caught.value)
    return caught.value.problems[0]


BAD = {
    "unknown key": ({"cle": "f" * 32}, "cle", "knows no such address"),
    "no key": ({"cle": "12E+45"}, "cle", "no key of an address"),
    "no decision": ({"decision": "oui"}, "decision", "write one of accepter"),
    "no longitude": ({"longitude": ""}, "longitude", "is missing"),
    "a word": ({"latitude": "nord"}, "latitude", "is no number"),
    "metres": ({"longitude": "1051000"}, "longitude", "is not between"),
    "not a number": ({"longitude": "nan"}, "longitude", "is not between"),
    "swapped": (
        {"longitude": 48.152, "latitude": 7.153},
        "longitude",
        "look swapped; write 7.153 in `longitude`",
    ),
    "in the ocean": ({"longitude": -30.0, "latitude": 40.0}, "longitude", "outside France"),
    "far away": ({"longitude": 5.0, "latitude": 45.0}, "longitude", "km from Colline-la-Ville"),
    "no precision": ({"precision": "exacte"}, "precision", "write one of numero"),
    "future": ({"date": "2027-01-01"}, "date", "in the future"),
    "no date": ({"date": "26/11/2026"}, "date", "is no date"),
    "long name": ({"par": "A" * 101}, "par", "over 100"),
    "long comment": ({"commentaire": "A" * 1001}, "commentaire", "over 1000"),
    "no id": ({"decision": "autre", "result_id": ""}, "result_id", "is missing"),
    "unknown id": ({"decision": "autre", "result_id": "68901_9999"}, "result_id", "no such BAN id"),
    "nothing to withdraw": ({"decision": "annuler"}, "decision", "no decision to withdraw"),
    "another answer": (
        {"decision": "accepter", "reponse_id": "68901_0060"},
        "reponse_id",
        "the answer has changed",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_refused_with_its_place(case: str, data: DataPaths, tmp_path) -> None:
    change, column, said = BAD[case]
    good = {"cle": key_of(data, "Rue des Tilleuls"), "decision": "accepter"}
    error = problem_of(data, tmp_path, good, {**moved(data), **change})
    assert (error.line, error.column) == (3, column)
    assert said in str(error)
    assert f"decisions.csv, line 3, column `{column}`, value " in str(error)


def test_a_row_that_names_nobody_is_refused(data: DataPaths, tmp_path) -> None:
    error = problem_of(data, tmp_path, moved(data), options=ImportOptions())
    assert (error.column, error.advice) == ("par", "write who decided, or give --by NAME")


def test_two_decisions_about_one_address_are_refused(data: DataPaths, tmp_path) -> None:
    error = problem_of(data, tmp_path, moved(data), moved(data, 7.154))
    assert (error.line, error.column) == (3, "cle")
    assert "line 2 decides this address otherwise" in str(error)


def test_a_far_point_is_believed_when_forced(data: DataPaths, tmp_path) -> None:
    options = ImportOptions(by="Ada Fictive", force=True)
    assert take(data, tmp_path, moved(data, 5.0, 45.0), options=options).decided == 1


def test_partial_applies_the_good_rows(data: DataPaths, tmp_path, cigogne) -> None:
    rows = (moved(data), {"cle": "f" * 32, "decision": "accepter"}, {"cle": "x", "decision": ""})
    sheet = sheet_of(tmp_path / "s.csv", *rows)
    asked = ("addresses", "import", sheet, "--by", "Ada Fictive", "--data", data.root)
    refused = cigogne(*asked)
    assert refused.exit_code == 1
    assert "s.csv, line 3, column `cle`" in refused.stderr
    assert not data.decisions.exists()
    result = cigogne(*asked, "--partial", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["rows"], told["decided"], told["blank"], len(told["refused"])) == (3, 1, 1, 1)
    assert "run `cigogne update` to publish them" in result.stderr
    assert decisions.read(data.decisions).num_rows == 1


def test_an_unknown_address_may_be_kept_for_the_day_it_comes(data: DataPaths, tmp_path) -> None:
    options = ImportOptions(by="Ada Fictive", keep_unknown=True)
    given = {**moved(data), "cle": "f" * 32, "voie": "RUE NEUVE", "commune": "Valbruche"}
    assert take(data, tmp_path, given, options=options).decided == 1
    (row,) = decisions.read(data.decisions).to_pylist()
    assert (row["street"], row["city"]) == ("RUE NEUVE", "Valbruche")


def test_import_waits_for_no_update(data: DataPaths, tmp_path, cigogne) -> None:
    sheet = sheet_of(tmp_path / "s.csv", moved(data))
    with update_lock(data):
        result = cigogne("addresses", "import", sheet, "--by", "A", "--data", data.root)
    assert result.exit_code == 1
    assert str(LockedError(data.root)) in result.stderr


# --- files


def test_a_workbook_filled_by_hand_is_taken_back(cigogne, data: DataPaths, tmp_path) -> None:
    path = tmp_path / "s.xlsx"
    cigogne("addresses", "review", "-o", path, "--data", data.root)
    book = openpyxl.load_workbook(path)
    tab = book.worksheets[0]
    names = [cell.value for cell in tab[1]]
    for name, value in {
        "decision": "deplacer",
        "longitude": 7.153,
        "latitude": "48,152",
        "date": datetime(2026, 11, 20, 8, 0),
        "commentaire": '=HYPERLINK("http://example.org")',
    }.items():
        cell = tab.cell(2, names.index(name) + 1, value)
        if name == "commentaire":
            cell.data_type = "s"
    book.save(path)
    report = import_sheet(path, data, ADA, NOW)
    assert (report.decided, report.blank) == (1, report.rows - 1)
    (row,) = decisions.read(data.decisions).to_pylist()
    assert row["decision_le"] == "2026-11-20T08:00:00Z"
    assert row["commentaire"].startswith("=HYPERLINK")
    for suffix in ("csv", "xlsx"):
        out = tmp_path / f"out.{suffix}"
        assert cigogne("addresses", "export", "-o", out, "--data", data.root).exit_code == 0
    assert "'=HYPERLINK" in (tmp_path / "out.csv").read_text("utf-8")
    cells = [c for r in openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0] for c in r]
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_of_any_kind_is_read(data, tmp_path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "s.csv"
    lines = [
        ["cle", "decision", "longitude", "latitude", "par", "commentaire"],
        [lost(data), "déplacer", "7.153", "48.152", "Zoé Fictive", "à côté ; près, du lac"],
    ]
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(lines)
    import_sheet(path, data, ImportOptions(), NOW)
    (row,) = decisions.read(data.decisions).to_pylist()
    assert (row["decision_par"], row["commentaire"]) == ("Zoé Fictive", "à côté ; près, du lac")


def test_the_line_named_is_that_of_the_file(data: DataPaths, tmp_path) -> None:
    path = tmp_path / "s.csv"
    text = f'cle;decision;commentaire\n\n{lost(data)};accepter;"deux\nlignes"\n\nzz;accepter;\n'
    path.write_text(text, "utf-8")
    with pytest.raises(SheetRefusedError) as caught:
        import_sheet(path, data, ADA, NOW)
    assert [error.line for error in caught.value.problems] == [6]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cle;avis\n1;2\n", "column `decision`: is not in the header"),
        ("cle;decision;cle\n1;2;3\n", "column `cle`: comes twice"),
        ("cle;decision\n1;accepter;3\n", "line 2, value '3': the line has values beyond"),
        ("", "is not in the header"),
    ],
)
def test_a_sheet_that_is_none_is_refused(data, tmp_path, text: str, said: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RawFormatError) as caught:
        import_sheet(path, data, ADA, NOW)
    assert said in str(caught.value)


def test_a_file_that_is_no_sheet_is_refused(data, tmp_path) -> None:
    for name in ("s.xlsx", "s.ods"):
        (tmp_path / name).write_bytes(b"no workbook")
        with pytest.raises(JobError):
            import_sheet(tmp_path / name, data, ADA, NOW)
    with pytest.raises(JobError, match="name it"):
        sheets.write_sheet(tmp_path / "s.ods", REVIEW_COLUMNS, [])


def test_a_damaged_journal_says_what_to_do(data: DataPaths, tmp_path) -> None:
    data.decisions.write_bytes(b"PAR1 nothing")
    with pytest.raises(JobError, match="restore it from a backup"):
        take(data, tmp_path, moved(data))
    assert data.decisions.read_bytes() == b"PAR1 nothing"


# --- export


def decide_all(data: DataPaths, tmp_path: Path) -> None:
    """One decision of each kind, one of them withdrawn."""
    rows = [
        moved(data, commentaire='\'=1+1 ; "près" du\nlac', precision="voie"),
        {"cle": key_of(data, "Rue des Tilleuls"), "decision": "accepter"},
        {"cle": key_of(data, "Route des Vergers"), "decision": "pas_une_adresse"},
        {"cle": key_of(data, "Rue du Moulin"), "decision": "autre", "result_id": "68902_0080"},
        {"cle": key_of(data, "RUE DES LILAS"), "decision": "accepter"},
    ]
    take(data, tmp_path, *rows)
    take(data, tmp_path, {"cle": key_of(data, "RUE DES LILAS"), "decision": "annuler"})


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_one_exports_another_imports(
    cigogne, world, data: DataPaths, published, tmp_path, suffix: str
) -> None:
    import shutil

    decide_all(data, tmp_path)
    out = tmp_path / f"corrections.{suffix}"
    assert cigogne("addresses", "export", "-o", out, "--data", data.root).exit_code == 0
    other = DataPaths(Path(shutil.copytree(published.root, tmp_path / "other", symlinks=True)))
    report = import_sheet(out, other, ImportOptions(), NOW + timedelta(days=1))
    assert (report.rows, report.decided) == (5, 5)
    here, there = (decisions.read(paths.decisions) for paths in (data, other))
    assert decisions.latest(there) == decisions.latest(here)
    assert decisions.in_force(there).equals(decisions.in_force(here))
    assert import_sheet(out, other, ImportOptions(), NOW).known == 5
    assert import_sheet(out, data, ImportOptions(), NOW).known == 5
    assert [
        update(str(world), None, p, NullProgress(), accept=True).release for p in (data, other)
    ] == [current_identifier(other)] * 2


def test_the_history_is_exported_when_asked_for(cigogne, data: DataPaths, tmp_path) -> None:
    decide_all(data, tmp_path)
    plain = cigogne("addresses", "export", "--data", data.root).stdout
    whole = cigogne("addresses", "export", "--history", "--data", data.root).stdout
    read = [list(csv.DictReader(io.StringIO(t, newline=""), delimiter=";")) for t in (plain, whole)]
    assert [len(rows) for rows in read] == [5, 6]
    assert list(read[0][0]) == [column.name for column in EXPORT_COLUMNS]
    assert "complement" not in read[0][0]


def test_a_line_changed_by_hand_is_read_afresh(cigogne, data: DataPaths, tmp_path) -> None:
    take(data, tmp_path, moved(data))
    rows = list(
        csv.DictReader(
            io.StringIO(cigogne("addresses", "export", "--data", data.root).stdout, newline=""),
            delimiter=";",
        )
    )
    rows[0] |= {"longitude": "7.155", "date": ""}
    assert take(data, tmp_path, *rows, now=NOW + timedelta(days=1)).decided == 1
    last = decisions.latest(decisions.read(data.decisions))[lost(data)]
    assert (last["longitude"], last["decision_le"]) == (7.155, "2026-11-27T09:30:00Z")


def test_the_whole_base_is_exported(cigogne, published: DataPaths, tmp_path) -> None:
    held = ADRESSE_CONNUE.read(published.address_base)
    out = tmp_path / "base.parquet"
    asked = ("addresses", "export", "--all", "--data", published.root)
    assert cigogne(*asked, "-o", out).exit_code == 0
    assert pq.read_table(out).num_rows == held.num_rows
    text = cigogne(*asked).stdout
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["cle"] for row in rows] == held["cle"].to_pylist()
    assert "FICTIF" not in text


def test_an_empty_base_exports_a_header(cigogne, tmp_path) -> None:
    text = cigogne("addresses", "export", "--data", tmp_path / "none").stdout
    assert text.count("\n") == 1


# --- geography


@pytest.mark.parametrize(
    ("lon", "lat", "inside", "swapped"),
    [
        (7.75, 48.57, True, False),
        (48.57, 7.75, False, True),
        (55.45, -20.88, True, False),
        (-20.88, 55.45, False, True),
        (-30.0, 40.0, False, False),
    ],
)
def test_points_of_france(lon: float, lat: float, inside: bool, swapped: bool) -> None:
    assert geography.is_in_france(lon, lat) is inside
    assert geography.is_swapped(lon, lat) is swapped


def test_nothing_is_built_yet(tmp_path) -> None:
    from jobs.addresses.review import Wanted, doubtful

    with pytest.raises(NotBuiltError):
        doubtful(DataPaths(tmp_path), Wanted(5))


def test_every_column_of_the_sheet_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "adresses.md").read_text("utf-8")
    assert [c.name for c in REVIEW_COLUMNS if f"`{c.name}`" not in text] == []


def test_an_import_that_is_cut_leaves_the_decisions_as_they_were(
    data: DataPaths, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(data, tmp_path, moved(data))
    before = data.decisions.read_bytes()

    def cut(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    other = {"cle": lost(data), "decision": "autre", "result_id": "68901_0060_00008"}
    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", cut)
        with pytest.raises(OSError, match="No space"):
            take(data, tmp_path, other)
    assert data.decisions.read_bytes() == before
    assert [p.name for p in data.decisions.parent.iterdir() if p.suffix == ".tmp"] == []
    assert take(data, tmp_path, other).decided == 1
