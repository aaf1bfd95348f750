"""Where a decided point may lie: in France, near the commune of its address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from jobs.pipeline.communes import Clues, CommuneFinder
from refdata.ans.region import department_of_cedex, department_of_commune, department_of_postcode

FAR_KM = 10.0
"""Kilometres from the outline of its commune beyond which a point is believed only when forced."""

METRES_A_DEGREE = 111_320.0
"""Length of a degree of latitude."""

FRANCE = (
    # west, south, east, north: degrees
    (-5.3, 41.2, 9.7, 51.2),
    (-61.9, 15.8, -61.0, 16.6),
    (-61.3, 14.3, -60.8, 15.0),
    (-54.7, 2.1, -51.5, 5.9),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.5),
    (-56.5, 46.7, -56.1, 47.2),
    (-63.2, 17.8, -62.7, 18.2),
    (163.5, -22.8, 168.2, -19.5),
    (-155.0, -28.0, -134.0, -7.5),
    (-178.3, -14.5, -176.0, -13.1),
)
"""Boxes around metropolitan France and each overseas department and territory."""


def is_in_france(lon: float, lat: float) -> bool:
    """Tell whether a point lies in one of the boxes of `FRANCE`."""
    return any(w <= lon <= e and s <= lat <= n for w, s, e, n in FRANCE)


def is_swapped(lon: float, lat: float) -> bool:
    """Tell whether a point is in France only when longitude and latitude are exchanged."""
    return not is_in_france(lon, lat) and is_in_france(lat, lon)


class Communes:
    """The communes of the reference: which one an address is of, how far from it a point lies."""

    def __init__(self, communes: pa.Table, former: pa.Table) -> None:
        self._communes = communes
        self.finder = CommuneFinder.of(communes, former)
        """Communes by code, by postcode and name, by department and name."""

    @cached_property
    def _shapes(self) -> npt.NDArray[np.object_]:
        """Outline of each commune; its centre where the source gives no outline (n,)."""
        outlines = shapely.from_wkb(np.array(self._communes["contour"].to_pylist(), dtype=object))
        lon, lat = (self._communes[name].to_numpy() for name in ("lon", "lat"))
        shapes: npt.NDArray[np.object_] = np.where(
            shapely.is_missing(outlines), shapely.points(lon, lat), outlines
        )
        return shapes

    @cached_property
    def _rows(self) -> dict[str, int]:
        codes = self._communes["code_commune"].to_pylist()
        return {code: row for row, code in enumerate(codes)}

    def name(self, code: str) -> str:
        """Official name of a commune."""
        return str(self._communes["nom"][self._rows[code]].as_py())

    def of_address(self, query: Mapping[str, Any]) -> str | None:
        """Current commune that an address as registered says; None when nothing tells it."""
        department = (
            department_of_commune(query["citycode"] or "")
            or department_of_postcode(query["postcode"] or "")
            or department_of_cedex(query["cedex"] or "")
        )
        code, postcode, city, cedex = (query[n] for n in ("citycode", "postcode", "city", "cedex"))
        return self.finder.find(Clues(code, postcode, city, cedex, department, None, None))

    def holding(self, lon: float, lat: float) -> str | None:
        """Commune whose outline holds a point; None when none does."""
        rows = np.flatnonzero(shapely.contains_xy(self._shapes, lon, lat))
        return str(self._communes["code_commune"][int(rows[0])].as_py()) if len(rows) else None

    def distance_km(self, code: str, lon: float, lat: float) -> float:
        """Kilometres from a point to the outline of a commune; 0 inside."""
        scale = np.array([np.cos(np.radians(lat)), 1.0])
        shape = shapely.transform(self._shapes[self._rows[code]], lambda points: points * scale)
        point = shapely.Point(lon * scale[0], lat)
        return float(shapely.distance(shape, point)) * METRES_A_DEGREE / 1000
