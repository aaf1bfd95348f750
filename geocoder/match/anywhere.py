"""Streets of any department for names of no known commune."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from geocoder.match.candidates import Pairs
from geocoder.match.fuzzy import Likened
from geocoder.match.similarity import Compared
from geocoder.match.street import StreetFinder
from geocoder.normalize import StreetName
from geocoder.normalize.words import I64, Names
from geocoder.types import StreetMatch


def streets_anywhere(
    finders: Sequence[StreetFinder],
    names: Sequence[StreetName],
    are_sought: Sequence[bool],
    most: int,
) -> list[list[StreetMatch]]:
    """Streets with a name like each of `names`: at most `most` of a department, best first.

    Those that bear the name; for the names that `are_sought`, their nearest neighbours by character
    n-grams (scikit-learn).
    """
    matches: list[list[StreetMatch]] = [[] for _ in names]
    proposed = list(_proposed(finders, names, are_sought))
    if not proposed:
        return matches
    name, rank, variants = zip(*proposed, strict=True)
    rows = [Pairs(np.full(len(v), at), v) for at, v in enumerate(variants)]
    ranks, department = np.unique(np.array(rank, np.int64), return_inverse=True)
    held = [finders[r] for r in ranks.tolist()]
    own = Names.of(names).take(np.array(name, np.int64)).compact()
    compared = Compared(own, department, [finder.vocabulary for finder in held])
    likened = Likened.of(held, compared, department, Pairs.together(rows))
    kept = likened.found(held).first(most)
    every = likened.matches(held, kept)
    for at, (begin, end) in zip(name, pairwise(kept.ptr.tolist()), strict=True):
        matches[at] += every[begin:end]
    return matches


def _proposed(
    finders: Sequence[StreetFinder], names: Sequence[StreetName], are_sought: Sequence[bool]
) -> Iterator[tuple[int, int, I64]]:
    """Name, finder, and the variants of its department that may answer; none without any."""
    lost = [at for at, sought in enumerate(are_sought) if sought]
    for rank, finder in enumerate(finders):
        found = dict(enumerate(map(finder.bearers, names)))
        found |= zip(lost, finder.neighbours([names[at].bare for at in lost]), strict=True)
        yield from ((at, rank, variants) for at, variants in found.items() if len(variants))
