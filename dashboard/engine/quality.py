"""How well a selection is located: by level, by EPCI, by profession, and why the rest is not."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.coding import Coded
from dashboard.directory import Directory
from dashboard.engine.facets import most_first
from dashboard.engine.figures import AT_COMMUNE
from dashboard.engine.types import MISSING, PRECISION, QualityLine, QualityReport
from dashboard.selection import Dimension

LEVELS = (*PRECISION, MISSING)


class Quality:
    """Tallies the levels of location of any rows of a directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._levels = directory.dimensions[Dimension.NIVEAU]
        self._decided = pc.is_valid(directory.activities["result_decision"]).to_numpy()

    def report(self, rows: NDArray[np.intp]) -> QualityReport:
        """Return the report of `rows`."""
        levels, reasons = self._levels, self._directory.reasons
        by_level = np.bincount(levels.codes[rows], minlength=len(levels.values))
        by_reason = np.bincount(reasons.codes[rows], minlength=len(reasons.values))
        counted = dict(zip(levels.values, by_level.tolist(), strict=True))
        held = most_first(reasons.values, by_reason.tolist())
        return QualityReport(
            activites=len(rows),
            decidees=int(np.count_nonzero(self._decided[rows])),
            niveaux=tuple((level, counted.get(level, 0)) for level in LEVELS),
            raisons=tuple((reason, count) for reason, count in held if reason),
            epci=self._lines(Dimension.EPCI, rows),
            professions=self._lines(Dimension.PROFESSION, rows),
        )

    def _lines(self, dimension: Dimension, rows: NDArray[np.intp]) -> tuple[QualityLine, ...]:
        """Return one line for each value of `dimension` that `rows` hold, most to do first."""
        held, levels = self._directory.dimensions[dimension], self._levels
        shape = (len(held.values), len(levels.values))
        both = held.codes[rows].astype(np.int64) * shape[1] + levels.codes[rows]
        tally = np.bincount(both, minlength=shape[0] * shape[1]).reshape(shape)
        totals = tally.sum(axis=1).tolist()
        centre, nowhere = (_column(tally, levels, level) for level in (AT_COMMUNE, MISSING))
        lines = [
            QualityLine(held.values[i], held.labels[i], totals[i], centre[i], nowhere[i])
            for i in range(shape[0])
            if totals[i]
        ]
        return tuple(sorted(lines, key=lambda line: (-line.reste, line.label)))


def _column(tally: NDArray[np.intp], levels: Coded, level: str) -> list[int]:
    """Return the counts of `level` by value; zeros where the data do not hold it."""
    if level not in levels.index:
        return [0] * len(tally)
    counts: list[int] = tally[:, levels.index[level]].tolist()
    return counts
