"""What tells at once how a free line is cut leaves its cuts as they are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geocoder.cuts import Cutter
from geocoder.parse import FreeReading

_TEXT = (
    "12 RUE DE LA L ST STE CEDEX CEDX CDX CEDES FRANCE ; , ( ) SUR LE A é BP 3 N 2 "
    "67000 08000 52000 51100 1944 EGLISE"
)
_WORDS = _TEXT.split()


class _Thorough(Cutter):
    """Makes and asks every cut."""

    def _only_cut(self, words):
        return None

    def _may_be_commune(self, text, postcode):
        return True


def _words(geocoder):
    names = geocoder.index.gazetteer.arrays.name_keys
    postcodes = geocoder.index.gazetteer.file.column("postcode_text").to_pylist()
    known = st.sampled_from([*names, *(n.title() for n in names), *postcodes])
    return st.lists(st.sampled_from(_WORDS) | known, max_size=9)


@settings(max_examples=400)
@given(st.data())
def test_lines_are_cut_as_if_every_cut_was_asked(geocoder, data):
    text = " ".join(data.draw(_words(geocoder)))
    short, thorough = geocoder.cuts.of(text), _Thorough(geocoder.index.gazetteer).of(text)

    assert list(short.plausible) == list(thorough.plausible)
    assert list(short.others) == list(thorough.others)


@settings(max_examples=400)
@given(st.data())
def test_a_commune_is_known_as_if_its_name_was_looked_up(geocoder, data):
    city = " ".join(data.draw(_words(geocoder)))
    postcode = data.draw(st.sampled_from(["", "67000", "52000", "08", "é"]))
    reading = FreeReading("", postcode, city, 0.0)

    assert geocoder.cuts.is_commune(reading) == _Thorough(geocoder.index.gazetteer).is_commune(
        reading
    )


def test_a_plain_line_is_cut_at_its_postcode_only(geocoder):
    name = geocoder.index.gazetteer.arrays.name_keys[0]
    department = geocoder.index.gazetteer.department[
        int(geocoder.index.gazetteer.arrays.name_commune[0])
    ]
    line = f"12 rue des Zzyzx, {department}999 {name}"

    assert [(c.street, c.city) for c in geocoder.cuts.of(line).plausible] == [
        ("12 RUE DES ZZYZX", name)
    ]
