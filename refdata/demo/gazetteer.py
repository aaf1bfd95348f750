"""The generated BAN as the extraction sees it: pick a door somewhere, ask what a street holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from refdata.demo.dice import Dice
from refdata.demo.facts import Commune, Facts
from refdata.demo.localities import Locality
from refdata.demo.numbers import REPETITIONS, Doors
from refdata.demo.streets import Streets

_FIRST_PSEUDO = 5_000
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """One door with all that an address line needs; `row` is its row among the doors."""

    row: int
    commune: Commune
    street: int
    kind: str
    rest: str
    number: int
    rep: str
    postcode: str
    former: str
    street_id: str
    lon: float
    lat: float

    @property
    def ban_id(self) -> str:
        """BAN id of the door: `52006_0001_00132_bis`."""
        plain = f"{self.street_id}_{self.number:05d}"
        return f"{plain}_{self.rep}" if self.rep else plain


class Gazetteer:
    """Look-ups over communes, streets, doors and lieux-dits."""

    def __init__(
        self,
        facts: Facts,
        communes: Sequence[Commune],
        streets: Streets,
        doors: Doors,
        localities: Sequence[Locality],
    ) -> None:
        self.facts, self.communes, self.streets, self.doors = facts, communes, streets, doors
        self._door_start = np.searchsorted(doors.street, np.arange(len(streets) + 1))
        self._street_start = np.searchsorted(streets.commune, np.arange(len(communes) + 1))
        self._by_department: dict[str, list[int]] = defaultdict(list)
        for row, commune in enumerate(communes):
            self._by_department[commune.departement].append(row)
        self._bounds: dict[tuple[str, float], list[float]] = {}
        self.localities: dict[str, list[Locality]] = defaultdict(list)
        for place in localities:
            self.localities[place.code_insee].append(place)
        self.empty_communes = self._without_addresses()
        self.postcodes = frozenset(p for c in facts.communes for p in c.codes_postaux)
        self._names = {c.code: frozenset(self._full_names(row)) for row, c in enumerate(communes)}

    @property
    def departments(self) -> list[str]:
        """Departments with addresses, sorted."""
        return sorted(self._by_department)

    def commune_in(self, department: str, pull: float, dice: Dice) -> int:
        """Return a row of `communes` in the department, by population to the power `pull`."""
        rows = self._by_department[department]
        key = (department, pull)
        if key not in self._bounds:
            weights = (max(self.communes[r].population, 20) ** pull for r in rows)
            self._bounds[key] = list(accumulate(weights))
        bounds = self._bounds[key]
        return rows[min(bisect_right(bounds, dice.roll() * bounds[-1]), len(rows) - 1)]

    def door_in(self, commune_row: int, dice: Dice) -> Place:
        """Return a door of the commune, never one of BAN's pseudo-numbers."""
        first, last = self._street_start[commune_row], self._street_start[commune_row + 1]
        low, high = int(self._door_start[first]), int(self._door_start[last])
        row = low + dice.below(high - low)
        for _ in range(_TRIES):
            if 0 < int(self.doors.number[row]) < _FIRST_PSEUDO:
                break
            row = low + dice.below(high - low)
        return self.place(row)

    def place(self, row: int) -> Place:
        """Return the door at a row."""
        doors, streets = self.doors, self.streets
        street = int(doors.street[row])
        name = int(streets.name[street])
        return Place(
            row=row,
            commune=self.communes[int(streets.commune[street])],
            street=street,
            kind=streets.book.types[name],
            rest=streets.book.rests[name],
            number=int(doors.number[row]),
            rep=str(REPETITIONS[doors.rep[row]]),
            postcode=streets.postcode[street],
            former=streets.former[street],
            street_id=streets.ident[street],
            lon=float(doors.lon[row]),
            lat=float(doors.lat[row]),
        )

    def middle_of(self, street: int) -> tuple[float, float]:
        """Return the position of the middle door of a street, degrees."""
        row = int(self._door_start[street] + self._door_start[street + 1]) // 2
        return float(self.doors.lon[row]), float(self.doors.lat[row])

    def nearest_door(self, street: int, number: int) -> tuple[float, float]:
        """Return the position of the door of a street whose number is nearest, degrees."""
        low, high = self._door_start[street], self._door_start[street + 1]
        row = int(low + np.argmin(np.abs(self.doors.number[low:high] - number)))
        return float(self.doors.lon[row]), float(self.doors.lat[row])

    def numbers_of(self, street: int) -> set[int]:
        """Return every number of a street."""
        low, high = self._door_start[street], self._door_start[street + 1]
        return set(self.doors.number[low:high].tolist())

    def repetitions_of(self, street: int, number: int) -> set[str]:
        """Return the suffixes that exist at one number of a street (empty string included)."""
        low, high = self._door_start[street], self._door_start[street + 1]
        here = self.doors.rep[low:high][self.doors.number[low:high] == number]
        return {str(REPETITIONS[code]) for code in here}

    def has_street(self, commune: Commune, full_name: str) -> bool:
        """Return whether a commune has a way of that name."""
        return full_name in self._names.get(commune.code, frozenset())

    def other_door(self, place: Place, dice: Dice) -> Place:
        """Return a door of the same commune, for a second address in the same field."""
        return self.door_in(int(self.streets.commune[place.street]), dice)

    def _full_names(self, commune_row: int) -> list[str]:
        first, last = self._street_start[commune_row], self._street_start[commune_row + 1]
        return [self.streets.book.full(int(n)) for n in self.streets.name[first:last]]

    def _without_addresses(self) -> Mapping[str, tuple[Commune, ...]]:
        """Return communes that BAN knows nothing of, by department that has addresses elsewhere."""
        with_addresses = {c.code for c in self.communes}
        found: dict[str, list[Commune]] = defaultdict(list)
        for commune in self.facts.communes:
            if commune.code not in with_addresses and commune.departement in self._by_department:
                found[commune.departement].append(commune)
        return {department: tuple(communes) for department, communes in found.items()}
