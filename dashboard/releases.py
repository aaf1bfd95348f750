"""What the page needs of the release being served: the engine, the outlines, the towns to name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from dashboard.contours import Contours
from dashboard.engine import Bounds, Engine
from dashboard.history import History
from dashboard.provider import DirectoryProvider
from refdata.paths import DataPaths

TOWNS = 240
"""Communes named on the map, by population."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release as the page sees it; immutable."""

    engine: Engine
    contours: Contours

    @property
    def name(self) -> str:
        """Identifier of the release."""
        return self.engine.directory.folder.name

    @property
    def manifest(self) -> dict[str, Any]:
        """The release's manifest."""
        return self.engine.directory.manifest

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of the departments."""
        return Bounds(*self.contours.bounds)

    def towns(self, most: int | None = TOWNS) -> list[tuple[str, float, float]]:
        """Name, longitude, latitude of the communes, the most populated first, `most` at most."""
        communes = self.engine.directory.communes
        order = pc.sort_indices(
            communes, sort_keys=[("population", "descending"), ("code_commune", "ascending")]
        )
        taken = communes.take(order[:most])
        names, lons, lats = (taken[c].to_pylist() for c in ("nom", "lon", "lat"))
        return list(zip(names, lons, lats, strict=True))


class Releases:
    """Gives the release being served; a new one is picked up at the next request."""

    def __init__(self, data: Path) -> None:
        """Load the current release of `data`; errors are DirectoryProvider's."""
        # Two: a request that began on the former release ends on it.
        self._contours = lru_cache(2)(Contours.load)
        self.provider = DirectoryProvider(data, self._contours)
        self.history = History(DataPaths(data).history)

    @property
    def current(self) -> Release:
        """The release being served: engine and outlines of the same folder."""
        engine = self.provider.engine
        return Release(engine, self._contours(engine.directory.folder))

    def current_contours(self) -> Contours:
        """Outlines of the release being served."""
        return self.current.contours
