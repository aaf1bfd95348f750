"""Streets that share an exact key with the names asked, many at once, a layer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from geocoder.index.keys import COMMUNE_BITS, Layer, name_keys
from geocoder.match.found import Asked, Found
from geocoder.match.similarity import exact_logits, type_relations
from geocoder.match.street import LAYER_ORDER, StreetFinder
from geocoder.normalize.words import I64, Names


def exact_streets(finders: Sequence[StreetFinder], names: Names, asked: Asked) -> Found:
    """What `StreetFinder.exact` finds for each pair, a layer at a time."""
    nothing = np.zeros(0, np.int64)
    owners, streets, logits, ranks = [nothing], [nothing], [np.zeros(0)], [nothing]
    held = [finders[rank] for rank in np.unique(asked.department).tolist()]
    relations = {f.department: type_relations(names.kinds, f.shard.meta["types"]) for f in held}
    # a commune's keys lie together: asked one behind the other, they are found in a few pages
    pending = np.argsort((asked.department << COMMUNE_BITS) + asked.commune)
    left, name = names, asked.name
    for layer in LAYER_ORDER:
        if not len(pending):
            break
        left, name = _held(left, name, pending)
        keys = name_keys(left, layer)[name[pending]]
        missed = []
        ends = np.searchsorted(asked.department[pending], np.arange(len(finders) + 1)).tolist()
        for finder, (begin, end) in zip(finders, pairwise(ends), strict=True):
            if begin == end:
                continue
            own = pending[begin:end]
            owner, variant = finder.with_keys(keys[begin:end], asked.commune[own])
            pairs = own[owner]
            relation = relations[finder.department][
                names.kind[asked.name[pairs]], finder.kind_of(variant)
            ]
            owners.append(pairs)
            streets.append(finder.shard.variant_street[variant].astype(np.int64))
            is_spelt = np.zeros(len(pairs), bool)
            if layer == Layer.PHONETIC and len(pairs):
                is_spelt = finder.spells(names, asked.name[pairs])
            logits.append(exact_logits(layer, relation, is_spelt))
            ranks.append(np.full(len(pairs), int(layer)))
            missed.append(np.delete(own, owner))
        pending = np.concatenate(missed)
    owner, street, rank = (np.concatenate(part) for part in (owners, streets, ranks))
    return Found.of(len(asked.name), owner, street, np.concatenate(logits), rank)


def _held(names: Names, row: I64, pairs: I64) -> tuple[Names, I64]:
    """The names that `pairs` (k,) have, and their rows (p,); all as they are unless most are gone.

    The sounds and the order of words are worked out for the words of names still looked for alone.
    """
    is_held = np.zeros(len(names), bool)
    is_held[row[pairs]] = True
    held = np.flatnonzero(is_held)
    if 2 * len(held) > len(names):
        return names, row
    return names.take(held).compact(), (np.cumsum(is_held) - 1)[row]
