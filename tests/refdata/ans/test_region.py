import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdata.ans import region


@pytest.mark.parametrize(
    ("code", "department"),
    [
        ("08105", "08"),
        ("67482", "67"),
        ("2A004", "2A"),
        ("2b033", "2B"),
        ("75056", "75"),
        ("97105", "971"),
        ("97411", "974"),
        ("98818", "988"),
        (" 52448 ", "52"),
        ("", None),
        ("8105", None),
        ("081050", None),
        ("99132", None),
        ("00000", None),
        ("20004", None),
        ("GL", None),
    ],
)
def test_department_of_a_commune(code, department):
    assert region.department_of_commune(code) == department


@pytest.mark.parametrize(
    ("code", "department"),
    [
        ("08000", "08"),
        ("8200", "08"),  # Sedan, its zero lost
        ("1220", "01"),
        ("54511", "54"),  # Vandœuvre CEDEX
        ("52161", "52"),  # Saint-Dizier CEDEX
        ("20000", "2A"),
        ("20190", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97110", "971"),
        ("97600", "976"),
        ("98000", "980"),
        ("", None),
        ("GL", None),
        ("L-4001", None),
        ("B-6760", None),
        ("670", None),
        ("670000", None),
        ("00100", None),
        ("99999", None),
    ],
)
def test_department_of_a_postcode(code, department):
    assert region.department_of_postcode(code) == department


@pytest.mark.parametrize(
    ("line", "department"),
    [
        ("25300 DOUBS", "25"),
        ("69890 TOUR DE SALVAGNY (LA)", "69"),
        ("08011 CHARLEVILLE MEZIERES CEDEX", "08"),
        ("20200 BASTIA", "2B"),
        ("54511", "54"),
        ("8200 SEDAN", None),
        ("123456 X", None),
        ("CEDEX 9", None),
        ("", None),
    ],
)
def test_department_of_a_bureau_cedex(line, department):
    assert region.department_of_cedex(line) == department


@pytest.mark.parametrize(
    ("code", "label", "foreign"),
    [
        ("", "", False),
        ("99000", "France", False),
        ("99100", "", False),
        ("", "France", False),
        ("", "FRANCE ", False),
        ("99132", "Royaume-uni", True),
        ("99109", "", True),
        ("", "Luxembourg", True),
        ("99000", "Luxembourg", False),  # the code decides
    ],
)
def test_a_line_is_foreign_when_another_country_is_given(code, label, foreign):
    assert region.is_foreign(code, label) is foreign


def test_every_department_is_reached_by_a_commune_and_a_postcode():
    assert len(region.METROPOLE) == 96
    for department in region.DEPARTMENTS:
        assert region.department_of_commune(department.ljust(5, "1")) == department
    postcodes = {region.department_of_postcode(f"{n:05d}") for n in range(1000, 99000)}
    assert postcodes - {None} == region.DEPARTMENTS


@given(st.text(max_size=8))
def test_any_text_gives_a_department_or_none(text):
    rules = (
        region.department_of_commune,
        region.department_of_postcode,
        region.department_of_cedex,
    )
    assert {rule(text) for rule in rules} <= region.DEPARTMENTS | {None}
