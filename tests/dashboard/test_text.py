"""French numbers, dates and counts."""

import pytest

from dashboard import text


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (12345.6, 1, "12\u202f345,6"),
        (1234567, 0, "1\u202f234\u202f567"),
        (0, 0, "0"),
        (-3.25, 1, "−3,2"),
        (None, 0, "–"),
        (0.04, 1, "<\u00a00,1"),
        (0.05, 1, "0,1"),
        (0.0, 1, "0,0"),
    ],
)
def test_number(value, decimals, expected):
    assert text.number(value, decimals) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.634, "63\u202f%"),
        (1, "100\u202f%"),
        (None, "–"),
        (0.0024, "<\u00a01\u202f%"),
        (0, "0\u202f%"),
    ],
)
def test_percent(share, expected):
    assert text.percent(share) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0\u00a0activité"), (1, "1\u00a0activité"), (2, "2\u00a0activités")],
)
def test_counted(value, expected):
    assert text.counted(value, "activité") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-09-23", "23/09/2026"),
        ("2026-09-24T06:00:00+00:00", "24/09/2026"),
        ("202609230812", "23/09/2026"),
        ("printemps", "printemps"),
        (None, "–"),
    ],
)
def test_day(value, expected):
    assert text.day(value) == expected


def test_no_plain_space_before_a_double_sign():
    every = [*text.PAGE.values(), *(part for pair in text.KEY_FIGURES.values() for part in pair)]
    wrong = [
        one for one in every for sign in (" :", " ;", " ?", " !", " »", "« ", " %") if sign in one
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("0261915711", "02\u00a061\u00a091\u00a057\u00a011"),
        ("02 61 91 57 11", "02\u00a061\u00a091\u00a057\u00a011"),
        ("02.61.91.57.11", "02\u00a061\u00a091\u00a057\u00a011"),
        ("+33261915711", "+33261915711"),
        ("3949", "3949"),
        ("026191571", "026191571"),
        ("0261915711 poste 4", "0261915711 poste 4"),
    ],
)
def test_a_french_number_is_read_by_pairs_and_no_other_is_touched(registered, expected):
    assert text.phone(registered) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("7 Rue de l’École 67280 Niederhaslach", "7 Rue de l’École\n67280 Niederhaslach"),
        ("BP 96881 54531 NANCY CEDEX", "BP 96881\n54531 NANCY CEDEX"),
        ("67280 Niederhaslach", "67280 Niederhaslach"),
        ("Niederhaslach", "Niederhaslach"),
        ("", ""),
    ],
)
def test_an_address_is_broken_before_its_postcode(address, expected):
    assert text.postal(address) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Libéral", "Cabinet"), "Libéral ·\u00a0Cabinet"),
        (("Libéral", None, ""), "Libéral"),
        ((None, "Cabinet"), "Cabinet"),
        ((), ""),
    ],
)
def test_no_dot_without_something_behind_it(parts, expected):
    assert text.joined(parts) == expected
