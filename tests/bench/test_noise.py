"""Noisy queries: their truth is right, their noise is what its name says, and nothing is borrowed."""

import ast
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bench.noise import lexicon
from bench.noise.ambiguity import is_ambiguous
from bench.noise.cases import PRESENTATIONS, rows
from bench.noise.context import Context
from bench.noise.fold import content, plain
from bench.noise.generate import NEGATIVES, NOISES, Generator, base
from bench.noise.negatives import is_near
from bench.noise.reference import Reference
from bench.noise.typos import misheard, mistyped
from bench.noise.written import COLUMNS, Written, present
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT, QUERY

PACKAGE = Path(__file__).parents[2] / "bench" / "noise"


def test_nothing_of_the_geocoder_is_imported():
    for file in PACKAGE.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
        names = [a.name for n in nodes for a in n.names] + [getattr(n, "module", "") for n in nodes]
        assert not any(str(name).startswith(("geocoder", "jobs")) for name in names), file


def test_the_columns_are_those_of_a_query():
    assert tuple(QUERY.schema.names) == COLUMNS


@pytest.fixture(scope="module")
def cases(held, reference):
    generator = Generator(reference, "5", "test", held.gone(["67", "68"]))
    return list(generator.classes(6))


def test_the_same_seed_draws_the_same_queries(held, reference):
    drawn = [
        list(rows(Generator(reference, seed, "test", held.gone(["67", "68"])).mix(40), seed))
        for seed in ("7", "7", "8")
    ]

    assert drawn[0] == drawn[1] != drawn[2]


def test_every_truth_is_in_the_reference(cases, reference):
    ways = {w.id: w for w in reference.ways}
    places = {p.id for p in reference.places}
    for case in cases:
        if case.truth.type in {"housenumber", "street"}:
            assert ways[case.truth.street[0]].insee == case.truth.insee
            identifiers = {d.id for d in reference.doors(ways[case.truth.street[0]])}
            assert case.truth.id in identifiers | {""}
        elif case.truth.type == "locality":
            assert case.truth.id in places
        else:
            assert case.truth.street == ()


def test_a_negative_names_no_way_of_its_commune(cases, reference):
    negatives = [c for c in cases if c.classes[0] in NEGATIVES]

    assert {c.classes[0] for c in negatives} == set(NEGATIVES)
    for case in negatives:
        here = {tuple(sorted(w.words)) for w in reference.by_commune.get(case.truth.insee, ())}
        assert tuple(sorted(content(case.written.name))) not in here
        assert case.truth.type == "municipality"


def test_a_held_out_number_is_gone_from_its_way(cases, reference):
    ways = {w.id: w for w in reference.ways}
    gone = [c for c in cases if c.classes == ("held_out_number",)]

    assert gone
    for case in gone:
        numbers = {d.number for d in reference.doors(ways[case.truth.street[0]]) if not d.rep}
        assert int(case.written.number) not in numbers
        assert case.truth.id == ""


def test_a_line_is_one_field_and_columns_are_several(cases):
    for row in rows(cases, "5"):
        said = plain(" ".join(row[c] for c in COLUMNS))
        commune = row["class"] in {"lieu_dit", "commune_only"}
        assert said, row
        assert (
            bool(row["address"]) == (row["presentation"] == "line")
            or commune
            or row["street"] == ""
        )


def test_a_line_holds_every_piece():
    written = Written("12", "bis", "Rue", "de la Gare", "BAT A", "RDC", "BP 3", "67000", "Lune")
    for seed in range(30):
        line = plain(present(written, "line", Random(seed))["address"])
        for piece in ("12", "BIS", "RUE DE LA GARE", "BAT A", "RDC", "BP 3", "67000", "LUNE"):
            assert piece in line


@pytest.mark.parametrize("presentation", PRESENTATIONS)
def test_no_presentation_loses_the_way_or_the_commune(presentation):
    written = Written(
        "12", "", "Rue", "de la Gare", postcode="67000", city="Lune", citycode="67999"
    )
    for seed in range(60):
        said = plain(" ".join(present(written, presentation, Random(seed)).values()))
        for piece in ("12", "RUE", "GARE", "67000", "LUNE"):
            assert piece in said


WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=14)


@given(WORDS, st.integers(0, 10**6))
def test_a_typo_is_one_error_of_at_most_two_letters(word, seed):
    wrong = mistyped(word, Random(seed))

    assert OSA.distance(word, wrong) <= 2  # `m` read as `rn` is two letters
    assert abs(len(word) - len(wrong)) <= 1


