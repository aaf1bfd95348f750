"""The curve from the raw probability of an answer to the share that is right, on training answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bench.confronted import Asked
from geocoder import score as scoring
from jobs.evaluation.calibration import right_at_its_level
from jobs.evaluation.measures import ON_A_WAY

F64 = npt.NDArray[np.float64]

PSEUDO = 30.0
"""Answers by which each knot is drawn towards the raw probability: few cases move it little (an
address is asked in three presentations, and counts three times)."""
KNOTS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def answers(asked: Sequence[Asked]) -> tuple[F64, F64]:
    """Raw probability and rightness of the answers on a way, (n,) each; hidden negatives are left out."""
    raw, right = [], []
    for one in asked:
        answer, judged = one.case.answer, right_at_its_level(one.case)
        if judged is None or answer is None or answer.type not in ON_A_WAY:
            continue
        if not one.is_hidden_negative and answer.score is not None:
            raw.append(answer.score)
            right.append(float(judged))
    return np.interp(raw, scoring.SEEN, scoring.RAW), np.array(right)


def fitted_curve(classes: Sequence[Asked], mixed: Sequence[Asked]) -> list[tuple[float, float]]:
    """Return the knots of a rising curve: around each, the share that is right, drawn to the knot."""
    from sklearn.isotonic import IsotonicRegression

    (raw, right), (raw_mixed, right_mixed) = answers(classes), answers(mixed)
    raw, right = np.concatenate([raw, raw_mixed]), np.concatenate([right, right_mixed])
    knots = np.array(KNOTS)
    near = np.abs(raw[:, None] - knots).argmin(axis=1)
    counts = np.bincount(near, minlength=len(knots)) + PSEUDO
    # what is around a knot lies beside it: the excess is counted, not the share itself
    excess = np.bincount(near, right - raw, minlength=len(knots)) / counts
    inner = slice(1, -1)
    rising = IsotonicRegression().fit(knots[inner], (knots + excess)[inner], counts[inner])
    seen = rising.predict(knots[inner])
    return list(zip(KNOTS, [0.0, *np.round(seen, 2).tolist(), 1.0], strict=True))


def gaps(curve: Sequence[tuple[float, float]], raw: F64, right: F64) -> list[str]:
    """Return each tenth of the score that the curve gives: answers, score, precision, gap."""
    score = np.interp(raw, *zip(*curve, strict=True))
    tenth = np.minimum(9, (score * 10).astype(int))
    said = []
    for at in np.unique(tenth):
        own = tenth == at
        mean, precision = score[own].mean(), right[own].mean()
        said.append(
            f"{at / 10:>6.1f}{own.sum():>8}{mean:>9.3f}{precision:>9.3f}{mean - precision:>+9.3f}"
        )
    return said


def curve_lines(
    curve: Sequence[tuple[float, float]], classes: Sequence[Asked], mixed: Sequence[Asked]
) -> list[str]:
    """Return the fitted curve, and the gaps of the curve in the code and of the fitted one."""
    known = list(zip(scoring.RAW, scoring.SEEN, strict=True))
    said = [f"RAW  = {tuple(k for k, _ in curve)}", f"SEEN = {tuple(v for _, v in curve)}"]
    for name, asked in (("each class as often", classes), ("as registers mix", mixed)):
        raw, right = answers(asked)
        for label, which in (("in code", known), ("fitted", curve)):
            said += [f"{name}, curve {label}", f"{'tenth':>6}{'n':>8}{'score':>9}{'right':>9}"]
            said += gaps(which, raw, right)
    return said
