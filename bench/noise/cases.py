"""Cases: an address, how it was written, and its truth."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.noise.reference import Door, Place
from bench.noise.written import COLUMNS, PRESENTATIONS, Written, present

TRUTH = ("truth_type", "truth_id", "truth_street", "truth_insee", "truth_lon", "truth_lat")

COLUMNS_ONLY = frozenset({"no_insee", "wrong_insee", "obsolete_insee", "commune_elsewhere"})
"""Classes that say nothing in a free line."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The right answer; `street` may hold several ways, all right."""

    type: str
    id: str
    street: tuple[str, ...]
    insee: str
    lon: float
    lat: float

    @classmethod
    def of_door(cls, door: Door, also: tuple[str, ...] = ()) -> Truth:
        """An address, or its way when the door has no id."""
        kind = "housenumber" if door.id else "street"
        streets = (door.way.id, *also)
        return cls(kind, door.id, streets, door.way.insee, door.lon, door.lat)

    @classmethod
    def of_place(cls, place: Place) -> Truth:
        """A lieu-dit."""
        return cls("locality", place.id, (place.id,), place.insee, place.lon, place.lat)


@dataclass(frozen=True, slots=True)
class Case:
    """One query before it is handed over; `classes` are the noises it bears."""

    classes: tuple[str, ...]
    written: Written
    truth: Truth


def rows(cases: Iterable[Case], seed: str) -> Iterable[dict[str, str]]:
    """Yield each case in the three presentations, with its truth."""
    for rank, case in enumerate(cases):
        for presentation in PRESENTATIONS:
            if presentation != "columns" and set(case.classes) <= COLUMNS_ONLY:
                continue
            rng = Random(f"{seed}/{rank}/{presentation}")
            truth = case.truth
            yield {
                "qid": f"{rank}-{presentation}",
                "class": "+".join(case.classes),
                "presentation": presentation,
                **present(case.written, presentation, rng),
                "truth_type": truth.type,
                "truth_id": truth.id,
                "truth_street": "|".join(truth.street),
                "truth_insee": truth.insee,
                "truth_lon": f"{truth.lon:.6f}",
                "truth_lat": f"{truth.lat:.6f}",
            }


def write(cases: Iterable[dict[str, str]], path: Path) -> int:
    """Write the queries as CSV; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ("qid", "class", "presentation", *COLUMNS, *TRUTH))
        writer.writeheader()
        for row in cases:
            writer.writerow(row)
            count += 1
    return count
