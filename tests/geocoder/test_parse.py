"""Parsing proposes: the right reading is among the hypotheses, and leads when nothing is odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder.parse import LineQuery, hypotheses, parse_number_field, read_free_line

NUMBERS = [
    ("12", "", "12"),
    ("0012", "", "12"),
    ("12", "BIS", "12 bis"),
    ("12BIS", "", "12 bis"),
    ("0002B", "", "2 b"),
    ("3 T", "", "3 t"),
    ("12B", "TER", "12 b"),
    ("12-14", "", "12"),
    ("12 A 14", "", "12"),
    ("12 à 14", "", "12"),
    ("12/14", "", "12"),
    ("36 ET 38", "", "36"),
    ("12B-14C", "", "12 b"),
    ("12", "??", "12"),
    ("N° 7", "", "7"),
]


@pytest.mark.parametrize(("number", "suffix", "expected"), NUMBERS)
def test_number_field(number, suffix, expected):
    assert str(parse_number_field(number, suffix)) == expected


@pytest.mark.parametrize(
    "number", ["", "P", "S/N", "0", "00", "-", ".", "9999", "SN", "LOT", "123456789"]
)
def test_what_is_no_house_number(number):
    assert parse_number_field(number) is None


def test_a_range_keeps_its_end():
    assert parse_number_field("12-14").last == 14
    assert parse_number_field("14-12").last is None


LINES = [
    (LineQuery(street="4 RUE DES LILAS"), "4", "RUE DES LILAS"),
    (LineQuery(street="2 R DES LILAS"), "2", "RUE DES LILAS"),
    (LineQuery(street="2, Rue de Maulan"), "2", "RUE DE MAULAN"),
    (LineQuery(street="1 ,CHEMIN DE BRON"), "1", "CHEMIN DE BRON"),
    (LineQuery(street="12-14 rue X"), "12", "RUE X"),
    (LineQuery(street="6 A 8 C RUE DU CLOS"), "6 c", "RUE DU CLOS"),
    (LineQuery(street="12/14 BIS RUE DU CLOS"), "12 bis", "RUE DU CLOS"),
    (LineQuery(street="12 A RUE DU CLOS"), "12 a", "RUE DU CLOS"),
    (LineQuery(street="121 L ILOT"), "121", "L ILOT"),
    (LineQuery(street="RES LES TILLEULS 18 BD JEAN DRIES"), "18", "BOULEVARD JEAN DRIES"),
    (LineQuery(number="16", street="RUE CONTANT CABINET 3"), "16", "RUE CONTANT"),
    (
        LineQuery(street="IMMEUBLE LE CENTRAL - 596 AVENUE DE LA REPUBLIQUE"),
        "596",
        "AVENUE DE LA REPUBLIQUE",
    ),
    (LineQuery(number="9", street="R FRANCOIS 1ER - 38 RUE DU PRINCE"), "9", "RUE FRANCOIS 1"),
    (LineQuery(number="9", street="R FRANCOIS 1ER - 38 RUE DU PRINCE"), "38", "RUE DU PRINCE"),
    (LineQuery(number="4", street="PREFECTURE (PLACE DE LA)"), "4", "PLACE DE LA PREFECTURE"),
    (LineQuery(number="1", street="11 NOVEMBRE (RUE DU)"), "1", "RUE DU 11 NOVEMBRE"),
    (LineQuery(street="MAISON DE SANTE", distribution="52 AV CARNOT"), "52", "AVENUE CARNOT"),
    (LineQuery(distribution="N R DES VAUDOIS"), "None", "RUE DES VAUDOIS"),
    (LineQuery(complement="CABINET DUPRE 11, R SYLVAIN B"), "11", "RUE SYLVAIN B"),
    (LineQuery(street="RUE 23 DE LISLE"), "23", "RUE DE LISLE"),
    (LineQuery(street="MAISON DE SANTE 25 LE NEUF CHEMIN"), "25", "LE 9 CHEMIN"),
    (LineQuery(street="9 BIE (RUE SUR LE)"), "9", "RUE SUR LE BIE"),
    (LineQuery(street="3 PIGEONS (RUE DES)"), "None", "RUE DES 3 PIGEONS"),
    (LineQuery(street="11 ET 13 CAPITAINE DREYFUS (PLACE DU)"), "11", "PLACE DU CAPITAINE DREYFUS"),
    (LineQuery(street="RES LES ACACIAS BAT B 5 / 9 AVENUE PIAF"), "5", "AVENUE PIAF"),
    (LineQuery(street="CABINET INFIRMIER 11&15 RUE WARNESSON"), "11", "RUE WARNESSON"),
    (LineQuery(street="BAT 3 / 16 RUE WARNESSON"), "16", "RUE WARNESSON"),
    (LineQuery(street="REZ DE CHAUSSEE 4/B RUE DES MURES"), "4 b", "RUE DES MURES"),
    (LineQuery(street="25 Q. DE LA HOUILLE"), "25", "QUAI DE LA HOUILLE"),
    (LineQuery(street="11 A DES REGRETS"), "11 a", "DES REGRETS"),
    (LineQuery(street="11 A LA CROIX"), "11", "A LA CROIX"),
    (LineQuery(street="134 RUE RUE D'EGUISHEIM"), "134", "RUE D EGUISHEIM"),
    (
        LineQuery(street="RUE ANTOINE, ALEXANDRE ET HENRI BECQUEREL"),
        "None",
        "RUE ANTOINE ALEXANDRE ET HENRI BECQUEREL",
    ),
    (LineQuery(number="33", street="ROSENWEG BATIMENT C"), "33", "ROSENWEG"),
    (LineQuery(street="L.D. LES TROIS MAISONS"), "None", "LES 3 MAISONS"),
    (LineQuery(way_type="Grand rue"), "None", "GRANDE RUE"),
    (LineQuery(street="7 RUE"), "7", "GRANDE RUE"),
    (LineQuery(street="11 COTEAUX"), "11", "COTEAUX"),
    (LineQuery(street="4 LILAS IMP"), "4", "IMPASSE LILAS"),
    (LineQuery(street="4 JARDINS RUE"), "4", "RUE JARDINS"),
    (LineQuery(street="4 LILAS (IMP DES)"), "4", "IMPASSE DES LILAS"),
    (LineQuery(number="4", street="RUE DES V PIQUETS"), "4", "RUE DES 5 PIQUETS"),
    (LineQuery(number="4", street="CHEMIN RURAL X"), "4", "CHEMIN RURAL 10"),
    (LineQuery(street="15 H DUNANT"), "15", "H DUNANT"),
    (LineQuery(street="15 H DUNANT"), "15 h", "DUNANT"),
    (LineQuery(number="12", street="4 VENTS"), "12", "4 VENTS"),
    (LineQuery(street="12 4 VENTS"), "12", "4 VENTS"),
    (LineQuery(street="3 GRANDE RUE BASSE"), "3", "GRANDE RUE BASSE"),
    (LineQuery(number="24", street="N RTE NATIONALE"), "24", "N ROUTE NATIONALE"),
    (LineQuery(street="RUE DU CLOS BP 45 CEDEX 2"), "None", "RUE DU CLOS"),
]


@pytest.mark.parametrize(
    ("query", "number", "name"),
    LINES,
    ids=[f"{q.street or q.distribution or q.complement} -> {n}" for q, _, n in LINES],
)
def test_the_right_reading_is_proposed(query, number, name):
    found = {
        (str(h.number), f"{h.name.way_type} {' '.join(h.name.words)}".strip())
        for h in hypotheses(query)
    }
    assert (number, name) in found


@pytest.mark.parametrize(
    "street", ["RUE DE LA PLACE", "RUE DU COURS", "CHEMIN DU MOULIN", "RUE DES 7 FONTAINES"]
)
def test_a_plain_street_has_its_plain_reading_first(street):
    first = hypotheses(LineQuery(street=street))[0]
    assert first.penalty == 0
    assert f"{first.name.way_type} {' '.join(first.name.words)}" == street


FIRST = [
    (LineQuery(street="RES LES ACACIAS BAT B, 24 RUE DES ALISIERS"), "RUE DES ALISIERS"),
    (LineQuery(street="2 RUE DE LA HALLE / 1 RUE DE LA CONCORDE"), "RUE DE LA HALLE"),
    (LineQuery("4", street="RUE DU MESNIL (EX 6 RUELLE DE LA FORGE)"), "RUE DU MESNIL"),
    (LineQuery("5", street="RES LES LILAS, RUE DES ALISIERS"), "RUE DES ALISIERS"),
    (
        LineQuery("7", way_type="Avenue", street="DES VIGNES / RUE DE CHAMPAGNE"),
        "AVENUE DES VIGNES",
    ),
]


@pytest.mark.parametrize(("query", "name"), FIRST, ids=[n for _, n in FIRST])
def test_of_two_streets_the_one_that_is_the_address_costs_least(query, name):
    best = min(hypotheses(query), key=lambda h: h.penalty)
    assert f"{best.name.way_type} {' '.join(best.name.words)}" == name


def test_a_residence_beside_a_street_is_not_a_street():
    found = hypotheses(LineQuery(street="RUE FARON", complement="RES DU CHATEAU"))
    assert [h.name.bare for h in found] == ["FARON"]


@given(
    st.builds(
        LineQuery,
        st.text(max_size=20),
        st.text(max_size=6),
        st.text(max_size=15),
        st.text(max_size=120),
        st.text(max_size=60),
        st.text(max_size=60),
    )
)
def test_any_line_is_read_without_error(query):
    found = hypotheses(query)
    assert len(found) <= 8
    assert all(0 <= h.penalty < 1 and not h.name.is_empty for h in found)


@given(st.text(max_size=400))
def test_any_free_line_is_cut_without_error(text):
    assert all(r.penalty >= 0 for r in read_free_line(text))


ROUND_CEDEX = [
    ("08631 GIVET CEDEX 16 RUE ESTIVANT", "16"),
    ("90843 ARGIESANS CDX 2 3 IMPASSE DES TOMBOIS", "3"),
    ("12 RUE ESTIVANT 08600 GIVET CEDEX 2, FRANCE", "12"),
]


@pytest.mark.parametrize(("line", "number"), ROUND_CEDEX)
def test_the_number_behind_a_cedex_is_the_house_s_where_a_street_follows(line, number):
    assert any(r.street.startswith(f"{number} ") for r in read_free_line(line))
    assert not any("CEDEX" in r.city or r.city.endswith(" 2") for r in read_free_line(line))


def test_a_free_line_is_cut_neither_behind_a_nameless_type_nor_before_a_france_that_is_a_name():
    cuts = {(r.street, r.city): r.penalty for r in read_free_line("12 RUE DE JONCHEREY 90100")}
    assert cuts["12 RUE", "DE JONCHEREY"] > 0.2
    assert read_free_line("08000 REVIN 15 RUE A FRANCE")[0].city.endswith("A FRANCE")
    assert not read_free_line("15 RUE HAUTE 08500 REVIN FRANCE")[0].city.endswith("FRANCE")


@pytest.mark.parametrize("number", ["7", "0012", "0", "000", "9000", "9001", "99999", "123456"])
def test_digits_alone_are_read_as_among_other_characters(number):
    assert parse_number_field(number) == parse_number_field(f" {number}")


def test_ten_thousand_digits_are_no_number():
    assert parse_number_field("1" * 10_000) is None
