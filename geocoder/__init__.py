"""Offline geocoding of French addresses against the Base Adresse Nationale.

Text in, place out; a pure library over arrays, which knows no web and no command line.
"""

from geocoder.engine import Geocoder
from geocoder.errors import GeocoderError, IndexDamagedError, IndexMissingError, QueryTableError
from geocoder.index import IndexSources, build_index, index_problems
from geocoder.lookup import Asked, Found, Lookup
from geocoder.parse import LineQuery
from geocoder.results import Result, result_text
from geocoder.types import PlaceQuery, ResultType, Status

__all__ = [
    "Asked",
    "Found",
    "Geocoder",
    "GeocoderError",
    "IndexDamagedError",
    "IndexMissingError",
    "IndexSources",
    "LineQuery",
    "Lookup",
    "PlaceQuery",
    "QueryTableError",
    "Result",
    "ResultType",
    "Status",
    "build_index",
    "index_problems",
    "result_text",
]
