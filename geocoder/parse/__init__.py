"""Parsing: fields or a free line to ranked hypotheses. Parsing proposes, scoring disposes."""

from geocoder.parse.freeline import FreeReading, read_free_line
from geocoder.parse.housenumber import parse_number_field
from geocoder.parse.streetline import LineQuery, LineReading, hypotheses, line_readings

__all__ = [
    "FreeReading",
    "LineQuery",
    "LineReading",
    "hypotheses",
    "line_readings",
    "parse_number_field",
    "read_free_line",
]
