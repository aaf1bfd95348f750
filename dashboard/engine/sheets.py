"""The sheet of a professional: everything the release holds about one person."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.coding import plain
from dashboard.directory import ADDRESS, Directory
from dashboard.engine.types import ActivitySheet, PersonSheet, Row


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
        )


def _persons_of(table: pa.Table, persons: pa.Table) -> NDArray[np.int64]:
    """Return the row of `persons` for each row of `table`; -1 when it is not there."""
    found = pc.index_in(table["identifiant_pp"], value_set=persons["identifiant_pp"])
    rows: NDArray[np.int64] = pc.fill_null(found.cast(pa.int64()), -1).to_numpy()
    return rows


def _rows(table: pa.Table, rows: NDArray[np.intp]) -> tuple[Row, ...]:
    return tuple(table.take(pa.array(rows)).to_pylist())
