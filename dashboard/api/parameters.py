"""Parameters of a GET request, read and checked as the national service does; pure.

Its messages are in English: clients compare them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from dashboard.api.errors import ParametersError
from geocoder import Asked

T = TypeVar("T")
KINDS = ("housenumber", "street", "locality", "municipality")
"""Values of `type`."""
SHORTEST, LONGEST = 3, 200
"""Characters of `q`."""
MOST_RESULTS = 100
"""Largest `limit`; the national service stops at 20."""
SEARCH_LIMIT, REVERSE_LIMIT = 5, 1
"""Defaults of `limit`."""
_YES, _NO = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})
_CITYCODE = re.compile(r"(?:\d{5}|\d[AB]\d{3})", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reverse:
    """A point (WGS84 degrees) and what is asked for around it."""

    lon: float
    lat: float
    kind: str = ""
    limit: int = REVERSE_LIMIT


def search_parameters(given: Mapping[str, str]) -> Asked:
    """Read the parameters of `/search/`; ParametersError with everything that is wrong with them."""
    read = _Reader(given)
    asked = Asked(
        q=read.one("q", _query, "", required=True),
        limit=read.one("limit", _limit, SEARCH_LIMIT),
        autocomplete=read.one("autocomplete", _boolean, True),
        kind=read.one("type", _kind, ""),
        postcode=read.one("postcode", _postcode, ""),
        citycode=read.one("citycode", _citycode, ""),
        near=read.point(),
    )
    read.one("index", _index, "")
    read.check()
    return asked


def reverse_parameters(given: Mapping[str, str]) -> Reverse:
    """Read the parameters of `/reverse/`; ParametersError with everything that is wrong with them."""
    read = _Reader(given)
    point = read.point()
    kind = read.one("type", _kind, "")
    limit = read.one("limit", _limit, REVERSE_LIMIT)
    read.one("index", _index, "")
    if point is None and not read.problems:
        read.problems.append("At least lon/lat or searchgeom must be defined")
    read.check()
    lon, lat = point or (0.0, 0.0)
    return Reverse(lon, lat, kind, limit)


class _Reader:
    """Reads one parameter after the other, and gathers what is wrong."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.problems: list[str] = []

    def text(self, *names: str) -> str:
        """The first of several names that was given a value, trimmed."""
        return next((v for n in names if (v := self._given.get(n, "").strip())), "")

    def one(self, name: str, parse: Callable[[str], T], default: T, *, required: bool = False) -> T:
        """The value of one parameter; its default where it is not given or wrong."""
        text = self.text(name)
        if not text:
            if required:
                self.problems.append(f"{name}: required param")
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
            return default

    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude; None where neither is given."""
        lon, lat = self.text("lon", "lng", "long"), self.text("lat")
        if bool(lon) != bool(lat):
            self.problems.append("lon/lat must be present together if defined")
        found = []
        for name, text, most in (("lon", lon, 180), ("lat", lat, 90)):
            value = degrees(text) if text else None
            if value is not None and abs(value) <= most:
                found.append(value)
            elif text:
                self.problems.append(f"{name}: must be a float between -{most} and {most}")
        return (found[0], found[1]) if len(found) == 2 else None

    def check(self) -> None:
        """Raise what is wrong, if anything is."""
        if self.problems:
            raise ParametersError(self.problems)


def degrees(text: str) -> float | None:
    """A finite number; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _wrong(problem: str) -> ValueError:
    return ValueError(problem)


def _query(text: str) -> str:
    starts_well = text[0].isalpha() or text[0].isdecimal()
    if not SHORTEST <= len(text) <= LONGEST or not starts_well:
        problem = f"must contain between {SHORTEST} and {LONGEST} chars and start with a number or a letter"
        raise _wrong(problem)
    return text


def _limit(text: str) -> int:
    if not _INTEGER.fullmatch(text) or not 1 <= int(text) <= MOST_RESULTS:
        problem = f"must be an integer between 1 and {MOST_RESULTS}"
        raise _wrong(problem)
    return int(text)


def _boolean(text: str) -> bool:
    lowered = text.lower()
    if lowered not in _YES | _NO:
        problem = "unable to parse value as boolean"
        raise _wrong(problem)
    return lowered in _YES


def _kind(text: str) -> str:
    if text not in KINDS:
        problem = f"unexpected value '{text}'"
        raise _wrong(problem)
    return text


def _index(text: str) -> str:
    if text != "address":
        problem = f"unexpected value '{text}'"
        raise _wrong(problem)
    return text


def _postcode(text: str) -> str:
    if not _POSTCODE.fullmatch(text):
        problem = "must contain 5 digits"
        raise _wrong(problem)
    return text


def _citycode(text: str) -> str:
    if not _CITYCODE.fullmatch(text.upper()):
        problem = "not valid"
        raise _wrong(problem)
    return text.upper()
