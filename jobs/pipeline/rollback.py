"""Going back to a release that is kept, and staying there until new data come."""

from __future__ import annotations

from jobs.errors import JobError
from jobs.pipeline import history
from jobs.pipeline.hold import lift_hold, write_hold
from jobs.pipeline.releases import current_identifier, releases, serve
from refdata.paths import DataPaths


def rollback(paths: DataPaths, identifier: str | None = None) -> str:
    """Serve the release before the current one, or `identifier`; return its identifier.

    The releases built after it are set aside: an update from the same data does not serve them
    again (`hold.json`), and what the history says of them is removed. Raises JobError when there
    is no such release.
    """
    found = releases(paths)
    names = [manifest["identifiant"] for manifest in found]
    if identifier is None:
        identifier = _before(paths, names)
    if identifier not in names:
        problem = f"{paths.releases}: no release {identifier}"
        raise JobError(problem, f"choose one of {', '.join(names) or 'those of `cigogne update`'}")
    newer = found[: names.index(identifier)]
    if newer:
        write_hold(paths, identifier, {m["identifiant"]: m.get("empreinte_donnees") for m in newer})
    serve(paths, identifier)
    if not newer:
        lift_hold(paths)
    for manifest in newer:
        history.forget(paths, manifest["identifiant"])
    return identifier


def _before(paths: DataPaths, names: list[str]) -> str:
    """Return the release built before the one served."""
    served = current_identifier(paths)
    older = names[names.index(served) + 1 :] if served in names else names
    if not older:
        problem = f"{paths.releases}: no release before {served or 'the first one'}"
        raise JobError(problem, "`cigogne status` lists those that are kept")
    return older[0]
