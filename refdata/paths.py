"""Where everything lies under one data directory (DESIGN §3)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The data directory: every path of the product is derived from its root."""

    root: Path

    @property
    def sources(self) -> Path:
        """Files as downloaded or carried in: `sources/<source>/<vintage>/`."""
        return self.root / "sources"

    @property
    def tables(self) -> Path:
        """Checked tables."""
        return self.root / "tables"

    @property
    def index(self) -> Path:
        """Geocoder indexes, one folder a fingerprint."""
        return self.root / "index"

    @property
    def address_base(self) -> Path:
        """Every address ever geocoded, with its result and people's corrections."""
        return self.root / "addresses" / "base.parquet"

    @property
    def decisions(self) -> Path:
        """Every decision people took about addresses: the one file that no update can make again."""
        return self.root / "addresses" / "decisions.parquet"

    @property
    def releases(self) -> Path:
        """Published data sets, one complete and immutable folder each."""
        return self.root / "releases"

    @property
    def current(self) -> Path:
        """Symbolic link to the release being served."""
        return self.root / "current"

    @property
    def history(self) -> Path:
        """Aggregates of past releases (counts only)."""
        return self.root / "history"

    @property
    def quarantine(self) -> Path:
        """Refused lines of the extraction, with their number and reason."""
        return self.root / "quarantine"

    @property
    def lock(self) -> Path:
        """Lock file held by an update."""
        return self.root / ".update.lock"

    @property
    def state(self) -> Path:
        """What the last update did, step by step, so that the next one skips what is unchanged."""
        return self.root / "state.json"

    @property
    def last_run(self) -> Path:
        """What the last `cigogne update` did and how it ended, for a supervisor to watch."""
        return self.root / "last_run.json"

    @property
    def hold(self) -> Path:
        """Releases that a rollback set aside; absent when there was none since the last one."""
        return self.root / "hold.json"

    def table(self, name: str, part: str | None = None) -> Path:
        """Path of a table, or of one `part` of it (a department): `tables/adresses/67.parquet`."""
        return self.tables / name / f"{part}.parquet" if part else self.tables / f"{name}.parquet"

    def release(self, identifier: str) -> Path:
        """Folder of one release."""
        return self.releases / identifier
