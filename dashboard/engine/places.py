"""The communes served, with what holds them: populations of any combination of territories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.directory import Directory
from dashboard.selection import TERRITORY, Dimension, Selection

_OF_COMMUNE = {
    Dimension.DEPARTEMENT: "code_departement",
    Dimension.EPCI: "siren_epci",
    Dimension.COMMUNE: "code_commune",
}


class Places:
    """Codes, memberships and populations of the communes served, as arrays (communes,)."""

    def __init__(self, directory: Directory) -> None:
        communes = directory.communes
        self._codes = {d: np.array(communes[c].to_pylist(), object) for d, c in _OF_COMMUNE.items()}
        self._known = pc.is_valid(communes["population"]).to_numpy()
        filled = pc.fill_null(communes["population"].cast(pa.int64()), 0)
        self._population: NDArray[np.int64] = filled.to_numpy()
        self.names: dict[Dimension, dict[str, str]] = {
            Dimension.DEPARTEMENT: _named(directory.departements, "code_departement"),
            Dimension.EPCI: _named(directory.epcis, "siren_epci"),
            Dimension.COMMUNE: _named(communes, "code_commune"),
        }

    def within(self, selection: Selection) -> NDArray[np.bool_]:
        """Return which communes keep the territory clauses of `selection` (communes,)."""
        found = np.ones(len(self._population), dtype=bool)
        for dimension in TERRITORY:
            if codes := selection.values(dimension):
                found &= np.isin(self._codes[dimension], np.array(codes, object))
        return found

    def population(self, selection: Selection) -> int | None:
        """Return the inhabitants of the territory of `selection`; None when none is known."""
        communes = self.within(selection) & self._known
        return int(self._population[communes].sum()) if communes.any() else None

    def populations(self, level: Dimension, selection: Selection) -> dict[str, int | None]:
        """Return each area of `level` that has a commune in the territory, with its inhabitants.

        Only the communes in the territory count: an EPCI across two departments shows the part
        that lies in the department chosen, as its activities do.
        """
        communes = np.flatnonzero(self.within(selection))
        found: dict[str, int | None] = {}
        for code, known, population in zip(
            self._codes[level][communes],
            self._known[communes].tolist(),
            self._population[communes].tolist(),
            strict=True,
        ):
            if code is not None:
                before = found.setdefault(code, None)
                found[code] = (before or 0) + population if known else before
        return found

    def departements(self, selection: Selection) -> tuple[str, ...]:
        """Return the departments that the territory of `selection` touches, sorted."""
        return tuple(sorted(set(self._codes[Dimension.DEPARTEMENT][self.within(selection)])))


def _named(table: pa.Table, code: str) -> dict[str, str]:
    codes: Sequence[str] = table[code].to_pylist()
    return dict(zip(codes, table["nom"].to_pylist(), strict=True))
