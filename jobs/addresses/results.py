"""What is published of a decided address: the columns of RESULT that a decision stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jobs.addresses.geography import FAR_KM, Communes, is_in_france, is_swapped
from jobs.addresses.given import Given, Place
from jobs.pipeline.decisions import POSITION_DECIMALS, Verdict
from refdata.tables import RESULT_COLUMNS

if TYPE_CHECKING:
    from geocoder import Geocoder, Result

Columns = dict[str, Any]
"""A result by column of RESULT."""

NOTHING: Columns = dict.fromkeys(RESULT_COLUMNS)
CERTAIN = 1.0
"""Score of what a person decided."""


@dataclass(frozen=True)
class Known:
    """What is known of the addresses of a sheet, and how to look the rest up when a line needs it."""

    base: Mapping[str, Mapping[str, Any]]
    """Rows of the address base by `cle`."""
    queries: Mapping[str, Mapping[str, Any]]
    """Queries of the directory by `cle`, with their complement."""
    open_geocoder: Callable[[], Geocoder]
    read_communes: Callable[[], tuple[pa.Table, pa.Table]]

    @cached_property
    def geocoder(self) -> Geocoder:
        """The index built last."""
        return self.open_geocoder()

    @cached_property
    def communes(self) -> Communes:
        """The communes of the reference."""
        return Communes(*self.read_communes())

    def query(self, given: Given) -> Mapping[str, Any]:
        """The address as registered: in the directory, in the base, else as the sheet repeats it."""
        return self.queries.get(given.key) or self.base.get(given.key) or given.registered


def result_of(given: Given, place: Place, known: Known, *, force: bool) -> Columns:
    """Return what is published of the address from now on. Raises RawFormatError.

    `force` accepts a point outside France or far from the commune of the address.
    """
    if given.verdict is Verdict.WITHDRAWN:
        return NOTHING
    if given.verdict is Verdict.ACCEPTED:
        return _accepted(given, place, known)
    if given.verdict is Verdict.NOT_AN_ADDRESS:
        return _commune_alone(given, known)
    if given.verdict is Verdict.OTHER:
        found = _other(given, place, known)
        return _checked(found, "result_id", given, place, known, force=force)
    return _checked(_moved(given, known), "longitude", given, place, known, force=force)


def _accepted(given: Given, place: Place, known: Known) -> Columns:
    """The answer that the base holds, which must be the one that the sheet showed."""
    row = known.base.get(given.key)
    if row is None or row["result_type"] is None:
        advice = "choose deplacer, autre or pas_une_adresse"
        place.refuse("decision", "there is no answer to accept", advice)
    if given.shown and given.shown != row["result_id"]:
        problem = f"the answer has changed since this sheet was written, to {row['result_label']!r}"
        advice = "look at it again in a new sheet of `cigogne addresses review`"
        place.refuse("reponse_id", problem, advice)
    return _certain({name: row[name] for name in RESULT_COLUMNS})


def _certain(found: Columns) -> Columns:
    """A result that a person is sure of."""
    position = {n: round(found[n], POSITION_DECIMALS) for n in ("longitude", "latitude")}
    return {**found, **position, "result_score": CERTAIN, "result_score_next": None}


def _commune_alone(given: Given, known: Known) -> Columns:
    """The commune that the address names, as the geocoder weighs it: nobody said that it is right."""
    from geocoder import LineQuery, PlaceQuery

    query = known.query(given)
    names = ("postcode", "city", "citycode", "cedex")
    place = PlaceQuery(**{name: query[name] or "" for name in names})
    return _plain(known.geocoder.locate(place, LineQuery()))


def _plain(found: Result) -> Columns:
    """A result as plain values."""
    return {n: str(v) if isinstance(v, str) else v for n, v in found.as_row().items()}


def _other(given: Given, place: Place, known: Known) -> Columns:
    """The address, way, lieu-dit or commune of the id given."""
    found = known.geocoder.by_id(given.identifier)
    if found is None:
        problem = "the index knows no such BAN id"
        advice = "look for it with `cigogne search --json`, or move the point with deplacer"
        place.refuse("result_id", problem, advice)
    return _certain({**_plain(found), "result_status": "ok"})


def _moved(given: Given, known: Known) -> Columns:
    """A point put by hand: it has no BAN id, and the label is the address as registered."""
    query = known.query(given)
    lon, lat = given.lon or 0.0, given.lat or 0.0
    code = known.communes.holding(lon, lat) or known.communes.of_address(query)
    found = known.geocoder.by_id(code) if code else None
    town = _plain(found) if found else NOTHING
    number = _joined(query["number"], query["suffix"])
    street = _joined(query["way_type"], query["street"])
    line = _joined(number, street) or _joined(query["distribution"])
    postcode = query["postcode"] or town["result_postcode"]
    city = town["result_city"] or query["city"]
    is_door, is_way = given.kind == "housenumber", given.kind in ("housenumber", "street")
    copied = ("result_city", "result_context", "result_citycode")
    return _certain(
        {
            **NOTHING,
            **{name: town[name] for name in copied},
            "longitude": lon,
            "latitude": lat,
            "result_label": _joined(line, postcode, city) or "point placé par une personne",
            "result_type": given.kind or "locality",
            "result_housenumber": (number or None) if is_door else None,
            "result_name": line or city,
            "result_street": (street or None) if is_way else None,
            "result_postcode": postcode,
            "result_status": "ok",
        }
    )


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _checked(
    found: Columns, column: str, given: Given, place: Place, known: Known, *, force: bool
) -> Columns:
    """Return `found`, unless it lies where no address of the commune can."""
    lon, lat = found["longitude"], found["latitude"]
    if is_swapped(lon, lat):
        problem = "longitude and latitude look swapped"
        advice = f"write {lat:g} in `longitude` and {lon:g} in `latitude`"
        place.refuse(column, problem, advice)
    if not force and (problem := _far(lon, lat, given, known)):
        place.refuse(column, problem, "correct it, or give --force if you are sure")
    return found


def _far(lon: float, lat: float, given: Given, known: Known) -> str:
    """Say what is wrong with a position; empty when nothing is."""
    if not is_in_france(lon, lat):
        return "the point lies outside France"
    code = known.communes.of_address(known.query(given))
    away = known.communes.distance_km(code, lon, lat) if code else 0.0
    if code and away > FAR_KM:
        return f"the point lies {away:.0f} km from {known.communes.name(code)} ({code})"
    return ""
