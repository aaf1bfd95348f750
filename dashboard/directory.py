"""One release, loaded once into read-only arrays, its rows in Morton order.

Row ids are positions in that order: the located rows first, neighbours on the ground side by
side, then the rows without a position. They are the same for every worker that loads the release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import projection, text
from dashboard.coding import Coded, Pairs, coded, coded_as, compact, pairs
from dashboard.errors import ManifestError, ReleaseMissingError
from dashboard.groupings import Group, groups_of, scope
from dashboard.search import SearchField, search_field
from dashboard.selection import Dimension
from refdata import tables
from refdata.ans import OTHER_KIND, OTHER_KIND_LABEL, read_structure_kinds
from refdata.contract import TableContract

MISSING = "aucun"
"""Code of the rows that have no value in a dimension."""
MISSING_LABEL = "Non renseigné"
ADDRESS = "adresse_enregistree"
"""Column added to the activities: number, repetition, type and name of the way, as registered."""
EPCI_NAME = "nom_epci"
"""Column added to the activities: name of the EPCI."""
LIBERAL, SALARIED = "L", "S"
"""Codes of liberal and of salaried practice in the ANS nomenclature of modes (R23)."""
MIXED, MIXED_LABEL = "mixte", "Mixte (libéral et salarié)"
"""Mode added to the nomenclature's: persons with a liberal and a salaried activity in the release.

They are counted under « Libéral » and « Salarié » as well.
"""

CODE_OF_TERRITORY: Mapping[Dimension, str] = {
    Dimension.DEPARTEMENT: "code_departement",
    Dimension.EPCI: "siren_epci",
    Dimension.COMMUNE: "code_commune",
}
"""Column of a territory's code, in the activities, in the communes and in its own table."""

FILES: tuple[tuple[str, TableContract], ...] = (
    ("personnes", tables.PERSONNE),
    ("diplomes", tables.DIPLOME),
    ("savoir_faire", tables.SAVOIR_FAIRE),
    ("messageries", tables.MESSAGERIE),
    ("communes", tables.COMMUNE),
    ("epci", tables.EPCI),
    ("departements", tables.DEPARTEMENT),
)

_CODE_COLUMNS = {
    Dimension.PROFESSION: ("code_profession", "libelle_profession"),
    Dimension.SAVOIR_FAIRE: ("code_savoir_faire", "libelle_savoir_faire"),
    Dimension.MODE: ("code_mode_exercice", "libelle_mode_exercice"),
    Dimension.SECTEUR: ("code_secteur_activite", "libelle_secteur_activite"),
    Dimension.NIVEAU: ("result_type", None),
}


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the located rows are: x, y (m,) in the world square, their Morton codes, their doors.

    `door` (m,) numbers the distinct positions in order, so that a stack is one run of rows.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    morton: NDArray[np.uint64]
    door: NDArray[np.int32]


