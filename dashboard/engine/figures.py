"""The key figures of one scope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.directory import Directory
from dashboard.engine.basket import absent, basket_codes
from dashboard.engine.places import Places
from dashboard.engine.types import MISSING, KeyFigures
from dashboard.selection import TERRITORY, Dimension, Selection

PER_INHABITANTS = 10_000
"""Densities are per this many inhabitants."""
AT_COMMUNE = "municipality"
"""`result_type` of an activity placed at the centre of its commune."""

RowIds = NDArray[np.intp]


def density(count: int, population: int | None) -> float | None:
    """Return `count` per 10,000 inhabitants; None without population."""
    return count * PER_INHABITANTS / population if population else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _distinct(numbers: NDArray[np.int32], count: int) -> int:
    """Return how many distinct `numbers` (of `count`) there are."""
    seen = np.zeros(count, dtype=bool)
    seen[numbers] = True
    return int(np.count_nonzero(seen))


class Figures:
    """Computes the key figures of the rows of a scope."""

    def __init__(self, directory: Directory, places: Places) -> None:
        self._directory, self._places = directory, places
        self._basket = basket_codes(directory)

    def of(self, selection: Selection, rows: RowIds, territory: RowIds) -> KeyFigures:
        """Return the figures of `rows`, those that `selection` keeps, without comparisons.

        `territory` holds the rows of its territory whatever the other clauses.
        """
        people = _distinct(self._directory.person[rows], self._directory.persons.num_rows)
        liberal = rows[self._directory.liberal[rows]]
        liberals = _distinct(self._directory.person[liberal], self._directory.persons.num_rows)
        population = self._places.population(selection)
        at_commune, nowhere = self._levels(rows)
        return KeyFigures(
            professionnels=people,
            activites=len(rows),
            lieux_exercice=_distinct(self._directory.site[rows], self._directory.sites),
            population=population,
            densite=density(people, population),
            part_liberal=_share(liberals, people),
            part_localisee=_share(len(rows) - at_commune - nowhere, len(rows)),
            au_centre_commune=at_commune,
            sans_position=nowhere,
            raisons=self._reasons(rows),
            professions_absentes=absent(self._basket, territory),
            departements=self._departements(selection),
        )

    def _departements(self, selection: Selection) -> tuple[str, ...]:
        if any(selection.values(dimension) for dimension in TERRITORY):
            return self._places.departements(selection)
        return self._directory.served

    def _levels(self, rows: RowIds) -> tuple[int, int]:
        """Return how many rows lie at the centre of their commune, and how many nowhere."""
        levels = self._directory.dimensions[Dimension.NIVEAU]
        counts = np.bincount(levels.codes[rows], minlength=len(levels.values)).tolist()
        held = dict(zip(levels.values, counts, strict=True))
        return held.get(AT_COMMUNE, 0), held.get(MISSING, 0)

    def _reasons(self, rows: RowIds) -> dict[str, int]:
        reasons = self._directory.reasons
        counts = np.bincount(reasons.codes[rows], minlength=len(reasons.values)).tolist()
        held = [(r, n) for r, n in zip(reasons.values, counts, strict=True) if r and n]
        return dict(sorted(held, key=lambda pair: (-pair[1], pair[0])))
