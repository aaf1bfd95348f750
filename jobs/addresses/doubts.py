"""Which addresses are doubtful, why, and how much: pure functions over columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jobs.pipeline.communes import PRECISE

DOUBTFUL_BELOW = 0.8
"""Score, 0 to 1, below which an answer is doubtful unless the person who asks says otherwise."""

CLOSE = 0.1
"""Difference of scores below which two answers are close."""

NOTHING, NO_STREET, OTHER_COMMUNE, TWO_ANSWERS, LOW_SCORE, NO_ADDRESS = (
    "introuvable",
    "voie introuvable",
    "commune différente de celle déclarée",
    "deux réponses proches",
    "score faible",
    "adresse absente",
)
"""Reasons of a doubt; the first that holds is said."""

HALF = 0.5
"""Doubt, 0 to 1, of an answer that something contradicts, and of an address that says no street:
there, nothing is to be found but by one who knows the place."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Doubts:
    """Doubts about n addresses."""

    reason: list[str | None]
    """None where there is no doubt."""
    doubt: npt.NDArray[np.float64]
    """0 to 1, how likely it is that the answer is not the place of the address (n,)."""


def doubts_of(
    results: pa.Table, declared: list[str | None], has_address: Flags, below: float
) -> Doubts:
    """Judge results (RESULT, n rows).

    `declared` are the current communes that the addresses name by code, `has_address` says which
    give a street, a lieu-dit or a number (n,); `below` is the score under which to doubt.
    """
    score = _numbers(results["result_score"])
    following = _numbers(results["result_score_next"])
    kinds = results["result_type"].to_pylist()
    found = results["result_citycode"].to_pylist()
    precise = np.array([kind in PRECISE for kind in kinds], bool)
    nothing = np.array([kind is None for kind in kinds], bool)
    elsewhere = [d is not None and d != f for d, f in zip(declared, found, strict=True)]
    holds = {
        NO_ADDRESS: ~precise & ~has_address,
        NOTHING: nothing,
        NO_STREET: ~precise,
        OTHER_COMMUNE: np.array(elsewhere, bool),
        TWO_ANSWERS: score - following < CLOSE,
        LOW_SCORE: score < below,
    }
    names = list(holds)
    first = np.select(list(holds.values()), list(range(len(names))), -1)
    reason = [names[at] if at >= 0 else None for at in first.tolist()]
    unsure = np.where(precise, 1 - np.nan_to_num(score), 1.0)
    contradicted = np.isin(first, [names.index(OTHER_COMMUNE), names.index(TWO_ANSWERS)])
    doubt = np.where(contradicted, np.maximum(unsure, HALF), unsure)
    doubt = np.where(first == names.index(NO_ADDRESS), HALF, doubt)
    return Doubts(reason, np.where(first < 0, 0.0, doubt))


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """A column of numbers; NaN for null."""
    values: npt.NDArray[np.float64] = column.to_numpy().astype(np.float64)
    return values
