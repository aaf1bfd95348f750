"""The published Parquet as others open it: GeoPandas, DuckDB, DuckDB with its spatial extension."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import duckdb
import duckdb_extension_spatial
import geopandas
import pytest

from refdata.paths import DataPaths
from refdata.tables import ACTIVITE
from tests.support.small_world import ACTIVITIES

LAYERS = {"activites": "geometry", "communes": "contour"}


@pytest.fixture
def duck():
    """A connection that reads no file but those named, and installs nothing."""
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        yield connection


@pytest.mark.parametrize(("name", "column"), LAYERS.items())
def test_geopandas_opens_each_layer(published: DataPaths, name: str, column: str) -> None:
    layer = geopandas.read_parquet(published.current / f"{name}.parquet")
    assert layer.geometry.name == column
    assert layer.crs == "OGC:CRS84"
    west, south, east, north = layer.total_bounds
    assert 6.9 < west < east < 7.4
    assert 47.9 < south < north < 48.3


def test_duckdb_reads_rows_positions_and_the_bounds(published: DataPaths, duck) -> None:
    """Without any extension: rows, the WKB as a blob, the GeoParquet metadata."""
    path = str((published.current / "activites.parquet").resolve())
    rows = duck.sql(f"SELECT count(*), count(DISTINCT identifiant_pp) FROM '{path}'").fetchone()
    assert rows == (len(ACTIVITIES), 13)
    found = duck.sql(
        f"SELECT longitude, latitude, geometry FROM read_parquet('{path}') WHERE longitude IS NOT NULL"
    ).fetchall()
    expected = ACTIVITE.read(Path(path)).num_rows
    assert len(found) == expected
    for longitude, latitude, point in found:
        assert _position(point) == (longitude, latitude)
    (geo,) = duck.sql(
        f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'geo'"
    ).fetchone()
    bounds = json.loads(geo)["columns"]["geometry"]["bbox"]
    extremes = duck.sql(
        f"SELECT min(longitude), min(latitude), max(longitude), max(latitude) FROM '{path}'"
    ).fetchone()
    assert tuple(bounds) == extremes


def _position(geometry: object) -> tuple[float, float]:
    """Longitude and latitude of a point given as WKB, or as DuckDB writes a GEOMETRY."""
    assert isinstance(geometry, bytes)
    order, kind, longitude, latitude = struct.unpack("<BIdd", geometry)
    assert (order, kind) == (1, 1)
    return longitude, latitude


@pytest.mark.parametrize(("name", "column"), LAYERS.items())
def test_duckdb_spatial_opens_each_layer(
    published: DataPaths, duck, name: str, column: str
) -> None:
    """The extension comes from PyPI (test group only): DuckDB would fetch it from its own site."""
    folder = Path(duckdb_extension_spatial.__file__).parent
    (extension,) = folder.rglob("spatial.duckdb_extension")
    duck.sql(f"LOAD '{extension}'")
    path = (published.current / f"{name}.parquet").resolve()
    kind = duck.sql(f"SELECT typeof({column}) FROM '{path}' LIMIT 1").fetchone()
    assert kind[0].startswith("GEOMETRY")
    layer = geopandas.read_parquet(path)
    rows, west, north = duck.sql(
        f"SELECT count({column}), min(ST_XMin({column})), max(ST_YMax({column})) FROM '{path}'"
    ).fetchone()
    assert rows == layer.geometry.notna().sum()
    assert (west, north) == (layer.total_bounds[0], layer.total_bounds[3])


def test_duckdb_spatial_joins_people_and_communes(published: DataPaths, duck) -> None:
    (extension,) = Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension")
    duck.sql(f"LOAD '{extension}'")
    folder = published.current.resolve()
    mismatched = duck.sql(
        f"""SELECT count(*) FROM '{folder}/activites.parquet' AS a
            JOIN '{folder}/communes.parquet' AS c ON ST_Within(a.geometry, c.contour)
            WHERE a.code_commune <> c.code_commune"""
    ).fetchone()
    assert mismatched == (0,)
