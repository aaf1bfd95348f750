"""One update at a time on a data directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from jobs.errors import LockedError
from refdata.paths import DataPaths

PATIENCE_S = 0.5
"""How long to wait for the lock: `cigogne status` holds it for an instant to see if it is free."""


@contextmanager
def update_lock(paths: DataPaths) -> Iterator[None]:
    """Hold the lock of the data directory; LockedError when another process holds it.

    The system frees the lock when its holder dies, so that a kill never leaves it closed; the
    half-written files that a kill leaves are removed here, when nobody else can be writing.
    """
    paths.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(paths.lock, timeout=PATIENCE_S)
    try:
        lock.acquire(poll_interval=PATIENCE_S / 10)
    except Timeout as error:
        raise LockedError(paths.root) from error
    try:
        _remove_leftovers(paths)
        yield
    finally:
        lock.release()


def is_held(paths: DataPaths) -> bool:
    """Tell whether an update holds the lock; False where this user may not open it."""
    if not paths.lock.exists() or not os.access(paths.lock, os.W_OK):
        return False
    try:
        with FileLock(paths.lock, timeout=0):
            return False
    except Timeout:
        return True


def _remove_leftovers(paths: DataPaths) -> None:
    """Remove the temporary files that `refdata.atomic` was writing when a former update died."""
    folders = (paths.root, paths.address_base.parent, paths.quarantine, paths.history)
    for folder in folders:
        for left in folder.glob(".*.tmp"):
            left.unlink()
    for folder in (paths.tables, paths.sources):
        for left in folder.rglob(".*.tmp"):
            left.unlink()
