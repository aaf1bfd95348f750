"""Step `locate`: each distinct address of the directory geocoded once, and kept in the base."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

from jobs.cores import usable_cores
from jobs.pipeline import base
from jobs.pipeline.indexing import INDEX_STEP, index_folder
from jobs.pipeline.ledger import Facts, Ledger, Step, code_digest, digest_of
from jobs.pipeline.queries import distinct, queries_of
from jobs.pipeline.tables import DIRECTORY_STEP, directory_paths
from jobs.progress import Advance, Progress
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE_LUE, ADRESSE_CONNUE, QUERY

if TYPE_CHECKING:
    from geocoder import Geocoder

LOCATE_STEP = "localisation"

CHUNK = 150_000
"""Addresses geocoded between two steps of the progress bar."""

SAVE_EVERY_S = 20.0
"""Seconds of geocoding that a kill may lose."""

ADDRESS_COLUMNS = (
    "numero_voie",
    "indice_repetition",
    "code_type_voie",
    "libelle_type_voie",
    "libelle_voie",
    "complement_destinataire",
    "complement_geographique",
    "mention_distribution",
    "bureau_cedex",
    "code_postal",
    "libelle_commune",
    "code_commune_declare",
)
"""Columns of an activity that its query is made of."""


def locate(ledger: Ledger, progress: Progress) -> bool:
    """Geocode what the base does not know yet; tells whether the base was looked through."""
    index = str(ledger.facts(INDEX_STEP, "index")["empreinte"])
    engine = digest_of([index, code_digest("geocoder")])[:16]
    key = digest_of([engine, ledger.key(DIRECTORY_STEP, "refdata"), code_digest("jobs.pipeline")])
    step = Step(LOCATE_STEP, key, (ledger.paths.address_base,))
    return ledger.run(step, lambda: _locate(ledger, engine, progress))


def _locate(ledger: Ledger, engine: str, progress: Progress) -> Facts:
    """Bring the base up to date with the directory; return what was geocoded and what was known."""
    from geocoder import Geocoder

    source = directory_paths(ledger.paths)["activites"]
    queries = distinct(queries_of(ACTIVITE_LUE.read(source, list(ADDRESS_COLUMNS))))
    held = base.read(ledger.paths.address_base)
    missing = base.to_geocode(held, queries, engine)
    if missing.num_rows or not ledger.paths.address_base.exists():
        with (
            Geocoder.open(index_folder(ledger)) as geocoder,
            progress.task("Locating addresses", missing.num_rows) as advance,
        ):
            geocoder.start_workers(usable_cores(), missing.num_rows)
            held = _geocode(geocoder, missing, held, engine, ledger.paths, advance)
    return {
        "moteur": engine,
        "adresses": queries.num_rows,
        "geocodees": missing.num_rows,
        "decisions": base.decisions_digest(held),
    }


def _geocode(
    geocoder: Geocoder,
    missing: pa.Table,
    held: pa.Table,
    engine: str,
    paths: DataPaths,
    advance: Advance,
    clock: Callable[[], float] = time.monotonic,
) -> pa.Table:
    """Geocode `missing` by chunks, saving the base now and then; return the base."""
    saved = clock()
    for start in range(0, missing.num_rows, CHUNK):
        chunk = missing.slice(start, CHUNK)
        columns = [name for name in chunk.column_names if name in QUERY.schema.names]
        results = geocoder.geocode_table(chunk.select(columns), usable_cores())
        held = base.merged(held, base.entries(chunk, results, engine))
        advance(chunk.num_rows)
        if clock() - saved >= SAVE_EVERY_S:
            ADRESSE_CONNUE.write(held, paths.address_base)
            saved = clock()
    ADRESSE_CONNUE.write(held, paths.address_base)
    return held
