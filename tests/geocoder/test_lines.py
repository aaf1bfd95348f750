"""Lines read on arrays are read as the parser reads each of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder.batch.distinct import TextColumn
from geocoder.batch.lines import read_lines
from geocoder.normalize.hashing import text_hash
from geocoder.parse import LineQuery, line_readings
from geocoder.parse.parts import segments
from geocoder.parse.streetline import MOST, readings

NAMES = ("way_type", "street", "complement", "distribution")
_TEXT = (
    "RUE R AV BD DE DU DES LA L GENERAL GAL LECLERC EGLISE TILLEULS CHEMIN RURAL MOULIN PLACE BAT RES "
    "CEDEX BP B P 8 11 1918 1ER MAI NOVEMBRE N SN GRAND GRANDE LIEU DIT PARC D ACTIVITE ; ( ) 12 A BIS "
    "46EME COUR HUIT VINGT SEPT SEPTEMBRE ST HILAIRE JB JEAN ND FRANCOIS I II XIV THOMAS ET COL 12B 0 "
    "ROND POINT ZA É, - / ETAGE 2EME 3 12/14 BP12 PN S12 C TER ANGLE IMP COTEAUX X H UN 20 CENT LES"
)
TEXTS = st.lists(st.sampled_from(_TEXT.split()), max_size=7).map(" ".join)
TYPES = st.sampled_from(["", "R", "Rue", "AV", "EGL", "Zzz", "Grand rue", ".", " "])


def _columns(lines):
    out = {}
    for name, texts in zip(NAMES, zip(*lines, strict=True), strict=True):
        values = list(dict.fromkeys(texts))
        out[name] = TextColumn(np.array([values.index(t) for t in texts]), values)
    return out


def _read(lines, is_numbered):
    found = read_lines(_columns(lines), np.arange(len(lines)), np.array(is_numbered, bool))
    names, texts = found.names, found.names.words.texts
    for start, stop in zip(found.ptr, found.ptr[1:], strict=False):
        out = []
        for row in range(start, stop):
            name = found.name[row]
            words = names.all.word[names.all.ptr[name] : names.all.ptr[name + 1]]
            number = found.numbers[found.number[row]]
            out.append(
                (
                    names.kinds[names.kind[name]],
                    tuple(texts[w] for w in words),
                    int(names.glued[name]),
                    int(names.th_lost[name]),
                    number,
                    float(found.penalty[row]),
                    bool(found.leads[row]),
                    bool(found.takes_column[row]),
                )
            )
        yield out


def _expected(line, *, is_numbered):
    return [
        (
            r.reading.name.way_type,
            r.reading.name.words,
            text_hash(r.reading.name.glued),
            text_hash(r.reading.name.glued.replace("TH", "E")),
            r.reading.number,
            r.penalty,
            r.leads,
            r.takes_column,
        )
        for r in line_readings(LineQuery("", "", *line), is_numbered=is_numbered)
    ]


LINES = st.tuples(TYPES, TEXTS, TEXTS, TEXTS)
STREETS = st.tuples(TYPES, TEXTS, st.just(""), st.just(""))


@pytest.mark.parametrize("kind", [LINES, STREETS], ids=["lines", "streets"])
@given(st.data())
def test_lines_are_read_as_one_by_one(kind, data):
    lines = data.draw(st.lists(kind, min_size=1, max_size=8))
    numbered = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))

    expected = [_expected(t, is_numbered=n) for t, n in zip(lines, numbered, strict=True)]
    assert list(_read(lines, numbered)) == expected


@pytest.mark.parametrize(
    ("street", "way_type"),
    [
        ("Rue de la Gare", ""),
        ("12 bis rue de l\u2019Église", ""),
        ("du Gal Leclerc", "R"),
        ("des Vosges", "Boulevard"),
        ("du 11 Novembre 1918", "Rue"),
        ("Chemin rural des Vignes", ""),
        ("Chemin du Petit Clos", ""),
        ("7 Rue Haute BP N° 5992", ""),
        ("9 bis Chemin du Stade CABINET 3", ""),
        ("279 Rue Molière MAISON MEDICALE", ""),
        ("EHPAD LES GLYCINES 10 Allée des Platanes", ""),
        ("RES LES ACACIAS BAT B, 15 Rue Beethoven", ""),
        ("du Maire Kuss ANGLE Rue Kléber", "Rue"),
        ("Rue des Noisetiers (EX 3 Avenue Suzanne Pierson)", ""),
    ],
)
def test_common_shapes_are_read_on_arrays(street, way_type, monkeypatch):
    monkeypatch.setattr("geocoder.batch.parts.part_readings", None)
    line = (way_type, street, "", "")

    assert list(_read([line], [False])) == [_expected(line, is_numbered=False)]


@pytest.mark.parametrize(
    "line",
    [
        ("", "RUE LECLERC 2EME ETAGE", "", ""),
        ("", "16 GRAND RUE LES VIGNES", "", ""),
        ("", "16 GRANDE RUE BASSE", "", ""),
        ("", "12 4 VENTS", "", ""),
        ("", "12 14 VENTS", "", ""),
        ("", "12 A 14 VENTS", "", ""),
        ("", "4 VENTS", "", ""),
        ("", "LIEU DIT MOULIN", "", ""),
        ("Lieu dit", "LE MOULIN", "", ""),
        ("", "3 RUE LECLERC, 3 RUE LECLERC", "", ""),
        ("", "12 RUE A, 3 RUE B BAT C, 5 AV D 7 BD E, PLACE F, 9 COUR G, 11 R DES H", "", ""),
    ],
    ids=lambda line: line[1],
)
def test_rare_shapes_are_read_as_one_by_one(line):
    assert list(_read([line], [False])) == [_expected(line, is_numbered=False)]


def test_no_more_readings_are_kept_than_the_parser_keeps():
    line = ("", "12 RUE A, 3 RUE B BAT C, 5 AV D 7 BD E, PLACE F, 9 COUR G, 11 R DES H", "", "")
    assert len(readings(line[1], "", "street")) > MOST
    assert [len(found) for found in _read([line], [False])] == [MOST]


def test_a_lone_zero_between_commas_leaves_no_empty_part():
    assert segments("FOO, 0, RUE X") == [["FOO"], ["0", "RUE", "X"]]
