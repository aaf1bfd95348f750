"""Takes some ways and some numbers out of a reference before its index is built.

What was taken out is asked for afterwards: a way that is gone must be answered by its commune, a
number that is gone near its true position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.noise.reference import Reference
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A reference cut in two; `kept` is written as tables, to be indexed."""

    tables: dict[str, Path]
    """Department -> addresses that stay."""
    places: dict[str, Path]
    communes: Path
    former: Path
    kept: Reference
    removed: Reference


def hold_out(
    tables: Path,
    folder: Path,
    departments: Sequence[str],
    seed: int,
    shares: tuple[float, float] = (0.04, 0.05),
) -> HeldOut:
    """Cut the checked tables of `tables`; those that stay are written into `folder`.

    `shares` of the ways, and of the numbers of the ways that stay and have four or more, go away.
    """
    kept, removed = {}, {}
    for department in departments:
        table = ADRESSE.read(tables / "adresses" / f"{department}.parquet")
        gone = _removed(table, np.random.default_rng([seed, int(department, 36)]), shares)
        kept[department] = table.filter(pa.array(~gone))
        removed[department] = table.filter(pa.array(gone))
        ADRESSE.write(kept[department], folder / "adresses" / f"{department}.parquet")
    places = {d: tables / "lieux_dits" / f"{d}.parquet" for d in departments}
    communes = COMMUNE.read(tables / "communes.parquet", _POSITIONS)
    former = ANCIENNE_COMMUNE.read(tables / "anciennes_communes.parquet")
    named = {d: LIEU_DIT.read(path) for d, path in places.items()}
    return HeldOut(
        {d: folder / "adresses" / f"{d}.parquet" for d in departments},
        places,
        tables / "communes.parquet",
        tables / "anciennes_communes.parquet",
        Reference(kept, named, communes, former),
        Reference(removed, {}, communes, former),
    )


_POSITIONS = ["code_commune", "nom", "codes_postaux", "lon", "lat"]


def _removed(
    table: pa.Table, rng: np.random.Generator, shares: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    """Tell which rows go away, (n,)."""
    ways, of_row, sizes = np.unique(
        table["id_voie"].to_numpy(zero_copy_only=False).astype(str),
        return_inverse=True,
        return_counts=True,
    )
    whole = rng.random(len(ways)) < shares[0]
    alone = rng.random(table.num_rows) < shares[1]
    return np.asarray(whole[of_row] | (alone & (sizes[of_row] >= 4)), dtype=np.bool_)
