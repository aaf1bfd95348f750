"""The sheet of a professional and of a site: everything the release holds about them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.coding import plain
from dashboard.directory import ADDRESS, Directory
from dashboard.engine.facets import count_values, most_first
from dashboard.engine.types import ActivitySheet, PersonSheet, Row, StructureSheet
from dashboard.selection import Dimension, Unit


class Runs:
    """The rows of each person in a table, found by a look-up."""

    def __init__(self, person: NDArray[np.integer], persons: int) -> None:
        """Index `person` (rows,), the person of each row; -1 for rows of nobody known."""
        self._order = np.argsort(person, kind="stable")
        self._starts = np.searchsorted(person[self._order], np.arange(persons + 1))

    def of(self, person: int) -> NDArray[np.intp]:
        """Return the rows of `person`."""
        return self._order[self._starts[person] : self._starts[person + 1]]


def registered_address(fields: Row) -> str:
    """Return the address as registered, on one line, with the structure's complement first.

    The last line of the post (« 25304 PONTARLIER CEDEX ») says postcode and town; where there is
    none, their own columns do: both would say the town twice.
    """
    own = ("code_postal", "libelle_commune")
    town = [fields[f] for f in (("bureau_cedex",) if fields["bureau_cedex"] else own)]
    parts = (
        fields["complement_geographique"],
        fields[ADDRESS],
        fields["mention_distribution"],
        *town,
    )
    return " ".join(str(part) for part in parts if part)


class Sheets:
    """Builds sheets from the tables of a directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        persons = directory.persons
        self._activities = Runs(directory.person, persons.num_rows)
        self._diplomas = Runs(_persons_of(directory.diplomas, persons), persons.num_rows)
        self._skills = Runs(_persons_of(directory.skills, persons), persons.num_rows)
        self._mailboxes = Runs(_persons_of(directory.mailboxes, persons), persons.num_rows)
        self._sites = Runs(directory.site, directory.sites)
        self._site_names = directory.activities["identifiant_lieu"]

    def person(self, identifiant_pp: object) -> PersonSheet | None:
        """Return the sheet of the person so identified; None when there is none."""
        if not isinstance(identifiant_pp, str):
            return None
        directory = self._directory
        found = pc.index(directory.persons["identifiant_pp"], identifiant_pp).as_py()
        if found < 0:
            return None
        identity = directory.persons.slice(found, 1).to_pylist()[0]
        identity["codes_professions"] = ", ".join(identity["codes_professions"])
        rows = self._activities.of(found)
        held = plain(directory.activities.take(pa.array(rows))).to_pylist()
        return PersonSheet(
            identifiant_pp=identifiant_pp,
            identity=identity,
            activities=tuple(
                ActivitySheet(int(row), fields, registered_address(fields))
                for row, fields in zip(rows, held, strict=True)
            ),
            diplomas=_rows(directory.diplomas, self._diplomas.of(found)),
            skills=_rows(directory.skills, self._skills.of(found)),
            mailboxes=_rows(directory.mailboxes, self._mailboxes.of(found)),
        )

    def site_rows(self, identifiant_lieu: object) -> NDArray[np.intp]:
        """Return the rows of the site so identified; empty when there is none."""
        if not isinstance(identifiant_lieu, str):
            return np.zeros(0, dtype=np.intp)
        names = self._site_names.combine_chunks()
        code = pc.index(names.dictionary, identifiant_lieu).as_py()
        row = -1 if code < 0 else pc.index(names.indices.cast(pa.int64()), code).as_py()
        if row < 0:
            return np.zeros(0, dtype=np.intp)
        return self._sites.of(int(self._directory.site[row]))

    def structure(
        self, identifiant_lieu: str, rows: NDArray[np.intp], people: list[Row]
    ) -> StructureSheet:
        """Return the sheet of a site from its `rows` and one row of the table for each person."""
        directory = self._directory
        first = rows[np.argmin(directory.activities["ligne_source"].to_numpy()[rows])]
        fields = plain(directory.activities.slice(int(first), 1)).to_pylist()[0]
        held = directory.dimensions[Dimension.PROFESSION]
        counts = count_values(directory, Dimension.PROFESSION, rows, Unit.PROFESSIONNELS)
        return StructureSheet(
            identifiant_lieu=identifiant_lieu,
            fields=fields,
            registered_address=registered_address(fields),
            activites=len(rows),
            professionnels=len(np.unique(directory.person[rows])),
            professions=most_first(held.labels, counts),
            people=tuple(people),
        )


def _persons_of(table: pa.Table, persons: pa.Table) -> NDArray[np.int64]:
    """Return the row of `persons` for each row of `table`; -1 when it is not there."""
    found = pc.index_in(table["identifiant_pp"], value_set=persons["identifiant_pp"])
    rows: NDArray[np.int64] = pc.fill_null(found.cast(pa.int64()), -1).to_numpy()
    return rows


def _rows(table: pa.Table, rows: NDArray[np.intp]) -> tuple[Row, ...]:
    return tuple(table.take(pa.array(rows)).to_pylist())
