"""Places resolved on arrays are those that the resolver finds for each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder import Geocoder, PlaceQuery
from geocoder.batch.distinct import TextColumn
from geocoder.batch.places import resolve_places
from geocoder.match.commune import names_commune
from geocoder.normalize import commune_key
from geocoder.normalize.names import commune_keys


def _resolved(geocoder, places):
    columns = []
    for texts in zip(*places, strict=True):
        values = list(dict.fromkeys(texts))
        columns.append(TextColumn(np.array([values.index(t) for t in texts]), values))
    found = resolve_places(geocoder.decider.resolver, columns, np.arange(len(places)))
    out = []
    for start, stop in zip(found.ptr, found.ptr[1:], strict=False):
        out.append(
            [
                (
                    int(found.commune[r]),
                    float(found.evidence[r]),
                    found.former_codes[found.former[r]],
                )
                for r in range(start, stop)
            ]
        )
    assert found.names_commune.tolist() == [names_commune(PlaceQuery(*p)) for p in places]
    return out


def _expected(geocoder, place):
    found = geocoder.decider.resolver.resolve(PlaceQuery(*place))
    return [(c.commune, c.evidence, c.former) for c in found]


@pytest.fixture(scope="module")
def parts(geocoder: Geocoder):
    gazetteer = geocoder.index.gazetteer
    names = [n for n in gazetteer.table["name"].to_pylist() if n]
    codes = gazetteer.codes + sorted(gazetteer.former_of)
    postcodes = sorted(set(gazetteer.file.column("postcode_text").to_pylist()))
    old = sorted({t for t in gazetteer.file.column("name_key").to_pylist() if t})
    return names, codes, postcodes, old


@given(st.data())
def test_places_are_resolved_as_one_by_one(geocoder: Geocoder, parts, data):
    names, codes, postcodes, old = parts
    name = st.one_of(st.sampled_from(names), st.sampled_from(old))
    city = st.one_of(
        st.sampled_from(["", "Zzzzz", "67810", "CEDEX"]),
        name,
        name.map(lambda n: f"{n} CEDEX 2"),
        name.map(lambda n: n[:2] + n[3:]),
        st.tuples(st.sampled_from(postcodes), name).map(" ".join),
    )
    postcode = st.one_of(
        st.sampled_from(["", "67999", "8000", "xx"]),
        st.sampled_from(postcodes),
        st.sampled_from(postcodes).map(lambda p: p.lstrip("0")),
    )
    code = st.one_of(st.sampled_from(["", "99999", "8105"]), st.sampled_from(codes))
    cedex = st.one_of(st.just(""), st.tuples(st.sampled_from(postcodes), name).map(" ".join), name)
    places = data.draw(st.lists(st.tuples(postcode, city, code, cedex), min_size=1, max_size=8))

    assert _resolved(geocoder, places) == [_expected(geocoder, p) for p in places]


@given(st.lists(st.one_of(st.text(max_size=15), st.sampled_from(["ST DIZIER CEDEX 2", "LA (LE)"]))))
def test_names_of_communes_are_keyed_together_as_one_by_one(texts):
    assert commune_keys(texts) == [commune_key(t) for t in texts]
