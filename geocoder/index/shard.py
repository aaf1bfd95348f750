"""One department of the index: streets, their written forms, and their numbers, as mapped arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

from geocoder.normalize import StreetName

I32 = npt.NDArray[np.int32]
REP_BITS = 12
"""A number's code is `number << 12 | repetition`; repetition 0 is none."""


def read_table(path: Path) -> pa.Table:
    """Read an Arrow IPC file through a memory map."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def write_table(table: pa.Table, path: Path) -> None:
    """Write an Arrow IPC file."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


@dataclass(frozen=True)
class Shard:
    """A department; every property maps its file on first use.

    Streets are rows `0 … s-1`, sorted by commune; variants (written names of streets) are rows
    `0 … v-1`, sorted by commune too. Positions are in millionths of a degree (int32).
    """

    path: Path

    def _array(self, name: str) -> npt.NDArray[Any]:
        array: npt.NDArray[Any] = np.load(
            self.path / f"{name}.npy", mmap_mode="r", allow_pickle=False
        )
        return array

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Communes (COG codes by local row), repetitions, postcodes, way types."""
        loaded: dict[str, Any] = json.loads((self.path / "shard.json").read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def commune_rows(self) -> dict[str, int]:
        """Local row of each commune code."""
        return {code: row for row, code in enumerate(self.meta["communes"])}

    @cached_property
    def streets(self) -> pa.Table:
        """Columns id, name, postcode, old_code, old_name (strings), one row a street."""
        return read_table(self.path / "streets.arrow")

    @cached_property
    def street_commune(self) -> I32:
        """Local commune row of each street (s,)."""
        return self._array("street_commune")

    @cached_property
    def street_kind(self) -> npt.NDArray[np.uint8]:
        """1 for a lieu-dit, 0 for a street (s,)."""
        return self._array("street_kind")

    @cached_property
    def street_lonlat(self) -> I32:
        """Point of each street (s, 2): its middle address, or the lieu-dit's own point."""
        return self._array("street_lonlat")

    @cached_property
    def number_ptr(self) -> I32:
        """First number of each street (s + 1,)."""
        return self._array("number_ptr")

    @cached_property
    def number_code(self) -> npt.NDArray[np.uint32]:
        """`number << 12 | repetition`, sorted inside each street (n,)."""
        return self._array("number_code")

    @cached_property
    def number_lonlat(self) -> I32:
        """Point of each number (n, 2)."""
        return self._array("number_lonlat")

    @cached_property
    def number_postcode(self) -> npt.NDArray[np.uint16]:
        """Row in `meta['postcodes']` of each number (n,)."""
        return self._array("number_postcode")

    @cached_property
    def number_exceptions(self) -> dict[int, str]:
        """Ids of the numbers whose BAN id is not made of their parts."""
        return {int(row): identifier for row, identifier in self.meta["exceptions"].items()}

    @cached_property
    def variant_ptr(self) -> I32:
        """First variant of each local commune (c + 1,)."""
        return self._array("variant_ptr")

    @cached_property
    def variant_street(self) -> I32:
        """Street of each variant (v,)."""
        return self._array("variant_street")

    @cached_property
    def variant_names(self) -> pa.Table:
        """Columns way_type and words (space-separated, articles included), one row a variant."""
        return read_table(self.path / "variants.arrow")

    @cached_property
    def _variant_lists(self) -> tuple[list[str], list[str]]:
        table = self.variant_names
        return table["way_type"].to_pylist(), table["words"].to_pylist()

    @cached_property
    def bare_names(self) -> list[str]:
        """Content words of each variant in one string (v,)."""
        return [self.variant_name(v).bare for v in range(len(self.variant_street))]

    @cached_property
    def spaced_names(self) -> list[str]:
        """`bare_names` with a space in front, so that every word follows one (v,)."""
        return [f" {text}" for text in self.bare_names]

    def variant_name(self, variant: int) -> StreetName:
        """Return the normal form of one variant."""
        types, words = self._variant_lists
        return StreetName(types[variant], tuple(words[variant].split()))

    @cached_property
    def keys(self) -> npt.NDArray[np.uint64]:
        """Sorted keys of every layer, mixed with the local commune row (k,)."""
        return self._array("keys")

    @cached_property
    def key_variant(self) -> I32:
        """Variant of each key (k,)."""
        return self._array("key_variant")

    @cached_property
    def word_frequency(self) -> dict[str, int]:
        """In how many variants of the department each word stands."""
        table = read_table(self.path / "words.arrow")
        return dict(zip(table["word"].to_pylist(), table["count"].to_pylist(), strict=True))

    @cached_property
    def ngram_idf(self) -> npt.NDArray[np.float32]:
        """Inverse document frequency of each n-gram bucket (f,)."""
        return self._array("ngram_idf")

    @cached_property
    def ngrams(self) -> csr_matrix:
        """TF-IDF rows of the variants: sparse (v, f)."""
        from scipy.sparse import csr_matrix

        # half precision and 16-bit columns on disk; scipy knows neither
        data = self._array("ngram_data").astype(np.float32)
        columns = self._array("ngram_indices").astype(np.int32)
        parts = (data, columns, self._array("ngram_ptr"))
        return csr_matrix(parts, shape=(len(self.variant_street), len(self.ngram_idf)))

    def find(
        self, keys: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """First and past-the-last positions in `key_variant` of each key (n,); equal when absent."""
        return np.searchsorted(self.keys, keys, "left"), np.searchsorted(self.keys, keys, "right")
