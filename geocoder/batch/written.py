"""House numbers as results write them: in the label, in a column of their own, in the id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geocoder.batch.gathered import REP_ROOM, Gathered
from geocoder.batch.numbers import Numbers

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Written:
    """Distinct numbers of n answers; row 0 is none."""

    rows: I64
    """The number of each answer (n,)."""
    text: pa.StringArray
    """`12 bis`; null for none."""
    tail: pa.StringArray
    """What it adds to the id of its street, `_00012_bis`; empty where BAN has not the number."""

    @classmethod
    def of(cls, numbers: Numbers, found: Gathered) -> Written:
        """Write those that BAN has as BAN does, those that are placed as they were asked for."""
        rows = np.zeros(len(found.key), np.int64)
        known = np.flatnonzero(found.key >= 0)
        encoded = pa.array(found.key[known]).dictionary_encode()
        keys = encoded.dictionary.to_numpy().tolist()
        rows[known] = encoded.indices.to_numpy().astype(np.int64) + 1
        placed = np.flatnonzero(found.asked >= 0)
        rows[placed] = found.asked[placed] + len(keys) + 1
        reps = list(found.reps)
        pairs = [(key // REP_ROOM, reps[key % REP_ROOM]) for key in keys]
        text = [f"{value} {rep}".strip() for value, rep in pairs]
        tail = [f"_{value:05d}_{rep}" if rep else f"_{value:05d}" for value, rep in pairs]
        return cls(
            rows,
            pa.concat_arrays([pa.array([None, *text], pa.string()), numbers.text]),
            pa.array(["", *tail, *[""] * len(numbers)], pa.string()),
        )

    @property
    def column(self) -> pa.StringArray:
        """The number of each answer; null for none (n,)."""
        return self.text.take(pa.array(self.rows))

    def before(self, names: pa.StringArray) -> pa.StringArray:
        """Names, each behind its number (n,)."""
        lead = pc.fill_null(pc.binary_join_element_wise(self.text, "", " "), "")
        return pc.binary_join_element_wise(lead.take(pa.array(self.rows)), names, "")

    def behind(self, ids: pa.StringArray) -> pa.StringArray:
        """Ids of streets, with those of their numbers (n,)."""
        return pc.binary_join_element_wise(ids, self.tail.take(pa.array(self.rows)), "")
