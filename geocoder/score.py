"""Scores: what the evidence of a candidate adds up to, and how sure that makes us."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ACCEPTED = 0.70
"""Evidence from which a street is answered; below it the commune is the honest answer."""

PLACE_DEFICIT = 0.30
"""Cost of a full unit of place evidence below the best place's."""
NUMBER_KNOWN, NUMBER_UNKNOWN, SUFFIX_UNKNOWN = 0.015, -0.015, 0.0
"""A number that the street has speaks for it; one it has not speaks a little against."""

_EVIDENCE = (0.0, 0.50, 0.60, 0.70, 0.75, 0.80, 0.85, 0.90, 0.94, 0.98, 1.0)
_PROBABILITY = (0.0, 0.10, 0.25, 0.55, 0.70, 0.82, 0.90, 0.95, 0.975, 0.99, 0.995)
"""Points of the curve from evidence to probability; see docs/geocodage.md for how they were read."""


FULL_MARGIN = 0.05
"""Difference of evidence from which a runner-up no longer takes certainty away."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of a candidate's score; each is added to the next."""

    name: float
    """Likeness of the names, 0 to 1."""
    reading: float
    """Minus the penalty of the hypothesis."""
    place: float
    """Minus the deficit of the commune's evidence against the best commune's."""
    number: float
    """What the house number says for or against the street."""

    @property
    def sum(self) -> float:
        """Sum of the parts: what candidates are ranked by."""
        return self.name + self.reading + self.place + self.number

    @property
    def total(self) -> float:
        """Sum of the parts, capped to 0 … 1."""
        return max(0.0, min(1.0, self.sum))


def probabilities(
    evidence: npt.NDArray[np.float64], runner_up: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Probability, 0 to 1, that a street answered with `evidence` is right at its level; all (n,).

    A runner-up (NaN without one) as likely shares the certainty: two equal homonyms are right half
    of the time.
    """
    alone = np.interp(evidence, _EVIDENCE, _PROBABILITY)
    margin = np.maximum(0.0, evidence - np.where(np.isnan(runner_up), -np.inf, runner_up))
    return alone * (0.5 + 0.5 * np.minimum(1.0, margin / FULL_MARGIN))


def probability(evidence: float, runner_up: float | None) -> float:
    """`probabilities` for one answer; `runner_up` is None without one."""
    following = np.nan if runner_up is None else runner_up
    return float(probabilities(np.array([evidence]), np.array([following]))[0])


def place_probability(evidence: float, candidates: int) -> float:
    """Probability that the commune is right, from its evidence and how many are as likely."""
    certain = min(0.99, 0.35 + 0.64 * evidence)
    return certain / math.sqrt(max(1, candidates))
