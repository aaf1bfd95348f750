"""The communes served, with what holds them: populations of any combination of territories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.coding import coded
from dashboard.directory import CODE_OF_TERRITORY, Directory
from dashboard.selection import TERRITORY, Dimension, Selection


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of one level inside a territory, in the order of their codes (areas,)."""

    codes: list[str]
    labels: list[str]
    populations: list[int | None]
    """inhabitants of the communes inside the territory; null when none is known"""
    values: NDArray[np.intp]
    """place of each code among the values of its dimension, the one after the last when absent"""
    cut: list[bool]
    """whether other communes of the area lie outside the territory"""


class Places:
    """Codes, memberships and populations of the communes served, as arrays (communes,)."""

    def __init__(self, directory: Directory) -> None:
        communes = directory.communes
        self._directory = directory
        # No code is empty: a commune without EPCI answers to no clause.
        self._coded = {
            dimension: coded(communes[column], missing=("", ""))
            for dimension, column in CODE_OF_TERRITORY.items()
        }
        self._known = pc.is_valid(communes["population"]).to_numpy()
        filled = pc.fill_null(communes["population"].cast(pa.int64()), 0)
        self._population: NDArray[np.int64] = filled.to_numpy()
        self._names = {d: directory.labels_of_territory(d) for d in TERRITORY}

    def within(self, selection: Selection) -> NDArray[np.bool_]:
        """Return which communes keep the territory clauses of `selection` (communes,)."""
        found = np.ones(len(self._population), dtype=bool)
        for dimension in TERRITORY:
            if codes := selection.values(dimension):
                found &= self._coded[dimension].rows_of(codes)
        return found

    def population(self, selection: Selection) -> int | None:
        """Return the inhabitants of the territory of `selection`; None when none is known."""
        communes = self.within(selection) & self._known
        return int(self._population[communes].sum()) if communes.any() else None

    def areas(self, level: Dimension, selection: Selection) -> Areas:
        """Return the areas of `level` that have a commune in the territory of `selection`.

        Only the communes in the territory count: an EPCI across two departments shows the part
        that lies in the department chosen, as its activities do.
        """
        inside = np.flatnonzero(self.within(selection))
        found = self._populations(level, inside)
        codes = sorted(found)
        held = self._coded[level]
        whole = np.bincount(held.codes, minlength=len(held.values))
        outside = whole - np.bincount(held.codes[inside], minlength=len(held.values))
        names, index = self._names[level], self._directory.dimensions[level].index
        return Areas(
            codes,
            [names.get(code, code) for code in codes],
            [found[code] for code in codes],
            np.array([index.get(code, len(index)) for code in codes], dtype=np.intp),
            [bool(outside[held.index[code]]) for code in codes],
        )

    def _populations(self, level: Dimension, communes: NDArray[np.intp]) -> dict[str, int | None]:
        """Return the inhabitants of `communes` by area of `level`; None when none is known."""
        found: dict[str, int | None] = {}
        values = self._coded[level].values
        for value, known, population in zip(
            self._coded[level].codes[communes].tolist(),
            self._known[communes].tolist(),
            self._population[communes].tolist(),
            strict=True,
        ):
            if code := values[value]:
                before = found.setdefault(code, None)
                found[code] = (before or 0) + population if known else before
        return found

    def departements(self, selection: Selection) -> tuple[str, ...]:
        """Return the departments that the territory of `selection` touches, sorted."""
        held = self._coded[Dimension.DEPARTEMENT]
        return tuple(held.values[i] for i in np.unique(held.codes[self.within(selection)]))
