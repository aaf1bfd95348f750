"""Counts by territory and profession."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from jobs.pipeline.activities import located
from jobs.pipeline.territories import ALL, LEVELS
from refdata.ans import GENERAL_PRACTICE, ROLE_ONLY, read_groupings
from refdata.tables import INDICATEUR

EVERYONE, WITHOUT_ROLES = "tous", "sans_role"
"""Values of `perimetre`: with and without the actors known by a role only."""

PHYSICIAN = "10"
"""Profession that has a general practice."""

PER = 10_000
"""Inhabitants that a density is given for."""

Populations = Mapping[str, Mapping[str, int | None]]
"""Level -> territory -> inhabitants of the part that the release covers; None when unknown."""


def populations_of(communes: pa.Table, regions: Mapping[str, str]) -> Populations:
    """Sum the inhabitants of `communes` (COMMUNE, those of the release) over each territory.

    `regions` gives the region of each department. An EPCI or a region of which the release holds
    a part only counts the inhabitants of that part: activities are counted there only.
    """
    sums: dict[str, dict[str, int | None]] = {level: {} for level in LEVELS}
    for row in communes.drop_columns(["contour"]).to_pylist():
        department = row["code_departement"]
        territories = row | {
            "region": regions.get(department),
            "code_departement": department if department in regions else None,
        }
        for level, column in LEVELS.items():
            code = territories[column]
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
    region = pa.array([regions[d] for d in activities["code_departement"].to_pylist()], pa.string())
    placed = activities.append_column("region", region)
    tables = [
        _level(_measures(placed, placed[column]), level, populations[level])
        for level, column in LEVELS.items()
    ]
    return INDICATEUR.check(pa.concat_tables(tables))


def _measures(activities: pa.Table, codes: pa.Array | pa.ChunkedArray) -> pa.Table:
    """One row an activity that has a `code`, for each count that it enters."""
    liberal = pc.equal(pc.fill_null(activities["code_mode_exercice"], ""), "L")
    table = pa.table(
        {
            "code": codes,
            "profession": activities["code_profession"],
            "regroupement": pa.array([ALL] * activities.num_rows, pa.string()),
            "perimetre": pa.array([EVERYONE] * activities.num_rows, pa.string()),
            "personne": activities["identifiant_pp"],
            "lieu": activities["identifiant_lieu"],
            "liberal": pc.if_else(liberal, activities["identifiant_pp"], None),
            "localisee": pc.cast(located(activities["result_type"]), pa.int32()),
        }
    )
    there = pc.is_valid(table["code"])
    general = table.filter(pc.and_(there, is_general_practice(activities)))
    roles = is_role_only(activities)
    every = _set(table.filter(there), "profession", ALL)
    others = _set(table.filter(pc.and_not(there, roles)), "profession", ALL)
    parts = [
        table.filter(there),
        every,
        _set(others, "perimetre", WITHOUT_ROLES),
        _set(general, "regroupement", GENERAL_PRACTICE),
    ]
    return pa.concat_tables(parts)


def _set(table: pa.Table, name: str, value: str) -> pa.Table:
    """Return `table` with one value in a column of texts."""
    column = pa.array([value] * table.num_rows, pa.string())
    return table.set_column(table.schema.get_field_index(name), name, column)


def is_general_practice(activities: pa.Table) -> pa.ChunkedArray:
    """Tell which activities are a physician's with a skill of general practice."""
    codes = pa.array(read_groupings()[GENERAL_PRACTICE].codes)
    physician = pc.fill_null(pc.equal(activities["code_profession"], PHYSICIAN), fill_value=False)
    return pc.and_(physician, pc.is_in(activities["code_savoir_faire"], value_set=codes))


def is_role_only(activities: pa.Table) -> pa.ChunkedArray:
    """Tell which activities are of an actor known by a role only (profession 99)."""
    codes = pa.array(read_groupings()[ROLE_ONLY].codes)
    return pc.is_in(activities["code_profession"], value_set=codes)


CELL = {
    "code": "code_territoire",
    "profession": "code_profession",
    "regroupement": "regroupement",
    "perimetre": "perimetre",
}
"""Column of the measures -> column of INDICATEUR, of those that a count is for."""


def _level(measures: pa.Table, level: str, populations: Mapping[str, int | None]) -> pa.Table:
    """Count the measures of one level."""
    named = measures.filter(pc.is_valid(measures["profession"]))
    groups = named.group_by(list(CELL)).aggregate(
        [
            ("personne", "count_distinct"),
            ("personne", "count"),
            ("lieu", "count_distinct"),
            ("liberal", "count_distinct"),
            ("localisee", "sum"),
        ]
    )
    groups = pa.concat_tables([groups, _same_without_roles(groups)])
    rows = {
        **{name: groups[column].to_pylist() for column, name in CELL.items()},
        "professionnels": groups["personne_count_distinct"].to_pylist(),
        "activites": groups["personne_count"].to_pylist(),
        "lieux_exercice": groups["lieu_count_distinct"].to_pylist(),
        "professionnels_liberaux": groups["liberal_count_distinct"].to_pylist(),
        "activites_localisees": groups["localisee_sum"].to_pylist(),
    }
    _add_empty(rows, populations)
    return _with_density(rows, level, populations)


def _same_without_roles(groups: pa.Table) -> pa.Table:
    """The counts of one profession are the same without profession 99, which has none then."""
    left_out = pa.array([ALL, *read_groupings()[ROLE_ONLY].codes])
    kept = groups.filter(pc.invert(pc.is_in(groups["profession"], value_set=left_out)))
    return _set(kept, "perimetre", WITHOUT_ROLES)


def _add_empty(rows: dict[str, list[object]], populations: Mapping[str, int | None]) -> None:
    """Add the `*` rows of the territories where nobody practises."""
    for scope in (EVERYONE, WITHOUT_ROLES):
        counted = zip(
            rows["code_territoire"], rows["code_profession"], rows["perimetre"], strict=True
        )
        there = {code for code, profession, own in counted if (profession, own) == (ALL, scope)}
        for code in sorted(set(populations) - there):
            cell = {"code_territoire": code, "code_profession": ALL, "regroupement": ALL}
            for name, values in rows.items():
                values.append({**cell, "perimetre": scope}.get(name, 0))


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
