"""Choosing among the candidates of plain queries: `decide` and `results`, on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.batch.candidates import Ragged, exact_candidates, fuzzy_candidates
from geocoder.batch.doors import have_numbers
from geocoder.match.street import StreetFinder
from geocoder.normalize import StreetName
from geocoder.score import CERTAIN, NUMBER_KNOWN, NUMBER_UNKNOWN
from geocoder.types import HouseNumber

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The best street of each query and its evidence; street -1 and evidence 0 without any.

    `runner_up` is the evidence of the best other street, NaN without one; all (n,).
    """

    street: I64
    evidence: F64
    runner_up: F64


@dataclass(frozen=True, slots=True)
class Asked:
    """Plain queries of one department: local commune, name, number, all (n,)."""

    commune: I64
    name: I64
    number: I64


def choose(
    finder: StreetFinder,
    asked: Asked,
    known: Sequence[StreetName],
    numbers: list[HouseNumber | None],
) -> Chosen:
    """Weigh every candidate of every query; what `Decider.decide` finds for each."""
    pairs, pair = np.unique(asked.commune * len(known) + asked.name, return_inverse=True)
    communes, names = pairs // len(known), pairs % len(known)
    exact = exact_candidates(finder, communes, names, known)
    owner, street, evidence = _weighed(finder, exact, pair, asked, numbers)
    best = np.full(len(pair), -np.inf)
    np.maximum.at(best, owner, evidence)
    unsure = np.flatnonzero(best < CERTAIN)
    needed = np.unique(pair[unsure])
    fuzzy = fuzzy_candidates(finder, communes[needed], names[needed], known)
    row = np.searchsorted(needed, pair[unsure])
    few = Asked(asked.commune[unsure], asked.name[unsure], asked.number[unsure])
    more_owner, more_street, more_evidence = _weighed(finder, fuzzy, row, few, numbers)
    return _ranked(
        len(pair),
        np.concatenate([owner, unsure[more_owner]]),
        np.concatenate([street, more_street]),
        np.concatenate([evidence, more_evidence]),
    )


def _weighed(
    finder: StreetFinder,
    found: Ragged,
    pair: I64,
    asked: Asked,
    numbers: list[HouseNumber | None],
) -> tuple[I64, I64, F64]:
    """Query, street and evidence of each candidate, the number's word included."""
    owner, rows = found.of(pair)
    street = found.street[rows]
    which = asked.number[owner]
    has = have_numbers(finder.shard, street, numbers, which)
    is_asked = np.array([n is not None for n in numbers], bool)[which]
    number = np.where(is_asked, np.where(has, NUMBER_KNOWN, NUMBER_UNKNOWN), 0.0)
    # the same order of additions as Evidence.sum: name, reading, place, number
    return owner, street, ((found.likeness[rows] + 0.0) + 0.0) + number


def _ranked(count: int, owner: I64, street: I64, evidence: F64) -> Chosen:
    """Best and second-best street of each query; ties go to the lower street."""
    order = np.lexsort((street, -np.round(evidence, 6), owner))
    owner, street, evidence = owner[order], street[order], evidence[order]
    chosen = Chosen(np.full(count, -1, np.int64), np.zeros(count), np.full(count, np.nan))
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    chosen.street[owner[first]] = street[first]
    chosen.evidence[owner[first]] = evidence[first]
    other = np.flatnonzero(street != chosen.street[owner])
    second = other[np.flatnonzero(np.diff(owner[other], prepend=-1))] if len(other) else other
    chosen.runner_up[owner[second]] = evidence[second]
    return chosen
