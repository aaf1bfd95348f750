"""The geocoder of the release being served, opened at the first request that asks it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dashboard.api.errors import IndexUnavailableError
from geocoder import Geocoder, GeocoderError, Lookup
from refdata.paths import DataPaths

log = logging.getLogger(__name__)
T = TypeVar("T")
Manifests = Callable[[], Mapping[str, Any]]

NO_INDEX = (
    "L’index de géocodage de l’édition servie ne peut pas être ouvert\u00a0: "
    "demandez à l’administrateur de lancer « cigogne doctor », puis « cigogne index »."
)


@dataclass(frozen=True, slots=True)
class _Held:
    """An open geocoder, and the fingerprint of its index."""

    fingerprint: str
    lookup: Lookup


class Lookups:
    """Gives the lookup of the current release; any number of threads may ask.

    Files are mapped: processes share their pages. While the index of a new release is being opened,
    and where it cannot be, the one before it answers.
    """

    def __init__(self, data: Path, manifest: Manifests) -> None:
        """`manifest` gives the manifest of the release being served; nothing is opened yet."""
        self._folder = DataPaths(data).index
        self._manifest = manifest
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._refused = ""

    def ask(self, question: Callable[[Lookup], T]) -> T:
        """Answer a question; asked again of a fresh index where this one's files are gone.

        Departments of a large index are opened when they are needed: an update may have removed it.
        """
        lookup = self.current
        try:
            return question(lookup)
        except (GeocoderError, OSError):
            log.exception("the index failed: it is opened again")
        return question(self._reopened(lookup))

    @property
    def current(self) -> Lookup:
        """The lookup to ask; IndexUnavailableError when there is none."""
        wanted, held = self._wanted(), self._held
        if held is None:
            with self._lock:
                return self._held.lookup if self._held else self._opened(wanted)
        is_new = wanted not in (held.fingerprint, self._refused)
        if is_new and self._lock.acquire(blocking=False):
            # One request opens the new index; the others go on with the former meanwhile.
            try:
                return self._opened(wanted)
            except IndexUnavailableError:
                self._refused = wanted
            finally:
                self._lock.release()
        return held.lookup

    def _wanted(self) -> str:
        return str(self._manifest().get("index", ""))

    def _reopened(self, failed: Lookup) -> Lookup:
        """Another lookup than the one that failed."""
        with self._lock:
            if self._held and self._held.lookup is not failed:
                return self._held.lookup
            return self._opened(self._wanted())

    def _opened(self, fingerprint: str) -> Lookup:
        """Open an index and keep it; the lock is held."""
        try:
            if not fingerprint:
                raise IndexUnavailableError(NO_INDEX)
            lookup = Lookup(Geocoder.open(self._folder / fingerprint))
        except (GeocoderError, OSError) as error:
            log.exception("the geocoder index cannot be opened")
            raise IndexUnavailableError(NO_INDEX) from error
        self._held, self._refused = _Held(fingerprint, lookup), ""
        return lookup
