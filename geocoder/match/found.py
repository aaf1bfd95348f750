"""What is asked of street finders, and what they find, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.normalize.words import I64, spans, starts

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Pairs (p,): a name, and the commune of a department in which it is looked for."""

    name: I64
    department: I64
    """Rank among the finders."""
    commune: I64
    """Row of the commune in its department."""


@dataclass(frozen=True, slots=True)
class Found:
    """Streets found for p pairs (name, commune): those of pair i are rows `ptr[i]` to `ptr[i + 1]`.

    One row a street, the likeliest first, then the lower row; `rank` says where a row comes from: a
    layer for exact matches, a row of the features for others.
    """

    ptr: I64
    street: I64
    logit: F64
    rank: I64

    @classmethod
    def of(cls, count: int, owner: I64, street: I64, logit: F64, rank: I64) -> Found:
        """Keep the likeliest match of each pair (owner, street); the first given among equals."""
        many = np.bincount(owner, minlength=count)
        alone, several = np.flatnonzero(many[owner] == 1), np.flatnonzero(many[owner] > 1)
        order = several[np.lexsort((-logit[several], street[several], owner[several]))]
        first = np.ones(len(order), bool)
        first[1:] = np.diff(owner[order]) != 0
        first[1:] |= np.diff(street[order]) != 0
        kept = order[first]
        kept = kept[np.lexsort((street[kept], -logit[kept], owner[kept]))]
        kept = np.concatenate([alone, kept])
        kept = kept[np.argsort(owner[kept], kind="stable")]
        ptr = starts(np.bincount(owner[kept], minlength=count))
        return cls(ptr, street[kept], logit[kept], rank[kept])

    def rows_of(self, pairs: I64) -> tuple[I64, I64]:
        """Repeat each of `pairs` (n,) for each of its matches: positions in `pairs`, rows of matches."""
        counts = self.ptr[pairs + 1] - self.ptr[pairs]
        return np.repeat(np.arange(len(pairs)), counts), spans(self.ptr[pairs], counts)

    def first(self, most: int) -> Found:
        """The `most` first matches of each pair."""
        counts = np.minimum(np.diff(self.ptr), most)
        rows = spans(self.ptr[:-1], counts)
        return Found(starts(counts), self.street[rows], self.logit[rows], self.rank[rows])
