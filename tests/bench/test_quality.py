"""The quality table, on a world small enough to be held in mind."""

import csv

import pytest

from bench.confronted import ask, by_class, write_misses
from bench.geocoder_tester import PublicCase, Towns, is_right, read_cases, wanted_addresses
from bench.noise.cases import rows, write
from bench.noise.generate import Generator
from bench.quality_table import Measured, quality_table
from geocoder import Geocoder, Result, build_index
from jobs.evaluation.gold import cases_of_queries, read_gold


@pytest.fixture(scope="module")
def geocoder(held, tmp_path_factory) -> Geocoder:
    return Geocoder.open(build_index(held.sources, tmp_path_factory.mktemp("index")))


@pytest.fixture(scope="module")
def asked(held, reference, geocoder):
    generator = Generator(reference, "5", "test", held.gone(["67", "68"]))
    return ask(geocoder, generator.classes(3), "5")


def test_clean_addresses_are_all_right(asked, tmp_path):
    clean = [a for a in asked if a.group == "clean"]
    write_misses(clean, tmp_path, "x")

    assert (tmp_path / "x-clean.txt").read_text(encoding="utf-8") == "0 of 9\n"
    assert " 100.0  100.0  100.0" in by_class(clean)[1]


def test_the_table_has_a_column_for_each_set_and_a_row_for_each_measure(asked):
    head, _, *said = quality_table([Measured("small", asked, asked, {"columns": asked})], 0.9)

    sets = ["small, columns", "small, line", "small, mixed", "ans_dev, columns"]
    assert head == f"| measure | must | aim | {' | '.join(sets)} |"
    assert len(said) == 12
    assert all(row.count("|") == head.count("|") for row in said)
    assert said[1].startswith("| street recall, score >= 0.900 | 97.5 % at <= 3 % |")
    number = said[7].split("|")
    assert " m, " in number[4]
    assert number[7].strip() == "-"  # nothing was held out of the extraction's reference


def test_evaluate_reads_what_the_generator_writes(asked, geocoder, held, reference, tmp_path):
    generator = Generator(reference, "5", "test", held.gone(["67", "68"]))
    path = tmp_path / "queries.csv"
    write(rows(generator.classes(3), "5"), path)

    cases = cases_of_queries(read_gold(path), geocoder, in_columns=False)

    assert cases == [a.case for a in asked]


HEADER = "query,lon,lat,limit,expected_housenumber,expected_street,expected_city,expected_postcode"
TRIPLE = (
    "4 Rue Neuve Kirrbach,,,,4,Rue Neuve,,67830",
    "4 Rue Neuve 67830,,,,4,Rue Neuve,Kirrbach,",
    "4 Rue Neuve,7.4,48.7,,4,Rue Neuve,,67830",
)


def test_a_triple_makes_one_address_of_the_commune_that_holds_it_today(sources, tmp_path):
    (tmp_path / "alsace_test_addresses.csv").write_text("\n".join([HEADER, *TRIPLE]))
    cases = read_cases(tmp_path)

    wanted, lost = wanted_addresses(cases, Towns(sources))

    assert [c.kind for c in cases] == ["with city", "with postcode", "biased"]
    assert lost == []
    assert [(w.number, w.street, w.town.code, w.lon) for w in wanted] == [
        ("4", "Rue Neuve", "67804", 7.4)
    ]


@pytest.mark.parametrize(
    ("changed", "right"),
    [
        ({}, True),
        ({"result_housenumber": "5"}, False),
        ({"result_street": "Rue Vieille"}, False),
        ({"result_postcode": "67999"}, False),
        ({"result_citycode": "67803"}, False),
        ({"result_street": "RUE NEUVE"}, True),
    ],
)
def test_a_case_is_right_when_every_part_expected_is_there(sources, changed, right):
    case = PublicCase(
        "with city", "4 Rue Neuve Kirrbach", 1, "4", "Rue Neuve", "Kirrbach", "67830", "", ""
    )
    parts = {
        "result_housenumber": "4",
        "result_street": "Rue Neuve",
        "result_postcode": "67830",
        "result_citycode": "67804",
    }

    assert is_right(case, Result(**{**parts, **changed}), Towns(sources)) is right


def test_the_presentations_are_three_rows_of_csv(held, reference, tmp_path):
    generator = Generator(reference, "9", "train", held.gone(["67", "68"]))
    path = tmp_path / "queries.csv"
    count = write(rows(generator.mix(10), "9"), path)

    with path.open(encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == count
