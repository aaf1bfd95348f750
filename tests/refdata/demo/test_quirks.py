"""Each phenomenon on an address made for it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdata.demo import quirks_layout as layout
from refdata.demo import quirks_names as names
from refdata.demo import quirks_numbers as numbers
from refdata.demo import quirks_places as places
from refdata.demo.cells import commune_cells, half_planes
from refdata.demo.dice import Dice, Urn
from refdata.demo.draft import Draft, lay_out, start
from refdata.demo.facts import load_facts
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.localities import build_localities
from refdata.demo.numbers import number_doors
from refdata.demo.scale import TINY, inhabited
from refdata.demo.streets import build_streets
from refdata.demo.text import capitals, of_place, postal_town


@pytest.fixture(scope="module")
def gazetteer():
    rng = np.random.default_rng(3)
    facts = load_facts()
    communes = inhabited(facts, TINY)
    planes = half_planes(commune_cells(facts.centres), facts.centres)
    streets = build_streets(facts, communes, planes, 3_000, rng)
    doors = number_doors(streets, rng)
    room = np.full(len(facts.communes), 500.0)
    return Gazetteer(facts, communes, streets, doors, build_localities(facts, communes, room, rng))


@pytest.fixture
def dice():
    return Dice(np.random.default_rng(5))


@pytest.fixture
def draft(gazetteer, dice) -> Draft:
    """Return a door of Strasbourg, renamed by each test."""
    row = next(i for i, c in enumerate(gazetteer.communes) if c.code == "67482")
    return replace(start(gazetteer.door_in(row, dice)), rep="")


def _named(draft: Draft, kind: str, rest: str) -> Draft:
    return replace(draft, kind=kind, rest=rest)


@pytest.mark.parametrize(
    ("change", "kind", "rest", "after"),
    [
        (names.no_article, "Rue", "de la Fontaine", "Rue Fontaine"),
        (names.no_article, "Rue", "de l'Église", "Rue Église"),
        (names.short_title, "Rue", "du Général Leclerc", "Rue DU GAL LECLERC"),
        (names.short_title, "Rue", "Saint-Nicolas", "Rue ST NICOLAS"),
        (names.initial, "Rue", "Victor Hugo", "Rue V Hugo"),
        (names.th_to_e, "Rue", "Théodore de Banville", "Rue Eéodore de Banville"),
        (names.plural, "Rue", "des Jardins", "Rue DES JARDIN"),
        (names.plural, "Rue", "du Moulin", "Rue DU MOULINS"),
        (names.cut_short, "Rue", "Guillaume Apollinaire", "Rue GUILLAUME APOLLI"),
        (names.spelled_out, "Rue", "du 11 Novembre", "Rue DU ONZE NOVEMBRE"),
        (names.glued, "Rue", "de l'Église", "Rue DEL EGLISE"),
    ],
)
def test_names(draft, gazetteer, dice, change, kind, rest, after):
    draft = _named(draft, kind, rest)
    assert change(draft, gazetteer, dice)
    assert draft.way == after


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        (names.no_article, "Pasteur"),
        (names.short_title, "Victor Hugo"),
        (names.initial, "Pasteur"),
        (names.initial, "Saint-Nicolas Haut"),
        (names.th_to_e, "Pasteur"),
        (names.spelled_out, "Pasteur"),
        (names.glued, "Pasteur"),
        (names.cut_short, "Pasteur"),
        (names.word_lost, "Victor Hugo"),
    ],
)
def test_names_that_a_quirk_leaves_alone(draft, gazetteer, dice, change, rest):
    draft = _named(draft, "Rue", rest)
    assert not change(draft, gazetteer, dice)
    assert draft.way == f"Rue {rest}"


def test_type_written_behind(draft, gazetteer, dice):
    draft = _named(draft, "Rue", "de la Pisselote")
    assert names.type_behind(draft, gazetteer, dice)
    lay_out(draft, dice)
    assert (draft.label, draft.code_type, draft.label_type) == ("PISSELOTE (RUE DE LA)", "", "")


def test_rare_abbreviation_stands_in_the_label(draft, gazetteer, dice):
    draft = _named(draft, "Boulevard", "Carnot")
    assert names.rare_type(draft, gazetteer, dice)
    lay_out(draft, dice)
    assert draft.label.upper() == "BLD CARNOT"


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=20), st.integers(0, 2**32))
def test_a_typing_error_is_one_edit_away(word, seed):
    damaged = names.mistyped(word, Dice(np.random.default_rng(seed)))
    assert damaged[0] == word[0]
    assert abs(len(damaged) - len(word)) <= 1
    if len(damaged) == len(word):
        assert sum(a != b for a, b in zip(word, damaged, strict=True)) <= 2


def test_without_number_the_truth_is_the_street(draft, gazetteer, dice):
    assert numbers.no_number(draft, gazetteer, dice)
    assert (draft.number, draft.rep) == ("", "")
    assert (draft.truth.level, draft.truth.ban_id) == ("street", "")
    assert draft.truth.street_id == draft.place.street_id


def test_unknown_number_is_not_on_the_street(draft, gazetteer, dice):
    while not numbers.unknown_number(draft, gazetteer, dice):
        pass
    assert int(draft.number) not in gazetteer.numbers_of(draft.place.street)
    assert draft.truth.level == "street"


def test_range_keeps_the_first_number(draft, gazetteer, dice):
    draft.rep = ""
    assert numbers.number_range(draft, gazetteer, dice)
    assert draft.number.startswith(str(draft.place.number))
    assert draft.number.endswith(str(draft.place.number + 2))
    assert draft.truth.level == "housenumber"


def test_suffix_glued_to_the_number(draft, gazetteer, dice):
    draft.number, draft.rep = "12", "bis"
    assert numbers.suffix_glued(draft, gazetteer, dice)
    assert draft.number in {"12B", "12BIS"}
    assert draft.rep == ""


def test_number_and_street_in_the_label(draft, gazetteer, dice):
    draft.number, draft.rep, draft.code_type, draft.label = "12", "", "R", "PASTEUR"
    assert layout.number_in_label(draft, gazetteer, dice)
    assert (draft.number, draft.code_type, draft.label) == ("", "", "12 R PASTEUR")


def test_street_in_the_mention(draft, gazetteer, dice):
    draft.number, draft.rep, draft.label = "12", "", "RUE PASTEUR"
    assert layout.in_mention(draft, gazetteer, dice)
    assert draft.mention == "12 RUE PASTEUR"
    assert draft.label in layout.BUILDINGS + layout.SERVICES


def test_cedex_is_no_postcode_of_the_region(draft, gazetteer, dice):
    assert places.cedex(draft, gazetteer, dice)
    assert draft.postcode not in gazetteer.postcodes
    assert draft.postcode.startswith("67")
    assert draft.office.startswith(f"{draft.postcode} STRASBOURG CEDEX")


def test_former_register_keeps_all_in_the_last_line(draft, gazetteer, dice):
    assert places.former_register(draft, gazetteer, dice)
    assert draft.insee == ""
    assert draft.office == f"{draft.postcode} STRASBOURG"


def test_article_goes_behind_the_name_of_the_town(draft, gazetteer, dice):
    draft.town = "La Bresse"
    assert places.article_behind(draft, gazetteer, dice)
    assert draft.office == f"{draft.postcode} BRESSE (LA)"


def test_lost_zero(draft, gazetteer, dice):
    draft.postcode = "08000"
    assert places.zero_lost(draft, gazetteer, dice)
    assert draft.postcode == "8000"


def test_a_street_that_does_not_exist(draft, gazetteer, dice):
    while not places.no_such_street(draft, gazetteer, dice):
        pass
    assert not gazetteer.has_street(draft.place.commune, draft.label)
    assert (draft.truth.level, draft.truth.reason) == ("municipality", "voie inexistante")


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("Metz", "de Metz"),
        ("Épinal", "d'Épinal"),
        ("Le Ban-Saint-Martin", "du Ban-Saint-Martin"),
        ("Les Islettes", "des Islettes"),
        ("La Bresse", "de la Bresse"),
        ("L'Hôpital", "de l'Hôpital"),
        ("Haguenau", "de Haguenau"),
    ],
)
def test_of_place(name, after):
    assert of_place(name) == after


def test_capitals_and_postal_town():
    assert capitals("Saint-Dié-des-Vosges") == "SAINT DIE DES VOSGES"
    assert capitals("Rue de l'Œuvre") == "RUE DE L OEUVRE"
    assert postal_town("Saint-Dié-des-Vosges") == "ST DIE DES VOSGES"


def test_urn_draws_by_weight(dice):
    urn = Urn({"often": 9.0, "seldom": 1.0, "never": 0.0})
    drawn = [urn.draw(dice) for _ in range(4_000)]
    assert 0.87 < drawn.count("often") / len(drawn) < 0.93
    assert "never" not in drawn


def test_dice_stay_in_bounds(dice):
    assert {dice.below(3) for _ in range(200)} == {0, 1, 2}
    assert {dice.between(5, 6) for _ in range(100)} == {5, 6}
    assert all(len(dice.digits(4)) == 4 for _ in range(50))
