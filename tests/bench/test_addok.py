"""The side-by-side run: the reference as addok reads it, and the judgement of answers."""

import json
import sys

import pytest

from bench.addok import report
from bench.addok import rows as rows_to_race
from bench.addok.race import Lane, race
from bench.addok.reference import documents, write_documents
from bench.addok.scoring import ALL, at_false_streets, at_recall, by_class, judge, rates
from bench.addok.verdicts import Verdict, verdict_lines
from tests.support.geo_world import write_tables


@pytest.fixture(scope="module")
def by_id(tmp_path_factory):
    sources = write_tables(tmp_path_factory.mktemp("tables"))
    return {document["id"]: document for document in documents(sources)}


def test_a_street_carries_its_numbers_with_their_ids_and_positions(by_id):
    street = by_id["67801_0010"]
    assert (street["type"], street["name"]) == ("street", ["Rue de l'Église"])
    assert (street["citycode"], street["postcode"]) == ("67801", ["67810"])
    assert street["context"] == "67, Bas-Rhin, Grand Est"
    assert street["housenumbers"]["3 bis"]["id"] == "67801_0010_00003_bis"
    assert street["housenumbers"]["12"]["lon"] == pytest.approx(7.5 + 12 * 0.0002)
    assert len(street["housenumbers"]) == 10


def test_former_communes_are_other_names(by_id):
    assert by_id["67804"]["name"] == ["Oberwiller", "Kirrbach"]
    assert by_id["67804_0020"]["city"] == ["Oberwiller", "Kirrbach"]
    assert by_id["67804_0020"]["oldcitycode"] == ["67805"]
    assert "oldcity" not in by_id["67804_0010"]


def test_communes_and_lieux_dits_are_documents(by_id):
    assert by_id["67804"]["postcode"] == ["67830", "67840"]
    place = by_id["67802_b010"]
    assert (place["type"], place["name"], place["lon"]) == ("locality", "La Haute Borne", 7.61)


def test_importance_grows_with_people_and_numbers(by_id):
    commune, long, short = by_id["67801"], by_id["67801_0010"], by_id["67801_0060"]
    assert commune["importance"] == pytest.approx(0.05 * 6.907755 - 0.0548, abs=1e-5)
    assert long["importance"] > short["importance"] > commune["importance"]


