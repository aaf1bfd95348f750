"""The geocoder of a data directory."""

from __future__ import annotations

from geocoder import Geocoder
from jobs.errors import NotBuiltError
from jobs.pipeline.indexing import INDEX_STEP
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.releases import current_identifier, is_complete, manifest_of
from refdata.paths import DataPaths


def index_fingerprint(paths: DataPaths) -> str:
    """Return the index of the release being served, else the one built last.

    Raises NotBuiltError when there is neither.
    """
    served = current_identifier(paths)
    if served is not None and is_complete(paths.release(served)):
        return str(manifest_of(paths.release(served))["index"])
    record = Ledger.open(paths).steps.get(INDEX_STEP)
    if record is None:
        raise NotBuiltError(paths.root, "index", "update")
    return str(record["facts"]["empreinte"])


def open_geocoder(paths: DataPaths) -> Geocoder:
    """Open the index of the data directory; NotBuiltError or GeocoderError when it cannot be."""
    return Geocoder.open(paths.index / index_fingerprint(paths))
