"""Quality against known answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from jobs.evaluation.gold import Answer, Case
from jobs.evaluation.measures import (
    by_group,
    commune_right,
    distance_m,
    distinct,
    invented,
    level_right,
    number_right,
    street_right,
)
from jobs.evaluation.report import lines
from refdata.paths import DataPaths
from tests.support.small_world import ACTIVITIES


def case(answer: Answer | None, **truth: str) -> Case:
    filled = {
        "level": "housenumber",
        "ban_id": "67901_0010_00005",
        "street_id": "67901_0010",
        "insee": "67901",
    } | truth
    return Case("1", ("propre", "rep"), **filled, lon=7.0, lat=48.0, answer=answer)


def answer(type_: str | None, identifier: str | None = None, citycode: str = "67901") -> Answer:
    return Answer(type_, identifier, citycode, 7.0, 48.001)


DOOR = answer("housenumber", "67901_0010_00005")
NEXT_DOOR = answer("housenumber", "67901_0010_00006")
WAY = answer("street", "67901_0010")
BETWEEN = answer("interpolation", "67901_0010")
TOWN = answer("municipality", "67901")
ELSEWHERE = answer("street", "67902_0010", "67902")


@pytest.mark.parametrize(
    ("given", "street", "number", "level", "commune"),
    [
        (DOOR, True, True, True, True),
        (NEXT_DOOR, True, False, True, True),
        (WAY, True, False, False, True),
        (BETWEEN, True, False, True, True),
        (TOWN, False, False, False, True),
        (ELSEWHERE, False, False, False, False),
        (answer(None), False, False, False, True),
        (None, False, False, False, False),
    ],
)
def test_judges(given: Answer | None, street, number, level, commune) -> None:
    judged = case(given)
    assert street_right(judged) is street
    assert number_right(judged) is number
    assert level_right(judged) is level
    assert commune_right(judged) is commune
    assert invented(judged) is None


def test_what_the_truth_does_not_say_is_not_judged() -> None:
    town = {"level": "municipality", "ban_id": "", "street_id": "", "insee": "67901"}
    assert street_right(case(WAY, **town)) is None
    assert number_right(case(WAY, **town)) is None
    assert invented(case(WAY, **town)) is True
    assert invented(case(TOWN, **town)) is False
    assert commune_right(case(TOWN, insee="")) is None
    assert level_right(case(TOWN, level="none")) is None


def test_a_lieu_dit_is_judged_by_its_own_id() -> None:
    truth = {"level": "locality", "ban_id": "67902_b001", "street_id": ""}
    assert street_right(case(answer("locality", "67902_b001"), **truth)) is True
    assert street_right(case(answer("locality", "67902_b002"), **truth)) is False


def test_distance_of_a_thousandth_of_a_degree_of_latitude() -> None:
    assert distance_m(case(DOOR)) == pytest.approx(111.2, abs=0.1)
    assert distance_m(case(None)) is None


def test_groups_count_a_case_in_each_of_its_classes() -> None:
    groups = {group.name: group for group in by_group([case(DOOR), case(TOWN), case(None)])}
    assert set(groups) == {"all", "level housenumber", "propre", "rep"}
    assert groups["all"].shares["street"] == (1, 3)
    assert groups["all"].lost == 1
    assert groups["rep"].cases == 3
    assert len(distinct([case(DOOR), case(TOWN)])) == 1
    assert "33.33 %" in lines(by_group([case(DOOR), case(TOWN), case(None)]))[1]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def truth(number: int, **more: object) -> dict[str, object]:
    line = ACTIVITIES[number - 2]
    level = "street" if line.result_type == "interpolation" else line.result_type
    filled = {"line": number, "classes": line.why, "level": level, "ban_id": "", "street_id": ""}
    filled |= {"insee": line.commune, "lon": "", "lat": "", "qid": number, "in_region": 1}
    return {**filled, "dup_of": "", **more}


def test_release_against_the_truth_of_its_lines(
    cigogne, published: DataPaths, tmp_path: Path
) -> None:
    rows = [truth(number) for number in range(2, 2 + len(ACTIVITIES))]
    rows[0] |= {"ban_id": "67901_0010_00005", "street_id": "67901_0010"}
    rows[1] |= {"ban_id": "68901_0060_00011", "street_id": "68901_0060"}
    rows.append(truth(2, line=999))
    rows.append(truth(2, line=17, dup_of=2))
    rows.append(truth(2, line=18, in_region=0))
    gold = write(tmp_path / "truth.csv", rows)
    result = cigogne("evaluate", gold, "--json", "--data", published.root)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["rows"][0]
    assert (found["cases"], found["lost"]) == (len(ACTIVITIES) + 1, 1)
    assert found["street"] == {"right": 2, "judged": 2}
    assert found["number"] == {"right": 1, "judged": 2}
    assert found["level"] == {"right": len(ACTIVITIES), "judged": len(ACTIVITIES) + 1}
    without = [
        {k: v for k, v in row.items() if k not in {"qid", "in_region", "dup_of"}}
        for row in rows[:6]
    ]
    gold = write(tmp_path / "verite.csv", without)
    found = json.loads(cigogne("evaluate", gold, "--json", "--data", published.root).stdout)
    assert found["rows"][0]["cases"] == 6
    assert found["distinct addresses"][0]["cases"] == 6  # an addressee is part of an address
    table = cigogne("evaluate", gold, "--data", published.root).stdout
    assert "By distinct addresses" in table


@pytest.mark.parametrize("words", [(), ("--columns",)], ids=["one line", "columns"])
def test_addresses_against_their_truth(cigogne, published, tmp_path: Path, words) -> None:
    row = {
        "qid": 1,
        "class": "propre",
        "numero": "12",
        "rep": "",
        "type_voie": "Rue",
        "libelle_voie": "des Lilas",
        "complement": "",
        "code_postal": "68010",
        "code_insee": "",
        "commune": "Colline-la-Ville",
        "q": "12 Rue des Lilas 68010 Colline-la-Ville",
        "truth_type": "housenumber",
        "truth_id": "68901_0060_00012",
        "truth_street": "68901_0060",
        "truth_insee": "68901",
        "truth_lon": "",
        "truth_lat": "",
    }
    gold = write(tmp_path / "queries.csv", [row])
    result = cigogne("evaluate", gold, "--json", *words, "--data", published.root)
    found = json.loads(result.stdout)["rows"][0]
    assert found["number"] == {"right": 1, "judged": 1}
    assert found["commune"] == {"right": 1, "judged": 1}


def test_a_file_that_is_no_gold_is_refused(cigogne, published, tmp_path: Path) -> None:
    gold = write(tmp_path / "x.csv", [{"a": 1}])
    result = cigogne("evaluate", gold, "--data", published.root)
    assert (result.exit_code, "neither known answers" in result.stderr) == (1, True)
