"""One department of the index: streets, their written forms, and their numbers, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

from geocoder.errors import IndexDamagedError
from geocoder.index.container import Container, FileMark
from geocoder.index.known import KnownNames
from geocoder.index.proposed import NgramLists, StemLists

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
REP_BITS = 12
"""A number's code is `number << 12 | repetition`; repetition 0 is none."""


def _starts(counts: npt.NDArray[Any]) -> I32:
    """First row of each group, and the end of the last (g + 1,)."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)


def _listed(rows: npt.NDArray[Any], wanted: I64) -> tuple[I64, npt.NDArray[np.bool_]]:
    """Where each `wanted` (any shape) is in sorted `rows`, of which there are some; whether it is there."""
    at = np.minimum(np.searchsorted(rows, wanted.astype(rows.dtype)), len(rows) - 1)
    return at, rows[at] == wanted


@dataclass(frozen=True)
class Shard:
    """A department; nothing is read before it is needed, and then the whole file is checked first.

    Streets are rows `0 … s-1`, sorted by commune; variants (written names of streets) are rows
    `0 … v-1`, sorted by commune too; many variants share one of `f` forms. Positions are in
    millionths of a degree (int32).
    """

    path: Path
    mark: FileMark | None = None
    """What the file must be; None to take it as it is."""
    fingerprint: str = ""
    """Fingerprint of the tables that it must be built from; empty to take it as it is."""

    @cached_property
    def file(self) -> Container:
        """The open file; IndexDamagedError when it is not the one the manifest says."""
        opened = Container(self.path, self.mark)
        if self.fingerprint and opened.meta.get("fingerprint") != self.fingerprint:
            raise IndexDamagedError(self.path, "is built from other tables than its manifest says")
        return opened

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Communes (COG codes by local row), repetitions, postcodes, exceptions, way types."""
        return self.file.meta

    @cached_property
    def commune_rows(self) -> dict[str, int]:
        """Local row of each commune code."""
        return {code: row for row, code in enumerate(self.meta["communes"])}

    @cached_property
    def streets(self) -> pa.Table:
        """Columns id, name, postcode, old_code, old_name (strings), one row a street."""
        postcodes = pa.array([None, *self.meta["postcodes"][1:]], pa.string())
        columns = {
            "id": self.file.column("street_id"),
            "name": self.file.column("street_name"),
            "postcode": postcodes.take(self.file.column("street_postcode")),
        }
        for name in ("old_code", "old_name"):
            texts = pa.concat_arrays([pa.nulls(1, pa.string()), self.file.column(f"{name}_text")])
            columns[name] = texts.take(self.file.column(f"street_{name}"))
        return pa.table(columns)

    @property
    def street_former(self) -> npt.NDArray[np.uint32]:
        """Row in `former_codes` of the former commune of each street (s,), in the narrowest type."""
        return self.file.array("street_old_code")

    @cached_property
    def former_codes(self) -> list[str]:
        """COG codes of former communes; the first is empty, for none."""
        return ["", *self.file.column("old_code_text").to_pylist()]

    @cached_property
    def street_commune(self) -> I32:
        """Local commune row of each street (s,)."""
        counts = self.file.array("commune_streets")
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @cached_property
    def street_kind(self) -> npt.NDArray[np.uint8]:
        """1 for a lieu-dit, 0 for a street (s,)."""
        return self.file.array("street_kind")

    @cached_property
    def street_lonlat(self) -> I32:
        """Point of each street (s, 2): its middle address, or the lieu-dit's own point."""
        return self.file.array("street_lonlat").reshape(-1, 2)

    @cached_property
    def number_ptr(self) -> I32:
        """First number of each street (s + 1,)."""
        return _starts(self.file.array("number_count"))

    def street_of(self, number: int) -> int:
        """Street of a row of numbers."""
        ptr = self.number_ptr  # asked in its own type: another one would have all of it converted
        return int(np.searchsorted(ptr, ptr.dtype.type(number), "right")) - 1

    @cached_property
    def number_code(self) -> npt.NDArray[np.uint32]:
        """`number << 12 | repetition`, sorted inside each street (n,)."""
        codes = self.file.array("number_value").astype(np.uint32) << np.uint32(REP_BITS)
        codes[self.file.array("repeated")] |= self.file.array("repetition")
        return codes

    @cached_property
    def number_lonlat(self) -> I32:
        """Point of each number (n, 2)."""
        gaps = self.file.array("number_gap").astype(np.int32)
        gaps[self.file.array("far")] += self.file.array("far_high").astype(np.int32) << 16
        points = gaps.reshape(-1, 2)
        points += np.repeat(self.street_lonlat, self.file.array("number_count"), axis=0)
        return points

    @cached_property
    def number_postcode(self) -> npt.NDArray[np.uint16]:
        """Row in `meta['postcodes']` of each number (n,)."""
        of_street = self.file.array("street_postcode").astype(np.uint16)
        codes = np.repeat(of_street, self.file.array("number_count"))
        codes[self.file.array("other_postcode")] = self.file.array("other_postcode_code")
        return codes

    def number_points(self, rows: I64, streets: I64) -> I32:
        """Points of numbers `rows` of `streets`, both (k,): rows of `number_lonlat`, nothing else read."""
        gaps = self.file.array("number_gap").reshape(-1, 2)
        points: I32 = self.street_lonlat.take(streets, axis=0) + gaps.take(rows, axis=0)
        far = self.file.array("far")
        if len(far):
            places = np.stack([2 * rows, 2 * rows + 1], axis=1)
            at, is_far = _listed(far, places)
            points[is_far] += self.file.array("far_high")[at[is_far]].astype(np.int32) << 16
        return points

    def number_postcodes(self, rows: I64, streets: I64) -> I64:
        """Postcodes of numbers `rows` of `streets`, both (k,): rows of `number_postcode`."""
        codes = self.street_postcode[streets].astype(np.int64)
        other = self.file.array("other_postcode")
        if len(other):
            at, is_other = _listed(other, rows)
            codes[is_other] = self.file.array("other_postcode_code")[at[is_other]]
        return codes

    @cached_property
    def street_postcode(self) -> npt.NDArray[np.uint16]:
        """Row in `meta['postcodes']` of each street (s,), in the narrowest type; 0 for none."""
        return self.file.array("street_postcode")

    @cached_property
    def number_exceptions(self) -> dict[int, str]:
        """Ids of the numbers whose BAN id is not made of their parts."""
        return {int(row): identifier for row, identifier in self.meta["exceptions"].items()}

    @cached_property
    def variant_ptr(self) -> I32:
        """First variant of each local commune (c + 1,)."""
        return _starts(self.file.array("commune_variants"))

    @cached_property
    def variant_street(self) -> npt.NDArray[np.uint32]:
        """Street of each variant (v,), in the narrowest type."""
        return self.file.array("variant_street")

    @cached_property
    def variant_form(self) -> npt.NDArray[np.uint32]:
        """Form of each variant (v,), in the narrowest type."""
        return self.file.array("variant_form")

    @cached_property
    def known(self) -> KnownNames:
        """The forms as rows of words."""
        return KnownNames.read(self.file)

    def bare_names(self, variants: I64) -> list[str]:
        """Content words of variants (k,), each in one string."""
        texts: list[str] = self.known.bare.take(pa.array(self.variant_form[variants])).to_pylist()
        return texts

    @cached_property
    def keys(self) -> npt.NDArray[np.uint64]:
        """Sorted keys of every layer, mixed with the local commune row (k,)."""
        return self.file.array("keys")

    @cached_property
    def key_variant(self) -> npt.NDArray[np.uint32]:
        """Variant of each key (k,), in the narrowest type."""
        return self.file.array("key_variant")

    @property
    def word_counts(self) -> npt.NDArray[np.uint32]:
        """In how many variants each word of `known` stands (w,), in the narrowest type."""
        return self.file.array("word_count")

    @cached_property
    def ngram_lists(self) -> NgramLists:
        """Forms by their n-grams."""
        return NgramLists(self.file)

    @cached_property
    def ngram_idf(self) -> npt.NDArray[np.float32]:
        """Inverse document frequency of each n-gram bucket (FEATURES,)."""
        return self.ngram_lists.idf(len(self.variant_form))

    @cached_property
    def stem_lists(self) -> StemLists:
        """Variants by commune and by the beginnings of their words."""
        return StemLists(self.file, self.known)

    @cached_property
    def commune_of_variant(self) -> I32:
        """Local commune row of each variant (v,)."""
        counts = self.file.array("commune_variants")
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @property
    def by_form(self) -> npt.NDArray[np.uint32]:
        """Variants sorted by form, then by commune (v,), in the narrowest type."""
        return self.file.array("variant_by_form")

    @cached_property
    def ngrams(self) -> csr_matrix:
        """TF-IDF rows of the variants: sparse (v, buckets)."""
        return self.ngram_lists.matrix(self.ngram_idf)[self.variant_form]

    @cached_property
    def ngrams_across(self) -> csr_matrix:
        """`ngrams` the other way round (buckets, v): what the cosines of queries are read from."""
        return self.ngrams.T.tocsr()

    def find(
        self, keys: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """First and past-the-last positions in `key_variant` of each key (n,); equal when absent."""
        return np.searchsorted(self.keys, keys, "left"), np.searchsorted(self.keys, keys, "right")

    def found(
        self, keys: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """First position in `key_variant` of each key (n,), and how many variants have it (n,)."""
        first = np.searchsorted(self.keys, keys, "left")
        counts = np.zeros(len(keys), np.int64)
        pending = np.arange(len(keys))
        while len(pending):  # nearly every key has one variant or none
            at = first[pending] + counts[pending]
            inside = at < len(self.keys)
            pending, at = pending[inside], at[inside]
            pending = pending[self.keys[at] == keys[pending]]
            counts[pending] += 1
        return first.astype(np.int64), counts
