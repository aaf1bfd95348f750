"""Exact keys in layers: one 64-bit key for each way in which a name may be written.

A key is the hash of the written form, seeded by its layer, behind the row of the commune. Two names
of one commune that differ share a key with a probability of 2^-48: for the two million names of
France, once in a million builds.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from geocoder.normalize import StreetName, phonetic
from geocoder.normalize.hashing import BASE, mixed, mixed_one, powers, text_hash
from geocoder.normalize.words import Names, Ragged, Ranks, Words, joined_hashes, starts

Keys = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Form = tuple[Keys, Bools]
"""Hashes of a layer's written forms (n,), and whether each name has one (n,)."""


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
    """64-bit key of the written form at `layer`; 0 when there is none."""
    text = written_form(name, layer)
    return mixed_one(text_hash(text) ^ SEEDS[layer]) if text else 0


SEEDS = tuple(mixed_one(int(layer) + 1) for layer in Layer)
"""What a hash is xored with at each layer, so that a form of one is not taken for another's."""
_BASE = np.uint64(BASE)


def name_keys(names: Names, layer: Layer) -> Keys:
    """`string_key` of each name (n,): the same keys, put together from the hashes of words."""
    hashes, present = _FORMS[layer](names)
    keys = mixed(hashes ^ np.uint64(SEEDS[layer]))
    keys[~present] = 0
    return keys


def _typed(names: Names, rows: Ragged, words: Words, *, spaced: bool) -> Keys:
    """Hash of the type with a row of words behind it."""
    return joined_hashes(
        names.kind_words.hash[names.kind], names.kind > 0, rows, words, spaced=spaced
    )


def _exact(names: Names) -> Form:
    return _typed(names, names.all, names.words, spaced=True), _named(names)


def _no_articles(names: Names) -> Form:
    return names.full_hashes, _named(names)


def _sorted(names: Names) -> Form:
    """The type counts among the words: CHEMIN PETIT is PETIT CHEMIN."""
    ranks = Ranks((text, at) for at, text in enumerate(names.words.texts))
    of_kind = Ragged.of([ranks.of(kind.split()) for kind in names.kinds]).take(names.kind)
    words = Words(list(ranks))
    both = np.concatenate([of_kind.word, names.content.word])
    owner = np.concatenate([of_kind.owner, names.content.owner])
    order = np.lexsort((words.alphabetical[both], owner))
    rows = Ragged(starts(of_kind.counts + names.content.counts), both[order])
    nothing = np.zeros(len(names), np.uint64)
    return joined_hashes(nothing, nothing > 0, rows, words, spaced=True), names.content.counts > 0


def _glued(names: Names) -> Form:
    kinds = names.kind_words.hash[names.kind]
    return kinds * powers_of(names.glued_length) + names.glued, names.all.counts > 0


def _no_type(names: Names) -> Form:
    nothing = np.zeros(len(names), np.uint64)
    bare = joined_hashes(nothing, nothing > 0, names.content, names.words, spaced=True)
    worded = names.content.counts > 0
    return np.where(worded, bare, names.kind_words.hash[names.kind]), _named(names)


def _glued_no_type(names: Names) -> Form:
    return names.glued, names.glued_length > 0


def _phonetic(names: Names) -> Form:
    hashes = _typed(names, names.content, names.words.sound, spaced=False)
    return hashes, names.all.counts > 0


def _th_lost(names: Names) -> Form:
    kinds = names.kind_words.hash[names.kind]
    return kinds * powers_of(names.th_length) + names.th_lost, names.all.counts > 0


def _named(names: Names) -> Bools:
    """Names that hold anything at all (n,)."""
    return (names.kind > 0) | (names.all.counts > 0)


def powers_of(lengths: npt.NDArray[np.int64]) -> Keys:
    """What a hash is multiplied by when texts of these lengths (n,) are put behind it."""
    return powers(int(lengths.max(initial=0)))[lengths]


_FORMS: dict[Layer, Callable[[Names], Form]] = {
    Layer.EXACT: _exact,
    Layer.NO_ARTICLES: _no_articles,
    Layer.SORTED: _sorted,
    Layer.GLUED: _glued,
    Layer.NO_TYPE: _no_type,
    Layer.GLUED_NO_TYPE: _glued_no_type,
    Layer.PHONETIC: _phonetic,
    Layer.TH_LOST: _th_lost,
}


def stored_keys(names: Names) -> Keys:
    """Keys under which an index files names (8, n), 0 where it has none.

    SORTED is left out for a single word, and TH_LOST without a TH: a query with the same text there
    has found the name in an earlier layer (BAN's own names are not damaged).
    """
    keys = np.stack([name_keys(names, layer) for layer in Layer])
    type_words = np.array([kind.count(" ") + bool(kind) for kind in names.kinds])[names.kind]
    keys[Layer.SORTED, type_words + names.content.counts < 2] = 0
    keys[Layer.TH_LOST, names.th_length == names.glued_length] = 0
    return keys


COMMUNE_BITS = 16
"""Bits of a commune's row within its department: below 65,536, and no department has a thousand."""


def in_commune(keys: Keys, communes: npt.NDArray[np.int32]) -> Keys:
    """Put the 48 high bits of string keys (n,) behind local commune rows (n,).

    The keys of one commune lie together: those of a table, which are asked commune by commune, are
    found in a few pages. Two names of one commune share a key with a probability of 2^-48.
    """
    high = communes.astype(np.uint64) << np.uint64(64 - COMMUNE_BITS)
    return high | (keys >> np.uint64(COMMUNE_BITS))
