"""Normalisation: a text to words that compare equal when they name the same thing."""

from geocoder.normalize.fold import SEPARATOR, fold, fold_words
from geocoder.normalize.names import ARTICLES, StreetName, commune_key, street_name
from geocoder.normalize.sounds import phonetic

__all__ = [
    "ARTICLES",
    "SEPARATOR",
    "StreetName",
    "commune_key",
    "fold",
    "fold_words",
    "phonetic",
    "street_name",
]
