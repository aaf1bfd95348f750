"""Streets of plain queries by exact keys, a department at a time, on arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geocoder.index import Shard
from geocoder.index.keys import Layer, in_commune, string_key
from geocoder.match.similarity import LAYER_LOGIT
from geocoder.match.street import LAYER_ORDER
from geocoder.normalize import StreetName
from geocoder.score import CERTAIN, NUMBER_UNKNOWN

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
SURE_LAYERS: tuple[Layer, ...] = tuple(
    layer
    for layer in LAYER_ORDER
    if LAYER_LOGIT[layer] + NUMBER_UNKNOWN >= CERTAIN
    and layer not in (Layer.NO_TYPE, Layer.GLUED_NO_TYPE)
)
"""Layers that end the search by themselves, whatever the number says."""


class NameKeys:
    """String keys of distinct names, one array a layer, computed where a name first needs it."""

    def __init__(self, names: Sequence[StreetName]) -> None:
        self._names = names
        self._keys = {int(v): np.zeros(len(names), np.uint64) for v in SURE_LAYERS}
        self._known = {int(v): np.zeros(len(names), bool) for v in SURE_LAYERS}

    def of(self, layer: Layer, names: I64) -> npt.NDArray[np.uint64]:
        """Keys of `names` (rows, (n,)) at `layer`; 0 where a name has none."""
        keys, known = self._keys[layer], self._known[layer]
        for row in np.unique(names[~known[names]]).tolist():
            keys[row] = string_key(self._names[row], layer)
            known[row] = True
        return keys[names]


def find_streets(shard: Shard, communes: I64, names: I64, keys: NameKeys) -> tuple[I64, F64]:
    """Street and log-odds of each pair (local commune, name), both (n,).

    Street is -1 where no sure layer finds one, or where one finds several: those are decided one
    by one.
    """
    street = np.full(len(names), -1, np.int64)
    likeness = np.zeros(len(names))
    pending = np.arange(len(names))
    for layer in SURE_LAYERS:
        if not len(pending):
            break
        text_keys = keys.of(layer, names[pending])
        mixed = in_commune(text_keys, communes[pending].astype(np.int32))
        first, stop = shard.find(mixed)
        found = (stop > first) & (text_keys != 0)
        hits = pending[found]
        street[hits] = _only_street(shard, first[found], stop[found])
        likeness[hits] = LAYER_LOGIT[layer]
        pending = pending[~found]
    return street, likeness


def _only_street(shard: Shard, first: I64, stop: I64) -> I64:
    """The street all variants from `first` to `stop` belong to; -1 where there are several."""
    street = shard.variant_street[shard.key_variant[first]].astype(np.int64)
    for at in np.flatnonzero(stop - first > 1).tolist():
        variants = shard.key_variant[first[at] : stop[at]]
        if len(np.unique(shard.variant_street[variants])) > 1:
            street[at] = -1
    return street
