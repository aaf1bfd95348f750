"""What is filtered: one immutable value, the same in the page's store, its address and the engine.

A selection is a set of clauses (dimension → codes), a free text, and the unit that charts count.
It is parsed at the edge from whatever a browser sends and never raises: what is not understood
is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from urllib.parse import parse_qsl, urlencode

MAX_VALUES = 200
"""Codes kept per dimension."""
MAX_CODE_LENGTH = 40
MAX_TEXT_LENGTH = 80
MAX_QUERY_LENGTH = 100_000
"""Characters of a query string that are read; 200 codes of 40 characters in 11 dimensions fit."""

TEXT_KEY = "q"
UNIT_KEY = "unite"


class Dimension(StrEnum):
    """What can be filtered, under its name in the page's address; in the order of the page."""

    PROFESSION = "profession"
    SAVOIR_FAIRE = "savoir_faire"
    MODE = "mode"
    STRUCTURE = "structure"
    SECTEUR = "secteur"
    DEPARTEMENT = "departement"
    EPCI = "epci"
    COMMUNE = "commune"
    NIVEAU = "niveau"
    RAISON = "raison"
    PERIMETRE = "perimetre"


class Unit(StrEnum):
    """What facets, charts and the choropleth count: distinct persons, or rows of practice."""

    PROFESSIONNELS = "professionnels"
    ACTIVITES = "activites"


TERRITORY = (Dimension.DEPARTEMENT, Dimension.EPCI, Dimension.COMMUNE)
"""The dimensions that say where, from the coarsest to the finest."""


def _printable(value: str) -> str:
    """`value` without control characters or lone surrogates, its blanks single and trimmed."""
    words = ("".join(c for c in word if c.isprintable()) for word in value.split())
    return " ".join(word for word in words if word)


def _code(value: object) -> str | None:
    """`value` as a code, or None when it cannot be one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int) and abs(value) >= 10**MAX_CODE_LENGTH:
        return None  # str() of a huge integer raises
    text = str(value).strip(" ")  # `10, 60` in an address typed by hand
    if not 0 < len(text) <= MAX_CODE_LENGTH or "," in text or text != _printable(text):
        return None
    return text


def _codes(values: object) -> tuple[str, ...]:
    """Return the valid codes of `values` (one code or several), distinct and sorted."""
    if isinstance(values, str | int):
        values = [values]
    if not isinstance(values, Iterable) or isinstance(values, Mapping | bytes | bytearray):
        return ()
    valid = (code for code in map(_code, islice(values, 5 * MAX_VALUES)) if code is not None)
    return tuple(sorted(set(islice(valid, MAX_VALUES))))


def _text(value: object) -> str:
    """`value` as a search text, empty when it is none."""
    if not isinstance(value, str):
        return ""
    return _printable(value[: 5 * MAX_TEXT_LENGTH])[:MAX_TEXT_LENGTH].strip()


def _unit(value: object) -> Unit:
    """`value` as a unit, persons when it is none."""
    return Unit.ACTIVITES if value == Unit.ACTIVITES.value else Unit.PROFESSIONNELS


@dataclass(frozen=True, slots=True)
class Selection:
    """Clauses, text and unit. Build it with `set`, `toggle`, `from_query` or `from_json`.

    `clauses` holds (dimension, sorted distinct codes) in the order of `Dimension`, no dimension
    without a code, so that two selections that filter the same are equal and hash alike.
    """

    clauses: tuple[tuple[Dimension, tuple[str, ...]], ...] = ()
    text: str = ""
    unit: Unit = Unit.PROFESSIONNELS

    def values(self, dimension: Dimension) -> tuple[str, ...]:
        """Return the codes chosen in `dimension`; empty when it is not filtered."""
        return dict(self.clauses).get(dimension, ())

    def set(self, dimension: Dimension, codes: Iterable[str]) -> Selection:
        """Return the same selection with exactly `codes` in `dimension` (invalid ones left out)."""
        chosen = {**dict(self.clauses), dimension: _codes(codes)}
        return replace(self, clauses=tuple((d, chosen[d]) for d in Dimension if chosen.get(d)))

    def toggle(self, dimension: Dimension, code: str) -> Selection:
        """Return the same selection with `code` taken out of `dimension`, or put in."""
        return self.set(dimension, {code} ^ {*self.values(dimension)})

    def without(self, *dimensions: Dimension) -> Selection:
        """Return the same selection with `dimensions` not filtered."""
        return replace(self, clauses=tuple(c for c in self.clauses if c[0] not in dimensions))

    def only(self, *dimensions: Dimension) -> Selection:
        """Return the clauses on `dimensions` alone: no text, the default unit."""
        return Selection(tuple(c for c in self.clauses if c[0] in dimensions))

    def search(self, text: object) -> Selection:
        """Return the same selection with the free text `text` (≤ 80 characters)."""
        return replace(self, text=_text(text))

    def counting(self, unit: object) -> Selection:
        """Return the same selection, counted in `unit`; persons when it is not a unit."""
        return replace(self, unit=_unit(unit))

    def clear(self) -> Selection:
        """Nothing filtered; the unit stays."""
        return Selection(unit=self.unit)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return not self.clauses and not self.text

    def to_json(self) -> dict[str, list[str] | str]:
        """Return the selection as JSON, defaults left out: `{"profession": ["10"], "q": …}`."""
        found: dict[str, list[str] | str] = {d.value: list(codes) for d, codes in self.clauses}
        if self.text:
            found[TEXT_KEY] = self.text
        if self.unit is not Unit.PROFESSIONNELS:
            found[UNIT_KEY] = self.unit.value
        return found

    @classmethod
    def from_json(cls, state: object) -> Selection:
        """Return the selection in `state`, whatever it is, leaving out what is invalid."""
        if not isinstance(state, Mapping):
            return cls()
        chosen = ((d, _codes(state.get(d.value))) for d in Dimension)
        clauses = tuple((d, codes) for d, codes in chosen if codes)
        return cls(clauses, _text(state.get(TEXT_KEY)), _unit(state.get(UNIT_KEY)))

    def to_query(self) -> str:
        """Return the selection as a query string without `?`: `profession=10,60&q=martin`."""
        parts = {k: ",".join(v) if isinstance(v, list) else v for k, v in self.to_json().items()}
        return urlencode(parts, safe=",")

    @classmethod
    def from_query(cls, query: str | Mapping[str, object]) -> Selection:
        """Return the selection in a query string (with or without `?`) or its parsed parameters.

        A key that is repeated adds its values. Never raises, ignores what is invalid.
        """
        if isinstance(query, str):
            pairs: Iterable[tuple[str, object]] = parse_qsl(query[:MAX_QUERY_LENGTH].lstrip("?"))
        else:
            pairs = query.items()
        state: dict[str, object] = {}
        for key, value in pairs:
            if key in (TEXT_KEY, UNIT_KEY):
                state.setdefault(key, value)
            elif isinstance(value, str):
                held = state.setdefault(key, [])
                if isinstance(held, list):
                    held.extend(value.split(","))
            else:
                state.setdefault(key, value)
        return cls.from_json(state)
