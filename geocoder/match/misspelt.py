"""Names like a misspelt one: most names are ruled out by their letters, and the others compared.

The answer is that of `rapidfuzz.process.extract`, ties included: the likest first, then in the order
of the names. Looking through the letters costs a tenth of comparing every name, and a table asks for
all its misspelt names at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from geocoder.index import Gazetteer
from geocoder.normalize.words import BOOL, I64

F64 = npt.NDArray[np.float64]
FUZZY_NAME, FUZZY_SERVED = 78.0, 62.0
"""rapidfuzz ratio (0-100) from which a misspelt name is a clue: `SAITN DIZIER`, `VEDRUN`; and within
its postcode, where few others can be meant: `OLRYU` for Oiry."""
MISSPELT, DOUBT = 0.95, 3.0
"""What a misspelt name is worth of its likeness, and what a unit of ratio below FUZZY_NAME takes."""
LEAST_WORTH = 0.1
LIKEST = 4
"""Names that a misspelt one may stand for."""
_NOTHING = np.zeros(0, np.int64)
_AT_ONCE = 125_000
"""Pairs whose letters are looked through together: 1 MB, which a processor keeps at hand."""
_LETTERS = " ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OFTEN = "AEILNORSTU"
"""Letters that names hold three times."""
_BITS = [(c, 1) for c in _LETTERS] + [(c, 2) for c in _LETTERS] + [(c, 3) for c in _OFTEN]
_BIT_LETTER = np.array([_LETTERS.index(c) for c, _ in _BITS])
_BIT_TIMES = np.array([times for _, times in _BITS], np.uint8)
_OTHER = len(_LETTERS)


def _classes() -> npt.NDArray[np.uint8]:
    """Rank of each ASCII character in `_LETTERS`; the others are one class."""
    table = np.full(128, _OTHER, np.uint8)
    table[[ord(c) for c in _LETTERS]] = np.arange(len(_LETTERS))
    return table


_CLASS = _classes()


@dataclass(frozen=True, slots=True)
class Sketches:
    """What n names hold: a bit for each letter, its second and its third; and how much beyond."""

    bits: npt.NDArray[np.uint64]
    length: I64
    """Characters of each name (n,)."""

    @classmethod
    def of(cls, names: Sequence[str]) -> Sketches:
        """Sketch `commune_key`s, which are ASCII."""
        length = np.fromiter(map(len, names), np.int64, len(names))
        flat = np.frombuffer("".join(names).encode("ascii"), np.uint8)
        owner = np.repeat(np.arange(len(names)), length)
        size = _OTHER + 1
        counts = np.bincount(owner * size + _CLASS[flat], minlength=len(names) * size)
        few = np.minimum(counts, _BIT_TIMES.max()).astype(np.uint8).reshape(len(names), size)
        held = np.ascontiguousarray(few[:, _BIT_LETTER] >= _BIT_TIMES)
        packed = np.packbits(held, axis=1, bitorder="little")
        return cls(packed.view(np.uint64).reshape(len(names)), length)

    def may_be_like(self, others: Sketches) -> BOOL:
        """Whether the letters of two names leave room for a ratio of `FUZZY_NAME` (n, others).

        A ratio is twice the letters in common over all letters; those without a bit may all be in
        common.
        """
        common = np.bitwise_count(self.bits[:, None] & others.bits[None, :])
        unseen = self.length - np.bitwise_count(self.bits)
        share = FUZZY_NAME / 200
        own, other = share * self.length - unseen - 0.01, share * others.length
        enough: BOOL = common >= own.astype(np.float32)[:, None] + other.astype(np.float32)
        return enough


@dataclass(frozen=True, slots=True)
class Likest:
    """Names like misspelt ones (m,): at most `LIKEST` of each, those of one together, best first."""

    which: I64
    """Row of the misspelt name."""
    name: I64
    """What it is like: the row of a pair, or of a name in its pool."""
    ratio: F64
    """0 to 100."""


def worth(ratio: F64) -> F64:
    """What names of these ratios (n,) speak for their communes, 0.1 to 0.95."""
    doubted: F64 = MISSPELT * ratio - DOUBT * np.maximum(0.0, FUZZY_NAME - ratio)
    return np.maximum(LEAST_WORTH, doubted / 100)


def likest(
    which: I64, keys: Sequence[str], names: Sequence[str], cutoff: float = FUZZY_NAME
) -> Likest:
    """The likest of pairs (n,): a misspelt name, its number `which`, and a name it may stand for."""
    if not len(which):
        return Likest(which, which, np.zeros(0))
    ratio = process.cpdist(keys, names, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float64)
    alike = np.flatnonzero(ratio)
    alike = alike[np.lexsort((-ratio[alike], which[alike]))]
    number = which[alike]
    rank = np.arange(len(alike)) - np.searchsorted(number, number, "left")
    alike = alike[rank < LIKEST]
    return Likest(which[alike], alike, ratio[alike])


@dataclass(frozen=True, slots=True)
class Pool:
    """Names among which misspelt ones are looked for."""

    rows: I64
    """Rows in the gazetteer's table of names (n,)."""
    names: list[str]
    sketches: Sketches

    def like(self, keys: Sequence[str]) -> Likest:
        """Names like each of `keys`: rows of the pool."""
        if not self.names:
            return likest(_NOTHING, [], [])
        step = max(1, _AT_ONCE // len(self.names))
        which, name = [_NOTHING], [_NOTHING]
        for begin in range(0, len(keys), step):
            sketches = Sketches.of(keys[begin : begin + step])
            pair = np.flatnonzero(sketches.may_be_like(self.sketches))
            which.append(pair // len(self.names) + begin)
            name.append(pair % len(self.names))
        pairs, names = np.concatenate(which), np.concatenate(name)
        found = likest(
            pairs,
            [keys[k] for k in pairs.tolist()],
            [self.names[n] for n in names.tolist()],
        )
        return Likest(found.which, names[found.name], found.ratio)


class Pools:
    """The names of each department, and of all, once they are asked for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str | None, Pool] = {}

    def of(self, department: str | None) -> Pool:
        """Names of the communes of a department; of every commune for None."""
        pool = self._known.get(department)
        if pool is None:
            arrays = self._gazetteer.arrays
            rows = arrays.names_in(department)
            names = list(map(arrays.name_keys.__getitem__, rows.tolist()))
            pool = Pool(rows, names, Sketches.of(names))
            if names:  # a stranger's department is not worth keeping
                self._known[department] = pool
        return pool
