"""Normalisation: one table of cases for each phenomenon, and what holds for any text."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder.normalize import commune_key, fold, phonetic, street_name
from geocoder.normalize.folded import Folded
from geocoder.normalize.numerals import NUMBER_WORDS, digits, lone_word
from geocoder.normalize.sounds import phonetics

FOLDED = [
    ("12 bis, rue de l'Église", "12 BIS ; RUE DE L EGLISE"),
    ("rue de l’Œuvre", "RUE DE L OEUVRE"),
    ("Hauptstraße", "HAUPTSTRASSE"),
    ("Saint-Oden", "SAINT ODEN"),
    ("Stade X - Place Y", "STADE X ; PLACE Y"),
    ("N° 4", "N 4"),
    ("12/14", "12 ; 14"),
    ("A & B", "A ET B"),
    ('"LE BOURG"', "LE BOURG"),
    ("a\u00a0b\u202fc", "A B C"),
    ("日本 rue", "RUE"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_fold(text, expected):
    assert fold(text) == expected


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.text("a-- \n\x1e\x1f;&éŒ–日~^", max_size=8),
            st.sampled_from([text for text, _ in FOLDED]),
        )
    )
)
def test_texts_fold_together_as_one_by_one(texts):
    folded = Folded.of(texts)
    rows = np.arange(len(texts))[::-1]
    expected = [fold(text).split() for text in texts]
    assert folded.texts(rows) == [" ".join(words) for words in expected[::-1]]
    assert folded.words == [*dict.fromkeys(chain.from_iterable(expected))]


NAMES = [
    ("Bd du Gal Leclerc", "BOULEVARD", "DU GENERAL LECLERC"),
    ("R. St Jean", "RUE", "SAINT JEAN"),
    ("Grand'Rue", "GRANDE RUE", ""),
    ("GR", "GRANDE RUE", ""),
    ("Faubourg de Franc", "FAUBOURG", "DE FRANC"),
    ("Grande Rue du Puits", "GRANDE RUE", "DU PUITS"),
    ("ROND PT DE L EUROPE", "ROND POINT", "DE L EUROPE"),
    ("Z.I. NORD", "ZONE INDUSTRIELLE", "NORD"),
    ("Ancien Chemin de Metz", "ANCIEN CHEMIN", "DE METZ"),
    ("LD LA BORNE", "", "LA BORNE"),
    ("Kirchgasse", "", "KIRCHGASSE"),
    ("RUE DU 8EME BCP", "RUE", "DU 8 BCP"),
    ("Rue de la", "RUE", "DE LA"),
]


@pytest.mark.parametrize(("text", "kind", "words"), NAMES)
def test_street_name(text, kind, words):
    name = street_name(text)
    assert (name.way_type, " ".join(name.words)) == (kind, words)


TYPED = [
    ("Rue", "DU MOULIN", "RUE", "DU MOULIN"),
    ("R", "RUE DU MOULIN", "RUE", "DU MOULIN"),
    ("AV", "DE LA GARE", "AVENUE", "DE LA GARE"),
    ("Rue", "MAIL DES ORMES", "RUE", "MAIL DES ORMES"),
    ("EGL", "SAINT PAUL", "", "EGLISE SAINT PAUL"),
    ("Lieu dit", "ROGISSART", "", "ROGISSART"),
    ("Grand rue", "GRANDE RUE", "GRANDE RUE", ""),
    ("Zzz", "DES LILAS", "", "ZZZ DES LILAS"),
]


@pytest.mark.parametrize(("column", "text", "kind", "words"), TYPED)
def test_a_type_in_its_own_column(column, text, kind, words):
    name = street_name(text, column)
    assert (name.way_type, " ".join(name.words)) == (kind, words)


NUMERALS = [
    ("DU HUIT MAI MIL NEUF CENT QUARANTE CINQ", "DU 8 MAI 1945"),
    ("DU ONZE NOVEMBRE", "DU 11 NOVEMBRE"),
    ("QUATRE VINGT DIX SEPT", "97"),
    ("QUATRE VINGTS", "80"),
    ("VINGT ET UN", "21"),
    ("SOIXANTE ET ONZE", "71"),
    ("CENT VINGT", "120"),
    ("DU 20 ET UN MAI", "DU 21 MAI"),
    ("DU MILLE 9 CENT QUARANTE 5", "DU 1945"),
    ("QUATRE VINGT UN", "81"),
    ("DES 4 VINGTS", "DES 80"),
    ("CENT UN", "100 UN"),
    ("DEUX MILLE", "2000"),
    ("DU 4 SEPT 1870", "DU 4 SEPTEMBRE 1870"),
    ("LEOPOLD II", "LEOPOLD 2"),
    ("FRANCOIS I", "FRANCOIS 1"),
    ("PLACE X", "PLACE X"),
    ("DU 1ER BATAILLON", "DU 1 BATAILLON"),
    ("DES 007 FONTAINES", "DES 7 FONTAINES"),
    ("XIV JUILLET", "14 JUILLET"),
    ("JEAN VI ET", "JEAN 6 ET"),
]


@pytest.mark.parametrize(("text", "expected"), NUMERALS)
def test_numbers_inside_names(text, expected):
    assert " ".join(digits(text.split())) == expected


COMMUNES = [
    ("ST DIZIER CEDEX 2", "SAINT DIZIER"),
    ("TOUR DE SALVAGNY (LA)", "TOUR SALVAGNY"),
    ("La Tour-de-Salvagny", "TOUR SALVAGNY"),
    ("Bar-lès-Buzancy", "BAR BUZANCY"),
    ("BAR LEZ BUZANCY", "BAR BUZANCY"),
    ("La Ferté-ss-Jouarre", "FERTE SOUS JOUARRE"),
    ("VITRY S/ ORNE", "VITRY SUR ORNE"),
    ("Les", "LES"),
]


@pytest.mark.parametrize(("text", "expected"), COMMUNES)
def test_commune_key(text, expected):
    assert commune_key(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CAPPEL", "CAPEL"),
        ("JACQUES", "JACQUE"),
        ("FONDERIES", "FONDERIE"),
        ("LAFAYETTE", "LAFAYETE"),
        ("THIERRY", "TIERY"),
    ],
)
def test_spelling_variants_sound_the_same(one, other):
    assert phonetic(one) == phonetic(other)


@given(st.text(max_size=120))
def test_folding_is_idempotent_and_keeps_to_its_alphabet(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert set(folded) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ();")
    assert "  " not in folded


@given(st.text(max_size=120))
def test_any_text_has_a_normal_form_that_is_its_own(text):
    name = street_name(text)
    again = street_name(" ".join(name.words), name.way_type)
    assert again.way_type == name.way_type or not name.way_type
    assert commune_key(commune_key(text)) == commune_key(text)


def test_a_diminutive_sounds_like_another_name():
    assert phonetic("MOULINET") != phonetic("MOULIN")


WORDS = st.text("ACEHIOPQSTUXYZ19", max_size=8)


@given(st.lists(WORDS))
def test_words_sound_together_as_each_alone(words):
    assert phonetics(words) == [phonetic(w) for w in words]


@given(st.text("IVXLCUNEPTHMR019", min_size=1, max_size=6).filter(lambda w: w not in NUMBER_WORDS))
def test_a_word_alone_is_read_as_a_list_of_one(word):
    assert digits([word]) == [lone_word(word)]