def test_every_document_has_a_position_and_its_own_line(tmp_path):
    path = tmp_path / "reference.ndjson"
    counts = write_documents(write_tables(tmp_path), path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert counts == {"municipality": 5, "street": 21, "locality": 1}
    assert len(lines) == counts.total()
    assert all(isinstance(line["lon"], float) and line["_id"] for line in lines)


def row(qid, classes, level, identifier, street, insee="52001"):
    return {
        "qid": qid, "class": classes, "truth_type": level, "truth_id": identifier,
        "truth_street": street, "truth_insee": insee, "q": f"query {qid}",
        "columns": {"street": f"street {qid}"},
    }  # fmt: skip


ROWS = [
    row("1", "typo", "housenumber", "52001_0010_00002", "52001_0010"),
    row("2", "typo+cedex", "housenumber", "52001_0010_00004", "52001_0010"),
    row("3", "cedex", "street", "52001_0020", "52001_0020"),
    row("4", "absent", "municipality", "52001", ""),
    row("5", "absent", "municipality", "52001", ""),
]
ANSWERS = [
    ["housenumber", "52001_0010_00002", "52001", 5.0, 48.0, 0.9],
    ["street", "52001_0010", "52001", 5.0, 48.0, 0.6],
    ["street", "52001_0030", "52001", 5.0, 48.0, 0.8],
    ["street", "52002_0010", "52002", 5.0, 48.0, 0.7],
    None,
]


def test_rates_of_answers():
    got = rates(judge(ROWS, ANSWERS))
    assert (got.rows, got.street, got.number) == (5, pytest.approx(2 / 3), 0.5)
    assert (got.false_street, got.commune) == (0.5, pytest.approx(3 / 5))


def test_an_answer_below_the_threshold_is_none():
    got = rates(judge(ROWS, ANSWERS), 0.75)
    assert (got.street, got.false_street) == (pytest.approx(1 / 3), 0.0)


def test_a_row_counts_in_each_of_its_classes():
    groups = by_class(judge(ROWS, ANSWERS))
    assert {name: len(rows) for name, rows in groups.items()} == {
        ALL: 5, "absent": 2, "cedex": 2, "typo": 2,
    }  # fmt: skip
    assert rates(groups["typo"]).street == 1.0
    assert rates(groups["absent"]).street is None


@pytest.mark.parametrize(("recall", "threshold"), [(1 / 3, 0.9), (2 / 3, 0.6), (0.9, None)])
def test_threshold_of_a_recall(recall, threshold):
    assert at_recall(judge(ROWS, ANSWERS), recall) == threshold


def test_threshold_of_a_share_of_false_streets():
    judged = judge(ROWS, ANSWERS)
    assert at_false_streets(judged, 0.5) == 0.0
    strict = at_false_streets(judged, 0.1)
    assert 0.7 < strict < 0.8
    assert rates(judged, strict).false_street == 0.0


def test_verdicts_compare_row_by_row():
    theirs, nothing = judge(ROWS, ANSWERS), judge(ROWS, [None] * 5)
    assert str(Verdict.of(theirs, theirs, 0.0)) == "level"
    assert str(Verdict.of(theirs, nothing, 0.0)).startswith("behind (-2 ± ")
    assert Verdict.of(nothing, theirs, 0.0).gained == 2
    assert Verdict.of(theirs, nothing, 0.75).only_theirs == 1
    assert Verdict.of(theirs, theirs, 0.0).rows == sum(j.street is not None for j in theirs) < 5
    assert Verdict(10, 0, 6).plus_or_minus == pytest.approx(1.96 * (6 - 3.6) ** 0.5 / 10)
    assert not Verdict(200, 0, 5).is_sure
    assert str(Verdict(200, 0, 6)) == "ahead* (+6 ± 2.4)"
    lines = verdict_lines(theirs, {"columns": nothing}, 0.75)
    assert [line.split()[0] for line in lines] == ["class", ALL, "cedex", "typo"]


def test_where_addok_is_ahead_names_the_class_and_the_query():
    judged = judge(ROWS, ANSWERS)
    worse = [*ANSWERS[:1], None, *ANSWERS[2:]]
    sides = report.Side(ANSWERS, judged), report.Side(worse, judge(ROWS, worse))
    said = "\n".join(report.ahead(ROWS, sides, "columns", {"52001_0010": "Rue des Lilas"}))
    assert "### typo (n = 2): addok 100.0 %, columns 50.0 %" in said
    assert "street=`street 2` truth 52001_0010_00004 **Rue des Lilas**" in said
    assert "`query 2`" in said
    assert "`query 1`" not in said


def test_any_of_several_right_streets_is_right():
    twins = [{**ROWS[2], "truth_street": "52001_0020|52001_0030"}]
    assert rates(judge(twins, ANSWERS[2:3])).street == 1.0
    assert rates(judge(twins, ANSWERS[:1])).street == 0.0


def write_csv(path, rows):
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
    return path


TRUTH = ["class", "truth_type", "truth_id", "truth_street", "truth_insee"]


def test_rows_of_addresses_in_columns(tmp_path):
    file = write_csv(
        tmp_path / "queries.csv",
        [
            ["qid", *TRUTH, "q", "numero", "libelle_voie"],
            ["7", "typo", "street", "a_b", "a_b", "52001", "2 Rue X", "2", "Rue X"],
        ],
    )
    (read,) = rows_to_race.read_rows([file])
    assert (read["q"], read["line"]) == ("2 Rue X", {"address": "2 Rue X"})
    assert read["columns"] == {"number": "2", "street": "Rue X"}
    assert rows_to_race.presentations_of([read]) == ["line", "columns"]


def test_rows_of_noise_are_one_for_a_case(tmp_path):
    truth = ["typo", "street", "a_b", "a_b", "52001"]
    file = write_csv(
        tmp_path / "noise.csv",
        [
            ["qid", *TRUTH, "presentation", "address", "number", "street"],
            ["0-columns", *truth, "columns", "", "2", "Rue X"],
            ["0-line", *truth, "line", "2 Rue X", "", ""],
            ["0-mixed", *truth, "mixed", "", "", "2 Rue X"],
            ["1-columns", *truth, "columns", "", "3", "Rue Y"],
        ],
    )
    both, alone = rows_to_race.read_rows([file])
    assert (both["qid"], both["q"], both["mixed"]) == ("0", "2 Rue X", {"street": "2 Rue X"})
    assert (alone["q"], alone["mixed"]) == ("3 Rue Y", {"number": "3", "street": "Rue Y"})
    assert rows_to_race.presentations_of([both, alone]) == ["line", "columns", "mixed"]
    assert len(rows_to_race.read_rows([file, file], 3)) == 3


LANE = """
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
print("ready", flush=True)
sys.stdin.readline()
with open(sys.argv[2], "w") as out:
    out.writelines(json.dumps(["street", row["q"], "", 0.0, 0.0, 1.0]) + "\\n" for row in rows)
print(json.dumps({"start": 1.0, "end": 3.0, "cpu": 0.5, "peak_mb": 9.0}), flush=True)
"""


def test_a_race_gives_each_row_its_answer_whatever_the_processes(tmp_path):
    rows = [{"q": str(n)} for n in range(7)]
    lane = Lane("echo", [sys.executable, "-c", LANE], 3)
    race([lane], rows, 2, tmp_path)
    assert len(lane.runs) == 2
    assert [answer[1] for answer in lane.best.answers] == [row["q"] for row in rows]
    assert (lane.best.seconds, lane.best.cpu_seconds) == (2.0, 1.5)
    assert report.speed([lane], len(rows))[1].split()[:3] == ["echo", "4", "4"]
