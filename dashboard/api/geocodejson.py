"""Answers as GeocodeJSON, member by member as the national service writes them; pure."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.api.lambert import lambert93
from dashboard.api.parameters import Reverse
from geocoder import Asked, Found

ATTRIBUTION, LICENCE = "BAN", "ETALAB-2.0"
DECIMALS = 6
"""Digits of a coordinate behind the point: a decimetre."""
Members = dict[str, object]


def search_answer(found: Iterable[Found], asked: Asked) -> Members:
    """The answer of `/search/`."""
    filters = {"type": asked.kind, "postcode": asked.postcode, "citycode": asked.citycode}
    more: Members = {"query": asked.q}
    if kept := {name: value for name, value in filters.items() if value}:
        more["filters"] = kept
    if asked.near:
        more["center"] = list(asked.near)
    return _collection(found, more, asked.limit)


def reverse_answer(found: Iterable[Found], asked: Reverse) -> Members:
    """The answer of `/reverse/`."""
    more: Members = {"center": [asked.lon, asked.lat]}
    if asked.kind:
        more["filters"] = {"type": asked.kind}
    return _collection(found, more, asked.limit)


def _collection(found: Iterable[Found], more: Members, limit: int) -> Members:
    return {
        "type": "FeatureCollection",
        "version": "draft",
        "features": [feature(one) for one in found],
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        **more,
        "limit": limit,
    }


def feature(found: Found) -> Members:
    """One answer; members without a value are left out."""
    result = found.result
    lon, lat = float(result.longitude or 0.0), float(result.latitude or 0.0)
    x, y = lambert93(lon, lat) or (None, None)
    properties: Members = {
        "label": result.result_label,
        "score": round(float(result.result_score or 0.0), 5),
        "housenumber": result.result_housenumber,
        "id": result.result_id,
        "name": result.result_name,
        "postcode": result.result_postcode,
        "citycode": result.result_citycode,
        "x": x,
        "y": y,
        "city": result.result_city,
        "district": result.result_district,
        "oldcitycode": result.result_oldcitycode,
        "oldcity": result.result_oldcity,
        "context": result.result_context,
        "type": str(result.result_type),
        "importance": round(found.importance, 5),
        "street": result.result_street if result.result_type != "locality" else None,
        "locality": result.result_street if result.result_type == "locality" else None,
        "municipality": result.result_city if result.result_type == "municipality" else None,
        "distance": round(found.distance) if found.distance is not None else None,
    }
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)],
        },
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
