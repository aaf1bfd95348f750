"""Every street that plain queries may mean, a department at a time: pairs (commune, name) at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.index.keys import Layer, in_commune
from geocoder.match.street import LAYER_ORDER, StreetFinder, keys_of
from geocoder.normalize import StreetName
from geocoder.types import StreetMatch

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Matches of p pairs: those of pair i are rows `ptr[i]` to `ptr[i + 1]` of the other arrays."""

    ptr: I64
    street: I64
    likeness: npt.NDArray[np.float64]

    def of(self, pairs: I64) -> tuple[I64, I64]:
        """Repeat each of `pairs` (n,) for each of its matches: positions in `pairs`, rows of matches."""
        counts = self.ptr[pairs + 1] - self.ptr[pairs]
        owner = np.repeat(np.arange(len(pairs)), counts)
        before = np.cumsum(counts) - counts
        rows = np.arange(len(owner)) - np.repeat(before - self.ptr[pairs], counts)
        return owner, rows


def _ragged(found: Sequence[list[StreetMatch]]) -> Ragged:
    counts = np.array([len(f) for f in found], np.int64)
    ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    street = np.array([m.street for f in found for m in f], np.int64)
    return Ragged(ptr, street, np.array([m.logit for f in found for m in f], float))


def exact_candidates(
    finder: StreetFinder, communes: I64, names: I64, known: Sequence[StreetName]
) -> Ragged:
    """What `finder.exact` finds for each pair (local commune, row in `known`)."""
    best: list[dict[int, StreetMatch]] = [{} for _ in names]
    keys = np.array([keys_of(known[n]) for n in names.tolist()], np.uint64).reshape(
        len(names), len(Layer)
    )
    pending = np.arange(len(names))
    for layer in LAYER_ORDER:
        own = keys[pending, layer]
        first, stop = finder.shard.find(in_commune(own, communes[pending].astype(np.int32)))
        hit = np.flatnonzero((stop > first) & (own != 0))
        for at in hit.tolist():
            pair = int(pending[at])
            for key_row in range(first[at], stop[at]):
                variant = int(finder.shard.key_variant[key_row])
                finder.propose(best[pair], known[names[pair]], variant, layer)
        pending = np.delete(pending, hit)
    return _ragged([sorted(b.values(), key=lambda m: (-m.logit, m.street)) for b in best])


def fuzzy_candidates(
    finder: StreetFinder, communes: I64, names: I64, known: Sequence[StreetName]
) -> Ragged:
    """What `finder.fuzzy` finds for each pair."""
    return _ragged(finder.fuzzy([known[n] for n in names.tolist()], communes.tolist()))
