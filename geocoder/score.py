"""Scores: evidence adds up in log-odds, rivals share the certainty, the score is a probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ACCEPTED = 0.65
"""Probability from which a street is answered; below it the commune is the honest answer."""
CERTAIN = 3.4
"""Log-odds from which a street is answered whatever its rivals, and nothing fuzzy is looked for: of
two homonyms of one commune, either is a better answer than its centre."""
READING_WEIGHT = 20.0
"""Log-odds that a full unit of a reading's penalty costs; `python -m bench.fit` says 22."""
PLACE_WEIGHT = 10.0
"""Log-odds that a full unit of place evidence below the best place's costs; `bench.fit` says 13, on few
cases."""
NUMBER_KNOWN, NUMBER_UNKNOWN = (0.3, 0.055), (-1.3, -0.02)
"""Log-odds that a number speaks for a street that has it and against one that has it not, and what each
further number adds, up to HIGHEST: BAN has about nine tenths of the numbers asked for on the right street,
and on any street as many as streets are that long, from two thirds for 1 to one in twenty for 50. Not
fitted: how many numbers are missing is a choice of the bench."""
HIGHEST = 50
FORMER_UNKNOWN, FORMER_ELSEWHERE = -0.2, -0.6
"""Where the query named a former commune: a street of none, or of another one."""
AS_LIKELY = 1e-9
"""Difference of place evidence, 0 to 1, up to which one commune is as likely as another."""

RAW = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
SEEN = (0.0, 0.3, 0.55, 0.6, 0.84, 0.94, 0.98, 0.985, 0.99, 1.0)
"""Points of the curve from the raw probability to the observed share of right answers, from `python -m
bench.fit`: each knot drawn towards itself, rounded, and kept rising. One answer on a way in two hundred
lies below 0.9: the middle of the curve rests on a hundred queries."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of a candidate's evidence, in log-odds."""

    name: float
    """The names' likeness."""
    reading: float
    """What the reading of the line costs."""
    place: float
    """What the commune costs, against the likeliest one."""
    number: float
    """What the house number says for or against the street."""

    @property
    def sum(self) -> float:
        """Sum of the parts: what candidates are ranked by."""
        return self.name + self.reading + self.place + self.number


def number_evidence(value: int, *, known: bool) -> float:
    """Log-odds that house number `value` (0 or more) speaks for a street that has it, or has it not."""
    base, each = NUMBER_KNOWN if known else NUMBER_UNKNOWN
    return base + each * min(value, HIGHEST)


def number_evidences(
    value: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """`number_evidence` of each number (n,); 0 where there is none (-1)."""
    (for_it, each_for), (against, each_against) = NUMBER_KNOWN, NUMBER_UNKNOWN
    least = np.minimum(value, HIGHEST)
    said = np.where(known, for_it + each_for * least, against + each_against * least)
    return np.where(value >= 0, said, 0.0)


def raw_probabilities(
    evidence: npt.NDArray[np.float64], runner_up: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Probability, 0 to 1, of each evidence (n,) against its runner-up (n,) and against neither.

    `e^a / (1 + e^a + e^b)`: a runner-up (NaN without one) as likely takes half of the certainty.
    """
    other = np.where(np.isnan(runner_up), 0.0, np.exp(np.minimum(runner_up, 30.0)))
    own = np.exp(np.minimum(evidence, 30.0))
    shared: npt.NDArray[np.float64] = own / (1.0 + own + other)
    return shared


def probabilities(
    evidence: npt.NDArray[np.float64], runner_up: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Calibrated probability, 0 to 1, that each answer is right at its level; all (n,)."""
    return np.interp(raw_probabilities(evidence, runner_up), RAW, SEEN)


def are_accepted(
    evidence: npt.NDArray[np.float64], runner_up: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Whether streets with this evidence are answered rather than their communes; all (n,)."""
    return (raw_probabilities(evidence, runner_up) >= ACCEPTED) | (evidence >= CERTAIN)


def is_accepted(evidence: float, runner_up: float | None) -> bool:
    """`are_accepted` for one street; `runner_up` is None without one."""
    following = np.nan if runner_up is None else runner_up
    return bool(are_accepted(np.array([evidence]), np.array([following]))[0])


def probability(evidence: float, runner_up: float | None) -> float:
    """`probabilities` for one answer; `runner_up` is None without one."""
    following = np.nan if runner_up is None else runner_up
    return float(probabilities(np.array([evidence]), np.array([following]))[0])


def place_probabilities(
    evidence: npt.NDArray[np.float64], candidates: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Probability that each commune is right, from its evidence and how many are as likely; all (n,)."""
    certain = np.minimum(0.99, 0.35 + 0.64 * evidence)
    shared: npt.NDArray[np.float64] = certain / np.sqrt(np.maximum(1, candidates))
    return shared


def place_probability(evidence: float, candidates: int) -> float:
    """`place_probabilities` of one commune."""
    return float(place_probabilities(np.array([evidence]), np.array([candidates]))[0])
