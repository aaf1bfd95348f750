"""GeocodeJSON, member by member, and the legal projection."""

import pytest

from dashboard.api.geocodejson import feature, reverse_answer, search_answer
from dashboard.api.lambert import lambert93
from dashboard.api.parameters import Reverse
from geocoder import Asked, Found, Result

DOOR = Result(
    longitude=7.5006,
    latitude=48.50005,
    result_score=0.987654321,
    result_label="3 bis Rue de l'Église 67810 Saint-Oden",
    result_type="housenumber",
    result_id="67801_0010_00003_bis",
    result_housenumber="3 bis",
    result_name="3 bis Rue de l'Église",
    result_street="Rue de l'Église",
    result_postcode="67810",
    result_city="Saint-Oden",
    result_context="67, Bas-Rhin, Grand Est",
    result_citycode="67801",
    result_status="ok",
)


def test_a_door():
    made = feature(Found(DOOR, 0.30123456, 12.6))
    assert made["type"] == "Feature"
    assert made["geometry"] == {"type": "Point", "coordinates": [7.5006, 48.50005]}
    properties = made["properties"]
    assert {name: properties[name] for name in properties if name not in "xy"} == {
        "label": "3 bis Rue de l'Église 67810 Saint-Oden",
        "score": 0.98765,
        "housenumber": "3 bis",
        "id": "67801_0010_00003_bis",
        "name": "3 bis Rue de l'Église",
        "postcode": "67810",
        "citycode": "67801",
        "city": "Saint-Oden",
        "context": "67, Bas-Rhin, Grand Est",
        "type": "housenumber",
        "importance": 0.30123,
        "street": "Rue de l'Église",
        "distance": 13,
    }


def test_the_collection_says_what_was_asked():
    asked = Asked("rue", 7, kind="street", postcode="67810", near=(7.5, 48.5))
    assert search_answer([], asked) == {
        "type": "FeatureCollection",
        "version": "draft",
        "features": [],
        "attribution": "BAN",
        "licence": "ETALAB-2.0",
        "query": "rue",
        "filters": {"type": "street", "postcode": "67810"},
        "center": [7.5, 48.5],
        "limit": 7,
    }
    assert "filters" not in search_answer([], Asked("rue"))
    assert reverse_answer([], Reverse(7.5, 48.5))["limit"] == 1


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (3.0, 46.5, 700_000.0, 6_600_000.0),  # the origin of the projection
        (
            6.717797,
            45.872554,
            988_291.09,
            6_537_109.01,
        ),  # a commune, as the national service has it
    ],
)
def test_lambert_93(lon, lat, x, y):
    assert lambert93(lon, lat) == pytest.approx((x, y), abs=0.06)


@pytest.mark.parametrize(("lon", "lat"), [(55.5, -21.1), (-61.5, 16.2), (0, 0)])
def test_overseas_has_another_projection(lon, lat):
    assert lambert93(lon, lat) is None
