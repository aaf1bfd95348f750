"""Character n-gram TF-IDF (scikit-learn): the second opinion for names no exact key finds.

The vectoriser is stateless (hashing), so that nothing has to be pickled; the inverse document
frequencies are one array of the shard. scikit-learn is imported only when a row needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEATURES = 1 << 16
"""Buckets of the hashed n-grams; a street has about 30 n-grams, collisions below 0.1 %."""
F32 = npt.NDArray[np.float32]


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


def inverse_frequencies(counts: csr_matrix) -> F32:
    """Smoothed inverse document frequency of every bucket: ln((1 + n) / (1 + df)) + 1."""
    present = np.bincount(counts.indices, minlength=FEATURES)
    weights: F32 = (np.log((1 + counts.shape[0]) / (1 + present)) + 1).astype(np.float32)
    return weights


def weighted(counts: csr_matrix, idf: F32) -> csr_matrix:
    """TF-IDF rows of unit length (n, FEATURES); an empty text stays a row of zeros."""
    from sklearn.preprocessing import normalize

    matrix = counts.copy()
    matrix.data = np.log1p(matrix.data) * idf[matrix.indices]
    return normalize(matrix, norm="l2", copy=False)
