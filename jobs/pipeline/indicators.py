"""Counts by territory and profession."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from jobs.pipeline.activities import located
from refdata.tables import INDICATEUR

ALL = "*"
"""Profession code that stands for every profession."""

PER = 10_000
"""Inhabitants that a density is given for."""

Populations = Mapping[str, Mapping[str, int | None]]
"""Level -> territory -> inhabitants of the part that the release covers; None when unknown."""


def populations_of(communes: pa.Table, regions: Mapping[str, str]) -> Populations:
    """Sum the inhabitants of `communes` (COMMUNE, those of the release) over each territory.

    `regions` gives the region of each department. An EPCI or a region of which the release holds
    a part only counts the inhabitants of that part: activities are counted there only.
    """
    sums: dict[str, dict[str, int | None]] = {
        level: {} for level in ("region", "departement", "epci", "commune")
    }
    for row in communes.drop_columns(["contour"]).to_pylist():
        department = row["code_departement"]
        territories = {
            "region": regions.get(department),
            "departement": department if department in regions else None,
            "epci": row["siren_epci"],
            "commune": row["code_commune"],
        }
        for level, code in territories.items():
            if code is not None:
                sums[level][code] = _plus(sums[level].get(code), row["population"])
    return sums


def _plus(total: int | None, more: int | None) -> int | None:
    """Sum where None is « unknown » and adds nothing."""
    return more if total is None else total + (more or 0)


def indicators_of(
    activities: pa.Table, regions: Mapping[str, str], populations: Populations
) -> pa.Table:
    """Return INDICATEUR for ACTIVITE rows: every territory of `populations` has its `*` row."""
    region = pa.array([regions[d] for d in activities["code_departement"].to_pylist()])
    levels = {
        "region": region,
        "departement": activities["code_departement"],
        "epci": activities["siren_epci"],
        "commune": activities["code_commune"],
    }
    tables = [
        _level(_measures(activities, codes), level, populations[level])
        for level, codes in levels.items()
    ]
    return INDICATEUR.check(pa.concat_tables(tables))


def _measures(activities: pa.Table, codes: pa.Array | pa.ChunkedArray) -> pa.Table:
    """One row an activity that has a `code`, by profession, then once more under `*`."""
    liberal = pc.equal(pc.fill_null(activities["code_mode_exercice"], ""), "L")
    table = pa.table(
        {
            "code": codes,
            "profession": activities["code_profession"],
            "personne": activities["identifiant_pp"],
            "lieu": activities["identifiant_lieu"],
            "liberal": pc.if_else(liberal, activities["identifiant_pp"], None),
            "localisee": pc.cast(located(activities["result_type"]), pa.int32()),
        }
    )
    table = table.filter(pc.is_valid(table["code"]))
    every = pa.array([ALL] * table.num_rows, pa.string())
    return pa.concat_tables([table, table.set_column(1, "profession", every)])


def _level(measures: pa.Table, level: str, populations: Mapping[str, int | None]) -> pa.Table:
    """Count the measures of one level."""
    named = measures.filter(pc.is_valid(measures["profession"]))
    groups = named.group_by(["code", "profession"]).aggregate(
        [
            ("personne", "count_distinct"),
            ("personne", "count"),
            ("lieu", "count_distinct"),
            ("liberal", "count_distinct"),
            ("localisee", "sum"),
        ]
    )
    rows = {
        "code_territoire": groups["code"].to_pylist(),
        "code_profession": groups["profession"].to_pylist(),
        "professionnels": groups["personne_count_distinct"].to_pylist(),
        "activites": groups["personne_count"].to_pylist(),
        "lieux_exercice": groups["lieu_count_distinct"].to_pylist(),
        "professionnels_liberaux": groups["liberal_count_distinct"].to_pylist(),
        "activites_localisees": groups["localisee_sum"].to_pylist(),
    }
    for code in sorted(set(populations) - set(rows["code_territoire"])):
        for name, values in rows.items():
            values.append({"code_territoire": code, "code_profession": ALL}.get(name, 0))
    return _with_density(rows, level, populations)


def _with_density(
    rows: dict[str, list[object]], level: str, populations: Mapping[str, int | None]
) -> pa.Table:
    """Add level, population and density to the counts of one level."""
    inhabitants = [populations.get(str(code)) for code in rows["code_territoire"]]
    schema = INDICATEUR.schema
    columns = {name: pa.array(values, schema.field(name).type) for name, values in rows.items()}
    columns["niveau"] = pa.array([level] * len(inhabitants), pa.string())
    columns["population"] = pa.array(inhabitants, pa.int32())
    people = pa.array([value or None for value in inhabitants], pa.float64())
    count = pc.cast(columns["professionnels"], pa.float64())
    columns["densite"] = pc.divide(pc.multiply(count, float(PER)), people)
    return pa.table({name: columns[name] for name in schema.names}, schema=schema)
