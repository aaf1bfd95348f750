"""The table: pages of the selected rows, sorted as French is, and any row by its id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.coding import factorise, plain
from dashboard.directory import ADDRESS, EPCI_NAME, Directory
from dashboard.engine.names import Names, Ranks, named_first
from dashboard.engine.types import PRECISION, Direction, Row, RowPage, Sort
from dashboard.search import looked_for

MAX_PAGE = 200
"""Rows given at once, whatever is asked."""
ROW = "ligne"
"""Name of the row id in a row."""
COLUMNS = (
    "identifiant_pp",
    "numero_rpps",
    "libelle_civilite",
    "nom",
    "prenom",
    "libelle_profession",
    "libelle_savoir_faire",
    "libelle_mode_exercice",
    "libelle_secteur_activite",
    "raison_sociale",
    "enseigne",
    ADDRESS,
    "code_postal",
    "libelle_commune",
    "code_commune",
    "nom_commune",
    "code_departement",
    EPCI_NAME,
    "telephone",
    "email",
    "longitude",
    "latitude",
    "result_type",
    "result_score",
    "result_label",
    "raison_non_localise",
)
"""Columns of a row of the table, each of which can be sorted, beside the row id."""
LEVEL = "result_type"
"""Sorted by how precise it is, not by its letters."""
DEFAULT_SORT: Sort = (("nom", "asc"), ("prenom", "asc"))
REMEMBERED_ORDERS = 8
"""Orders kept: 0.5 MB each for 125,000 rows."""
MAX_KEYS = 4


def _ranks(column: pa.ChunkedArray) -> Ranks:
    """Return the rank of each row (n,): numbers as such, strings as `Names`; -1 null."""
    held = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_string(held):
        return Names.of(column).rank
    return factorise(column)[0].astype(np.int32)


def _precisions(column: pa.ChunkedArray) -> Ranks:
    """Return the rank of each level of location, 0 for the most precise; -1 for none."""
    codes, levels = factorise(column)
    ranks = [PRECISION.index(level) for level in levels.to_pylist()]
    return np.array([*ranks, -1], dtype=np.int32)[codes]


def cleaned(sort: Iterable[object]) -> Sort:
    """Return the known (column, direction) of `sort`, each column once, at most four."""
    found: dict[str, Direction] = {}
    for item in sort:
        if isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[0], str):
            column, direction = item
            if column in COLUMNS and direction in ("asc", "desc"):
                found.setdefault(column, direction)
    return tuple(found.items())[:MAX_KEYS]


class Rows:
    """Reads rows of a directory, by page and by id."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._table = directory.activities.select(list(COLUMNS))
        self._family, self._given = Names.of(self._table["nom"]), Names.of(self._table["prenom"])
        self._rank = lru_cache(len(COLUMNS))(self._ranks)
        self._order = lru_cache(REMEMBERED_ORDERS)(self._ordered)

    def _ranks(self, column: str) -> Ranks:
        if column == LEVEL:
            return _precisions(self._table[column])
        known = {"nom": self._family, "prenom": self._given}
        return known[column].rank if column in known else _ranks(self._table[column])

    def _ordered(self, sort: Sort) -> NDArray[np.int32]:
        """Return every row in the order of `sort`, then of the names, then of the row ids."""
        keys = [self._key(column, direction) for column, direction in (*sort, *DEFAULT_SORT)]
        return np.lexsort(keys[::-1]).astype(np.int32)

    def _key(self, column: str, direction: str) -> Ranks:
        """Return the sort key of a column: nulls last in both directions."""
        rank = self._rank(column)
        key = -rank if direction == "desc" else rank
        return np.where(rank < 0, np.int32(2**31 - 1), key)

    def selected(
        self, mask: NDArray[np.bool_], sort: Iterable[object] = (), text: str = ""
    ) -> NDArray[np.int32]:
        """Return the ids of the rows of `mask`, in the order of `sort`.

        Where `sort` asks for none, the people whom the free text `text` names come first.
        """
        asked = cleaned(sort)
        order = self._order(asked)
        rows = order[mask[order]]
        words = () if asked else looked_for(text)
        return named_first(rows, words, self._family, self._given) if words else rows

    def page(
        self,
        mask: NDArray[np.bool_],
        start: int,
        stop: int,
        sort: Iterable[object] = (),
        text: str = "",
    ) -> RowPage:
        """Return rows `start` to `stop` (excluded; at most 200) of those of `mask`, as `selected`."""
        total = int(np.count_nonzero(mask))
        start = min(max(int(start), 0), total)
        stop = min(int(stop), start + MAX_PAGE, total)
        if start >= stop:
            return RowPage([], total)
        return RowPage(self.at(self.selected(mask, sort, text)[start:stop].tolist()), total)

    def at(self, rows: Iterable[int]) -> list[Row]:
        """Return the rows of those ids, unknown ones left out, at most 200."""
        count = self._directory.rows
        known = [row for row in rows if isinstance(row, int) and 0 <= row < count][:MAX_PAGE]
        taken = plain(self._table.take(pa.array(known, pa.int64()))).to_pydict()
        found = zip(known, *taken.values(), strict=True)
        names = (ROW, *taken)
        return [dict(zip(names, values, strict=True)) for values in found]
