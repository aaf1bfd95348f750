"""Looking for many values at once, each in its own range of one sorted array."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]


def first_from(codes: npt.NDArray[np.uint32], low: I64, high: I64, wanted: I64) -> I64:
    """First row of [low, high) whose code is `wanted` or more; `high` without any; all (k,).

    `codes` is sorted inside each range, and `wanted` is not negative. The ranges are halved
    together, by the steps of the longest one.
    """
    at = low.copy()
    if not len(at):
        return at
    sought = wanted.astype(np.uint32)
    for power in range(int((high - low).max()).bit_length() - 1, -1, -1):
        further = at + (1 << power)
        is_below = codes.take(further - 1, mode="clip") < sought
        np.copyto(at, further, where=is_below & (further <= high))
    return at
