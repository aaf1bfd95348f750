"""Answers of many queries as arrays: what was decided, before it is put into columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
STREET, MUNICIPALITY, NOT_FOUND, SKIPPED = range(4)
"""Levels of an answer: a street with or without its number, a commune, nothing, nothing asked."""


@dataclass(slots=True)
class Answers:
    """What was decided for n queries; all (n,), and what a level does not use is not read."""

    level: npt.NDArray[np.int8]
    """`STREET`, `MUNICIPALITY`, `NOT_FOUND` or `SKIPPED`."""
    department: I64
    """Rank among the departments, for a street."""
    row: I64
    """Row of the street in its department's shard, or of the commune in the gazetteer."""
    number: I64
    """Row of the number asked for in `Numbers`, for a street."""
    score: F64
    score_next: F64
    """NaN without a runner-up."""

    @classmethod
    def nothing(cls, count: int) -> Answers:
        """Answers that say `NOT_FOUND` until they are told otherwise."""
        level = np.full(count, NOT_FOUND, np.int8)
        department, row, number = (np.zeros(count, np.int64) for _ in range(3))
        return cls(level, department, row, number, np.zeros(count), np.full(count, np.nan))

    def put(self, rows: I64, others: Answers, given: I64, number: I64) -> None:
        """Put answers `given` (k,) of `others` at `rows` (k,); `number` says their numbers' rows here."""
        for mine, theirs in (
            (self.level, others.level),
            (self.department, others.department),
            (self.row, others.row),
            (self.number, number[others.number]),
            (self.score, others.score),
            (self.score_next, others.score_next),
        ):
            mine[rows] = theirs[given]

    def __len__(self) -> int:
        return len(self.level)
