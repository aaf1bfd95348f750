"""Runs of letters to texts, without a Python object for each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def texts_of(letters: npt.NDArray[np.uint8], size: npt.NDArray[np.int64]) -> pa.StringArray:
    """Texts of `size` (n,) ASCII letters, one behind the other in `letters`."""
    offsets = np.zeros(len(size) + 1, np.int32)
    np.cumsum(size, out=offsets[1:])
    return pa.StringArray.from_buffers(len(size), pa.py_buffer(offsets), pa.py_buffer(letters))
