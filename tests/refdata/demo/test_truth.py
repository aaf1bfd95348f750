"""The truth table: every answer exists in the generated BAN, every class at its rate."""

from collections import Counter

import pytest

from refdata.demo.quirks import ALL
from refdata.demo.text import capitals


def _check(world):
    doors = {row["id"]: row for row in world.addresses}
    ways = {row["id_fantoir"] for row in world.addresses}
    places = {row["id"]: row for row in world.localities}
    for row in world.truth:
        if row["level"] == "housenumber":
            door = doors[row["ban_id"]]
            assert door["id_fantoir"] == row["street_id"]
            assert (float(door["lon"]), float(door["lat"])) == (
                float(row["lon"]),
                float(row["lat"]),
            )
        elif row["level"] == "street":
            assert row["street_id"] in ways
            assert not row["ban_id"]
        elif row["level"] == "locality":
            assert places[row["ban_id"]]["code_insee"] == row["insee"]
        else:
            assert row["level"] == "municipality"
            assert row["reason"] in {"voie inexistante", "adresse absente"}


def test_every_answer_exists(tiny):
    _check(tiny)


def test_lines_point_at_their_person(tiny):
    for row in tiny.truth:
        assert tiny.activities[int(row["line"]) - 2]["numero_rpps"] == row["identifiant_pp"]


def test_a_plain_line_says_what_ban_says(tiny):
    """Class `propre`: number, commune code and a letter-for-letter name, in some style."""
    doors = {row["id"]: row for row in tiny.addresses}
    seen = 0
    for row in tiny.truth:
        if row["classes"] != "propre":
            continue
        line, door = tiny.activities[int(row["line"]) - 2], doors[row["ban_id"]]
        assert line["numero_voie"] == door["numero"]
        assert line["code_commune_declare"] == door["code_insee"]
        assert (
            capitals(line["libelle_voie"]).split()[-1:] == capitals(door["nom_voie"]).split()[-1:]
        )
        seen += 1
    assert seen > 50


@pytest.mark.slow
def test_every_answer_of_the_small_world_exists(small):
    _check(small)


@pytest.mark.slow
@pytest.mark.parametrize("quirk", ALL, ids=[quirk.name for quirk in ALL])
def test_each_quirk_happens_at_its_rate(small, quirk):
    """Shares of distinct addresses: within a factor of two, plus the play of a small draw."""
    addresses = _addresses(small)
    found = sum(quirk.name in classes.split("+") for classes in addresses.values())
    expected = quirk.expected * len(addresses)
    play = 4 * (2 * expected) ** 0.5
    assert 0.5 * expected - play <= found <= 2 * expected + play
    assert found > 0 or expected < 4


def _addresses(world):
    found = {}
    for row in world.truth:
        line = world.activities[int(row["line"]) - 2]
        key = tuple(list(line.values())[26:38])
        found.setdefault(key, row["classes"])
    return found


@pytest.mark.slow
def test_levels_are_in_the_mix_of_the_yardstick(small):
    levels = Counter(row["level"] for row in small.truth)
    total = sum(levels.values())
    assert 0.82 < levels["housenumber"] / total < 0.94
    assert 0.04 < levels["street"] / total < 0.13
    assert 0.01 < levels["municipality"] / total < 0.06


@pytest.mark.slow
def test_most_large_hospitals_have_a_cedex(small):
    rows = [row for row in small.truth if "hopital" in row["classes"].split("+")]
    assert len(rows) > 2_000
    assert sum("cedex" in row["classes"].split("+") for row in rows) / len(rows) > 0.5
