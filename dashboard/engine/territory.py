"""The sheet of a territory: who practises there, beside the department and the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.directory import CODE_OF_TERRITORY
from dashboard.engine.figures import density
from dashboard.engine.types import (
    LEVELS,
    KeyFigures,
    ProfessionLine,
    StructureLine,
    TerritoryLevel,
    TerritorySheet,
    TerritoryValue,
)
from dashboard.selection import TERRITORY, Dimension, Selection

if TYPE_CHECKING:
    from dashboard.directory import Directory
    from dashboard.engine.core import Engine

STRUCTURES = 30
"""Sites listed on a sheet."""
EVERY = 10_000
"""More than any nomenclature of professions holds."""
_PARTS: dict[Dimension, TerritoryLevel] = {
    Dimension.DEPARTEMENT: "epci",
    Dimension.EPCI: "commune",
}

Parent = tuple[TerritoryLevel, str, str]


def territory_sheet(engine: Engine, level: object, code: object) -> TerritorySheet | None:
    """Return the sheet of the territory `code` of `level`; None when it is not served."""
    known = next((one for one in LEVELS if one == level), None)
    if known is None or not isinstance(code, str):
        return None
    dimension = Dimension(known)
    selection = Selection().set(dimension, [code])
    if not selection.clauses or (found := _named(engine.directory, dimension, code)) is None:
        return None
    label, parents = found
    figures = engine.key_figures(selection)
    return TerritorySheet(
        level=known,
        code=code,
        label=label,
        parents=parents,
        figures=figures,
        professions=_professions(engine, selection, figures),
        parts=_parts(engine, dimension, selection),
        structures=_structures(engine, selection),
    )


def _named(
    directory: Directory, dimension: Dimension, code: str
) -> tuple[str, tuple[Parent, ...]] | None:
    """Return the name of a territory and what holds it; None when no commune of it is served."""
    codes = directory.communes[CODE_OF_TERRITORY[dimension]]
    held = directory.communes.filter(pc.equal(codes, code))
    if not held.num_rows:
        return None
    names = {d: directory.labels_of_territory(d) for d in TERRITORY}
    parents: list[Parent] = []
    if dimension is Dimension.COMMUNE and (epci := held["siren_epci"][0].as_py()):
        parents.append(("epci", epci, names[Dimension.EPCI].get(epci, epci)))
    if dimension is not Dimension.DEPARTEMENT:
        around = sorted(set(held["code_departement"].to_pylist()))
        parents += [("departement", d, names[Dimension.DEPARTEMENT].get(d, d)) for d in around]
    return names[dimension].get(code, code), tuple(parents)


def _professions(
    engine: Engine, selection: Selection, figures: KeyFigures
) -> tuple[ProfessionLine, ...]:
    """Return the professions of a territory, with their densities there and around."""
    scopes = [Selection().set(Dimension.DEPARTEMENT, figures.departements), Selection()]
    around = [_densities(engine, scope) for scope in scopes]
    return tuple(
        ProfessionLine(
            value.code,
            value.label,
            value.count,
            density(value.count, figures.population),
            *(scope.get(value.code) for scope in around),
        )
        for value in engine.facet(selection, Dimension.PROFESSION, EVERY)
    )


def _densities(engine: Engine, selection: Selection) -> dict[str, float | None]:
    population = engine.population(selection)
    counted = engine.facet(selection, Dimension.PROFESSION, EVERY)
    return {value.code: density(value.count, population) for value in counted}


def _parts(
    engine: Engine, dimension: Dimension, selection: Selection
) -> tuple[TerritoryValue, ...]:
    if dimension not in _PARTS:
        return ()
    parts = engine.territories(selection, _PARTS[dimension])
    return tuple(sorted(parts, key=lambda part: (-part.count, part.label)))


def _structures(engine: Engine, selection: Selection) -> tuple[StructureLine, ...]:
    """Return the sites where most persons practise; equal ones in the order of their identifiers."""
    directory, rows = engine.directory, np.flatnonzero(engine.mask(selection))
    persons = directory.persons.num_rows
    pairs = np.unique(directory.site[rows].astype(np.int64) * persons + directory.person[rows])
    counts = np.bincount(pairs // persons, minlength=directory.sites)
    first = np.zeros(directory.sites, dtype=np.int64)
    first[directory.site[rows[::-1]]] = rows[::-1]
    most = np.argsort(-counts, kind="stable")[:STRUCTURES]
    most = most[counts[most] > 0]
    columns = ["identifiant_lieu", "raison_sociale", "enseigne", "nom_commune"]
    held = directory.activities.select(columns).take(pa.array(first[most])).to_pylist()
    return tuple(
        StructureLine(
            row["identifiant_lieu"],
            row["raison_sociale"] or row["enseigne"],
            row["nom_commune"],
            int(counts[site]),
        )
        for site, row in zip(most.tolist(), held, strict=True)
    )
