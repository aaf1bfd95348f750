"""What a rollback leaves: the release it went back to, and those it set aside until new data come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from jobs.pipeline.ledger import digest_of
from refdata.atomic import write_text
from refdata.paths import DataPaths


@dataclass(frozen=True, slots=True)
class Hold:
    """The release a rollback went back to, since when (ISO, UTC), and the releases set aside.

    `aside` maps their identifiers to the digest of their data (None when their manifest has none):
    the same data built again by other code are set aside too.
    """

    kept: str
    since: str
    aside: Mapping[str, str | None]

    def holds(self, identifier: str, data: str | None) -> bool:
        """Tell whether a release is one of those set aside, or is made of the same data."""
        return identifier in self.aside or (data is not None and data in self.aside.values())


def data_digest(sources: Mapping[str, Any], departments: list[str], decisions: str) -> str:
    """Digest of what a release is made of, whatever the code: files, departments, decisions."""
    files = sorted(row["sha256"] for source in sources.values() for row in source["fichiers"])
    return digest_of([files, departments, decisions])


def read_hold(paths: DataPaths, served: str | None) -> Hold | None:
    """Return the hold in force; None without one, or when another release has been served since.

    A file that cannot be understood is no hold: the next rollback writes another.
    """
    try:
        hold = Hold(**json.loads(paths.hold.read_text(encoding="utf-8")))
        return hold if hold.kept == served else None
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_hold(paths: DataPaths, kept: str, aside: Mapping[str, str | None]) -> None:
    """Record a rollback to `kept`; it is in force once that release is served."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps(asdict(Hold(kept, since, dict(aside))), indent=1, ensure_ascii=False)
    write_text(paths.hold, text + "\n")


def lift_hold(paths: DataPaths) -> None:
    """Forget the hold: new data are served, or a person accepted those set aside."""
    paths.hold.unlink(missing_ok=True)
