"""Parameters of GET: what is read, and what the national service says of what is wrong."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.api.errors import ParametersError
from dashboard.api.parameters import reverse_parameters, search_parameters

Q = "rue des Lilas"
BAD_Q = "q: must contain between 3 and 200 chars and start with a number or a letter"


def test_defaults():
    asked = search_parameters({"q": f"  {Q} "})
    assert (asked.q, asked.limit, asked.autocomplete) == (Q, 5, True)
    assert (asked.kind, asked.postcode, asked.citycode, asked.near) == ("", "", "", None)
    assert reverse_parameters({"lon": "7.5", "lat": "48"}).limit == 1


def test_everything_given():
    given_ = {
        "q": Q,
        "limit": "100",
        "autocomplete": "0",
        "type": "street",
        "postcode": "67000",
        "citycode": "2a004",
        "lat": "48.5",
        "lon": "7.5",
        "index": "address",
        "unheard_of": "1",
    }
    asked = search_parameters(given_)
    assert (asked.limit, asked.autocomplete, asked.kind) == (100, False, "street")
    assert (asked.postcode, asked.citycode, asked.near) == ("67000", "2A004", (7.5, 48.5))


@pytest.mark.parametrize("empty", ["limit", "autocomplete", "type", "postcode", "lat"])
def test_an_empty_parameter_is_not_given(empty):
    assert search_parameters({"q": Q, empty: ""}) == search_parameters({"q": Q})


@pytest.mark.parametrize(
    ("given_", "detail"),
    [
        ({}, ["q: required param"]),
        ({"q": "   "}, ["q: required param"]),
        ({"q": "ab"}, [BAD_Q]),
        ({"q": "a" * 201}, [BAD_Q]),
        ({"q": "'s-Hertogenbosch"}, [BAD_Q]),
        ({"q": Q, "limit": "0"}, ["limit: must be an integer between 1 and 100"]),
        ({"q": Q, "limit": "101"}, ["limit: must be an integer between 1 and 100"]),
        ({"q": Q, "limit": "5.0"}, ["limit: must be an integer between 1 and 100"]),
        ({"q": Q, "autocomplete": "maybe"}, ["autocomplete: unable to parse value as boolean"]),
        ({"q": Q, "type": "city"}, ["type: unexpected value 'city'"]),
        ({"q": Q, "postcode": "6700"}, ["postcode: must contain 5 digits"]),
        ({"q": Q, "postcode": "٦٧٠٠٠"}, ["postcode: must contain 5 digits"]),
        ({"q": Q, "citycode": "2C004"}, ["citycode: not valid"]),
        ({"q": Q, "index": "poi"}, ["index: unexpected value 'poi'"]),
        ({"q": Q, "lat": "48"}, ["lon/lat must be present together if defined"]),
        ({"q": Q, "lat": "91", "lon": "7"}, ["lat: must be a float between -90 and 90"]),
        ({"q": Q, "lat": "48", "lon": "nan"}, ["lon: must be a float between -180 and 180"]),
        ({"q": Q, "lat": "48", "lon": "1e999"}, ["lon: must be a float between -180 and 180"]),
        (
            {"q": "a", "limit": "x"},
            [BAD_Q, "limit: must be an integer between 1 and 100"],
        ),
    ],
)
def test_what_is_wrong_is_said_as_the_national_service_does(given_, detail):
    with pytest.raises(ParametersError) as refused:
        search_parameters(given_)
    assert refused.value.body() == {
        "code": 400,
        "message": "Failed parsing query",
        "detail": detail,
    }


def test_a_reverse_without_a_point_is_refused():
    with pytest.raises(ParametersError) as refused:
        reverse_parameters({})
    assert refused.value.detail == ["At least lon/lat or searchgeom must be defined"]


@pytest.mark.parametrize("name", ["lon", "lng", "long"])
def test_longitude_has_the_names_that_addok_knows(name):
    assert reverse_parameters({name: "7", "lat": "48"}).lon == 7


NAMES = ("q", "limit", "autocomplete", "type", "postcode", "citycode", "lat", "lon", "index")


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=210)))
def test_anything_is_read_or_refused(given_):
    for read in (search_parameters, reverse_parameters):
        with contextlib.suppress(ParametersError):
            read(given_)
