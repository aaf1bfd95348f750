"""Which names a commune can give its streets, and how likely each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from refdata.demo.facts import Commune
from refdata.demo.lexicon_people import (
    FAMILY,
    FAMILY_ALSACE,
    FAMILY_CHAMPAGNE,
    FAMILY_LORRAINE,
    OLD_FASHIONED,
)
from refdata.demo.lexicon_streets import CROSSROADS, GROUPS, TOWN, NameGroup
from refdata.demo.text import of_place

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FAME = 0.04
"""How fast names get rarer along a list: weight / (1 + rank * this)."""
_LOCAL_WORTHIES = 2_500
"""Streets named after invented local people: the long tail that large towns need."""
_WORTHY_WEIGHT = 0.12
_NEARBY_WEIGHT = 12.0


@dataclass(slots=True)
class NameBook:
    """Every way name of the world once: `types[i]` and `rests[i]` make `full(i)`."""

    types: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, kind: str, rest: str) -> int:
        """Return the number of the name, new or known."""
        key = (kind, rest)
        if key not in self._known:
            self._known[key] = len(self.types)
            self.types.append(kind)
            self.rests.append(rest)
        return self._known[key]

    def full(self, number: int) -> str:
        """`Rue` + `de la Mairie` -> `Rue de la Mairie`."""
        return f"{self.types[number]} {self.rests[number]}".strip()

    def __len__(self) -> int:
        return len(self.types)


@dataclass(frozen=True, slots=True)
class Pool:
    """Names one department draws from, with the logarithm of their weights."""

    names: Ints
    log_weights: Floats


def _group_entries(book: NameBook, group: NameGroup) -> list[tuple[int, float]]:
    total = sum(weight for _, weight in group.types)
    return [
        (book.add(kind, name), group.weight * share / total / (1 + _FAME * rank))
        for rank, name in enumerate(group.names)
        for kind, share in group.types
    ]


def _worthies(book: NameBook, rng: np.random.Generator) -> list[tuple[int, float]]:
    first = OLD_FASHIONED
    family = FAMILY + FAMILY_CHAMPAGNE + FAMILY_LORRAINE + FAMILY_ALSACE
    kinds = [kind for kind, _ in TOWN]
    share = np.array([weight for _, weight in TOWN])
    picks = zip(
        rng.integers(0, len(first), _LOCAL_WORTHIES),
        rng.integers(0, len(family), _LOCAL_WORTHIES),
        rng.choice(len(kinds), _LOCAL_WORTHIES, p=share / share.sum()),
        strict=True,
    )
    return [
        (book.add(kinds[k], f"{first[i]} {family[j].title()}"), _WORTHY_WEIGHT) for i, j, k in picks
    ]


def department_pools(
    book: NameBook, departments: Sequence[str], rng: np.random.Generator
) -> dict[str, Pool]:
    """Return the pool of each department: the common lists, its region's, and local worthies."""
    worthies = _worthies(book, rng)
    pools = {}
    for department in departments:
        weights: dict[int, float] = {}
        for group in GROUPS:
            if department in group.where:
                for number, weight in _group_entries(book, group):
                    weights[number] = weights.get(number, 0.0) + weight
        for number, weight in worthies:
            weights.setdefault(number, weight)
        pools[department] = Pool(
            np.fromiter(weights, np.int64), np.log(np.fromiter(weights.values(), np.float64))
        )
    return pools


def nearby_names(book: NameBook, commune: Commune, neighbours: Sequence[Commune]) -> Pool:
    """Return the ways that lead to the neighbours: `Route de Verdun`, `Rue d'Épinal`."""
    numbers, weights = [], []
    for neighbour in neighbours:
        if neighbour.code != commune.code:
            for kind, share in CROSSROADS:
                numbers.append(book.add(kind, of_place(neighbour.nom)))
                weights.append(_NEARBY_WEIGHT * share)
    return Pool(np.array(numbers, np.int64), np.log(np.array(weights)))


def draw(pools: Sequence[Pool], count: int, rng: np.random.Generator) -> Ints:
    """Draw `count` distinct names by weight, without replacement (Gumbel's trick)."""
    names = np.concatenate([pool.names for pool in pools])
    keys = np.concatenate([pool.log_weights for pool in pools])
    keys = keys - np.log(-np.log(rng.random(len(keys)) + 1e-300) + 1e-300)
    best = np.argsort(-keys, kind="stable")
    unique, first = np.unique(names[best], return_index=True)
    return np.asarray(unique[np.argsort(first)][:count])
