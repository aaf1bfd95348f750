"""Exact keys in layers: one 64-bit key for each way in which a name may be written.

A key is the hash of the written form, seeded by its layer, mixed with the commune. Two names that
differ collide with probability 2^-64 a pair: for 26 million addresses, never in practice; the
candidate's own words are compared afterwards all the same.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

from geocoder.normalize import ARTICLES, StreetName, phonetic

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


GLUED_LAYERS = frozenset({Layer.GLUED, Layer.GLUED_NO_TYPE, Layer.TH_LOST})
"""Layers made of a name as it was written, abbreviations and all; the others of its normal form."""


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


def written_forms(name: StreetName) -> tuple[str, ...]:
    """Text of a name at every layer, in their order, as `written_form` writes each one.

    SORTED is empty for a single word, and TH_LOST without a TH: a query with the same text there has
    found the name in an earlier layer (BAN's own names are not damaged).
    """
    # a build writes a million names: what StreetName keeps for later is worked out here once
    kind, words, glued = name.way_type, name.words, name.glued
    content = [w for w in words if w not in ARTICLES] or words
    bare = " ".join(content)
    full = f"{kind} {bare}".strip()
    parts = full.split()
    typed = kind + glued if words else ""
    return (
        f"{kind} {' '.join(words)}".strip(),
        full,
        " ".join(sorted(parts)) if len(parts) > 1 else "",
        typed,
        bare or kind,
        glued,
        kind + "".join([_sound(w) for w in content]) if words else "",
        kind + glued.replace("TH", "E") if "TH" in glued else "",
    )


_sound = lru_cache(maxsize=50_000)(phonetic)


@lru_cache(maxsize=50_000)
def stored_keys(name: StreetName) -> tuple[int, ...]:
    """Keys under which an index files a name, one a layer, 0 where it has none."""
    digest = xxhash.xxh64_intdigest
    texts = written_forms(name)
    return tuple([digest(t.encode(), at) if t else 0 for at, t in enumerate(texts, 1)])


def keys_of_names(names: list[StreetName]) -> Keys:
    """Keys of every name at every layer (8, n): what a build writes."""
    keys = [stored_keys(name) for name in names]
    return np.array(keys, np.uint64).reshape(len(names), len(Layer)).T


def in_commune(keys: Keys, communes: npt.NDArray[np.int32]) -> Keys:
    """Mix string keys (n,) with commune rows (n,): splitmix64 of the commune, xored."""
    with np.errstate(over="ignore"):
        z = (communes.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return keys ^ (z ^ (z >> np.uint64(31)))
