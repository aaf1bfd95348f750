"""Character n-gram TF-IDF (scikit-learn): the neighbours of a name that no commune is known of.

The vectoriser is stateless (hashing), so that nothing has to be pickled; the inverse document
frequencies are counted from the shard's own n-grams. scikit-learn is imported only when a row needs
it. The build hashes the same n-grams on arrays (`hashed_ngrams`), ten times faster, and spares its
processes the second that importing scikit-learn takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEATURES = 1 << 16
"""Buckets of the hashed n-grams; a street has about 30 n-grams, collisions below 0.1 %."""
F32 = npt.NDArray[np.float32]
U32 = npt.NDArray[np.uint32]
_LENGTHS = (2, 3)
_SPACE = ord(" ")


@dataclass(frozen=True, slots=True)
class Hashed:
    """N-grams of texts: of each text, how many buckets (n,); bucket and count of each (m,)."""

    sizes: npt.NDArray[np.int64]
    buckets: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.int64]


def count_matrix(texts: list[str]) -> csr_matrix:
    """Hashed counts (n, FEATURES) of the 2- and 3-grams of `texts`, word boundaries included."""
    from sklearn.feature_extraction.text import HashingVectorizer

    vectorizer = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 3),
        n_features=FEATURES,
        alternate_sign=False,
        norm=None,
        lowercase=False,
        dtype=np.float32,
    )
    return vectorizer.transform(texts)


def hashed_ngrams(texts: list[str]) -> Hashed:
    """The 2- and 3-grams of `texts` (ASCII, words parted by single spaces), as `count_matrix` has them.

    Buckets are sorted inside each text. Every word stands between two spaces of its own, so that
    an n-gram that belongs to no single word holds two spaces in a row.
    """
    padded = [f" {text.replace(' ', '  ')} " if text else "" for text in texts]
    letters = np.frombuffer("".join(padded).encode("ascii"), np.uint8)
    text_of = np.repeat(np.arange(len(texts)), [len(p) for p in padded])
    found = []
    for size in _LENGTHS:
        windows = np.stack([letters[at : len(letters) - size + at + 1] for at in range(size)])
        blank = windows == _SPACE
        inside = ~(blank[:-1] & blank[1:]).any(axis=0)
        # `abs` of a signed hash, as scikit-learn does before it takes the bucket
        hashes = np.abs(_murmur3(windows[:, inside]).view(np.int32).astype(np.int64))
        found.append(text_of[: windows.shape[1]][inside] * FEATURES + hashes % FEATURES)
    keys, counts = np.unique(np.concatenate(found), return_counts=True)
    sizes = np.bincount(keys // FEATURES, minlength=len(texts))
    return Hashed(sizes, (keys % FEATURES).astype(np.uint16), counts)


def _murmur3(letters: npt.NDArray[np.uint8]) -> U32:
    """MurmurHash3 (x86, 32 bits, seed 0) of n texts of two or three bytes: `letters` (size, n)."""
    size = np.uint32(len(letters))
    k = np.zeros(letters.shape[1], np.uint32)
    for at, column in enumerate(letters):
        k |= column.astype(np.uint32) << np.uint32(8 * at)
    k *= np.uint32(0xCC9E2D51)
    k = (k << np.uint32(15)) | (k >> np.uint32(17))
    h = (k * np.uint32(0x1B873593)) ^ size
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    mixed: U32 = h ^ (h >> np.uint32(16))
    return mixed


def inverse_frequencies(present: npt.NDArray[Any], texts: int) -> F32:
    """Smoothed inverse frequency of buckets that `present` (f,) of `texts` texts hold.

    ln((1 + n) / (1 + df)) + 1.
    """
    weights: F32 = (np.log((1 + texts) / (1 + present)) + 1).astype(np.float32)
    return weights


def weighted(counts: csr_matrix, idf: F32) -> csr_matrix:
    """TF-IDF rows of unit length (n, FEATURES); an empty text stays a row of zeros."""
    from sklearn.preprocessing import normalize

    matrix = counts.copy()
    matrix.data = np.log1p(matrix.data) * idf[matrix.indices]
    return normalize(matrix, norm="l2", copy=False)
