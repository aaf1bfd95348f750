"""Places resolved on arrays are those that the resolver finds for each."""

import random
from itertools import pairwise, product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from geocoder import Geocoder, PlaceQuery
from geocoder.batch.distinct import TextColumn
from geocoder.batch.places import resolve_places
from geocoder.index import Gazetteer
from geocoder.index.container import write_container
from geocoder.match.commune import MOST, PlaceResolver, names_commune
from geocoder.match.misspelt import FUZZY_NAME, LIKEST, Pool, Sketches
from geocoder.normalize import commune_key
from geocoder.normalize.names import commune_keys


def _resolved(resolver, places):
    columns = []
    for texts in zip(*places, strict=True):
        values = list(dict.fromkeys(texts))
        columns.append(TextColumn(np.array([values.index(t) for t in texts]), values))
    found = resolve_places(resolver, columns, np.arange(len(places)))
    former = [found.former_codes[f] for f in found.former]
    rows = list(zip(found.commune.tolist(), found.evidence.tolist(), former, strict=True))
    assert found.names_commune.tolist() == [names_commune(PlaceQuery(*p)) for p in places]
    return [rows[start:stop] for start, stop in pairwise(found.ptr.tolist())]


def _expected(resolver, place):
    return [(c.commune, c.evidence, c.former) for c in resolver.resolve(PlaceQuery(*place))]


@pytest.fixture(scope="module")
def parts(geocoder: Geocoder):
    gazetteer = geocoder.index.gazetteer
    names = [n for n in gazetteer.table["name"].to_pylist() if n]
    codes = gazetteer.codes + sorted(gazetteer.former_of)
    postcodes = sorted(set(gazetteer.file.column("postcode_text").to_pylist()))
    old = sorted({t for t in gazetteer.file.column("name_key").to_pylist() if t})
    return names, codes, postcodes, old


@given(st.data())
def test_places_are_resolved_as_one_by_one(geocoder: Geocoder, parts, data):
    names, codes, postcodes, old = parts
    name = st.one_of(st.sampled_from(names), st.sampled_from(old))
    city = st.one_of(
        st.sampled_from(["", "Zzzzz", "67810", "CEDEX"]),
        name,
        name.map(lambda n: f"{n} CEDEX 2"),
        name.map(lambda n: n[:2] + n[3:]),
        st.tuples(st.sampled_from(postcodes), name).map(" ".join),
    )
    postcode = st.one_of(
        st.sampled_from(["", "67999", "8000", "xx"]),
        st.sampled_from(postcodes),
        st.sampled_from(postcodes).map(lambda p: p.lstrip("0")),
    )
    code = st.one_of(st.sampled_from(["", "99999", "8105"]), st.sampled_from(codes))
    cedex = st.one_of(st.just(""), st.tuples(st.sampled_from(postcodes), name).map(" ".join), name)
    places = data.draw(st.lists(st.tuples(postcode, city, code, cedex), min_size=1, max_size=8))

    resolver = geocoder.decider.resolver
    assert _resolved(resolver, places) == [_expected(resolver, p) for p in places]


# what is written, and the communes meant: codes, the likeliest first
PHENOMENA = {
    "nothing": (("", "", "", ""), []),
    "nonsense": (("zz", "Xyzzy", "??", "!"), []),
    "name and postcode": (("67820", "Valbruche", "", ""), ["67803"]),
    "homonyms": (("", "Valbruche", "", ""), ["67803", "68801"]),
    "homonym, told by the code": (("", "Valbruche", "68801", ""), ["68801"]),
    "postcode alone": (("67810", "", "", ""), ["67801", "67802"]),
    "postcode that nobody has": (("67999", "", "", ""), []),
    "wrong postcode": (("67820", "Saint-Oden", "", ""), ["67801"]),
    "postcode of another department": (("68810", "Saint-Oden", "", ""), ["67801"]),
    "code alone": (("", "", "67801", ""), ["67801"]),
    "code of four digits": (("", "", "1004", ""), []),
    "code of nobody": (("67810", "", "99999", ""), ["67801", "67802"]),
    "code against name and postcode": (("67810", "Saint-Oden", "67804", ""), ["67801", "67804"]),
    "former code": (("", "", "67805", ""), ["67804"]),
    "former code and present name": (("67830", "Oberwiller", "67805", ""), ["67804"]),
    "former commune": (("67830", "Kirrbach", "", ""), ["67804"]),
    "CEDEX": (("67899", "SAINT ODEN CEDEX 2", "", ""), ["67801"]),
    "cedex line": (("", "", "", "67810 SAINT ODEN CEDEX 3"), ["67801"]),
    "cedex line against the city": (("", "Oberwiller", "", "67820 VALBRUCHE"), ["67804"]),
    "cedex line beside a street": (("", "Zone Nord", "", "67820 VALBRUCHE CEDEX"), ["67803"]),
    "postcode in the city": (("", "67810 SAINT ODEN", "", ""), ["67801"]),
    "postcode as the city": (("", " 67820 ", "", ""), ["67803"]),
    "postcode of four digits": (("8810", "Valbruche", "", ""), ["67803", "68801"]),
    "shortened": (("67810", "Saint", "", ""), ["67801"]),
    "misspelt": (("67820", "Valbruhce", "", ""), ["67803"]),
    "misspelt, code": (("", "Oberviler", "67801", ""), ["67801", "67804"]),
    "misspelt, CEDEX": (("67899", "SAITN ODEN", "", ""), ["67801"]),
    "misspelt, no postcode": (("", "Obervilller", "", ""), ["67804"]),
    "misspelt, unknown department": (("99123", "Obervilller", "", ""), []),
}


