"""Communes: codes, names (present, former, postal), postcodes, positions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geocoder.errors import IndexDamagedError
from geocoder.index.container import Container, FileMark
from geocoder.index.gazetteer_arrays import GazetteerArrays

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


def _rows(texts: list[str], text: str) -> slice:
    """Rows of sorted texts that hold exactly `text`."""
    first = bisect_left(texts, text)
    return slice(first, bisect_right(texts, text, lo=first))


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
    def arrays(self) -> GazetteerArrays:
        """The same in whole numbers, for many places at once."""
        return GazetteerArrays(self.file)

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
    def _name_columns(self) -> tuple[npt.NDArray[Any], pa.Array, npt.NDArray[Any]]:
        """Commune, former code and weight of each name, sorted by name."""
        file = self.file
        return file.array("name_commune"), file.column("name_former"), file.array("name_weight")

    def named(self, key: str) -> list[NamedCommune]:
        """Communes of which `key` (a `commune_key`) is a name; empty when there is none."""
        found = self._found.get(key)
        if found is None:
            keys = self.arrays.name_keys
            rows = range(len(keys))[_rows(keys, key)] if key else range(0)
            found = [self._named(row) for row in rows]
            if found:  # a stranger's misspelling is not worth keeping
                self._found[key] = found
        return found

    def _named(self, row: int) -> NamedCommune:
        commune, former, weight = self._name_columns
        return NamedCommune(int(commune[row]), former[row].as_py(), float(weight[row]))

    def of_postcode(self, postcode: str) -> list[int]:
        """Communes a postcode serves; empty for a CEDEX code."""
        rows = _rows(self._postcodes, postcode)
        communes: list[int] = self.file.array("postcode_commune")[rows].tolist()
        return communes

    @cached_property
    def _postcodes(self) -> list[str]:
        postcodes: list[str] = self.file.column("postcode_text").to_pylist()
        return postcodes

    @cached_property
    def department(self) -> list[str]:
        """Department of each commune."""
        values: list[str] = self.file.column("department").to_pylist()
        return values

    @cached_property
    def keys_of(self) -> PerKey[int, list[tuple[str, str]]]:
        """Names of each commune: pairs (key, former code), in the order of the keys."""
        arrays = self.arrays

        def names(row: int) -> list[tuple[str, str]]:
            own, _ = arrays.names_of(np.array([row]))
            formers = arrays.name_former[own].tolist()
            return [
                (arrays.name_keys[at], arrays.former_codes[former])
                for at, former in zip(own.tolist(), formers, strict=True)
            ]

        return PerKey(names)
