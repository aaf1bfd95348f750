"""Arrow without pandas, in processes that must be ready soon."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder

import pyarrow as pa


class _NoPandas(MetaPathFinder):
    """Says that there is no pandas to who looks for it."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> None:
        """Refuse pandas; know nothing of the others."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def leave_pandas_aside() -> None:
    """Keep Arrow from importing pandas, which takes as long as everything a geocoder imports.

    The first array that Arrow makes of anything imports pandas if it is there, to know a Series
    when it is given one. Told once that there is none, Arrow does not ask again until a table
    becomes a DataFrame, which works as ever. To be called early, where no Series is made an array.
    """
    if "pandas" in sys.modules:
        return
    refusal = _NoPandas()
    sys.meta_path.insert(0, refusal)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(refusal)
