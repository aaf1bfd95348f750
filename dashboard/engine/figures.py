"""The key figures of one scope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.coding import smallest
from dashboard.directory import Directory, distinct
from dashboard.engine.facets import most_first
from dashboard.engine.places import Places
from dashboard.engine.types import MISSING, KeyFigures, Share
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


class Figures:
    """Computes the key figures of the rows of a scope."""

    def __init__(self, directory: Directory, places: Places) -> None:
        self._directory, self._places = directory, places
        coarse = directory.dimensions[Dimension.NIVEAU].rows_of((AT_COMMUNE, MISSING))
        self._precise = ~coarse
        levels, reasons = directory.dimensions[Dimension.NIVEAU], directory.reasons
        self._shape = (len(levels.values), len(reasons.values))
        # One number for how a row was located and why not: both tallies are sums of one count.
        placed = levels.codes.astype(np.int64) * self._shape[1] + reasons.codes
        self._placed = smallest(placed, self._shape[0] * self._shape[1])

    def of(self, selection: Selection, rows: RowIds, absent: tuple[str, ...]) -> KeyFigures:
        """Return the figures of `rows`, those that `selection` keeps, without comparisons.

        `absent` names the professions of the basket that the territory lacks.
        """
        directory = self._directory
        people = directory.persons_of(rows)
        liberals = directory.persons_of(rows[directory.liberal[rows]])
        population = self._places.population(selection)
        at_commune, nowhere, reasons = self._located(rows)
        return KeyFigures(
            professionnels=people,
            activites=len(rows),
            lieux_exercice=distinct(directory.site[rows], directory.sites),
            population=population,
            densite=density(people, population),
            part_liberal=_share(liberals, people),
            part_localisee=_share(len(rows) - at_commune - nowhere, len(rows)),
            au_centre_commune=at_commune,
            sans_position=nowhere,
            raisons=reasons,
            professions_absentes=absent,
            departements=self._departements(selection),
        )

    def counts_in(self, share: Share) -> NDArray[np.bool_]:
        """Return which rows are in the part of `share` (n,): liberal ones, or those located."""
        return self._directory.liberal if share == "part_liberal" else self._precise

    def _departements(self, selection: Selection) -> tuple[str, ...]:
        if any(selection.values(dimension) for dimension in TERRITORY):
            return self._places.departements(selection)
        return self._directory.served

    def _located(self, rows: RowIds) -> tuple[int, int, dict[str, int]]:
        """Return how many rows lie at a commune's centre, how many nowhere, and the reasons."""
        size = self._shape[0] * self._shape[1]
        tally = np.bincount(self._placed[rows], minlength=size).reshape(self._shape)
        levels = self._directory.dimensions[Dimension.NIVEAU].values
        by_level = dict(zip(levels, tally.sum(axis=1).tolist(), strict=True))
        reasons = dict(most_first(self._directory.reasons.values, tally.sum(axis=0).tolist()))
        reasons.pop("", None)  # the rows that need none
        return by_level.get(AT_COMMUNE, 0), by_level.get(MISSING, 0), reasons
