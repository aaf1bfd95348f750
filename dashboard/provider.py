"""The engine of the release being served, replaced when `current` points at another one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from dashboard.directory import Directory
from dashboard.engine import Engine
from dashboard.errors import DashboardError, ReleaseMissingError
from dashboard.selection import Selection
from refdata.errors import RefdataError
from refdata.paths import DataPaths


def _opened(release: Path) -> Engine:
    """Return the engine of a release, its first view already asked for: sort orders, counts."""
    engine = Engine(Directory.load(release))
    engine.view(Selection(), rows=1)
    return engine


class DirectoryProvider:
    """Gives the current engine; a request costs one `readlink` while nothing has changed.

    A release that cannot be loaded never replaces the one being served: `problem` then says why,
    and it is tried again when the link moves. Any number of threads may call it.
    """

    def __init__(self, data: Path, beside: Callable[[Path], object] = lambda folder: None) -> None:
        """Load the current release of the data directory `data`.

        `beside` is called with the folder of a release before it is served, to load what else is
        needed of it: the folder may be gone later. Raises ReleaseMissingError, ManifestError or
        ContractError when there is none to serve.
        """
        self._link = DataPaths(data).current
        self._beside = beside
        self._lock = threading.Lock()
        self._target = self._read_target()
        self._engine = _opened(self._target)
        beside(self._target)
        self.problem: Exception | None = None

    def _read_target(self) -> Path:
        if not self._link.exists():
            raise ReleaseMissingError(self._link.parent, "release (`current`)")
        return self._link.resolve()

    @property
    def engine(self) -> Engine:
        """The engine of the current release."""
        try:
            target = self._read_target()
        except ReleaseMissingError as error:
            self.problem = error
            return self._engine
        if target != self._target and self._lock.acquire(blocking=False):
            # One request loads; the others go on with the former release meanwhile.
            try:
                self._load(target)
            finally:
                self._lock.release()
        return self._engine

    def _load(self, target: Path) -> None:
        """Serve the release in `target`, or keep the present one and say why in `problem`."""
        try:
            engine = _opened(target)
            self._beside(target)
        except (DashboardError, RefdataError, OSError, pa.ArrowException) as error:
            self.problem = error
        else:
            self._engine, self.problem = engine, None
        self._target = target

    def __call__(self) -> Engine:
        """Return the engine of the current release: what `exports` and the API ask for."""
        return self.engine
