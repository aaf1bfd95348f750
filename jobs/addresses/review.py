"""The sheet of doubtful addresses: worst first, weighted by how many activities use each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobs.addresses.columns import REGISTERED
from jobs.addresses.doubts import DOUBTFUL_BELOW, doubts_of
from jobs.errors import NotBuiltError
from jobs.pipeline import base
from jobs.pipeline.activities import has_address
from jobs.pipeline.communes import CommuneFinder
from jobs.pipeline.locate import ADDRESS_COLUMNS
from jobs.pipeline.queries import keys_of, queries_of
from jobs.pipeline.tables import directory_paths
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE_LUE, ANCIENNE_COMMUNE, COMMUNE, RESULT_COLUMNS

if TYPE_CHECKING:
    from geocoder import Geocoder, LineQuery, PlaceQuery, Result

NOTES = (
    "Feuille des adresses douteuses, les plus graves et les plus utilisées d’abord.",
    "Remplissez la colonne « decision » des lignes que vous avez vérifiées, laissez les autres vides,",
    "puis : cigogne addresses import FEUILLE --by VOTRE_NOM",
)
"""What the second tab says before the columns."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which doubtful addresses: at most `limit`, of `departments` (None: all), with what score."""

    limit: int
    departments: frozenset[str] | None = None
    below: float = DOUBTFUL_BELOW


def doubtful(paths: DataPaths, wanted: Wanted) -> pa.Table:
    """Return the doubtful addresses of the directory that nobody decided, worst first.

    Columns `cle`, `activites`, `motif`, those of the query, those of RESULT. Raises NotBuiltError
    before the first `cigogne locate`.
    """
    source = directory_paths(paths)["activites"]
    if not source.exists() or not paths.address_base.exists():
        raise NotBuiltError(paths.root, "address base", "update")
    read = ACTIVITE_LUE.read(source, [*ADDRESS_COLUMNS, "code_departement"])
    if wanted.departments is not None:
        inside = pc.is_in(read["code_departement"], value_set=pa.array(sorted(wanted.departments)))
        read = read.filter(inside)
    used = _used(read)
    held = base.read(paths.address_base)
    open_to_doubt = held.filter(pc.is_null(held["decision"]))
    used = base.among(used, open_to_doubt["cle"])
    results = base.results_for(open_to_doubt, used["cle"])
    return _worst(used, results, _declared(paths, used), wanted)


def _used(read: pa.Table) -> pa.Table:
    """Each distinct address of activities: `cle`, `activites`, `adresse` (given or not), its query."""
    queries = queries_of(read)
    keyed = queries.append_column("cle", keys_of(queries))
    keyed = keyed.append_column("adresse", has_address(read))
    ranked = keyed.append_column("rang", pa.array(range(keyed.num_rows), pa.int64()))
    groups = ranked.group_by("cle").aggregate([("rang", "min"), ("rang", "count")]).sort_by("cle")
    counts = pc.cast(groups["rang_count"], pa.int32())
    return keyed.take(groups["rang_min"]).append_column("activites", counts)


def _declared(paths: DataPaths, used: pa.Table) -> list[str | None]:
    """Current commune that each address declares by its code; None when it declares none."""
    communes = COMMUNE.read(paths.table("communes"))
    finder = CommuneFinder.of(communes, ANCIENNE_COMMUNE.read(paths.table("anciennes_communes")))
    return [finder.declared(code) for code in used["citycode"].to_pylist()]


def _worst(
    used: pa.Table, results: pa.Table, declared: list[str | None], wanted: Wanted
) -> pa.Table:
    """The doubtful rows by decreasing doubt × activities, then by key."""
    given = used["adresse"].to_numpy()
    found = doubts_of(results, declared, given, wanted.below)
    weight = found.doubt * used["activites"].to_numpy()
    order = np.argsort(-weight, kind="stable")  # rows are sorted by key already
    kept = pa.array([at for at in order.tolist() if found.reason[at] is not None][: wanted.limit])
    table = used.append_column("motif", pa.array(found.reason, pa.string()))
    for name in RESULT_COLUMNS:
        table = table.append_column(name, results[name])
    return table.take(kept.cast(pa.int64()))


def records(doubtful: pa.Table, geocoder: Geocoder) -> Iterator[dict[str, Any]]:
    """Yield the records of the sheet, each with the answer that comes after the one given."""
    for row in doubtful.to_pylist():
        following = geocoder.runner_up(*query_of(row))
        yield {
            **{name: row[name] for name in ("cle", "activites", "motif")},
            **{name: row[column] for name, column in REGISTERED.items()},
            "reponse": row["result_label"],
            "reponse_type": row["result_type"],
            "reponse_score": _rounded(row["result_score"], 3),
            "reponse_id": row["result_id"],
            "reponse_longitude": _rounded(row["longitude"], 6),
            "reponse_latitude": _rounded(row["latitude"], 6),
            **_following(following),
        }


def _following(found: Result | None) -> dict[str, Any]:
    """The columns of the answer that comes after the one given; none without any."""
    if found is None:
        return {}
    return {
        "suivante": found.result_label,
        "suivante_score": _rounded(found.result_score, 3),
        "suivante_id": found.result_id,
        "suivante_longitude": _rounded(found.longitude, 6),
        "suivante_latitude": _rounded(found.latitude, 6),
    }


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals)


def query_of(row: dict[str, Any]) -> tuple[PlaceQuery, LineQuery]:
    """Return the place and the line of a query in columns; null is empty."""
    from geocoder import LineQuery, PlaceQuery

    place = {name: row[name] or "" for name in ("postcode", "city", "citycode", "cedex")}
    names = ("number", "suffix", "way_type", "street", "complement", "distribution")
    return PlaceQuery(**place), LineQuery(**{name: row[name] or "" for name in names})
