"""Typed data between the stages of the geocoder."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from geocoder.normalize import StreetName


class ResultType(StrEnum):
    """How precise a result is, in the vocabulary of the national service."""

    HOUSENUMBER = "housenumber"
    INTERPOLATION = "interpolation"
    STREET = "street"
    LOCALITY = "locality"
    MUNICIPALITY = "municipality"


class Status(StrEnum):
    """What became of a query."""

    OK = "ok"
    NOT_FOUND = "not-found"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house number asked for: `12 bis`, or a range `12-14` (its first number leads)."""

    value: int
    suffix: str = ""
    """Lower case as in BAN: `bis`, `a`; empty without one."""
    last: int | None = None
    """Last number of a range; None when there is none."""

    def __str__(self) -> str:
        return f"{self.value} {self.suffix}".strip()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of a line: parsing proposes, scoring disposes."""

    name: StreetName
    number: HouseNumber | None
    penalty: float
    """0 for the plain reading; up to 0.3 for one that drops words or comes from another field."""
    source: str
    """Which reading it is, for --explain: `street`, `street: before RESIDENCE`, `complement`…"""


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """Everything a query says of the commune, as written; empty when it says nothing."""

    postcode: str = ""
    city: str = ""
    citycode: str = ""
    cedex: str = ""


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """One commune that a query may mean."""

    commune: int
    """Row in the gazetteer."""
    evidence: float
    """0 to 1: how far the query's own words support it; see `match.commune`."""
    reasons: tuple[str, ...] = ()
    former: str = ""
    """COG code of the former commune the query named; empty when none."""


@dataclass(slots=True)
class StreetMatch:
    """One street (or lieu-dit) that may answer a hypothesis."""

    shard: str
    street: int
    logit: float
    """Log-odds that this is the street asked for, by its name alone."""
    layer: str
    """What matched: `exact`, `no articles`, … `fuzzy`."""
    parts: dict[str, float] = field(default_factory=dict)
