"""What the geocoder promises, phenomenon by phenomenon, among decoys."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from geocoder import Geocoder
from refdata.tables import QUERY

GOLD = Path(__file__).parents[1] / "gold" / "adresses.csv"
CASES = list(csv.DictReader(GOLD.read_text(encoding="utf-8").splitlines()))
FIELDS = [c.name for c in QUERY.columns if c.name != "address"]


def _ask(geocoder: Geocoder, rows: list[dict[str, str]]) -> list[dict[str, object]]:
    table = pa.table({f: pa.array([r[f] for r in rows], pa.string()) for f in FIELDS})
    return geocoder.geocode_table(table).to_pylist()


@pytest.mark.parametrize("case", CASES, ids=[c["phenomenon"] for c in CASES])
def test_each_phenomenon_is_answered_at_its_honest_level(geocoder, case):
    answer = _ask(geocoder, [case])[0]

    assert (answer["result_type"] or "") == case["expected_type"], answer
    assert (answer["result_id"] or "") == case["expected_id"], answer


FREE = [
    ("4 rue du Général Leclerc 67810 Saint-Oden", "67801_0020_00004"),
    ("4 rue du Général Leclerc, 67810 SAINT ODEN, France", "67801_0020_00004"),
    ("4 rue du general leclerc saint oden", "67801_0020_00004"),
    ("4 rue du general leclerc 67810", "67801_0020_00004"),
    ("67810 Saint-Oden 4 rue du Général Leclerc", "67801_0020_00004"),
    ("Saint-Oden, 4 rue du Général Leclerc", "67801_0020_00004"),
    ("3bis rue de l'église saint-oden", "67801_0010_00003_bis"),
    ("12/14 rue de l'église 67810 saint oden", "67801_0010_00012"),
    ("rue des saules valbruche les brandes", "67802_0020"),
    ("Rue 4 du Général Leclerc 67810 Saint-Oden", "67801_0020_00004"),
    ("2 rue des vergers valbruche", "68801_0010_00002"),
    ("67810 Saint-Oden, 2 rue des saules inconnus", "67801"),
    ("67820 Valbruche 4 rue principale", "67803_0010_00004"),
    ("Saint-Oden", "67801"),
    ("67810 Saint Oden", "67801"),
    ("4 rue du general leclerc 67810 saitn oden", "67801_0020_00004"),
    ("30 rue du herrenberg", "67804_0030_00030"),
    ("rue de nulle part 67810 Saint-Oden", "67801"),
]


@pytest.mark.parametrize(("line", "expected"), FREE, ids=[f[0] for f in FREE])
def test_a_free_line_finds_the_same_place(geocoder, line, expected):
    assert geocoder.search(line, 1)[0].result_id == expected
    table = pa.table({"address": [line]})
    assert geocoder.geocode_table(table)["result_id"].to_pylist() == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "rue xyzzy 67810",
        "67810 rue des xyzzy",
        "1 rue xyzzy 67810",
        "rue xyzzy saint oden",
        "rue 67810 xyzzy",
    ],
)
def test_a_street_that_is_not_known_is_no_grande_rue(geocoder, line):
    """A type left before a word that is no commune is not the commune's Grand'Rue."""
    found = geocoder.locate_line(line)
    assert found.result_type == "municipality"


def test_communes_of_one_postcode_share_their_certainty(geocoder):
    first, second = geocoder.search("rue xyzzy 67810", 3)
    assert first.result_score == second.result_score < 0.72


def test_a_street_of_another_commune_never_answers_for_the_named_one(geocoder):
    labels = [r.result_citycode for r in geocoder.search("2 rue des saules 67810 Saint-Oden", 5)]

    assert set(labels) == {"67801"}


def test_an_interpolated_number_lies_between_its_neighbours(geocoder):
    low, middle, high = _ask(
        geocoder,
        [
            {**CASES[0], "way_type": "", "street": "CHEMIN DES TILLEULS", "number": n}
            for n in ("10", "15", "20")
        ],
    )

    # 15 is odd and every number is even: no neighbour of its own side, the nearest answers
    assert middle["longitude"] in (low["longitude"], high["longitude"])
    between = _ask(
        geocoder, [{**CASES[0], "way_type": "", "street": "CHEMIN DES TILLEULS", "number": "14"}]
    )[0]
    share = (between["longitude"] - low["longitude"]) / (high["longitude"] - low["longitude"])
    assert share == pytest.approx(0.4, abs=1e-3)
    assert between["result_housenumber"] == "14"


def test_scores_stay_in_their_range_and_the_runner_up_is_never_ahead(geocoder):
    for answer in _ask(geocoder, CASES):
        if answer["result_status"] != "ok":
            continue
        assert 0 < answer["result_score"] <= 1
        assert (answer["result_score_next"] or 0) <= answer["result_score"]


def test_homonym_streets_of_two_former_communes_are_half_certain(geocoder):
    one = _ask(
        geocoder,
        [
            {
                **CASES[0],
                "way_type": "",
                "number": "2",
                "street": "RUE DE L EGLISE",
                "postcode": "67830",
                "city": "OBERWILLER",
                "citycode": "67804",
            }
        ],
    )[0]

    assert one["result_street"] == "Rue de l'Église"
    assert one["result_score"] < 0.6


def test_explain_names_readings_communes_candidates_and_the_winner(geocoder):
    told = geocoder.explain_json("4 r du gal leclerc 67810 saint oden")

    assert told["hypotheses"][0]["words"] == "DU GENERAL LECLERC"
    assert told["communes"][0]["code"] == "67801"
    assert told["candidates"][0]["id"] == "67801_0020"
    assert told["result"]["result_id"] == "67801_0020_00004"
    text = geocoder.explain("4 r du gal leclerc 67810 saint oden")
    assert "Rue du Général Leclerc" in text
    assert "4 Rue du Général Leclerc 67810 Saint-Oden" in text


def test_reverse_finds_the_door_and_nothing_beyond_two_kilometres(geocoder):
    door = geocoder.search("4 rue du Général Leclerc 67810 Saint-Oden", 1)[0]

    near = geocoder.reverse(door.longitude + 0.00001, door.latitude)

    assert near is not None
    assert near.result_id == door.result_id
    assert geocoder.reverse(2.35, 48.85) is None
