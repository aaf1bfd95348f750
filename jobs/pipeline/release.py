"""The content of a release: its tables, indicators, outlines and manifest, in one folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jobs.pipeline import base
from jobs.pipeline.activities import assemble, bounds_of, geo_metadata
from jobs.pipeline.communes import CommuneFinder, communes_of
from jobs.pipeline.indicators import indicators_of, is_role_only, populations_of
from jobs.pipeline.persons import persons_of
from jobs.pipeline.queries import keys_of, queries_of
from jobs.pipeline.tables import directory_paths
from refdata import outlines
from refdata.contract import TableContract
from refdata.paths import DataPaths
from refdata.tables import (
    ACTIVITE,
    ACTIVITE_LUE,
    ANCIENNE_COMMUNE,
    COMMUNE,
    DEPARTEMENT,
    DIPLOME,
    EPCI,
    INDICATEUR,
    MESSAGERIE,
    PERSONNE,
    SAVOIR_FAIRE,
    TERRITOIRE,
)

RELEASE_TABLES: dict[str, TableContract] = {
    "activites": ACTIVITE,
    "personnes": PERSONNE,
    "diplomes": DIPLOME,
    "savoir_faire": SAVOIR_FAIRE,
    "messageries": MESSAGERIE,
    "communes": COMMUNE,
    "epci": EPCI,
    "departements": DEPARTEMENT,
    "territoires": TERRITOIRE,
    "indicateurs": INDICATEUR,
}
"""File of a release (without `.parquet`) -> its contract."""

NO_LEVEL = "aucun"
"""Level of an activity without result."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Communes, EPCI and departments that a release holds, and every former commune."""

    communes: pa.Table
    epci: pa.Table
    departements: pa.Table
    anciennes: pa.Table


def release_tables(paths: DataPaths, departments: list[str]) -> dict[str, pa.Table]:
    """Return every table of the release, from the checked tables and the address base."""
    read = ACTIVITE_LUE.read(directory_paths(paths)["activites"])
    every = COMMUNE.read(paths.table("communes"))
    former = ANCIENNE_COMMUNE.read(paths.table("anciennes_communes"))
    results = base.results_for(base.read(paths.address_base), keys_of(queries_of(read)))
    codes = communes_of(read, results, CommuneFinder.of(every, former))
    activities = assemble(read, results, codes, every)
    places = _reference(paths, every, departments, codes)
    regions = dict(
        zip(
            places["departements"]["code_departement"].to_pylist(),
            places["departements"]["code_region"].to_pylist(),
            strict=True,
        )
    )
    populations = populations_of(places["communes"], regions)
    return {
        "activites": activities,
        "personnes": persons_of(activities),
        "diplomes": DIPLOME.read(directory_paths(paths)["diplomes"]),
        "savoir_faire": SAVOIR_FAIRE.read(directory_paths(paths)["savoir_faire"]),
        "messageries": MESSAGERIE.read(directory_paths(paths)["messageries"]),
        **places,
        "territoires": TERRITOIRE.empty(),
        "indicateurs": indicators_of(activities, regions, populations),
    }


def _reference(
    paths: DataPaths, every: pa.Table, departments: list[str], codes: pa.Array
) -> dict[str, pa.Table]:
    """Tables of places: the departments published, and any commune that an activity points at.

    Such a commune may lie across the border: a line of department 52 by its postcode may be in a
    commune of the Côte-d'Or.
    """
    inside = pc.is_in(every["code_departement"], value_set=pa.array(departments))
    used = pc.is_in(every["code_commune"], value_set=codes.unique())
    communes = every.filter(pc.or_(inside, used))
    sirens = communes["siren_epci"].combine_chunks().unique()
    epci = EPCI.read(paths.table("epci"))
    listed = DEPARTEMENT.read(paths.table("departements"))
    published = pc.is_in(listed["code_departement"], value_set=pa.array(departments))
    departements = listed.filter(published)
    return {
        "communes": communes,
        "epci": epci.filter(pc.is_in(epci["siren_epci"], value_set=sirens)),
        "departements": _with_population(departements, communes),
    }


