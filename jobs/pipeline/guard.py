"""Whether a new release may take the place of the one served without a person looking at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Manifest = Mapping[str, Any]

MAX_LOSS = 0.10
"""Share of the rows served that a new release may lose."""

MAX_FALL = 0.02
"""Fall of a located share that a new release may bring: 2 points."""

MAX_DEPARTMENT_LOSS = 0.25
"""Share of the rows of one department that a new release may lose."""

MIN_DEPARTMENT = 100
"""Rows of a department below which losing a quarter of them is no sign of anything."""


def objections(served: Manifest, new: Manifest) -> list[str]:
    """Say what a release would lose against the one served, one phrase each; empty when nothing.

    A release of real data in place of a fictitious one is never compared; the reverse is an
    objection of its own.
    """
    if served["demonstration"] or not served["comptes"]["activites"]:
        return []
    if new["demonstration"]:
        return ["its data are fictitious and those served are not"]
    return [*_rows_lost(served, new), *_departments_lost(served, new), *_shares_fallen(served, new)]


def _rows_lost(served: Manifest, new: Manifest) -> Iterator[str]:
    before, after = (int(manifest["comptes"]["activites"]) for manifest in (served, new))
    if before - after > MAX_LOSS * before:
        yield f"it loses {_loss(before, after)} of the activities ({before:,} → {after:,})"


def _departments_lost(served: Manifest, new: Manifest) -> Iterator[str]:
    """Compare each department; nothing is said where a manifest of before does not count them."""
    if "par_departement" not in served or "par_departement" not in new:
        return
    counts = new["par_departement"]
    for code, before in sorted(served["par_departement"].items()):
        after = counts.get(code, 0)
        if before and not after:
            yield f"department {code} disappears ({before:,} activities)"
        elif before >= MIN_DEPARTMENT and before - after > MAX_DEPARTMENT_LOSS * before:
            yield f"department {code} loses {_loss(before, after)} ({before:,} → {after:,})"


def _loss(before: int, after: int) -> str:
    return f"{(before - after) / before:.1%}"


def _shares_fallen(served: Manifest, new: Manifest) -> Iterator[str]:
    """Compare the shares located at their address, and located at all."""
    for what, before, after in (
        ("located at their address", located_share(served), located_share(new)),
        ("with a position", position_share(served), position_share(new)),
    ):
        if round(before - after, 9) > MAX_FALL:  # 0.99 - 0.97 is 0.020000000000000018
            points = 100 * (before - after)
            yield f"the share {what} falls by {points:.1f} points ({before:.1%} → {after:.1%})"


def located_share(manifest: Manifest) -> float:
    """Share of the activities at a street, a lieu-dit or better, 0 to 1; 0 without activities."""
    rows = manifest["comptes"]["activites"]
    missing = sum(manifest["qualite"]["raisons"].values())
    return (rows - missing) / rows if rows else 0.0


def position_share(manifest: Manifest) -> float:
    """Share of the activities with a position, the centre of a commune included, 0 to 1."""
    rows = manifest["comptes"]["activites"]
    return manifest["comptes"]["localisees"] / rows if rows else 0.0
