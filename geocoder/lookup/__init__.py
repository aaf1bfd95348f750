"""Several answers to one question: filtered, completed as one types, nearest to a point."""

from geocoder.lookup.around import Around
from geocoder.lookup.asked import Asked, Found
from geocoder.lookup.search import Lookup

__all__ = ["Around", "Asked", "Found", "Lookup"]
