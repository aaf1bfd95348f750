"""Everyday words for what the nomenclature says, against a walk letter by letter."""

from itertools import takewhile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.everyday import meant
from dashboard.search import words

PROFESSIONS = (
    "Médecin",
    "Infirmier",
    "Masseur-Kinésithérapeute",
    "Pharmacien",
    "Psychologue",
    "Chirurgien-Dentiste",
    "Sage-Femme",
    "Pédicure-Podologue",
    "Assistant de service social",
)
SPECIALITIES = (
    "Médecine Générale",
    "Qualifié en Médecine Générale",
    "Ophtalmologie",
    "Cardiologie et maladies vasculaires",
    "Dermatologie et vénéréologie",
    "Pédiatrie",
    "Psychiatrie",
    "Oto-rhino-laryngologie",
    "Gastro-entérologie et hépatologie",
    "Neuro-chirurgie",
    "Radio-thérapie",
    "Médecine d'urgence",
)


def found(labels, wanted):
    held = meant([(f"X{i}", label) for i, label in enumerate(labels)], wanted)
    return [label for label, is_held in zip(labels, held, strict=True) if is_held]


@pytest.mark.parametrize(
    ("wanted", "professions", "specialities"),
    [
        ("ophtalmologue", [], ["Ophtalmologie"]),
        ("généraliste", [], ["Médecine Générale", "Qualifié en Médecine Générale"]),
        ("Médecin généraliste", [], ["Médecine Générale", "Qualifié en Médecine Générale"]),
        ("CARDIOLOGUE", [], ["Cardiologie et maladies vasculaires"]),
        ("infirmière", ["Infirmier"], []),
        ("infirmiere", ["Infirmier"], []),
        ("dermato", [], ["Dermatologie et vénéréologie"]),
        ("dermatologue", [], ["Dermatologie et vénéréologie"]),
        ("kiné", ["Masseur-Kinésithérapeute"], []),
        ("pédiatre", [], ["Pédiatrie"]),
        ("dentiste", ["Chirurgien-Dentiste"], []),
        ("sage femme", ["Sage-Femme"], []),
        ("sage-femmes", ["Sage-Femme"], []),
        ("sagefemme", ["Sage-Femme"], []),
        ("ORL", [], ["Oto-rhino-laryngologie"]),
        ("mg", [], ["Médecine Générale"]),
        ("psy", ["Psychologue"], ["Psychiatrie"]),
        ("psychiatre", [], ["Psychiatrie"]),
        ("psychologue", ["Psychologue"], []),
        ("pharmacienne", ["Pharmacien"], []),
        ("assistante sociale", ["Assistant de service social"], []),
        ("gastro-entérologue", [], ["Gastro-entérologie et hépatologie"]),
        ("gastroentérologue", [], ["Gastro-entérologie et hépatologie"]),
        ("neurochirurgien", [], ["Neuro-chirurgie"]),
        ("radiothérapeute", [], ["Radio-thérapie"]),
        ("ophtalmologue pédiatre", [], []),
        ("zzz", [], []),
        ("X2", ["Masseur-Kinésithérapeute"], ["Ophtalmologie"]),
    ],
)
def test_an_everyday_word_means_what_the_nomenclature_says(wanted, professions, specialities):
    assert found(PROFESSIONS, wanted) == professions
    assert found(SPECIALITIES, wanted) == specialities


@pytest.mark.parametrize("wanted", ["", "  ", "--"])
def test_no_word_means_everything(wanted):
    assert found(PROFESSIONS, wanted) == list(PROFESSIONS)


def test_a_label_that_holds_the_word_leaves_its_family_out():
    assert found(("Ostéopathe", "Ostéopathie"), "ostéopathe") == ["Ostéopathe"]
    assert found(("Ostéopathie",), "ostéopathe") == ["Ostéopathie"]


def shared(one, other):
    """Return how many first letters two words share."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def is_kin(label, word):
    """Whether a word is in a label, shares the beginning of one of its words, or abbreviates it."""
    held = words(label)
    if word in " ".join(held) or (len(word) > 1 and "".join(w[0] for w in held).startswith(word)):
        return True
    letters = [shared(word, w) for w in (*held, *words(label.replace("-", "")))]
    return any(n >= 5 and n >= len(word) - 4 for n in letters)


syllables = st.lists(st.sampled_from(["cardio", "logue", "logie", "gé", "né", "ral", "e"]))
spelled = syllables.map("".join)
labelled = st.lists(spelled.filter(bool), min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "-".join(parts)])
)


@example(["cardiologue-cardio"], "loguecardio")
@given(st.lists(labelled, min_size=1, max_size=5), st.lists(spelled, max_size=2).map(" ".join))
def test_families_are_those_of_a_walk(labels, wanted):
    asked = words(wanted)
    today = [x for x in labels if all(w in " ".join(words(x)) for w in asked)]
    family = [x for x in labels if all(is_kin(x, w) for w in asked)]
    held = meant([("", label) for label in labels], wanted)
    shown = [label for label, is_held in zip(labels, held, strict=True) if is_held]
    assert shown == (today or family)