@dataclass(frozen=True)
class Directory:
    """A release in memory. Nothing in it is ever changed; any number of threads may read it."""

    folder: Path
    manifest: dict[str, Any]
    activities: pa.Table
    """ACTIVITE without geometry, plus ADDRESS and EPCI_NAME; strings dictionary-encoded"""
    persons: pa.Table
    diplomas: pa.Table
    skills: pa.Table
    mailboxes: pa.Table
    communes: pa.Table
    """of the departments served, without their outlines"""
    epcis: pa.Table
    departements: pa.Table
    dimensions: dict[Dimension, Coded]
    pairs: dict[Dimension, Pairs]
    groups: dict[Dimension, tuple[Group, ...]]
    """values made of several, beside those of their dimension"""
    reasons: Coded
    person: NDArray[np.int32]
    """row of `persons` for each activity"""
    site: NDArray[np.int32]
    """number of the site of each activity"""
    sites: int
    liberal: NDArray[np.bool_]
    positions: Positions
    text: tuple[SearchField, ...]

    @property
    def rows(self) -> int:
        """How many activities there are."""
        return int(self.activities.num_rows)

    @property
    def located(self) -> int:
        """How many activities have a position: rows 0 to `located` - 1."""
        return len(self.positions.x)

    def persons_of(self, rows: NDArray[np.intp]) -> int:
        """Return how many distinct persons `rows` hold."""
        return distinct(self.person[rows], self.persons.num_rows)

    @property
    def served(self) -> tuple[str, ...]:
        """Codes of the departments of the release."""
        return tuple(self.departements["code_departement"].to_pylist())

    def rows_of(self, dimension: Dimension, chosen: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which rows hold one of the codes or groups `chosen` of `dimension` (n,)."""
        found = self.dimensions[dimension].rows_of(chosen)
        for group in self.groups.get(dimension, ()):
            if group.code in chosen:
                found = found | group.rows
        return found

    def labels(self, dimension: Dimension) -> dict[str, str]:
        """Return the label of every code and group of `dimension`."""
        held = self.dimensions[dimension]
        groups = {group.code: group.label for group in self.groups.get(dimension, ())}
        return dict(zip(held.values, held.labels, strict=True)) | groups

    def labels_of_territory(self, dimension: Dimension) -> dict[str, str]:
        """Return the name of every territory of `dimension`, those without an activity too."""
        table = {
            Dimension.DEPARTEMENT: self.departements,
            Dimension.EPCI: self.epcis,
            Dimension.COMMUNE: self.communes,
        }[dimension]
        return _names(table, dimension)

    @classmethod
    def load(cls, release: Path) -> Directory:
        """Load the release in the folder `release`, following a link once.

        Raises ReleaseMissingError when a file is not there, ManifestError when the manifest cannot
        be read, ContractError when a table was written by another version.
        """
        folder = release.resolve()
        manifest = read_manifest(folder)
        held = {name: _read(folder, name, contract) for name, contract in FILES}
        activities, positions = _in_morton_order(_read(folder, "activites", tables.ACTIVITE))
        activities = _with_derived(activities, held["epci"])
        return _assemble(folder, manifest, held, activities, positions)


def distinct(numbers: NDArray[np.int32], count: int) -> int:
    """Return how many distinct `numbers` (of `count`) there are."""
    seen = np.zeros(count, dtype=bool)
    seen[numbers.astype(np.intp)] = True  # numpy scatters twice as fast by intp
    return int(np.count_nonzero(seen))


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the release in `folder`."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise ReleaseMissingError(folder, "manifest.json")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ManifestError(path, f"not JSON ({error})") from error
    if not isinstance(manifest, dict):
        raise ManifestError(path, "not a JSON object")
    return manifest


def _read(folder: Path, name: str, contract: TableContract) -> pa.Table:
    """Read one table of the release, outlines and geometries left on the disk."""
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise ReleaseMissingError(folder, path.name)
    columns = [c.name for c in contract.columns if c.type != pa.binary()]
    return contract.read(path, columns)


def _in_morton_order(table: pa.Table) -> tuple[pa.Table, Positions]:
    """Return the activities in Morton order, those without a position last, and the positions."""
    lon = table["longitude"].to_numpy()
    lat = table["latitude"].to_numpy()
    x, y = projection.to_unit(lon, lat)
    line = table["ligne_source"].to_numpy()
    located = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
    others = np.setdiff1d(np.arange(len(x)), located, assume_unique=True)
    code = projection.morton(x[located], y[located])
    order = np.lexsort((line[located], lat[located], lon[located], code))
    rows = located[order]
    moved = np.diff(lon[rows], prepend=np.nan) != 0
    moved |= np.diff(lat[rows], prepend=np.nan) != 0
    door = np.cumsum(moved, dtype=np.int32) - 1
    positions = Positions(x[rows], y[rows], code[order], door.astype(np.int32))
    taken = np.concatenate([rows, others[np.argsort(line[others])]])
    return table.take(pa.array(taken)), positions


def _with_derived(table: pa.Table, epcis: pa.Table) -> pa.Table:
    """Return the activities with the columns made of others, compactly encoded."""
    parts = ("numero_voie", "indice_repetition", "libelle_type_voie", "libelle_voie")
    address = joined(table, parts)
    position = pc.index_in(table["siren_epci"], value_set=epcis["siren_epci"])
    table = table.append_column(ADDRESS, address)
    return compact(table.append_column(EPCI_NAME, epcis["nom"].take(position)))


def joined(columns: Mapping[str, pa.ChunkedArray] | pa.Table, names: Sequence[str]) -> pa.Array:
    """Return the strings of `names` on one line, a blank between; null when all are.

    Not null_handling="skip": pyarrow 26 drops the rows where all are null.
    """
    given = [pc.fill_null(columns[name], "") for name in names]
    text = pc.replace_substring_regex(pc.binary_join_element_wise(*given, " "), " {2,}", " ")
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _dimensions(
    activities: pa.Table, names: dict[Dimension, dict[str, str]]
) -> dict[Dimension, Coded]:
    """Return every filterable column coded, in the order of `Dimension`."""
    missing = (MISSING, MISSING_LABEL)
    found: dict[Dimension, Coded] = {}
    for dimension, (code, label) in _CODE_COLUMNS.items():
        labels = activities[label] if label else None
        found[dimension] = coded(activities[code], labels, missing=missing)
    for dimension, column in CODE_OF_TERRITORY.items():
        found[dimension] = coded(activities[column], names[dimension], missing=missing)
    found[Dimension.STRUCTURE] = structures(found[Dimension.SECTEUR])
    located = (MISSING, text.LOCATED)
    found[Dimension.RAISON] = coded(activities["raison_non_localise"], missing=located)
    found[Dimension.PERIMETRE] = scope(found[Dimension.PROFESSION])
    return {dimension: found[dimension] for dimension in Dimension}


def structures(sectors: Coded) -> Coded:
    """Return the kind of structure of each row, from the code of its sector."""
    kinds = read_structure_kinds()
    labels = {kind.code: kind.label for kind in kinds.values()} | {OTHER_KIND: OTHER_KIND_LABEL}
    of_sector = [
        MISSING if code == MISSING else kinds[code].code if code in kinds else OTHER_KIND
        for code in sectors.values
    ]
    values = tuple(sorted(set(of_sector)))
    named = tuple(MISSING_LABEL if value == MISSING else labels[value] for value in values)
    table = np.array([values.index(kind) for kind in of_sector], dtype=np.int64)
    return coded_as(table[sectors.codes.astype(np.intp)], values, named)


def with_mixed(modes: Coded, person: NDArray[np.int32], persons: int) -> Coded:
    """Return the modes with MIXED: the rows of who has a liberal and a salaried activity."""
    mixed = np.ones(persons, dtype=bool)
    for code in (LIBERAL, SALARIED):
        held = np.zeros(persons, dtype=bool)
        held[person[modes.rows_of((code,))]] = True
        mixed &= held
    return modes.overlaid(MIXED, MIXED_LABEL, mixed[person])


def _names(table: pa.Table, dimension: Dimension) -> dict[str, str]:
    codes = table[CODE_OF_TERRITORY[dimension]].to_pylist()
    return dict(zip(codes, table["nom"].to_pylist(), strict=True))


def _persons_of(folder: Path, activities: pa.Table, persons: pa.Table) -> NDArray[np.int32]:
    """Return the row of `persons` of each activity."""
    identifiers = activities["identifiant_pp"].cast(pa.string())
    found = pc.index_in(identifiers, value_set=persons["identifiant_pp"])
    if found.null_count:
        raise ReleaseMissingError(folder, f"person for {found.null_count} activities")
    rows: NDArray[np.int32] = found.to_numpy().astype(np.int32)
    return rows


def _served(manifest: dict[str, Any], departements: pa.Table) -> pa.Table:
    """Return the departments the release was made for; all of them when it does not say."""
    codes = manifest.get("departements")
    if not isinstance(codes, list) or not codes:
        return departements
    wanted = pa.array([str(code) for code in codes], pa.string())
    return departements.filter(pc.is_in(departements["code_departement"], value_set=wanted))


def _text_fields(
    activities: pa.Table, person: NDArray[np.int32], persons: pa.Table
) -> tuple[SearchField, ...]:
    """Return the searchable fields: person, structure, address as registered, commune."""
    plain = {name: activities[name].cast(pa.string()) for name in _SEARCHED}
    who = search_field(joined(persons, ("nom", "prenom", "numero_rpps", "identifiant_pp")))
    structure = joined(plain, ("raison_sociale", "enseigne"))
    commune = joined(plain, ("nom_commune", "libelle_commune"))
    of_row = SearchField(who.codes[person], who.values, who.vocabulary, who.offsets, who.postings)
    return (of_row, *(search_field(c) for c in (structure, plain[ADDRESS], commune)))


_SEARCHED = ("raison_sociale", "enseigne", "nom_commune", "libelle_commune", ADDRESS)


def _assemble(
    folder: Path,
    manifest: dict[str, Any],
    held: dict[str, pa.Table],
    activities: pa.Table,
    positions: Positions,
) -> Directory:
    departements = _served(manifest, held["departements"])
    in_served = pc.is_in(
        held["communes"]["code_departement"], value_set=departements["code_departement"]
    )
    named = {
        Dimension.DEPARTEMENT: held["departements"],
        Dimension.EPCI: held["epci"],
        Dimension.COMMUNE: held["communes"],
    }
    names = {dimension: _names(table, dimension) for dimension, table in named.items()}
    dimensions = _dimensions(activities, names)
    person = _persons_of(folder, activities, held["personnes"])
    persons = held["personnes"].num_rows
    dimensions[Dimension.MODE] = with_mixed(dimensions[Dimension.MODE], person, persons)
    site = coded(activities["identifiant_lieu"], missing=("", ""))
    return Directory(
        folder=folder,
        manifest=manifest,
        activities=activities,
        persons=held["personnes"],
        diplomas=held["diplomes"],
        skills=held["savoir_faire"],
        mailboxes=held["messageries"],
        communes=held["communes"].filter(in_served),
        epcis=held["epci"],
        departements=departements,
        dimensions=dimensions,
        groups=groups_of(dimensions),
        pairs={d: pairs(c.codes, len(c.values), person, persons) for d, c in dimensions.items()},
        reasons=coded(activities["raison_non_localise"], missing=("", "")),
        person=person,
        site=site.codes.astype(np.int32),
        sites=len(site.values),
        liberal=dimensions[Dimension.MODE].rows_of((LIBERAL,)),
        positions=positions,
        text=_text_fields(activities, person, held["personnes"]),
    )
