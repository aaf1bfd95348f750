"""Other questions that a query in columns may ask: its commune stands where another text should."""

from __future__ import annotations

from dataclasses import replace

from geocoder.cuts import Cutter
from geocoder.parse import FreeReading, LineQuery, read_free_line
from geocoder.types import PlaceQuery

Question = tuple[PlaceQuery, LineQuery]
"""Where, and what."""


def with_city_elsewhere(cuts: Cutter, place: PlaceQuery, line: LineQuery) -> list[Question]:
    """Questions of a query whose columns name no commune, when its other texts name one.

    `Rue de Turenne Givet` with a postcode alone; `Pouru-aux-Bois` as a complement.
    """
    found = []
    for column in ("complement", "distribution"):
        if text := getattr(line, column):
            city = FreeReading(line.street, place.postcode, text, 0.0)
            found.append((city, replace(line, **{column: ""})))
    if line.street:
        tails = read_free_line(f"{line.street} {place.postcode or place.cedex}".strip())
        found += [(r, replace(line, street=r.street)) for r in tails if r.city and r.street]
    return [
        (PlaceQuery(place.postcode, r.city, "", place.cedex), inner)
        for r, inner in found
        if cuts.is_commune(r)
    ]


def with_city_in_line(cuts: Cutter, place: PlaceQuery, text: str) -> list[Question]:
    """Questions of a free line beside columns of a place, when the line says the place again."""
    found = []
    for reading in filter(cuts.is_commune, read_free_line(text)):
        clue = PlaceQuery(
            place.postcode or reading.postcode,
            place.city or reading.city,
            place.citycode,
            place.cedex,
        )
        found.append((clue, LineQuery(street=reading.street)))
    return found
