"""House numbers asked for, as arrays: made once a batch, used by every department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.types import HouseNumber

I64 = npt.NDArray[np.int64]


class NumberRanks(dict[HouseNumber | None, int]):
    """Distinct house numbers in the order they were met, none first: looking one up enters it."""

    def __init__(self) -> None:
        super().__init__({None: 0})

    def __missing__(self, number: HouseNumber | None) -> int:
        """Enter a new number behind the others."""
        rank = self[number] = len(self)
        return rank

    def of(self, numbers: Iterable[HouseNumber | None]) -> list[int]:
        """Rank of each number."""
        return list(map(self.__getitem__, numbers))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Distinct house numbers (m,); a query refers to one by its row."""

    value: I64
    """The number itself; -1 in a row that holds no number."""
    last: I64
    """Last number of a range; -1 without one."""
    suffix: I64
    """Row in `suffixes`; that of the empty one in a row that holds no number."""
    suffixes: tuple[str, ...]
    """Distinct suffixes, as `HouseNumber.suffix`."""
    text: pa.StringArray
    """As a result writes it: `12 bis`; null in a row that holds no number."""

    @classmethod
    def of(cls, numbers: Sequence[HouseNumber | None]) -> Numbers:
        """Put numbers, whose rows are kept, into arrays."""
        suffixes = {"": 0}
        for number in numbers:
            if number is not None:
                suffixes.setdefault(number.suffix, len(suffixes))
        return cls(
            value=np.array([-1 if n is None else n.value for n in numbers], np.int64),
            last=np.array(
                [-1 if n is None or n.last is None else n.last for n in numbers], np.int64
            ),
            suffix=np.array([0 if n is None else suffixes[n.suffix] for n in numbers], np.int64),
            suffixes=tuple(suffixes),
            text=pa.array([None if n is None else str(n) for n in numbers], pa.string()),
        )

    def __len__(self) -> int:
        return len(self.value)

    def are_asked(self, which: I64) -> npt.NDArray[np.bool_]:
        """Whether rows `which` (k,) hold a number (k,)."""
        asked: npt.NDArray[np.bool_] = (self.value >= 0)[which]
        return asked
