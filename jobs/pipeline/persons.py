"""The persons of a release, from their activities."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from refdata.tables import PERSONNE

IDENTITY = (
    "identifiant_pp",
    "numero_rpps",
    "libelle_civilite_exercice",
    "libelle_civilite",
    "nom",
    "prenom",
)


def persons_of(activities: pa.Table) -> pa.Table:
    """Return PERSONNE: identity from the person's first line, professions and counts from all."""
    ordered = activities.sort_by("ligne_source")
    numbered = ordered.append_column("rang", pa.array(range(ordered.num_rows), pa.int64()))
    groups = numbered.group_by("identifiant_pp").aggregate(
        [
            ("rang", "min"),
            ("rang", "count"),
            ("identifiant_lieu", "count_distinct"),
            ("code_profession", "distinct"),
        ]
    )
    columns = {name: ordered[name].take(groups["rang_min"]) for name in IDENTITY}
    codes = [sorted(filter(None, row)) for row in groups["code_profession_distinct"].to_pylist()]
    columns["codes_professions"] = pa.array(codes, pa.list_(pa.string()))
    columns["activites"] = pc.cast(groups["rang_count"], pa.int32())
    columns["lieux_exercice"] = pc.cast(groups["identifiant_lieu_count_distinct"], pa.int32())
    return PERSONNE.check(pa.table(columns))
