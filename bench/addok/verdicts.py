"""Class by class, who has more streets right, and whether chance alone would say so.

Both competitors answered the same rows, so they are compared row by row: of those that only one has
right, how many are whose. Where neither is better, each of them falls to either side as a coin does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.addok.scoring import Judged, by_class, rates

SURE = 0.05
"""Probability of a difference as large by chance, from which it is said to be nothing but noise."""
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Verdict:
    """One class: rows that say which street is right, and those that one competitor alone has right."""

    rows: int
    only_theirs: int
    only_ours: int

    @classmethod
    def of(cls, theirs: Sequence[Judged], ours: Sequence[Judged], threshold: float) -> Verdict:
        """Compare answers to the same rows; theirs below `threshold` are none, ours all count."""
        pairs = [
            (bool(a.street) and a.score >= threshold, bool(b.street))
            for a, b in zip(theirs, ours, strict=True)
            if a.street is not None
        ]
        return cls(
            len(pairs), sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs)
        )

    @property
    def gained(self) -> int:
        """Rows by which ours are ahead; negative where they are behind."""
        return self.only_ours - self.only_theirs

    @property
    def plus_or_minus(self) -> float:
        """Half-width of the 95 % interval of the difference of the two shares, 0 to 1."""
        if not self.rows:
            return 0.0
        differing = self.only_ours + self.only_theirs
        variance = (differing - self.gained**2 / self.rows) / self.rows**2
        return NORMAL_95 * math.sqrt(max(variance, 0.0))

    @property
    def is_sure(self) -> bool:
        """Whether the exact sign test, two-sided, finds a difference as large improbable."""
        differing, fewer = self.only_ours + self.only_theirs, min(self.only_ours, self.only_theirs)
        tail: float = sum(math.comb(differing, k) for k in range(fewer + 1)) / 2**differing
        return differing > 0 and 2 * tail <= SURE

    def __str__(self) -> str:
        """`ahead (+12 ± 2.1)`, `level`, `behind (-1 ± 1.0)`; a star where chance is improbable."""
        if not self.gained:
            return "level"
        word = "ahead" if self.gained > 0 else "behind"
        star = "*" if self.is_sure else ""
        return f"{word}{star} ({self.gained:+d} ± {100 * self.plus_or_minus:.1f})"


def verdict_lines(
    addok: Sequence[Judged], ours: Mapping[str, Sequence[Judged]], threshold: float
) -> list[str]:
    """One line a class: addok's shares of right streets, at `threshold` and raw, ours, and verdicts.

    The verdict is against addok's raw answers, whatever their score: the harder of the two.
    """
    head = f"{'class':<22}{'n':>6}{f'addok ≥ {threshold}':>13}{'raw':>8}"
    out = [head + "".join(f"{name:>9}  {'against raw':<22}" for name in ours)]
    groups, own = by_class(addok), {name: by_class(judged) for name, judged in ours.items()}
    for name, theirs in groups.items():
        shares = [rates(theirs, t).street for t in (threshold, 0.0)]
        if None in shares:
            continue
        cells = [(rates(g[name]).street, Verdict.of(theirs, g[name], 0.0)) for g in own.values()]
        known = sum(j.street is not None for j in theirs)
        line = f"{name:<22}{known:>6}{_percent(shares[0]):>13}{_percent(shares[1]):>8}"
        out.append(line + "".join(f"{_percent(share):>9}  {said!s:<22}" for share, said in cells))
    return [line.rstrip() for line in out]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
