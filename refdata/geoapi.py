"""Readers of geo.api.gouv.fr answers: communes, EPCI, departments, former communes.

Each takes the plain JSON list or the GeoJSON form (`format=geojson`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from refdata.contract import TableContract
from refdata.errors import RawFormatError
from refdata.tables import ANCIENNE_COMMUNE, COMMUNE, DEPARTEMENT, EPCI

_Row = dict[str, object]

_ADVICE = "fetch the file again from geo.api.gouv.fr"

_A = 6_378_137.0
_F = 1 / 298.257223563
_E = np.sqrt(_F * (2 - _F))
"""Semi-major axis (metres), flattening and eccentricity of WGS84."""


@dataclass(frozen=True, slots=True)
class _Record:
    """One object of the file: its properties, its geometry as GeoJSON if any, and its place."""

    path: Path
    rank: int
    properties: Mapping[str, object]
    geometry: object

    def text(self, name: str) -> str:
        """Return a required text property."""
        value = self.properties.get(name)
        if not isinstance(value, str) or not value.strip():
            self.refuse(name, "expected a text")
        return value.strip()

    def optional_text(self, name: str) -> str | None:
        """Return a text property; None when absent or empty."""
        value = self.properties.get(name)
        return self.text(name) if value not in (None, "") else None

    def number(self, name: str) -> int | None:
        """Return a whole property; None when absent."""
        value = self.properties.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            self.refuse(name, "expected a whole number")
        return value if isinstance(value, int) else None

    def texts(self, name: str) -> list[str]:
        """Return a property that is a list of texts, sorted; empty when absent."""
        values = self.properties.get(name) or []
        if not isinstance(values, list):
            self.refuse(name, "expected a list")
        return sorted(str(value) for value in values)

    def refuse(self, name: str, problem: str) -> NoReturn:
        """Raise RawFormatError about the property `name`."""
        label = self.properties.get("code") or self.properties.get("nom") or "?"
        raise RawFormatError(
            self.path,
            f"object {self.rank} ({label}): {problem}",
            _ADVICE,
            column=name,
            value=str(self.properties.get(name)),
        )


def read_communes(path: Path) -> pa.Table:
    """Read communes as COMMUNE, sorted by code; outlines and areas where the file has them.

    The centre is `mairie`, else `centre`, else the centroid when it lies in the commune, else a
    point on its surface. Raises RawFormatError on a wrong file or a commune without any position.
    """
    return _table([_commune(record) for record in _records(path, "communes")], COMMUNE, path)


def read_epcis(path: Path) -> pa.Table:
    """Read EPCI as EPCI, sorted by SIREN. Raises RawFormatError on a wrong file."""
    rows: list[_Row] = [
        {
            "siren_epci": record.text("code"),
            "nom": record.text("nom"),
            "type": record.optional_text("type"),
            "codes_departements": record.texts("codesDepartements"),
            "population": record.number("population"),
        }
        for record in _records(path, "EPCI")
    ]
    return _table(rows, EPCI, path)


def read_departements(path: Path, communes: pa.Table | None = None) -> pa.Table:
    """Read departments as DEPARTEMENT, sorted by code; population summed over `communes` if given.

    Raises RawFormatError on a wrong file.
    """
    population = _population(communes) if communes is not None else {}
    rows: list[_Row] = [
        {
            "code_departement": record.text("code"),
            "nom": record.text("nom"),
            "code_region": record.text("codeRegion"),
            "population": population.get(record.text("code")),
        }
        for record in _records(path, "departments")
    ]
    return _table(rows, DEPARTEMENT, path)


def read_anciennes_communes(path: Path) -> pa.Table:
    """Read former communes as ANCIENNE_COMMUNE, sorted by code. Raises RawFormatError if wrong."""
    rows: list[_Row] = [
        {
            "code_ancien": record.text("code"),
            "nom": record.text("nom"),
            "type": record.text("type"),
            "code_commune": record.text("chefLieu"),
        }
        for record in _records(path, "former communes")
    ]
    return _table(rows, ANCIENNE_COMMUNE, path)


def area_km2(geometry: BaseGeometry) -> float:
    """Area in km² of a lon/lat WGS84 geometry.

    Cylindrical equal-area projection of the ellipsoid (J. P. Snyder, Map Projections: A Working
    Manual, USGS Professional Paper 1395, 1987, formulas 3-12, 10-1 and 10-2 with the equator as
    standard parallel): exact but for the straightness of edges.
    """
    return float(shapely.area(shapely.transform(geometry, _equal_area)) / 1e6)


def _equal_area(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lon, sine = np.radians(lonlat[:, 0]), np.sin(np.radians(lonlat[:, 1]))
    curved = np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    q = (1 - _E**2) * (sine / (1 - (_E * sine) ** 2) - curved)
    return np.column_stack([_A * lon, _A * q / 2])


def _records(path: Path, what: str) -> list[_Record]:
    """Objects of a JSON list, or features of a GeoJSON collection."""
    content = path.read_bytes()
    if not content.strip():
        raise RawFormatError(path, f"file is empty, expected {what}", _ADVICE)
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise RawFormatError(path, f"is not JSON ({error})", _ADVICE) from error
    items = document.get("features") if isinstance(document, dict) else document
    if not isinstance(items, list) or not items:
        raise RawFormatError(path, f"expected a list of {what} or a GeoJSON collection", _ADVICE)
    return [_record(path, rank, item) for rank, item in enumerate(items, start=1)]


def _record(path: Path, rank: int, item: object) -> _Record:
    if not isinstance(item, dict):
        raise RawFormatError(path, f"item {rank} is not an object", _ADVICE)
    if item.get("type") != "Feature":
        return _Record(path, rank, item, item.get("contour"))
    properties = item.get("properties")
    if not isinstance(properties, dict):
        raise RawFormatError(path, f"feature {rank} has no properties", _ADVICE)
    return _Record(path, rank, properties, item.get("geometry"))


def _commune(record: _Record) -> _Row:
    shape = _geometry(record, "geometry", record.geometry)
    outline = shape if shape is not None and shape.geom_type.endswith("Polygon") else None
    centre = _centre(record, shape)
    code = record.text("code")
    return {
        "code_commune": code,
        "nom": record.text("nom"),
        "code_departement": record.optional_text("codeDepartement") or _department(code),
        "code_region": record.text("codeRegion"),
        "siren_epci": record.optional_text("codeEpci"),
        "codes_postaux": record.texts("codesPostaux"),
        "population": record.number("population"),
        "lon": centre.x,
        "lat": centre.y,
        "surface_km2": area_km2(outline) if outline is not None else None,
        "contour": shapely.to_wkb(outline, byte_order=1) if outline is not None else None,
    }


def _centre(record: _Record, shape: BaseGeometry | None) -> shapely.Point:
    for name in ("mairie", "centre"):
        given = _geometry(record, name, record.properties.get(name))
        if isinstance(given, shapely.Point):
            return given
    if shape is None:
        record.refuse("centre", "has no position, expected `centre`, `mairie` or `contour`")
    return _inside(shapely.make_valid(shape))


def _inside(shape: BaseGeometry) -> shapely.Point:
    """Centroid when the shape holds it, else a point on its surface (crescents, islands)."""
    centroid = shapely.centroid(shape)
    return centroid if shapely.intersects(shape, centroid) else shapely.point_on_surface(shape)


def _geometry(record: _Record, name: str, value: object) -> BaseGeometry | None:
    """Shape of a GeoJSON geometry; None when there is none."""
    if value is None:
        return None
    try:
        shape = shapely.from_geojson(orjson.dumps(value))
    except shapely.errors.GEOSException as error:
        record.refuse(name, f"is not a GeoJSON geometry ({error})")
    return None if shapely.is_empty(shape) else shape


def _department(code: str) -> str:
    return code[:3] if code[:2] in {"97", "98"} else code[:2]


def _population(communes: pa.Table) -> dict[str, int | None]:
    """Inhabitants by department; None for a department none of whose communes has a figure."""
    sums = communes.group_by("code_departement").aggregate([("population", "sum")])
    keys, values = sums["code_departement"].to_pylist(), sums["population_sum"].to_pylist()
    return dict(zip(keys, values, strict=True))


def _table(rows: list[_Row], contract: TableContract, path: Path) -> pa.Table:
    """Rows under the contract, sorted by its key."""
    table = pa.Table.from_pylist(rows, schema=contract.schema)
    return contract.check(table.sort_by([(name, "ascending") for name in contract.key]), path)
