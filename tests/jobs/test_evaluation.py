"""Quality against known answers."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.evaluation.calibration import right_at_its_level, tenths, worst_gap
from jobs.evaluation.curve import lowest_threshold, operating_points, point_at
from jobs.evaluation.gold import Answer, Case
from jobs.evaluation.measures import (
    by_group,
    commune_right,
    distance_m,
    distinct,
    far,
    invented,
    level_right,
    near,
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


@pytest.mark.parametrize("streets", ["67901_0010|67901_0020", "67901_0020|67901_0010"])
def test_either_way_of_a_corner_is_right(streets: str) -> None:
    assert street_right(case(WAY, street_id=streets)) is True
    assert street_right(case(ELSEWHERE, street_id=streets)) is False


@pytest.mark.parametrize(
    ("given", "is_near", "is_far"),
    [
        (Answer("housenumber", "x", "67901", 7.0, 48.0004), True, False),
        (Answer("housenumber", "x", "67901", 7.0, 48.0005), False, False),
        (Answer("housenumber", "x", "67901", 7.0, 48.05), False, True),
        (Answer(None, None, None, None, None), False, False),
        (None, False, False),
    ],
)
def test_near_is_50_m_and_far_is_5_km(given: Answer | None, is_near, is_far) -> None:
    judged = case(given)
    assert near(judged) is is_near
    assert far(judged) is is_far


def test_only_a_house_is_near() -> None:
    assert near(case(WAY, level="street")) is None


def scored(answer: Answer, score: float, **truth: str) -> Case:
    return case(dataclasses.replace(answer, score=score), **truth)


NO_STREET = {"level": "municipality", "ban_id": "", "street_id": ""}
CURVE = [
    scored(DOOR, 0.9),
    scored(WAY, 0.6),
    scored(ELSEWHERE, 0.7),
    scored(TOWN, 0.95),
    scored(WAY, 0.8, **NO_STREET),
    scored(TOWN, 0.99, **NO_STREET),
]


@pytest.mark.parametrize(
    ("threshold", "right", "wrong", "false"),
    [(0.0, 2, 1, 1), (0.65, 1, 1, 1), (0.75, 1, 0, 1), (0.85, 1, 0, 0), (0.95, 0, 0, 0)],
)
def test_a_threshold_takes_answers_on_a_way_only(threshold, right, wrong, false) -> None:
    point = point_at(CURVE, threshold)
    assert (point.positives, point.negatives) == (4, 2)
    assert (point.right, point.wrong, point.false) == (right, wrong, false)
    assert (point.recall, point.false_share) == (right / 4, false / 2)


def test_the_curve_only_falls() -> None:
    points = operating_points(CURVE)
    for lower, higher in itertools.pairwise(points):
        assert lower.right >= higher.right
        assert lower.false >= higher.false


ANSWERS = st.sampled_from([DOOR, WAY, TOWN, ELSEWHERE])
MANY = st.lists(st.tuples(ANSWERS, st.integers(1, 9), st.booleans()), max_size=30)


@given(MANY, st.sampled_from([0.0, 0.1, 0.5, 1.0]))
def test_the_lowest_threshold_is_the_lowest(drawn, share: float) -> None:
    cases = [scored(a, n / 10, **(NO_STREET if gone else {})) for a, n, gone in drawn]
    threshold = lowest_threshold(cases, share)
    assert point_at(cases, threshold).false_share <= share
    if threshold:
        assert point_at(cases, threshold - 1e-5).false_share > share


@pytest.mark.parametrize(
    ("given", "truth", "right"),
    [
        (DOOR, {}, True),
        (NEXT_DOOR, {}, False),
        (BETWEEN, {}, True),
        (WAY, {}, True),
        (ELSEWHERE, {}, False),
        (TOWN, {}, True),
        (DOOR, {"ban_id": "", "level": "street"}, True),
        (DOOR, NO_STREET, False),
        (WAY, NO_STREET, False),
        (TOWN, NO_STREET, True),
        (TOWN, {"level": "none"}, None),
        (answer(None), {}, None),
    ],
)
def test_right_at_the_level_that_is_claimed(given: Answer, truth, right) -> None:
    assert right_at_its_level(case(given, **truth)) is right


def test_calibration_needs_thirty_cases_in_a_tenth() -> None:
    sure = [scored(DOOR, 0.95)] * 27 + [scored(NEXT_DOOR, 0.95)] * 3
    few = [scored(NEXT_DOOR, 0.5)] * 29
    found = tenths(sure + few)
    assert [(t.low, t.cases, t.right) for t in found] == [(0.5, 29, 0), (0.9, 30, 27)]
    assert worst_gap(found) == pytest.approx(0.05)
    assert worst_gap(tenths(few)) is None


def test_a_score_of_one_is_in_the_last_tenth_and_communes_may_be_left_out() -> None:
    cases = [scored(DOOR, 1.0), scored(TOWN, 0.4)]
    assert [t.low for t in tenths(cases)] == [0.4, 0.9]
    assert [t.low for t in tenths(cases, on_a_way=True)] == [0.9]


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


@pytest.mark.parametrize(
    "query",
    [
        {"address": "12 Rue des Lilas 68010 Colline-la-Ville"},
        {"street": "12 Rue des Lilas", "cedex": "68010 COLLINE LA VILLE CEDEX"},
        {"number": "12", "street": "Rue des Lilas", "postcode": "68010", "city": ""},
    ],
)
def test_queries_in_the_columns_of_their_contract(cigogne, published, tmp_path, query) -> None:
    truth_ = ("housenumber", "68901_0060_00012", "68901_0060|68901_0999", "68901", "", "")
    names = ("truth_type", "truth_id", "truth_street", "truth_insee", "truth_lon", "truth_lat")
    row = {"qid": 1, "class": "propre", **query, **dict(zip(names, truth_, strict=True))}
    gold = write(tmp_path / "queries.csv", [row])
    found = json.loads(cigogne("evaluate", gold, "--json", "--data", published.root).stdout)
    assert found["rows"][0]["number"] == {"right": 1, "judged": 1}
    assert found["rows"][0]["street"] == {"right": 1, "judged": 1}
    assert found["operating_points"][0]["recall"] == 1
    assert found["calibration"]["all"][0]["cases"] == 1
    said = cigogne("evaluate", gold, "--data", published.root).stdout
    assert "Recall and false streets" in said
    assert "too few cases" in said


def test_a_file_that_is_no_gold_is_refused(cigogne, published, tmp_path: Path) -> None:
    gold = write(tmp_path / "x.csv", [{"a": 1}])
    result = cigogne("evaluate", gold, "--data", published.root)
    assert (result.exit_code, "neither known answers" in result.stderr) == (1, True)
