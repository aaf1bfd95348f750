"""Classes of the choropleth: what is measured, by which territories, and honest breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dashboard.engine.types import Share, TerritoryLevel, TerritoryValue
from dashboard.received import members

CLASSES = 5

MEASURES: Mapping[str, int] = {"densite": 1, "effectif": 0, "part_liberal": 0, "part_localisee": 0}
"""Measure → decimals of its values; shares are in per cent."""

NO_MEASURE = "aucune"
"""The areas without colour."""

SMALL = 10
"""Below so many, a share or a density moves much when one person comes or leaves."""

OUTSIDE = -1.0
"""Value of an area outside the territory chosen; null is « no data »."""

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What colours the areas: one of MEASURES or NO_MEASURE, by a level of territory."""

    measure: str = "densite"
    level: TerritoryLevel = "epci"

    @classmethod
    def from_json(cls, state: object) -> MapOptions:
        """Return the options in a state, whatever it is; what is not known is the default."""
        given = members(state)
        measure, level = given.get("mesure"), given.get("echelle")
        return cls(
            measure if measure in (*MEASURES, NO_MEASURE) else "densite",
            level if level in ("departement", "commune") else "epci",
        )

    @property
    def share(self) -> Share | None:
        """The share the engine must give with the areas, if the measure is one."""
        if self.measure == "part_liberal":
            return "part_liberal"
        return "part_localisee" if self.measure == "part_localisee" else None


class MapClass(NamedTuple):
    """One class of the legend: bounds (`low` ≤ value < `high`), and how many areas it holds.

    0 to 0 is « zéro »; no `high` is « et plus »; no `low` is « no data ».
    """

    low: float | None
    high: float | None
    areas: int


def value_of(territory: TerritoryValue, measure: str) -> float | None:
    """Return what colours `territory` under `measure`, as it is shown; None is « no data ».

    What is more than nothing is not rounded to 0, whose colour says that nobody is there.
    """
    if measure == "effectif":
        return float(territory.count)
    if measure == "densite":
        value = territory.densite
    else:
        value = None if territory.part is None else 100 * territory.part
    if value is None:
        return None
    decimals = MEASURES[measure]
    return round(value, decimals) or (10.0**-decimals if value > 0 else 0.0)


def classes(values: Values) -> list[MapClass]:
    """Return the classes of the legend over `values`, those outside the territory left out.

    Every area is in exactly one: zero, the classes that rise, no data.
    """
    inside = [v for v in values if v != OUTSIDE]
    known = [v for v in inside if v is not None]
    bounds = breaks(known)
    found = [
        MapClass(low, high, sum(1 for v in known if low <= v and (high is None or v < high)))
        for low, high in zip(bounds, [*bounds[1:], None], strict=False)
    ]
    zeros, missing = known.count(0), len(inside) - len(known)
    nothing = [MapClass(0, 0, zeros)] if zeros else []
    return nothing + found + ([MapClass(None, None, missing)] if missing else [])


def small_areas(territories: Iterable[TerritoryValue], measure: str) -> int:
    """Return how many areas have a rate that rests on fewer than SMALL; none for plain counts."""
    if measure == "effectif":
        return 0
    held = (t.count if measure == "densite" else t.base for t in territories)
    return sum(1 for count in held if 0 < count < SMALL)


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
