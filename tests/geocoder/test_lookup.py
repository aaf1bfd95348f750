"""Several answers to one question: type-ahead, filters, levels, the nearest."""

import numpy as np
import pytest

from geocoder import Asked, Geocoder, Lookup


@pytest.fixture(scope="module")
def lookup(geocoder: Geocoder) -> Lookup:
    return Lookup(geocoder)


def ids(found):
    return [f.result.result_id for f in found]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("impasse du mou", "67801_0060"),  # the last word is begun
        ("moul", "67801_0060"),  # so is the only one
        ("till", "67801_0050"),
        ("10 chemin des til", "67801_0050_00010"),  # behind a number
        ("rue exup", "67801_0090"),  # any word of the name
        ("rue antoine exup", "67801_0090"),
        ("bd le na", "67801_0120"),  # the type abbreviated
        ("rue du mal de lat", "67801_0130"),  # a word abbreviated
        ("av du 11 nov", "67801_0030"),
        ("la haute bor", "67802_b010"),  # a lieu-dit
        ("oberw", "67804"),  # a commune
        ("st od", "67801"),
        ("saint-o", "67801"),
        ("valbruche lès br", "67802"),
        ("kirrb", "67804"),  # a former commune
        ("rue de l'église oberw", "67804_0010"),  # a street whole, its commune begun
        ("1 rue de l'église valbruche-l", "67802_0010_00001"),
        ("egl 67830", "67804_0010"),  # a street begun, its commune given
        ("rue her oberwiller", "67804_0030"),
        ("67810 rue des sau", "67802_0020"),
        ("rue des verg valbruche", "68801_0010"),
    ],
)
def test_what_is_typed_is_completed(lookup, typed, expected):
    assert ids(lookup.search(Asked(typed)))[0] == expected


@pytest.mark.parametrize("typed", ["impasse du mou", "oberw", "rue de l'église oberw"])
def test_nothing_is_completed_where_words_are_whole(lookup, typed):
    begun = {"67801_0060", "67804", "67804_0010", "67804_0020"}
    assert begun.isdisjoint(ids(lookup.search(Asked(typed, autocomplete=False)))[:1])


def test_every_street_is_found_from_half_of_its_last_word(lookup):
    """Whatever its name: the street is among the answers, in its own commune."""
    missed = []
    for shard in lookup.geocoder.index.shards.values():
        for name, identifier, row in zip(
            shard.streets["name"].to_pylist(),
            shard.streets["id"].to_pylist(),
            shard.street_commune.tolist(),
            strict=True,
        ):
            head, _, last = name.rpartition(" ")
            typed = f"{head} {last[: max(3, len(last) // 2)]}".strip()
            asked = Asked(typed, citycode=shard.meta["communes"][row])
            if identifier not in ids(lookup.search(asked)):
                missed.append((typed, name))
    assert missed == []


def test_a_whole_line_comes_before_what_may_be_meant(lookup):
    found = lookup.search(Asked("2 rue de l'église 67810 saint-oden", 10))
    assert found[0].result.result_id == "67801_0010_00002"
    assert found[0].result.result_score > 0.9
    scores = [f.result.result_score for f in found]
    assert scores == sorted(scores, reverse=True)
    assert len(ids(found)) == len(set(ids(found)))


@pytest.mark.parametrize(
    "line",
    ["2 rue du general lecler saint-oden", "2 rue du generl leclerc 67810 saint-oden"],
)
def test_a_whole_line_that_is_misspelt_keeps_its_probability(lookup, line):
    """Clients that know nothing of `autocomplete` keep the answers above a score."""
    (first, *_) = lookup.search(Asked(line))
    assert first.result.result_id == "67801_0020_00002"
    assert first.result.result_score > 0.8


def test_namesakes_are_all_listed_the_nearest_first(lookup):
    asked = Asked("rue de l'église", 10, near=(7.4, 48.7))
    found = lookup.search(asked)
    streets = [f for f in found if f.result.result_name == "Rue de l'Église"]
    assert set(ids(streets)) == {"67801_0010", "67802_0010", "67804_0010", "67804_0020"}
    assert streets[0].result.result_citycode == "67804"
    assert [f.distance for f in streets] == sorted(f.distance for f in streets)


def test_a_former_code_is_that_of_the_commune_of_today(lookup):
    (first, *_) = lookup.search(Asked("rue de l'église", citycode="67805"))
    assert first.result.result_citycode == "67804"


def test_the_nearest_number_is_that_of_reverse(lookup, geocoder):
    rng = np.random.default_rng(7)
    numbers = np.concatenate([s.number_lonlat for s in geocoder.index.shards.values()]) / 1e6
    points = rng.choice(numbers, 200) + rng.normal(0, 0.015, (200, 2))
    expected = [geocoder.reverse(*point) for point in points.tolist()]
    for point, result in zip(points.tolist(), expected, strict=True):
        found = lookup.around.nearest(*point, "housenumber")
        assert ids(found) == ([result.result_id] if result else [])
    assert 50 < sum(result is not None for result in expected) < 200


def test_the_nearest_are_those_that_a_look_at_all_of_them_finds(lookup, geocoder):
    from geocoder.reverse import distances_m

    shard = geocoder.index.shards["67"]
    for lon, lat in [(7.5, 48.5), (7.505, 48.503), (7.41, 48.705), (7.6, 48.51)]:
        metres = np.sort(distances_m(shard.number_lonlat, lon, lat))
        metres = metres[metres <= 2_000][:12]
        found = lookup.around.nearest(lon, lat, limit=12)
        assert [f.distance for f in found] == pytest.approx(metres.tolist())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("locality", ["67802_b010"]), ("municipality", ["67802"]), ("street", ["67802_0010"])],
)
def test_the_nearest_of_a_level(lookup, kind, expected):
    assert ids(lookup.around.nearest(7.603, 48.503, kind))[:1] == expected


def test_a_place_answers_where_no_number_is_near(lookup):
    point = (7.636, 48.513)
    assert ids(lookup.around.nearest(*point)) == ["67802_b010"]
    assert lookup.around.nearest(*point, "housenumber") == []


def test_a_street_weighs_as_its_commune_and_its_numbers(lookup):
    (commune,) = lookup.around.nearest(7.5, 48.5, "municipality")
    (street,) = lookup.search(Asked("impasse du mou", 1, citycode="67801"))
    (number,) = lookup.around.nearest(street.result.longitude, street.result.latitude)
    assert street.importance - commune.importance == pytest.approx(0.05 * np.log(3))
    assert number.result.result_id.startswith("67801_0060_")
    assert number.importance == street.importance


def test_of_a_level_only_that_is_answered(lookup):
    line = "2 rue de l'église saint-oden"
    (street, *_) = lookup.search(Asked(line, kind="street"))
    (number, *_) = lookup.search(Asked(line, kind="housenumber"))
    assert (street.result.result_id, number.result.result_id) == ("67801_0010", "67801_0010_00002")
    assert min(street.result.result_score, number.result.result_score) > 0.9
    assert lookup.search(Asked("rue de l'église saint-oden", kind="housenumber")) == []


def test_a_commune_has_the_postcode_that_was_asked(lookup):
    (first, *_) = lookup.search(Asked("oberwiller", postcode="67840"))
    assert (first.result.result_citycode, first.result.result_postcode) == ("67804", "67840")


def test_no_score_is_above_the_one_before_it(lookup):
    scores = [f.result.result_score for f in lookup.search(Asked("Rue de l'Église valbruche", 10))]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
