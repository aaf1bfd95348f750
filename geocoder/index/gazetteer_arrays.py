"""The gazetteer as integers: what many places need at once, made where one first needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.index.container import Container
from geocoder.normalize.words import BOOL, I64, spans

F64 = npt.NDArray[np.float64]


def find_texts(texts: Sequence[str], known: pa.Array) -> I64:
    """Row of each text in a column of distinct ones (n,); -1 without any."""
    found = pc.index_in(pa.array(texts, pa.string()), value_set=known)
    rows: I64 = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return rows


@dataclass(frozen=True, slots=True)
class Runs:
    """A sorted column of texts: its distinct values, and the first row of each (v + 1,)."""

    values: pa.Array
    ptr: I64

    @classmethod
    def of(cls, column: pa.Array) -> Runs:
        """Runs of a sorted column."""
        encoded = column.dictionary_encode()
        values, codes = encoded.dictionary, encoded.indices.to_numpy()
        return cls(values, np.searchsorted(codes, np.arange(len(values) + 1)))

    def find(self, texts: Sequence[str]) -> tuple[I64, I64]:
        """First row that holds each text, and how many do (n,): none for an unknown one."""
        run = find_texts(texts, self.values)
        known = np.maximum(run, 0)
        if not len(self.values):
            return known, np.zeros(len(known), np.int64)
        return self.ptr[known], np.where(run < 0, 0, self.ptr[known + 1] - self.ptr[known])


class GazetteerArrays:
    """Columns of an open gazetteer, in whole numbers: c communes, n names."""

    def __init__(self, file: Container) -> None:
        self._file = file

    def _whole(self, name: str) -> I64:
        return self._file.array(name).astype(np.int64)

    @cached_property
    def departments(self) -> dict[str, int]:
        """Rank of each department."""
        return {text: rank for rank, text in enumerate(self._department.dictionary.to_pylist())}

    @cached_property
    def _department(self) -> pa.DictionaryArray:
        return self._file.column("department").dictionary_encode()

    @cached_property
    def department(self) -> I64:
        """Rank of the department of each commune (c,)."""
        ranks: I64 = self._department.indices.to_numpy().astype(np.int64)
        return ranks

    @cached_property
    def _former(self) -> tuple[list[str], I64, I64]:
        """Former codes, the empty one first; ranks of those of the file, and of those of names."""
        known, named = self._file.column("former_code"), self._file.column("name_former")
        several = pa.concat_arrays([pa.array([""], pa.string()), known, named]).dictionary_encode()
        ranks = several.indices.to_numpy().astype(np.int64)
        return several.dictionary.to_pylist(), ranks[1 : len(known) + 1], ranks[len(known) + 1 :]

    @property
    def former_codes(self) -> list[str]:
        """Former COG codes, of communes and of names; the first is empty."""
        return self._former[0]

    def coded(self, codes: Sequence[str]) -> tuple[I64, I64]:
        """Commune of each current or former COG code, -1 for none, and the rank of a former one (n,)."""
        now = find_texts(codes, self._file.column("code"))
        old = find_texts(codes, self._file.column("former_code"))
        is_old = (now < 0) & (old >= 0)
        commune, former = now.copy(), np.zeros(len(now), np.int64)
        commune[is_old] = self._whole("former_commune")[old[is_old]]
        former[is_old] = self._former[1][old[is_old]]
        return commune, former

    @cached_property
    def name_keys(self) -> list[str]:
        """Key of each name (n,), sorted."""
        keys: list[str] = self._file.column("name_key").to_pylist()
        return keys

    @cached_property
    def names(self) -> Runs:
        """Rows of each name."""
        return Runs.of(self._file.column("name_key"))

    @cached_property
    def name_commune(self) -> I64:
        """Commune of each name (n,)."""
        return self._whole("name_commune")

    @cached_property
    def name_weight(self) -> F64:
        """Weight of each name (n,)."""
        weight: F64 = self._file.array("name_weight")
        return weight

    @property
    def name_former(self) -> I64:
        """Rank of the former code of each name (n,), 0 for none."""
        return self._former[2]

    @cached_property
    def name_counts(self) -> BOOL:
        """Whether a name is the last of its commune's with the same key (n,): that one counts.

        A commune that kept the name of a delegated one is named twice: Thaon-les-Vosges.
        """
        ptr = self.names.ptr
        run = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
        pair = run * len(self.department) + self.name_commune
        _, last = np.unique(pair[::-1], return_index=True)
        counts = np.zeros(len(pair), bool)
        counts[len(pair) - 1 - last] = True
        return counts

    @cached_property
    def _by_commune(self) -> tuple[I64, I64]:
        order = np.argsort(self.name_commune, kind="stable")
        communes = np.arange(len(self.department) + 1)
        return order, np.searchsorted(self.name_commune[order], communes)

    def names_of(self, communes: I64) -> tuple[I64, I64]:
        """Names of each of `communes` (m,), one behind the other; and how many each has (m,)."""
        order, ptr = self._by_commune
        counts = ptr[communes + 1] - ptr[communes]
        return order[spans(ptr[communes], counts)], counts

    def names_in(self, department: str | None) -> I64:
        """Names of the communes of a department, or of every commune: by commune, then by key."""
        order, _ = self._by_commune
        if department is None:
            return order
        rank = self.departments.get(department, -1)
        own: I64 = order[self.department[self.name_commune[order]] == rank]
        return own

    @cached_property
    def postcodes(self) -> Runs:
        """Rows of each postcode."""
        return Runs.of(self._file.column("postcode_text"))

    @cached_property
    def postcode_commune(self) -> I64:
        """Commune of each pair of postcode and commune, sorted by postcode."""
        return self._whole("postcode_commune")

    @cached_property
    def _served(self) -> I64:
        """Pairs (first row of the postcode, commune) as one number, sorted."""
        ptr = self.postcodes.ptr
        first = np.repeat(ptr[:-1], np.diff(ptr))
        pairs: I64 = np.sort(first * len(self.department) + self.postcode_commune)
        return pairs

    def is_served(self, first: I64, communes: I64) -> BOOL:
        """Whether a postcode, given by its first row, serves a commune (m,)."""
        if not len(self._served):
            return np.zeros(len(first), bool)
        pair = first * len(self.department) + communes
        at = np.searchsorted(self._served, pair)
        served: BOOL = self._served.take(at, mode="clip") == pair
        return served
