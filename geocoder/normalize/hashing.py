"""A hash of texts that can be put together from the hashes of their parts.

`hash(ab) = hash(a) · B^len(b) + hash(b)` modulo 2^64, over the bytes of the text: a name's hash is
worked out on arrays from those of its words, whatever parts the words. Texts that differ collide
with a probability of about 2^-64 a pair, as with any hash of 64 bits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
BASE = 0x9E3779B97F4A7C15
"""Odd: 2^64 over the golden ratio."""
_MASK = (1 << 64) - 1


def text_hash(text: str) -> int:
    """Hash of one ASCII text, 0 for an empty one: what `text_hashes` says of many."""
    value = 0
    for byte in text.encode("ascii"):
        value = (value * BASE + byte) & _MASK
    return value


def text_hashes(texts: Sequence[str]) -> tuple[U64, npt.NDArray[np.int64]]:
    """Hashes and lengths of ASCII texts, both (n,)."""
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    letters = np.frombuffer("".join(texts).encode("ascii"), np.uint8)
    start = np.cumsum(length) - length
    value = np.zeros(len(texts), np.uint64)
    order = np.argsort(-length, kind="stable")
    ranked, begins = length[order], start[order]
    longest = int(length.max(initial=0))
    # texts still being read come first in `order`: each step works on the head of the arrays
    reading = len(texts) - np.searchsorted(ranked[::-1], np.arange(longest), "right")
    hashes = np.zeros(len(texts), np.uint64)
    for at, count in enumerate(reading.tolist()):
        hashes[:count] = hashes[:count] * np.uint64(BASE) + letters[begins[:count] + at]
    value[order] = hashes
    return value, length


def powers(longest: int) -> U64:
    """`B^0 … B^longest` (longest + 1,): what a hash is multiplied by when a text is put behind it."""
    factors = np.full(longest + 1, BASE, np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


def mixed(values: U64) -> U64:
    """Spread each hash over all 64 bits (the finaliser of splitmix64)."""
    z = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def mixed_one(value: int) -> int:
    """`mixed` of one hash."""
    z = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
