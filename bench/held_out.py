"""Takes some ways and some numbers out of a reference before its index is built.

What was taken out is asked for afterwards: a way that is gone must be answered by its commune, a
number that is gone near its true position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.noise.reference import Reference
from geocoder import IndexSources
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT

SHARES = (0.04, 0.05)
"""Shares that go away: of the ways, and of the numbers of the ways that stay and have four or more."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A reference cut in two; the tables of what stays are written, to be indexed."""

    sources: IndexSources
    """What stays, for the index."""
    kept: dict[str, pa.Table]
    removed: dict[str, pa.Table]
    """Department -> addresses."""

    def reference(self, departments: Sequence[str]) -> Reference:
        """What stays in `departments`."""
        paths = self.sources.lieux_dits
        places = {d: LIEU_DIT.read(paths[d]) for d in departments if d in paths}
        return self._reference({d: self.kept[d] for d in departments}, places)

    def gone(self, departments: Sequence[str]) -> Reference:
        """What was taken out of `departments`."""
        return self._reference({d: self.removed[d] for d in departments}, {})

    def _reference(self, addresses: dict[str, pa.Table], places: dict[str, pa.Table]) -> Reference:
        communes = COMMUNE.read(self.sources.communes, _POSITIONS)
        former = ANCIENNE_COMMUNE.read(self.sources.anciennes_communes)
        return Reference(addresses, places, communes, former)


def hold_out(
    sources: IndexSources, folder: Path, seed: int, shares: tuple[float, float] = SHARES
) -> HeldOut:
    """Cut the addresses of `sources`; those that stay are written into `folder`.

    `shares` of the ways, and of the numbers of the ways that stay and have four or more, go away.
    """
    kept, removed, paths = {}, {}, {}
    for department, path in sorted(sources.adresses.items()):
        table = ADRESSE.read(path)
        gone = _removed(table, np.random.default_rng([seed, int(department, 36)]), shares)
        kept[department] = table.filter(pa.array(~gone))
        removed[department] = table.filter(pa.array(gone))
        paths[department] = folder / "adresses" / f"{department}.parquet"
        ADRESSE.write(kept[department], paths[department])
    return HeldOut(replace(sources, adresses=paths), kept, removed)


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
