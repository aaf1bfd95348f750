"""The published activities: as registered, with their commune, result, reason and geometry."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from jobs.pipeline.communes import PRECISE
from jobs.pipeline.decisions import Verdict
from refdata.tables import ACTIVITE, RESULT_COLUMNS

ONLY_DISTRIBUTION = r"(?i)^\s*((BP|CS|TSA|CP|CIDEX|BOITE POSTALE|CEDEX)\b[\s\d.-]*)*$"
"""A « mention de distribution » that names no street and no lieu-dit: `BP 40120`, `CS 46502`."""


def assemble(
    activities: pa.Table, results: pa.Table, codes: pa.Array, communes: pa.Table
) -> pa.Table:
    """Return the table ACTIVITE of the rows read, their results and their communes, row for row.

    `activities` keeps ACTIVITE_LUE, `results` RESULT with `result_decision`, `codes` are current
    COG codes or null, `communes` keeps COMMUNE.
    """
    rows = pc.index_in(codes, value_set=communes["code_commune"].combine_chunks())
    columns = {name: activities[name] for name in activities.column_names}
    columns["code_commune"] = codes
    columns["nom_commune"] = communes["nom"].combine_chunks().take(rows)
    columns["siren_epci"] = communes["siren_epci"].combine_chunks().take(rows)
    columns |= {name: results[name] for name in (*RESULT_COLUMNS, "result_decision")}
    columns["raison_non_localise"] = reasons(activities, results, codes)
    columns["geometry"] = points(results["longitude"], results["latitude"])
    return ACTIVITE.check(pa.table(columns))


def located(result_type: pa.ChunkedArray) -> pa.ChunkedArray:
    """Tell which results are at a street, a lieu-dit or better."""
    return pc.is_in(result_type, value_set=pa.array(sorted(PRECISE)))


def reasons(activities: pa.Table, results: pa.Table, codes: pa.Array) -> pa.ChunkedArray:
    """Say why a row is not at its address: the first thing that is missing; null when it is.

    An address that a person found to be none is absent. `results` holds `result_type` and
    `result_decision`.
    """
    town = pc.or_(
        pc.is_valid(activities["code_commune_declare"]),
        pc.or_(_given(activities["libelle_commune"]), _given(activities["bureau_cedex"])),
    )
    town_known = pc.and_(town, pc.is_valid(codes))
    none = pc.equal(pc.fill_null(results["result_decision"], ""), Verdict.NOT_AN_ADDRESS)
    address = pc.and_not(has_address(activities), none)
    return pc.case_when(
        pc.make_struct(located(results["result_type"]), pc.invert(address), pc.invert(town_known)),
        pa.scalar(None, pa.string()),
        "adresse absente",
        "commune absente",
        "voie introuvable",
    )


def _given(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Tell which texts hold a name: letters, beyond digits and spaces (`52100` names no town)."""
    return pc.fill_null(pc.match_substring_regex(column, r"\pL"), fill_value=False)


def has_address(activities: pa.Table) -> pa.ChunkedArray:
    """Tell which rows give a street, a lieu-dit or a number."""
    mention = activities["mention_distribution"]
    is_place = pc.invert(pc.match_substring_regex(mention, ONLY_DISTRIBUTION))
    street = pc.or_(pc.is_valid(activities["libelle_voie"]), pc.is_valid(activities["numero_voie"]))
    return pc.or_(street, pc.fill_null(is_place, fill_value=False))


def points(longitude: pa.ChunkedArray, latitude: pa.ChunkedArray) -> pa.Array:
    """Return WKB points lon/lat; null where there is no position."""
    lon, lat = longitude.to_numpy(), latitude.to_numpy()
    missing = np.isnan(lon) | np.isnan(lat)
    shapes = shapely.points(np.where(missing, 0.0, lon), np.where(missing, 0.0, lat))
    return pa.array(shapely.to_wkb(shapes), pa.binary(), mask=missing)


def geo_metadata(column: str, types: list[str], bounds: list[float]) -> dict[bytes, bytes]:
    """Return GeoParquet 1.1.0 metadata of one WKB column; no `crs` means lon/lat WGS84.

    `bounds` are west, south, east, north in degrees; empty when no row has a position.
    """
    described = {"encoding": "WKB", "geometry_types": types} | ({"bbox": bounds} if bounds else {})
    geo = {"version": "1.1.0", "primary_column": column, "columns": {column: described}}
    return {b"geo": json.dumps(geo, sort_keys=True).encode()}


def bounds_of(geometries: pa.Array | pa.ChunkedArray) -> list[float]:
    """Return west, south, east, north of WKB geometries; empty when all are null."""
    shapes = shapely.from_wkb(np.array(geometries.to_pylist(), dtype=object))
    bounds = shapely.total_bounds(shapes)
    return [] if np.isnan(bounds).any() else [float(value) for value in bounds]
