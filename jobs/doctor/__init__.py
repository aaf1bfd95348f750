"""Checks of an installation and of a data directory, each with what to do."""

from __future__ import annotations

from datetime import UTC, datetime

from jobs.doctor.checks import Check, Verdict
from refdata.paths import DataPaths

__all__ = ["Check", "Verdict", "examine"]


def examine(paths: DataPaths, now: datetime | None = None) -> list[Check]:
    """Run every check, in order; `now` (UTC) is given by tests.

    Every byte of the releases, the index of the one served and the address base is read.
    """
    from jobs.doctor import base, clock, place, plausible, release, update

    now = now or datetime.now(UTC)
    checks = [*place.installation(), *place.directory(paths)]
    if paths.root.is_dir():
        checks += [
            *update.checks(paths),
            *clock.checks(paths, now),
            *release.checks(paths),
            *base.checks(paths),
            *plausible.checks(paths, now.date()),
        ]
    return checks
