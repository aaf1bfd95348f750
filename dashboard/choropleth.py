"""Classes of the choropleth: what is measured, by which territories, and honest breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.engine.types import TerritoryLevel, TerritoryValue

CLASSES = 5


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What colours the areas: `densite`, `effectif` or `aucune`, by a level of territory."""

    measure: str = "densite"
    level: TerritoryLevel = "epci"

    @classmethod
    def from_json(cls, state: object) -> MapOptions:
        """Return the options in a state, whatever it is; what is not known is the default."""
        given = state if isinstance(state, Mapping) else {}
        measure, level = given.get("mesure"), given.get("echelle")
        return cls(
            measure if measure in ("effectif", "aucune") else "densite",
            level if level in ("departement", "commune") else "epci",
        )


def value_of(territory: TerritoryValue, measure: str) -> float | None:
    """Return what colours `territory` under `measure`; None is « no data »."""
    if measure == "effectif":
        return float(territory.count)
    return territory.densite if measure == "densite" else None


def breaks(values: Sequence[float], classes: int = CLASSES) -> list[float]:
    """Lower bounds of at most `classes` classes over the values above 0, ascending, distinct.

    Quantiles (as many territories in each class), rounded to two figures so that a legend can be
    read aloud; the first bound is the smallest value, and 0 has a class of its own. Empty when no
    value is above 0.
    """
    positive = np.sort(np.asarray([v for v in values if v > 0], dtype=float))
    if not positive.size:
        return []
    inner = np.quantile(positive, np.arange(1, classes) / classes, method="nearest")
    rounded = sorted({round_down(float(v)) for v in inner})
    first = min(round_down(float(positive[0])), *rounded) if rounded else round_down(positive[0])
    return sorted({first, *rounded})


def round_down(value: float) -> float:
    """`value` rounded down to two significant figures: 1 234 → 1 200, 12.7 → 12, 0.237 → 0.23."""
    if value <= 0:
        return 0.0
    magnitude = int(np.floor(np.log10(value))) - 1
    digits = max(0, -magnitude)
    floor = np.floor(value / 10.0**magnitude + 1e-9)  # 0.29 / 0.01 is 28.999999999999996
    bound = round(float(floor * 10.0**magnitude), digits)
    return bound if bound <= value else round(float((floor - 1) * 10.0**magnitude), digits)
