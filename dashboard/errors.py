"""Errors of the dashboard, each one sentence that ends with what to do."""

from __future__ import annotations

from pathlib import Path


class DashboardError(Exception):
    """Something the dashboard needs is missing or wrong; the message ends with what to do."""


class ReleaseMissingError(DashboardError):
    """There is no complete release where the dashboard looks for one."""

    def __init__(self, folder: Path, missing: str) -> None:
        self.folder, self.missing = folder, missing
        super().__init__(
            f"{folder}: no {missing} there; run `cigogne update` or `cigogne demo` to publish data"
        )


class ManifestError(DashboardError):
    """The manifest of a release cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}; run `cigogne update` to publish the release again")


class TilesError(DashboardError):
    """The file named as base map is not an archive of images."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path}: {problem}; name a PMTiles archive of version 3 that holds PNG, JPEG, WebP or "
            "AVIF tiles, or leave --pmtiles (CIGOGNE_PMTILES) out"
        )
