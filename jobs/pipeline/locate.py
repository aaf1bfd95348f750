"""Step `locate`: each distinct address of the directory geocoded once, and kept in the base."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jobs.cores import usable_cores
from jobs.pipeline import base, decisions
from jobs.pipeline.indexing import INDEX_STEP, index_folder
from jobs.pipeline.ledger import Facts, Ledger, Step, code_digest, digest_of
from jobs.pipeline.queries import distinct, queries_of
from jobs.pipeline.tables import DIRECTORY_STEP, directory_paths
from jobs.progress import Advance, Progress
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE_LUE, ADRESSE_CONNUE, DECISION, QUERY

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
    decided = ledger.paths.decisions
    journal = ledger.digest(decided) if decided.exists() else None
    directory = ledger.key(DIRECTORY_STEP, "refdata")
    key = digest_of([engine, directory, code_digest("jobs.pipeline"), journal])
    step = Step(LOCATE_STEP, key, (ledger.paths.address_base, decided))
    return ledger.run(step, lambda: _locate(ledger, engine, progress))


def directory_queries(paths: DataPaths) -> pa.Table:
    """Return the distinct queries of the directory read last, with their `cle`, sorted by it."""
    source = directory_paths(paths)["activites"]
    return distinct(queries_of(ACTIVITE_LUE.read(source, list(ADDRESS_COLUMNS))))


def _locate(ledger: Ledger, engine: str, progress: Progress) -> Facts:
    """Bring the base up to date with the directory; return what was geocoded and what was known."""
    paths = ledger.paths
    queries, before = directory_queries(paths), base.read(paths.address_base)
    journal = _journal(paths, before)
    held = base.decided(before, queries, journal)
    current = held.filter(base.is_current(held, engine))
    asked = base.without(queries, current["cle"])
    facts: Facts = {"nouvelles": base.without(asked, held["cle"]).num_rows}
    if asked.num_rows:
        held, geocoded = _look(ledger, held, asked, engine, progress)
        facts |= {"geocodees": geocoded, "confirmees": asked.num_rows - geocoded}
    else:
        ADRESSE_CONNUE.write(held, paths.address_base)
    decided = pc.sum(pc.is_valid(base.among(held, queries["cle"])["decision"])).as_py()
    return {
        "moteur": engine,
        "adresses": queries.num_rows,
        "geocodees": 0,
        "confirmees": 0,
        **facts,
        "decidees": decided or 0,
        "decisions": base.decisions_digest(held),
    }


def _journal(paths: DataPaths, held: pa.Table) -> pa.Table:
    """Read what people decided; write it again first when only the base held a part of it."""
    found = decisions.read(paths.decisions)
    whole = decisions.recovered(found, held)
    if whole is not found:
        DECISION.write(whole, paths.decisions)
    return whole


def _look(
    ledger: Ledger, held: pa.Table, asked: pa.Table, engine: str, progress: Progress
) -> tuple[pa.Table, int]:
    """Geocode those of `asked` that are new or whose result may have changed.

    Returns the base, and how many were geocoded.
    """
    from geocoder import Geocoder

    with Geocoder.open(index_folder(ledger)) as geocoder:
        new = base.without(asked, held["cle"]).num_rows
        geocoder.start_workers(usable_cores(), new)
        grounds = geocoder.grounds(_columns(asked), code_digest("geocoder"))
        stands = pc.equal(base.grounds_of(held, asked["cle"]), pa.chunked_array([grounds]))
        stands = pc.fill_null(stands, fill_value=False)
        held = base.verified(held, asked.filter(stands)["cle"], engine)
        missing = asked.append_column("fondement", grounds).filter(pc.invert(stands))
        with progress.task("Locating addresses", missing.num_rows) as advance:
            geocoder.start_workers(usable_cores(), missing.num_rows)
            held = _geocode(geocoder, missing, held, engine, ledger.paths, advance)
    return held, missing.num_rows


def _columns(queries: pa.Table) -> pa.Table:
    """The columns of queries that the geocoder reads."""
    return queries.select([n for n in queries.column_names if n in QUERY.schema.names])


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
        results = geocoder.geocode_table(_columns(chunk), usable_cores())
        held = base.merged(held, base.entries(chunk, results, engine))
        advance(chunk.num_rows)
        if clock() - saved >= SAVE_EVERY_S:
            ADRESSE_CONNUE.write(held, paths.address_base)
            saved = clock()
    ADRESSE_CONNUE.write(held, paths.address_base)
    return held
