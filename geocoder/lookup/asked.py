"""What is asked of a lookup, and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geocoder.index import Gazetteer, Shard
from geocoder.results import Result

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A free line, and what its answers must be."""

    q: str
    limit: int = 5
    autocomplete: bool = True
    """Whether the last word may be the beginning of one."""
    kind: str = ""
    """`housenumber`, `street`, `locality` or `municipality`: the only level answered; empty for any."""
    postcode: str = ""
    citycode: str = ""
    near: tuple[float, float] | None = None
    """Longitude and latitude: among equals, the nearest comes first."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer, how much is there, and how far it is from the point that was given."""

    result: Result
    importance: float
    """0 to about 1: grows with the logarithm of the commune's population and the street's numbers."""
    distance: float | None = None
    """Metres; None where no point was given."""


class Importance:
    """Importance of communes and streets, by the rule of the national service's own documents."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def of_communes(self) -> F64:
        """Importance of each commune (c,)."""
        population = self._gazetteer.file.column("population").fill_null(1)
        people = np.maximum(1.0, population.to_numpy(zero_copy_only=False).astype(np.float64))
        importance: F64 = np.maximum(0.0, 0.05 * np.log(people) - 0.0548)
        return importance

    def of_street(self, shard: Shard, street: int, commune: int) -> float:
        """Importance of a street of a shard: that of its commune, and what its numbers add."""
        first, stop = shard.number_ptr[street : street + 2]
        return float(self.of_communes[commune]) + 0.05 * math.log1p(int(stop - first))
