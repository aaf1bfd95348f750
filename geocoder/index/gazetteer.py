"""Communes: codes, names (present, former, postal), postcodes, positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.errors import IndexDamagedError
from geocoder.index.container import Container, FileMark

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class NamedCommune:
    """One commune a name may mean."""

    commune: int
    former: str
    """COG code of the former commune the name belongs to; empty for a present name."""
    weight: float
    """1 for a name of the commune itself or a former one, 0.8 for a postal town."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of communes (n,): their keys, and of each the commune and its former code (or empty)."""

    keys: list[str]
    communes: list[int]
    formers: list[str]


class PerKey(Generic[K, V]):
    """Something of each key, worked out for the keys that are asked for, and kept."""

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make
        self._known: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._make(key)
        return found


def _runs(texts: list[str]) -> dict[str, range]:
    """Rows of each of sorted texts."""
    first = [at for at, text in enumerate(texts) if not at or text != texts[at - 1]]
    return {texts[a]: range(a, b) for a, b in pairwise([*first, len(texts)])}


@dataclass(frozen=True)
class Gazetteer:
    """Every commune known to the index; rows are sorted by COG code.

    Opening reads nothing but the map: lists and dictionaries are made where a query first needs
    them, and names and postcodes are searched in sorted columns.
    """

    path: Path
    mark: FileMark | None = None
    fingerprint: str = ""
    _found: dict[str, list[NamedCommune]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def open(cls, path: Path, mark: FileMark | None = None, fingerprint: str = "") -> Gazetteer:
        """Map the file at `path`; IndexDamagedError when it is not what `mark` and `fingerprint` say."""
        opened = cls(path, mark, fingerprint)
        if fingerprint and opened.file.meta.get("fingerprint") != fingerprint:
            raise IndexDamagedError(path, "is built from other tables than its manifest says")
        return opened

    @cached_property
    def file(self) -> Container:
        """The open file."""
        return Container(self.path, self.mark)

    @cached_property
    def table(self) -> pa.Table:
        """Columns code, name, department, postcode, population, lon, lat, one row a commune."""
        names = ("code", "name", "department", "postcode", "population", "lon", "lat")
        return pa.table({n: self.file.column(n) for n in names})

    @cached_property
    def codes(self) -> list[str]:
        """COG code of each commune."""
        codes: list[str] = self.file.column("code").to_pylist()
        return codes

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each COG code."""
        return {code: row for row, code in enumerate(self.codes)}

    @cached_property
    def former_of(self) -> dict[str, int]:
        """Row of the commune that holds each former COG code today."""
        codes = self.file.column("former_code").to_pylist()
        return dict(zip(codes, self.file.array("former_commune").tolist(), strict=True))

    @cached_property
    def _names(self) -> list[str]:
        keys: list[str] = self.file.column("name_key").to_pylist()
        return keys

    @cached_property
    def _name_columns(self) -> tuple[npt.NDArray[Any], pa.Array, npt.NDArray[Any]]:
        """Commune, former code and weight of each name, sorted by name."""
        file = self.file
        return file.array("name_commune"), file.column("name_former"), file.array("name_weight")

    def named(self, key: str) -> list[NamedCommune]:
        """Communes of which `key` (a `commune_key`) is a name; empty when there is none."""
        found = self._found.get(key)
        if found is None:
            rows = self._rows_of_name.get(key, range(0)) if key else range(0)
            found = [self._named(row) for row in rows]
            if found:  # a stranger's misspelling is not worth keeping
                self._found[key] = found
        return found

    @cached_property
    def _rows_of_name(self) -> dict[str, range]:
        """Rows of each name, which are sorted: a batch asks for many that are none."""
        return _runs(self._names)

    def _named(self, row: int) -> NamedCommune:
        commune, former, weight = self._name_columns
        return NamedCommune(int(commune[row]), former[row].as_py(), float(weight[row]))

    def of_postcode(self, postcode: str) -> list[int]:
        """Communes a postcode serves; empty for a CEDEX code."""
        rows = self._rows_of_postcode.get(postcode, range(0))
        return self._postcode_communes[rows.start : rows.stop]

    @cached_property
    def _postcode_communes(self) -> list[int]:
        communes: list[int] = self.file.array("postcode_commune").tolist()
        return communes

    @cached_property
    def _rows_of_postcode(self) -> dict[str, range]:
        return _runs(self.file.column("postcode_text").to_pylist())

    @cached_property
    def names_in_department(self) -> PerKey[str, Names]:
        """Names of the communes of each department: their keys, communes and former codes."""
        return PerKey(lambda department: self.names_of(self.in_department.get(department, [])))

    @cached_property
    def every_name(self) -> Names:
        """Names of every commune."""
        return self.names_of(range(len(self.codes)))

    def names_of(self, rows: Iterable[int]) -> Names:
        """Names of some communes, in their order: keys, communes and former codes."""
        named = [(key, row, former) for row in rows for key, former in self.keys_of[row]]
        return Names([n[0] for n in named], [n[1] for n in named], [n[2] for n in named])

    @cached_property
    def department(self) -> list[str]:
        """Department of each commune."""
        values: list[str] = self.file.column("department").to_pylist()
        return values

    @cached_property
    def in_department(self) -> dict[str, list[int]]:
        """Communes of each department."""
        out: dict[str, list[int]] = defaultdict(list)
        for row, department in enumerate(self.department):
            out[department].append(row)
        return out

    @cached_property
    def keys_of(self) -> PerKey[int, list[tuple[str, str]]]:
        """Names of each commune: pairs (key, former code), in the order of the keys."""
        communes = self._name_columns[0]
        order = np.argsort(communes, kind="stable")
        starts = np.searchsorted(communes[order], np.arange(len(self.file.column("code")) + 1))

        def names(row: int) -> list[tuple[str, str]]:
            own = order[starts[row] : starts[row + 1]].tolist()
            former = self._name_columns[1]
            return [(self._names[at], former[at].as_py()) for at in own]

        return PerKey(names)
