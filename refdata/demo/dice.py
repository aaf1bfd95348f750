"""Fast scalar draws out of one numpy Generator, for the parts that build text row by row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")
_BATCH = 1 << 15


class Dice:
    """Uniform numbers drawn by the batch: a scalar draw costs no call into numpy."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._drawn: list[float] = []

    def roll(self) -> float:
        """Return a number in [0, 1)."""
        if not self._drawn:
            self._drawn = self._rng.random(_BATCH).tolist()
        return self._drawn.pop()

    def chance(self, probability: float) -> bool:
        """Return True with that probability (0 to 1)."""
        return self.roll() < probability

    def below(self, bound: int) -> int:
        """Return a whole number in 0…bound-1."""
        return int(self.roll() * bound)

    def between(self, low: int, high: int) -> int:
        """Return a whole number in low…high, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`, all alike."""
        return items[self.below(len(items))]

    def digits(self, count: int) -> str:
        """Return so many digits."""
        return f"{self.below(10**count):0{count}d}"


class Urn(Generic[T]):
    """Items with weights; `draw` takes one, with replacement."""

    def __init__(self, items: Mapping[T, float] | Sequence[tuple[T, float]]) -> None:
        pairs = list(items.items()) if isinstance(items, Mapping) else list(items)
        self._items = [item for item, _ in pairs]
        self._bounds = list(accumulate(weight for _, weight in pairs))

    def __len__(self) -> int:
        return len(self._items)

    def draw(self, dice: Dice) -> T:
        """Return one item, by weight."""
        place = bisect_right(self._bounds, dice.roll() * self._bounds[-1])
        return self._items[min(place, len(self._items) - 1)]
