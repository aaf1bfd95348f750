import pytest

from refdata.ans.companions import DIPLOMA_COLUMNS, SKILL_COLUMNS
from refdata.ans.layout import match_header, normalise_header
from refdata.ans.reader import OPTIONAL
from refdata.errors import RawFormatError
from refdata.tables import ANS_COLUMNS

TITLES = [title for _, title in ANS_COLUMNS]


def match(titles, end=""):
    header = ("|".join(titles) + end).encode()
    return match_header(header, ANS_COLUMNS, OPTIONAL, "Personne_activite.txt")


@pytest.mark.parametrize("columns", [ANS_COLUMNS, DIPLOMA_COLUMNS, SKILL_COLUMNS])
def test_no_two_official_titles_share_their_normalised_form(columns):
    assert len({normalise_header(title) for _, title in columns}) == len(columns)


@pytest.mark.parametrize(
    ("official", "variant"),
    [
        ("Libellé civilité d'exercice", "Libellé civilité exercice"),
        ("Indice répétition voie (coord. structure)", "Indice répétition voie (coord. Structure)"),
        ("Code Département (structure)", "Code département (coord. structure)"),
        ("Libellé Département (structure)", "LIBELLE DEPARTEMENT"),
        ("Code rôle", "Code fonction"),
        ("Libellé rôle", "Libellé fonction"),
        ("Code genre activité", "Code genre d'activité"),
        ("Numéro Voie (coord. structure)", "numero voie"),
        ("Nom d'exercice", "Nom d’exercice"),
        ("Code savoir-faire", "Code savoir faire "),
    ],
)
def test_known_spellings_of_a_title_are_one(official, variant):
    assert normalise_header(variant) == normalise_header(official)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "|", "|\n", "|\r\n"])
def test_the_header_ends_in_any_way(end):
    layout = match(TITLES, end)
    assert layout.fields == 56
    assert list(layout.positions.values()) == list(range(56))


def test_a_byte_order_mark_is_no_part_of_the_first_title():
    assert match(["\ufeff" + TITLES[0], *TITLES[1:]]).positions["type_identifiant"] == 0


def test_52_columns_are_an_extraction_of_before_2023():
    layout = match(TITLES[:52])
    assert layout.fields == 52
    assert "code_role" not in layout.positions


def test_columns_are_found_wherever_they_stand_among_others():
    layout = match(["Nouvelle colonne", *reversed(TITLES)])
    assert layout.fields == 57
    assert layout.positions["type_identifiant"] == 56


@pytest.mark.parametrize("lost", TITLES[:52])
def test_a_missing_column_is_named(lost):
    with pytest.raises(RawFormatError) as caught:
        match([title for title in TITLES if title != lost])
    assert "Personne_activite.txt, line 1" in str(caught.value)
    assert f"`{lost}`" in str(caught.value)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        ("Libellé".encode("latin-1"), "UTF-8"),
        (";".join(TITLES).encode(), "header has 1 columns"),
        (b"<!DOCTYPE html>", "and 47 more"),
        ("|".join([*TITLES, TITLES[3]]).encode(), "comes twice"),
    ],
)
def test_what_is_no_header_is_refused_with_a_reason(header, said):
    with pytest.raises(RawFormatError, match=said):
        match_header(header, ANS_COLUMNS, OPTIONAL, "Personne_activite.txt")
