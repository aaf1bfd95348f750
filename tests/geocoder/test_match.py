"""Matching: properties of the likeness of names, and an oracle for the place of numbers."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder import Geocoder, PlaceQuery
from geocoder.index.known import KnownNames
from geocoder.match.known_forms import Vocabulary
from geocoder.match.number import find_exact, place_number
from geocoder.match.similarity import RELATIONS, Compared, fuzzy_logits, rarity
from geocoder.match.words import word_likeness as word_likenesses
from geocoder.normalize import StreetName, street_name
from geocoder.normalize.words import Names, Words
from geocoder.types import HouseNumber
from tests.support.slow_similarity import (
    Rarity,
    compared,
    fuzzy_logit,
    name_features,
    overlap,
    word_likeness,
)

RARITY = Rarity({}, 100)
WORDS = st.text("ABCDEFGHILMNOPRSTUV0123456789", min_size=1, max_size=12)


@given(WORDS, WORDS)
def test_likeness_of_words_is_bounded(one, other):
    assert 0 <= word_likeness(one, other) <= 1
    assert word_likeness(one, one) == 1


ALIKE = [
    ("LECLERC", "LECELRC", True),
    ("MARNE", "MARNES", True),
    ("GGES", "GEORGES", True),
    ("CHAU", "CHATEAU", True),
    ("ANTOINE", "A", True),
    ("8", "11", False),
    ("1914", "1918", False),
    ("LILAS", "LYCEE", False),
    ("PRE", "PONT", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), ALIKE)
def test_which_words_are_alike(one, other, expected):
    assert (word_likeness(one, other) >= 0.75) is expected


def test_what_was_asked_abbreviates_what_is_known_and_not_the_other_way():
    assert word_likeness("GGES", "GEORGES") > 0.8 > word_likeness("GEORGES", "GGES")


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, min_size=1, max_size=5))
def test_what_two_names_share_is_bounded_and_whole_for_the_same_words(asked, known):
    found = overlap(tuple(asked), tuple(known), RARITY)
    assert 0 <= found.shared <= found.paired + 1e-9
    assert found.paired + found.missed == pytest.approx(sum(map(RARITY, known)))
    same = overlap(tuple(asked), tuple(asked), RARITY)
    assert (same.shared, same.extra, same.missed) == pytest.approx((same.paired, 0, 0))
    assert not same.is_open


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=20))
def test_words_on_arrays_are_as_alike_as_one_by_one(pairs):
    differing = [(a, b) for a, b in pairs if a != b]
    asked, known = Words([a for a, _ in differing]), Words([b for _, b in differing])
    rows = np.arange(len(differing))

    found = word_likenesses(asked, known, rows, rows)

    assert found.tolist() == [word_likeness(a, b) for a, b in differing]


NAMES = st.lists(
    st.lists(
        st.sampled_from(
            [
                "RUE",
                "AVENUE",
                "GRANDE",
                "CHEMIN",
                "DE",
                "LA",
                "DES",
                "GENERAL",
                "GNERAL",
                "LECLERC",
                "LECLERCQ",
                "LE",
                "CLERC",
                "8",
                "11",
                "MAI",
                "NOVEMBRE",
                "J",
                "JEAN",
                "MOULIN",
                "MOULINS",
                "DEI",
                "SAINT",
                "EXUPERY",
                "EXUP",
                "GEORGES",
                "GGES",
                "VOIE",
                "COMMUNALE",
                "COMUNALE",
                "CHEMEN",
                "AVENEU",
            ]
        ),
        min_size=1,
        max_size=11,
    ).map(" ".join),
    min_size=1,
    max_size=6,
)


def _vocabulary(known: list[StreetName]) -> tuple[Vocabulary, Rarity]:
    """A department with these names, for arrays and word by word."""
    kinds = sorted({n.way_type for n in known})
    forms = KnownNames.of(
        pa.array([" ".join(n.words) for n in known], pa.string()),
        np.array([kinds.index(n.way_type) for n in known]),
        kinds,
    )
    counts = {w: sum(w in n.content for n in known) for n in known for w in n.content}
    weight = rarity([counts.get(w, 0) for w in forms.words.texts], len(known))
    weight[forms.words.is_number] = 0.9
    unknown = float(rarity(0, len(known)))
    return Vocabulary(forms, weight, unknown), Rarity(counts, len(known), known)


@given(NAMES, st.lists(NAMES, min_size=1, max_size=3))
def test_names_on_arrays_compare_as_word_by_word_in_each_department(asked, departments):
    asked = [n for n in map(street_name, asked) if n.words] or [street_name("RUE X")]
    known = [list(map(street_name, names)) for names in departments]
    vocabularies, slow = zip(*map(_vocabulary, known), strict=True)
    every = [(d, a) for a in range(len(asked)) for d in range(len(known))]
    department, name = np.array(every).T
    pairs = [(row, k) for row, (d, _) in enumerate(every) for k in range(len(known[d]))]
    row, form = np.array(pairs).T
    names = Names.of(asked).take(name)

    features, relation = Compared(names, department, vocabularies).features(row, form)
    logits = fuzzy_logits(features, relation)

    for at, (i, k) in enumerate(pairs):
        d, a = every[i]
        expected = name_features(asked[a], known[d][k], slow[d])
        assert {n: v[at] for n, v in features.items()} == pytest.approx(expected)
        _, _, of_types = compared(asked[a], known[d][k])
        assert RELATIONS[relation[at]] == of_types
        assert logits[at] == pytest.approx(fuzzy_logit(expected, of_types))


def _logit(asked: str, known: str) -> float:
    one, other = street_name(asked), street_name(known)
    return fuzzy_logit(name_features(one, other, RARITY), compared(one, other)[2])


def test_a_missing_word_costs_less_than_a_foreign_one():
    same = _logit("Rue Pierre Gillet", "Rue Pierre Gillet")
    missing = _logit("Rue Gillet", "Rue Pierre Gillet")
    assert same > missing > _logit("Rue Marchand", "Rue Pierre Gillet")
    assert same > _logit("Avenue Pierre Gillet", "Rue Pierre Gillet")


def test_a_first_name_in_front_is_not_another_street_but_a_saint_of_the_mill_is():
    assert _logit("Rue Sadi Carnot", "Rue Carnot") > 1 + _logit("Rue Jean Moulin", "Rue du Moulin")


def test_the_last_word_names_more_than_the_first_one():
    assert _logit("Rue Roland", "Rue Roland Lambert") > 1 + _logit(
        "Rue Roland Garros", "Rue Roland Lambert"
    )


WORDS_OF_TYPES = [
    ("Ilôte du Château", "Ilôt du Château", "Place du Château"),
    ("VOIE C DE WILLERS", "Voie Communale de Willers", "Chemin de Williers"),
    ("Route Dépmartementale 977", "Route Départementale 977", "Rue 977"),
    ("Nationale 51", "Route Nationale 51", "Rue 51"),
    ("Grade Rue", "Grande Rue", "Rue Haute"),
    ("Clos du Château", "Rue du Clos du Château", "Rue du Château"),
    ("Rue du Clos du Château", "Clos du Château", "Rue du Château"),
    ("RUE A CAMUS", "Rue Albert Camus", "Rue Denis Camus"),
    ("Rue D Casanova", "Rue Danielle Casanova", "Rue Pierre Casanova"),
]


@pytest.mark.parametrize(("asked", "meant", "other"), WORDS_OF_TYPES)
def test_types_and_initials_are_words_where_they_name(asked, meant, other):
    assert _logit(asked, meant) > 1 + _logit(asked, other)


def _naive(numbers: dict[int, tuple[float, float]], asked: int) -> tuple[float, float]:
    """Slow twin: between the closest numbers of the same side, else the nearest with a detour of 6."""
    side = sorted(n for n in numbers if n % 2 == asked % 2)
    below, above = [n for n in side if n < asked], [n for n in side if n > asked]
    if asked in numbers:
        return numbers[asked]
    if below and above:
        low, high = max(below), min(above)
        t = (asked - low) / (high - low)
        return tuple(a + t * (b - a) for a, b in zip(numbers[low], numbers[high], strict=True))
    return numbers[
        min(sorted(numbers), key=lambda n: abs(n - asked) + (0 if n % 2 == asked % 2 else 6))
    ]


@given(st.integers(1, 80))
def test_numbers_are_placed_as_the_slow_twin_places_them(geocoder: Geocoder, asked):
    shard = geocoder.index.shards["67"]
    for street in range(shard.streets.num_rows):
        start, stop = shard.number_ptr[street], shard.number_ptr[street + 1]
        numbers = {}
        for row in range(start, stop):
            value = int(shard.number_code[row]) >> 12
            if value < 5000:
                numbers.setdefault(value, tuple(shard.number_lonlat[row] / 1e6))
        place = place_number(shard, street, HouseNumber(asked))
        if not numbers:
            assert place is None
            continue
        assert place.lonlat == pytest.approx(_naive(numbers, asked), abs=1e-9)


def test_placeholders_of_ban_are_no_neighbours(geocoder: Geocoder):
    shard = geocoder.index.shards["67"]
    street = shard.streets["id"].to_pylist().index("67801_0070")
    place = place_number(shard, street, HouseNumber(60))
    assert find_exact(shard, street, 9001, "") is not None
    assert place.lonlat == pytest.approx(
        tuple(shard.number_lonlat[find_exact(shard, street, 5, "")] / 1e6)
    )


PLACES = [
    (PlaceQuery(citycode="67801"), "67801"),
    (PlaceQuery(citycode="67805"), "67804"),
    (PlaceQuery(city="Kirrbach"), "67804"),
    (PlaceQuery(postcode="67820", city="Valbruche"), "67803"),
    (PlaceQuery(postcode="68810", city="VALBRUCHE CEDEX"), "68801"),
    (PlaceQuery(postcode="68899", city="VALBRUCHE CEDEX"), "68801"),
    (PlaceQuery(city="67810 SAINT ODEN"), "67801"),
    (PlaceQuery(cedex="67810 SAINT ODEN CEDEX 3"), "67801"),
    (PlaceQuery(postcode="67820", city="Valbruhce"), "67803"),
    (PlaceQuery(postcode="67810", city="Saint-Oden", citycode="67804"), "67801"),
    (PlaceQuery(postcode="67840", city="Saint-Oden", citycode="67801"), "67801"),
]


@pytest.mark.parametrize(("query", "expected"), PLACES, ids=[str(p[0]) for p in PLACES])
def test_the_right_commune_leads(geocoder: Geocoder, query, expected):
    decider = geocoder.decider
    first = decider.resolver.resolve(query)[0]
    assert decider.gazetteer.codes[first.commune] == expected


def test_a_postcode_alone_means_each_of_its_communes(geocoder: Geocoder):
    decider = geocoder.decider
    found = decider.resolver.resolve(PlaceQuery(postcode="67810"))
    assert {decider.gazetteer.codes[c.commune] for c in found} == {"67801", "67802"}


def test_nothing_known_means_nothing(geocoder: Geocoder):
    assert geocoder.decider.resolver.resolve(PlaceQuery(postcode="99999", city="Xyzzy")) == ()
