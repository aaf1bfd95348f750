"""The territories by name or code: what one types, and what lies inside a territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from dashboard.directory import Directory
from dashboard.engine.types import LEVELS, TerritoryLevel
from dashboard.search import normalise, words
from dashboard.selection import TERRITORY, Dimension, Selection


@dataclass(frozen=True, slots=True)
class Place:
    """One territory: its level, code and name, and the territories that hold it whole."""

    level: TerritoryLevel
    code: str
    label: str
    population: int
    """inhabitants, 0 when unknown"""
    departements: tuple[str, ...]
    """codes of the departments it lies in"""
    epci: str | None = None
    """SIREN of the EPCI of a commune"""

    def selects(self) -> dict[str, list[str]]:
        """Return the territory clauses that choose it, with what holds it whole: the trail."""
        alone = list(self.departements) if len(self.departements) == 1 else []
        if self.level == "departement":
            return {"departement": [self.code], "epci": [], "commune": []}
        if self.level == "epci":
            return {"departement": alone, "epci": [self.code], "commune": []}
        return {
            "departement": alone,
            "epci": [self.epci] if self.epci else [],
            "commune": [self.code],
        }


class _Entry(NamedTuple):
    name: str
    """words of the label, normalised"""
    tokens: tuple[str, ...]
    """those words, and the code's"""
    place: Place


class Gazetteer:
    """Every territory served, found by the beginnings of the words of its name, or by its code."""

    def __init__(self, directory: Directory) -> None:
        rows = directory.communes.select(
            ["code_commune", "nom", "code_departement", "siren_epci", "population"]
        ).to_pylist()
        places = [*_departements(directory, rows), *_epcis(directory, rows), *map(_commune, rows)]
        names: list[str] = normalise(pa.array([p.label for p in places], pa.string())).to_pylist()
        self._entries = [
            _Entry(name, (*name.split(), *words(place.code)), place)
            for name, place in zip(names, places, strict=True)
        ]

    def find(self, wanted: str, limit: int) -> list[Place]:
        """Return at most `limit` places: that code, that name, names that begin so, then others.

        Case and accents do not matter; among equals, the coarser and the more populated first.
        """
        asked = words(wanted)
        whole = " ".join(asked)
        found = [
            entry
            for entry in self._entries
            if all(any(token.startswith(word) for token in entry.tokens) for word in asked)
        ]
        found.sort(key=lambda entry: _order(entry, whole))
        return [entry.place for entry in found[:limit]]

    def inside(self, selection: Selection, limit: int) -> list[Place]:
        """Return what lies just inside the territory of `selection`, by name: one step down."""
        held = [d for d in TERRITORY if selection.values(d)]
        level = LEVELS[min(TERRITORY.index(held[-1]) + 1, 2)] if held else "departement"
        clauses = [(d, set(selection.values(d))) for d in held if d.value != level]
        found = [
            entry
            for entry in self._entries
            if entry.place.level == level and all(_in(entry.place, d, c) for d, c in clauses)
        ]
        found.sort(key=lambda entry: entry.place.code if level == "departement" else entry.name)
        return [entry.place for entry in found[:limit]]


def _order(entry: _Entry, whole: str) -> tuple[bool, bool, bool, int, int]:
    place = entry.place
    return (
        place.code.lower() != whole,
        entry.name != whole,
        not entry.name.startswith(whole),
        LEVELS.index(place.level),
        -place.population,
    )


def _in(place: Place, dimension: Dimension, codes: set[str]) -> bool:
    if dimension is Dimension.DEPARTEMENT:
        return bool(codes & set(place.departements))
    return dimension is not Dimension.EPCI or place.epci in codes


def _commune(row: dict[str, str | int | None]) -> Place:
    epci = row["siren_epci"]
    return Place(
        "commune",
        str(row["code_commune"]),
        str(row["nom"]),
        int(row["population"] or 0),
        (str(row["code_departement"]),),
        str(epci) if epci else None,
    )


def _departements(directory: Directory, rows: list[dict[str, str | int | None]]) -> list[Place]:
    names = directory.labels_of_territory(Dimension.DEPARTEMENT)
    return [
        Place("departement", code, name, _population(rows, "code_departement", code), (code,))
        for code, name in names.items()
    ]


def _epcis(directory: Directory, rows: list[dict[str, str | int | None]]) -> list[Place]:
    """Return the EPCI that hold a commune served, with the departments they lie in."""
    names = directory.labels_of_territory(Dimension.EPCI)
    within: dict[str, set[str]] = {}
    people: dict[str, int] = {}
    for row in rows:
        if epci := row["siren_epci"]:
            within.setdefault(str(epci), set()).add(str(row["code_departement"]))
            people[str(epci)] = people.get(str(epci), 0) + int(row["population"] or 0)
    return [
        Place("epci", code, names.get(code, code), people[code], tuple(sorted(held)))
        for code, held in within.items()
    ]


def _population(rows: list[dict[str, str | int | None]], column: str, code: str) -> int:
    return sum(int(row["population"] or 0) for row in rows if row[column] == code)
