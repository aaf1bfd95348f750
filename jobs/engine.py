"""The geocoder of a data directory."""

from __future__ import annotations

from geocoder import Geocoder
from jobs.errors import NotBuiltError
from jobs.pipeline.indexing import INDEX_STEP
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.releases import served_manifest
from refdata.paths import DataPaths


def index_fingerprint(paths: DataPaths) -> str:
    """Return the index of the release being served, else the one built last.

    Raises NotBuiltError when there is neither.
    """
    if served := served_manifest(paths):
        return str(served["index"])
    record = Ledger.open(paths).steps.get(INDEX_STEP)
    if record is None:
        raise NotBuiltError(paths.root, "index", "update")
    return str(record["facts"]["empreinte"])


def open_geocoder(paths: DataPaths) -> Geocoder:
    """Open the index of the data directory; NotBuiltError or GeocoderError when it cannot be."""
    return Geocoder.open(paths.index / index_fingerprint(paths))
