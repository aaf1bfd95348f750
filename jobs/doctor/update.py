"""Updates: one that runs, one that failed or was killed, what a rollback set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobs.doctor.checks import Check, ok, problem, warning
from jobs.pipeline.hold import read_hold
from jobs.pipeline.last_run import read_last_run
from jobs.pipeline.lock import is_held
from jobs.pipeline.publish import PARTIAL
from jobs.pipeline.releases import current_identifier
from refdata.paths import DataPaths

AGAIN = "run `cigogne update`, which takes it up"


def checks(paths: DataPaths) -> Iterator[Check]:
    """Say whether an update runs, how the last one went, and what a killed one left."""
    run = read_last_run(paths)
    if is_held(paths):
        yield ok(f"an update is running, since {run['started'] if run else 'an unknown time'}")
        return
    yield ok("no update is running, the lock is free")
    if run is not None:
        yield _last(run)
    elif paths.last_run.exists():
        yield warning(f"{paths.last_run}: cannot be read", "the next update writes it again")
    for folder in sorted(paths.releases.glob(f"{PARTIAL}*"))[:1]:
        yield warning(f"{folder}: left by an update that was killed", AGAIN)
    hold = read_hold(paths, current_identifier(paths))
    if hold is not None:
        said = f"rolled back to {hold.kept} on {hold.since}, {', '.join(hold.aside)} set aside"
        yield warning(said, "the next update from new data serves what it builds")


def _last(run: dict[str, Any]) -> Check:
    """Say how the last update ended."""
    if run["status"] == "running":
        where = run["steps"][-1]["name"] if run["steps"] else "its start"
        return warning(f"the update of {run['started']} was killed at `{where}`", AGAIN)
    if run["error"]:
        said = f"the update of {run['started']} ended as {run['status']}"
        return problem(said, run["error"]["message"])
    return ok(f"the update of {run['started']} is done")
