"""Exact keys in layers: one 64-bit key for each way in which a name may be written.

A key is the hash of the written form, seeded by its layer, mixed with the commune. Two names that
differ collide with probability 2^-64 a pair: for 26 million addresses, never in practice; the
candidate's own words are compared afterwards all the same.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt
import xxhash

from geocoder.normalize import StreetName, phonetic

Keys = npt.NDArray[np.uint64]


class Layer(IntEnum):
    """Ways to write a name, the strictest first."""

    EXACT = 0
    """Type and every word: `RUE DE LA GARE`."""
    NO_ARTICLES = 1
    """Type and content words: `RUE GARE`."""
    SORTED = 2
    """Type and content words in alphabetical order: word order does not count."""
    GLUED = 3
    """Type and every letter, no space: `LE NAIN` is `LENAIN`."""
    NO_TYPE = 4
    """Content words alone: a missing or wrong type."""
    GLUED_NO_TYPE = 5
    """Every letter, no space, no type."""
    PHONETIC = 6
    """Type and rough sounds of the content words, no space: plurals, doubled letters."""
    TH_LOST = 7
    """Type and letters with TH written E, the damage seen in the RPPS: `MONEERME` for Monthermé."""


SIMILARITY = {
    Layer.EXACT: 1.0,
    Layer.NO_ARTICLES: 0.995,
    Layer.SORTED: 0.98,
    Layer.GLUED: 0.985,
    Layer.NO_TYPE: 0.94,
    Layer.GLUED_NO_TYPE: 0.93,
    Layer.PHONETIC: 0.95,
    Layer.TH_LOST: 0.95,
}
"""Likeness granted to a match at each layer, when the words agree."""


def written_form(name: StreetName, layer: Layer) -> str:
    """Return the text hashed at `layer`; empty when the name has nothing to say there."""
    match layer:
        case Layer.EXACT:
            return f"{name.way_type} {' '.join(name.words)}".strip()
        case Layer.NO_ARTICLES:
            return name.full
        case Layer.SORTED:
            # the type counts among the words: CHEMIN PETIT is PETIT CHEMIN
            return " ".join(sorted(name.full.split())) if len(name.content) else ""
        case Layer.GLUED:
            return name.way_type + name.glued if name.words else ""
        case Layer.NO_TYPE:
            return name.bare or name.way_type
        case Layer.GLUED_NO_TYPE:
            return name.glued
        case Layer.PHONETIC:
            return name.way_type + "".join(phonetic(w) for w in name.content) if name.words else ""
        case Layer.TH_LOST:
            return name.way_type + name.glued.replace("TH", "E") if name.words else ""


def string_key(name: StreetName, layer: Layer) -> int:
    """64-bit hash of the written form at `layer`; 0 when there is none."""
    text = written_form(name, layer)
    return xxhash.xxh64_intdigest(text.encode(), seed=int(layer) + 1) if text else 0


def in_commune(keys: Keys, communes: npt.NDArray[np.int32]) -> Keys:
    """Mix string keys (n,) with commune rows (n,): splitmix64 of the commune, xored."""
    with np.errstate(over="ignore"):
        z = (communes.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return keys ^ (z ^ (z >> np.uint64(31)))
