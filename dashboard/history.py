"""What past releases counted, for the territory and the profession of a selection.

The history holds regions, departments, EPCI and communes by profession and mode. Communes are left
out here: one or two persons more is an event, not a trend. Nothing is said when there is a single
release, or when a selection is finer than what the history holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dashboard.directory import LIBERAL
from dashboard.selection import Dimension, Selection

ALL = "*"
"""Code of the history that stands for every profession, or every mode."""
RELEASES = 24
"""Releases remembered, the latest: two years of months."""
LEVELS = ("region", "departement", "epci")
KEYS = ("niveau", "code_territoire", "code_profession", "code_mode_exercice")
COUNTS = ("professionnels", "activites", "activites_localisees")
MOVES = ("arrivees", "departs", "venus_d_ailleurs", "partis_ailleurs")
HELD = (Dimension.PROFESSION, Dimension.MODE, Dimension.DEPARTEMENT, Dimension.EPCI)


class HistoryPoint(NamedTuple):
    """Counts of one cell in one release."""

    vintage: str
    """date of the extraction, ISO"""
    professionnels: int
    activites: int
    localisees: int
    liberaux: int
    """persons with a liberal activity; those of the cell's own mode when it has one"""


class Moves(NamedTuple):
    """Persons who came and left since the release before."""

    since: str
    """date of the extraction of the release before, ISO"""
    arrived: int
    left: int


@dataclass(frozen=True, slots=True)
class Past:
    """What the history says of one cell: at least two releases, the last being the one served."""

    points: tuple[HistoryPoint, ...]
    moves: Moves | None


class Cell(NamedTuple):
    """Territory, profession and mode of a row of the history."""

    level: str
    territory: str
    profession: str = ALL
    mode: str = ALL


def cell_of(selection: Selection, region: str | None) -> Cell | None:
    """Return the row of the history that counts what `selection` does; None when it is finer.

    `region` is the code of the region served, None when there are several.
    """
    chosen = dict(selection.clauses)
    if selection.text or any(d not in HELD or len(codes) > 1 for d, codes in chosen.items()):
        return None
    one = {dimension: codes[0] for dimension, codes in chosen.items()}
    profession, mode = one.get(Dimension.PROFESSION, ALL), one.get(Dimension.MODE, ALL)
    if Dimension.EPCI in one:
        return Cell("epci", one[Dimension.EPCI], profession, mode)
    if Dimension.DEPARTEMENT in one:
        return Cell("departement", one[Dimension.DEPARTEMENT], profession, mode)
    return Cell("region", region, profession, mode) if region else None


class History:
    """The history of a data directory; its files are read again when one comes or goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = lru_cache(1)(_Tables)

    def of(self, cell: Cell, release: str) -> Past | None:
        """Return what is known of `cell` up to `release`; None with fewer than two releases."""
        paths = tuple(sorted(self._folder.glob("effectifs-*.parquet")))
        if len(paths) < 2 or self._folder / f"effectifs-{release}.parquet" not in paths:
            return None
        return self._read(self._folder, paths, release).of(cell)


def _in_order(paths: Iterable[Path], release: str) -> list[pa.Table]:
    """Return the counts up to `release`, one table a vintage: the one served last for it."""
    served = {path: path.stem == f"effectifs-{release}" for path in paths}
    latest = sorted(served, key=lambda path: (served[path], path.stat().st_mtime))
    by_vintage = {}
    for path in latest:
        table = _counts(path)
        by_vintage[table["millesime"][0].as_py() if table.num_rows else ""] = table
        last = table
    now = last["millesime"][0].as_py() if last.num_rows else ""
    kept = sorted(vintage for vintage in by_vintage if vintage and vintage <= now)
    return [by_vintage[vintage] for vintage in kept[-RELEASES:]]


class _Tables:
    """Counts of some releases by cell, in the order of their vintages, and the last one's moves."""

    def __init__(self, folder: Path, paths: tuple[Path, ...], release: str) -> None:
        tables = _in_order(paths, release)
        self._vintages = [table["millesime"][0].as_py() for table in tables]
        self._rows: dict[str, int] = {}
        keyed = [[self._number(key) for key in _keys(table, KEYS)] for table in tables]
        self._counts: NDArray[np.int32] = np.zeros((len(tables), len(self._rows), 3), np.int32)
        for place, (rows, table) in enumerate(zip(keyed, tables, strict=True)):
            for column, name in enumerate(COUNTS):
                self._counts[place, rows, column] = table[name].to_numpy()
        self._moves = _moves(folder / f"mouvements-{release}.parquet")

    def _number(self, key: str) -> int:
        return self._rows.setdefault(key, len(self._rows))

    def of(self, cell: Cell) -> Past | None:
        """Return the points of `cell`, zeros where a release has no row of it."""
        own, liberal = self._of(cell), self._of(cell._replace(mode=LIBERAL))
        if own is None or len(own) < 2:
            return None
        free = own if cell.mode == LIBERAL else liberal if cell.mode == ALL else None
        points = tuple(
            HistoryPoint(vintage, persons, rows, located, 0 if free is None else free[i][0])
            for i, (vintage, (persons, rows, located)) in enumerate(
                zip(self._vintages, own, strict=True)
            )
        )
        moves = self._moves.get("|".join(cell[:3])) if cell.mode == ALL else None
        return Past(points, moves)

    def _of(self, cell: Cell) -> list[list[int]] | None:
        row = self._rows.get("|".join(cell))
        return None if row is None else self._counts[:, row].tolist()


def _counts(path: Path) -> pa.Table:
    columns = ["millesime", *KEYS, *COUNTS]
    return pq.read_table(path, columns=columns, filters=[("niveau", "in", LEVELS)])


def _keys(table: pa.Table, columns: tuple[str, ...]) -> list[str]:
    found: list[str] = pc.binary_join_element_wise(*(table[c] for c in columns), "|").to_pylist()
    return found


def _moves(path: Path) -> dict[str, Moves]:
    """Return who came and who left by `level|territory|profession`, moves within counted too."""
    if not path.is_file():
        return {}
    keys = KEYS[:3]
    columns = [*keys, "millesime_precedent", *MOVES]
    table = pq.read_table(path, columns=columns, filters=[("niveau", "in", LEVELS)])
    came = pc.add(table["arrivees"], table["venus_d_ailleurs"]).to_pylist()
    left = pc.add(table["departs"], table["partis_ailleurs"]).to_pylist()
    rows = zip(table["millesime_precedent"].to_pylist(), came, left, strict=True)
    return {key: Moves(*row) for key, row in zip(_keys(table, keys), rows, strict=True)}
