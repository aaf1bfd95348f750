"""The clock of the machine: dates that lie in the future say that it has gone back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from jobs.doctor.checks import Check, ok, warning
from jobs.pipeline.last_run import read_last_run
from jobs.pipeline.releases import releases
from refdata.paths import DataPaths

TOLERANCE = timedelta(minutes=5)
"""How far two clocks may differ without anything being wrong."""


def checks(paths: DataPaths, now: datetime) -> Iterator[Check]:
    """Compare the dates that updates wrote with `now`."""
    late = [
        f"{what} of {written}"
        for what, written in _written(paths)
        if (moment := _moment(written)) is not None and moment > now + TOLERANCE
    ]
    said = f"the clock says {now.isoformat(timespec='minutes')}"
    if late:
        advice = (
            "set the clock; nothing is lost, releases keep the order in which they were built, "
            "but ages are wrong until then"
        )
        yield warning(f"{said} and there is {', '.join(late)}: it has gone back", advice)
    else:
        yield ok(said)


def _written(paths: DataPaths) -> Iterator[tuple[str, str]]:
    """Yield what was dated by this machine, and its date."""
    for manifest in releases(paths):
        yield f"release {manifest['identifiant']}", str(manifest["cree_le"])
    if run := read_last_run(paths):
        yield "a last update", str(run.get("ended") or run.get("started"))


def _moment(written: str) -> datetime | None:
    """Read an ISO date; None when it is none."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