@given(WORDS, st.integers(0, 10**6))
def test_a_word_misheard_keeps_its_first_letter(word, seed):
    assert misheard(word, Random(seed))[0] == word[0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "un"),
        (8, "huit"),
        (11, "onze"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (44, "quarante-quatre"),
        (71, "soixante et onze"),
        (80, "quatre-vingt"),
        (1918, "mille neuf cent dix-huit"),
        (1945, "mille neuf cent quarante-cinq"),
    ],
)
def test_numbers_in_words(number, words):
    assert lexicon.spelled(number) == words


@pytest.mark.parametrize(("number", "letters"), [(4, "IV"), (9, "IX"), (14, "XIV"), (23, "XXIII")])
def test_roman_numbers(number, letters):
    assert lexicon.roman(number) == letters


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Rue de la Gare", ("Rue", "de la Gare")),
        ("Rond-Point de l'Europe", ("Rond-Point", "de l'Europe")),
        ("Zone Industrielle Nord", ("Zone Industrielle", "Nord")),
        ("Kirchgasse", ("", "Kirchgasse")),
        ("Rue", ("", "Rue")),
    ],
)
def test_the_type_is_cut_from_the_name(name, parts):
    assert lexicon.split_type(name) == parts


def test_training_knows_fewer_ways_to_write_than_the_test():
    train, test = lexicon.of("train"), lexicon.of("test")
    for known, whole in ((train.types, test.types), (train.words, test.words)):
        assert all(set(forms) <= set(whole[key]) for key, forms in known.items())
        assert sum(map(len, known.values())) < 0.7 * sum(map(len, whole.values()))


def context_of(reference: Reference, way_id: str, number: int, rep: str = "") -> Context:
    way = next(w for w in reference.ways if w.id == way_id)
    door = next(d for d in reference.doors(way) if (d.number, d.rep) == (number, rep))
    return Context(door, reference, lexicon.of("test"), Random(1))


@pytest.fixture(scope="module")
def whole(sources) -> Reference:
    return Reference(
        {d: ADRESSE.read(p) for d, p in sources.adresses.items()},
        {d: LIEU_DIT.read(p) for d, p in sources.lieux_dits.items()},
        COMMUNE.read(sources.communes),
        ANCIENNE_COMMUNE.read(sources.anciennes_communes),
    )


NOISED = [
    # noise, way, number, repetition, what is written
    ("missing_article", "67801_0060", 1, "", {"Impasse Moulin"}),
    ("missing_word", "67801_0020", 1, "", {"Rue du Leclerc", "Rue du Général"}),
    (
        "title",
        "67801_0020",
        1,
        "",
        {f"Rue du {g} Leclerc" for g in ("GAL", "Gén.", "GEN", "Gal.", "Gl")},
    ),
    ("initials", "67801_0090", 1, "", {"R A DE SAINT EXUPERY", "R A. DE SAINT EXUPERY"}),
    ("th_e", "67801_0110", 8, "", {"RUE MONEERME"}),
    ("roman", "67801_0030", 1, "", {"Avenue du XI Novembre 1918"}),
    ("glued", "67801_0120", 8, "", {"Boulevard LeNain", "Boulevard Lenain"}),
    ("alsatian", "67803_0020", 1, "", None),
]


@pytest.mark.parametrize(("noise", "way", "number", "rep", "wanted"), NOISED)
def test_a_noise_is_what_its_name_says(whole, noise, way, number, rep, wanted):
    context = context_of(whole, way, number, rep)
    clean = base(context.door, Random(1))

    written = NOISES[noise](clean, context)

    assert written is not None
    assert written.way != clean.way
    assert wanted is None or written.way in wanted


def test_a_letter_that_names_another_door_is_never_drawn(whole):
    context = context_of(whole, "67801_0010", 3, "bis")

    written = NOISES["suffix"](base(context.door, Random(1)), context)

    assert written is not None
    assert written.suffix in {"B", "b", "BIS", "Bis"}


def test_a_name_as_near_to_another_way_is_ambiguous(whole):
    ways = {w.id: w for w in whole.ways}
    others = whole.by_commune["67801"]
    leclerc, church = ways["67801_0020"], ways["67801_0010"]

    assert not is_ambiguous(Written(name="Leclrc"), leclerc, others, typed=True)
    assert not is_ambiguous(Written(name="de l'Église"), church, others, typed=True)
    assert is_ambiguous(Written(name="Le Nain"), leclerc, others, typed=False)
    assert is_ambiguous(Written(name="de"), church, others, typed=False)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Avenue du Général Leclerc", True),
        ("Rue Leclerc", True),
        ("Rue du Moulins", True),
        ("Rue Anselme Corbidin", False),
    ],
)
def test_a_name_like_an_existing_one_is_no_negative(whole, name, near):
    assert is_near(name, "67801", whole) is near