@pytest.mark.parametrize("what", PHENOMENA)
def test_a_place_is_resolved_as_by_the_resolver(geocoder: Geocoder, what):
    place, codes = PHENOMENA[what]
    resolver = geocoder.decider.resolver

    (found,) = _resolved(resolver, [place])

    assert found == _expected(resolver, place)
    assert [resolver.gazetteer.codes[commune] for commune, _, _ in found] == codes


def test_no_place_at_all_is_resolved_too(geocoder: Geocoder):
    nothing = [TextColumn(np.zeros(0, np.int64), [""])] * 4
    found = resolve_places(geocoder.decider.resolver, nothing, np.zeros(0, np.int64))
    assert (found.ptr.tolist(), len(found.commune)) == ([0], 0)


WORDS = [
    "BOURG",
    "BOURGE",
    "BURG",
    "VILLE",
    "VILLERS",
    "VILLIERS",
    "MONT",
    "MONTS",
    "SAINT",
    "SAINTE",
    "MARTIN",
    "SUR",
    "MEUSE",
    "MEUZE",
    "8",
]
POSTCODES = ["01000", "01100", "01200", "02000", "02100", "20000"]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory):
    """Three hundred communes with names like one another, and a postcode that serves a hundred."""
    dice = random.Random(7)
    count = 300
    departments = ["01", "02", "2A"]
    codes = sorted(f"{dice.choice(departments)}{n:03d}" for n in range(count))
    names = [
        (" ".join(dice.sample(WORDS, dice.randint(1, 3))), row, former, weight)
        for row in range(count)
        for former, weight in [("", 1.0), ("", 0.8), (f"99{row % 40:03d}", 1.0)][: 1 + row % 3]
    ]
    names = sorted([*names, *names[::5]], key=lambda n: n[0])  # some are named twice
    served = {(dice.choice(POSTCODES[1:]), row) for row in range(count)}
    pairs = sorted(served | {("01000", row) for row in range(100)})
    path = tmp_path_factory.mktemp("crowd") / "gazetteer.arrow"
    columns = {
        "code": pa.array(codes),
        "department": pa.array([c[:2] for c in codes]),
        "name_key": pa.array([n[0] for n in names]),
        "name_commune": np.array([n[1] for n in names], np.uint16),
        "name_former": pa.array([n[2] for n in names]),
        "name_weight": np.array([n[3] for n in names]),
        "former_code": pa.array([f"99{n:03d}" for n in range(0, 60, 2)]),
        "former_commune": np.arange(0, 60, 2, dtype=np.uint16),
        "postcode_text": pa.array([p[0] for p in pairs]),
        "postcode_commune": np.array([p[1] for p in pairs], np.uint16),
    }
    write_container(path, columns, {})
    return PlaceResolver(Gazetteer.open(path), ["01"]), codes


NAMES = st.lists(st.sampled_from([*WORDS, "LE", "ST", "VILERS", "BOURK"]), max_size=3).map(" ".join)
BLURRED = st.tuples(NAMES, st.integers(0, 20)).map(lambda n: n[0][: n[1]] + n[0][n[1] + 1 :])


@settings(max_examples=300)
@given(st.data())
def test_places_in_a_crowd_are_resolved_as_one_by_one(crowd, data):
    resolver, codes = crowd
    postcode = st.sampled_from(["", "03000", "99999", "1000", "x", *POSTCODES])
    code = st.one_of(
        st.sampled_from(["", "", "ZZ", "99002", "99003", "1004"]), st.sampled_from(codes)
    )
    line = st.one_of(st.just(""), NAMES, BLURRED, st.tuples(postcode, BLURRED).map(" ".join))
    places = data.draw(st.lists(st.tuples(postcode, line, code, line), min_size=1, max_size=12))

    assert _resolved(resolver, places) == [_expected(resolver, p) for p in places]


def test_a_postcode_of_a_crowd_means_as_many_communes_as_are_tried(crowd):
    resolver, _ = crowd
    (found,) = _resolved(resolver, [("01000", "", "", "")])
    assert len(found) == MOST
    assert found == _expected(resolver, ("01000", "", "", ""))


@given(st.lists(BLURRED, max_size=6), st.lists(st.one_of(NAMES, BLURRED), max_size=40))
def test_names_like_a_misspelt_one_are_those_that_rapidfuzz_extracts(keys, names):
    keys = [commune_key(k) for k in keys]
    names = [commune_key(n) for n in names]

    found = Pool(np.arange(len(names)), names, Sketches.of(names)).like(keys)

    expected = [
        (which, at, ratio)
        for which, key in enumerate(keys)
        for _, ratio, at in process.extract(
            key, names, scorer=fuzz.ratio, limit=LIKEST, score_cutoff=FUZZY_NAME
        )
    ]
    got = zip(found.which.tolist(), found.name.tolist(), found.ratio.tolist(), strict=True)
    assert list(got) == expected


ALPHABET = st.text(alphabet=" AABCEEERSTW01", max_size=14)


@given(st.lists(ALPHABET, max_size=8), st.lists(ALPHABET, max_size=8))
def test_letters_rule_out_no_name_that_is_like_another(keys, names):
    room = Sketches.of(keys).may_be_like(Sketches.of(names))
    for (at, key), (other, name) in product(enumerate(keys), enumerate(names)):
        assert room[at, other] or fuzz.ratio(key, name) < FUZZY_NAME


ODD = [
    "ST DIZIER CEDEX 2",
    "LA (LE)",
    "(",
    ")",
    "La Tour (La)",
    "\uff08X\uff09",
    "A & B;C",
    "Cœur - lès-É",
    "LE",
]


@given(st.lists(st.one_of(st.text(max_size=15), st.sampled_from(ODD))))
def test_names_of_communes_are_keyed_together_as_one_by_one(texts):
    assert commune_keys(texts) == [commune_key(t) for t in texts]