def _with_population(departements: pa.Table, communes: pa.Table) -> pa.Table:
    """Fill the population of the departments from their communes, where the source gives none."""
    sums = communes.group_by("code_departement").aggregate([("population", "sum")])
    rows = pc.index_in(
        departements["code_departement"], value_set=sums["code_departement"].combine_chunks()
    )
    summed = pc.cast(
        sums["population_sum"].combine_chunks().take(rows.combine_chunks()), pa.int32()
    )
    population = pc.coalesce(departements["population"], pa.chunked_array([summed]))
    column = departements.schema.get_field_index("population")
    return departements.set_column(column, "population", population)


def write_tables(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Write the tables under their contracts; those with a geometry open as a layer."""
    metadata = {
        "activites": ("geometry", ["Point"]),
        "communes": ("contour", ["MultiPolygon", "Polygon"]),
    }
    for name, contract in RELEASE_TABLES.items():
        geo = None
        if name in metadata:
            column, types = metadata[name]
            geo = geo_metadata(column, types, bounds_of(tables[name][column]))
        contract.write(tables[name], folder / f"{name}.parquet", geo)


def write_outlines(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Write the outlines of communes, EPCI and departments, with their common borders kept."""
    communes = tables["communes"]
    shapes = outlines.simplified(communes["contour"])
    codes = communes["code_commune"].to_pylist()
    levels = {
        "communes": (dict(zip(codes, shapes, strict=True)), communes, "code_commune"),
        "epci": (
            outlines.dissolved(shapes, communes["siren_epci"].to_pylist()),
            tables["epci"],
            "siren_epci",
        ),
        "departements": (
            outlines.dissolved(shapes, communes["code_departement"].to_pylist()),
            tables["departements"],
            "code_departement",
        ),
    }
    for level, (drawn, table, key) in levels.items():
        names = dict(zip(table[key].to_pylist(), table["nom"].to_pylist(), strict=True))
        named = {code: shape for code, shape in drawn.items() if code in names}
        collection = outlines.feature_collection(named, names)
        outlines.write(folder / f"{level}.geojson", collection)


def quality(activities: pa.Table) -> dict[str, Any]:
    """Return `qualite` of the manifest.

    Activities by level, and by reason of not being located; the counts without profession 99; the
    activities at an address that a person decided.
    """
    levels = Counter(level or NO_LEVEL for level in activities["result_type"].to_pylist())
    reasons = Counter(filter(None, activities["raison_non_localise"].to_pylist()))
    return {
        "par_niveau": dict(sorted(levels.items())),
        "raisons": dict(sorted(reasons.items())),
        "sans_role": without_roles(activities),
        "decidees": len(activities) - activities["result_decision"].null_count,
    }


def without_roles(activities: pa.Table) -> dict[str, int]:
    """Count as `accounting` does, leaving out the actors known by a role only (profession 99)."""
    return _counts(activities.filter(pc.invert(is_role_only(activities))))


def by_department(activities: pa.Table) -> dict[str, int]:
    """Return `par_departement` of the manifest: activities of each department."""
    return dict(sorted(Counter(activities["code_departement"].to_pylist()).items()))


def accounting(activities: pa.Table, read: dict[str, int]) -> dict[str, int]:
    """Return `comptes` of the manifest from the counts of the reading and the rows published."""
    names = (
        "lignes_lues",
        "hors_region",
        "etranger",
        "sans_lieu",
        "doublons_exacts",
        "quarantaine",
    )
    return {name: int(read[name]) for name in names} | _counts(activities)


def _counts(activities: pa.Table) -> dict[str, int]:
    """Activities, persons, sites, and activities that have a position."""
    return {
        "activites": len(activities),
        "personnes": pc.count_distinct(activities["identifiant_pp"]).as_py(),
        "lieux_exercice": pc.count_distinct(activities["identifiant_lieu"]).as_py(),
        "localisees": len(activities) - activities["geometry"].null_count,
    }
