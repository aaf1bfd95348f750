"""The street line: the readings of its fields and of their parts, put in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from geocoder.normalize.names import WrittenName, split_way_type
from geocoder.parse.housenumber import leading_number, parse_number_field
from geocoder.parse.part_readings import SECOND, Reading, part_readings, unparted
from geocoder.parse.parts import STRONG_TYPES, segments
from geocoder.types import HouseNumber, Hypothesis
from geocoder.vocabulary import way_types


@dataclass(frozen=True, slots=True)
class LineQuery:
    """What a query says of number and street, as written; empty where it says nothing."""

    number: str = ""
    suffix: str = ""
    way_type: str = ""
    street: str = ""
    complement: str = ""
    distribution: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no field could name a street or a lieu-dit."""
        return not (self.street or self.complement or self.distribution or self.way_type)


BEFORE = 0.06
"""What a part costs that precedes the address: `RES LES LILAS, 24 RUE X`."""
MOST = 8
"""Readings of a line that are kept."""
BESIDE = {"distribution": (0.05, 0.0), "complement": (0.08, 0.01)}
"""What a reading of another field costs, beside a street and without one; in the order they are read."""


@lru_cache(maxsize=200_000)
def readings(
    text: str, way_type: str, label: str, *, is_numbered: bool = False
) -> tuple[Reading, ...]:
    """Every reading of one field, best guess first; empty for a field that names nothing.

    `R FRANCOIS 1ER - 38 RUE DU PRINCE D ORANGE` beside a number (`is_numbered`) is read as its first
    address, `RES LES LILAS, 24 RUE X` as its second part: another part costs what another street does.
    """
    out: list[Reading] = []
    seen: set[tuple[WrittenName, HouseNumber | None]] = set()
    parts = segments(text)
    lead = 0 if way_type else _leading_part(parts, is_numbered=is_numbered)
    for rank, words in enumerate(parts):
        kind = way_type if rank == 0 else ""
        place = label if rank == 0 else f"{label}, part {rank + 1}"
        costs = 0.0 if rank == lead else BEFORE if rank < lead else SECOND
        for reading in part_readings(words, kind, place):
            key = (reading.written, reading.number)
            if reading.written.is_empty or key in seen:
                continue
            seen.add(key)
            penalty = reading.penalty + costs
            out.append(
                Reading(reading.written, reading.number, penalty, reading.source, rank > 0)
                if rank or costs
                else reading
            )
    if len(parts) > 1 and (whole := unparted(parts, way_type, label)):
        out.append(whole)
    return tuple(sorted(out, key=lambda r: (not _names_street(r.written), r.penalty)))


def _leading_part(parts: list[list[str]], *, is_numbered: bool) -> int:
    """The part that is the address: the first with a number and a type of streets, else with a type."""
    typed: list[int] = []
    for rank, words in enumerate(parts):
        number, taken = leading_number(words)
        if split_way_type(words[taken:])[0] in STRONG_TYPES:
            if number and not (is_numbered and typed):
                return rank
            typed.append(rank)
    return typed[0] if typed else 0


def _names_street(name: WrittenName) -> bool:
    """Whether the reading begins with a way type that only streets have."""
    return name.way_type in way_types().canonical


@dataclass(frozen=True, slots=True)
class LineReading:
    """One reading of a line in columns; `takes_column` says whether the number's column is its own."""

    reading: Reading
    penalty: float
    takes_column: bool

    @property
    def leads(self) -> bool:
        """Whether the number written in the text comes before that of the column."""
        return self.reading.keeps_number and self.reading.number is not None

    def number(self, column: HouseNumber | None) -> HouseNumber | None:
        """The number of its own column leads; else the one written before the street."""
        own = self.reading.number
        return own if self.leads else (column if self.takes_column else None) or own


def line_readings(query: LineQuery, *, is_numbered: bool) -> list[LineReading]:
    """Readings of a line in columns, best guess first, at most eight.

    `is_numbered` tells whether the number's column, which is not read here, holds a number.

    The street column leads; beside it, the distribution mention and the complement give only
    readings that begin with a way type; without it, they are the street line.
    """
    # "Grand rue" may be all there is, in the type's own column
    street, way_type = (
        (query.street, query.way_type) if query.street.strip() else (query.way_type, "")
    )
    found = readings(street, way_type, "street", is_numbered=is_numbered)
    out = [LineReading(r, r.penalty, True) for r in found]
    is_street = bool(out) and _names_street(out[0].reading.written)
    has_street = bool(out)
    for label, (beside, alone) in BESIDE.items():
        text, penalty = getattr(query, label), beside if has_street else alone
        out.extend(
            LineReading(reading, reading.penalty + penalty, not has_street)
            for reading in (readings(text, "", label, is_numbered=is_numbered) if text else ())
            if not has_street or _is_worth_reading(reading.written, is_street=is_street)
        )
    return out[:MOST]


def hypotheses(query: LineQuery) -> list[Hypothesis]:
    """`line_readings`, each with the number that it says of the house."""
    column = parse_number_field(query.number, query.suffix)
    return [
        Hypothesis(r.reading.name, r.number(column), r.penalty, r.reading.source)
        for r in line_readings(query, is_numbered=column is not None)
    ]


def _is_worth_reading(name: WrittenName, *, is_street: bool) -> bool:
    """Whether a complement or a distribution mention may be where the street hides.

    Beside a street, `RES LES TILLEULS` is a building and not the Place des Tilleuls.
    """
    return name.way_type in STRONG_TYPES if is_street else _names_street(name)
