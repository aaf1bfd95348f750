"""The persons of a release, from their activities."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobs.pipeline.keys import distinct
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
    read = activities.select([*IDENTITY, "ligne_source", "identifiant_lieu", "code_profession"])
    ordered = read.sort_by("ligne_source")
    numbered = ordered.append_column("rang", pa.array(range(ordered.num_rows), pa.int64()))
    groups = numbered.group_by("identifiant_pp").aggregate(
        [
            ("rang", "min"),
            ("rang", "count"),
            ("identifiant_lieu", "count_distinct"),
        ]
    )
    columns = {name: ordered[name].take(groups["rang_min"]) for name in IDENTITY}
    columns["codes_professions"] = _professions(ordered, groups["identifiant_pp"])
    columns["activites"] = pc.cast(groups["rang_count"], pa.int32())
    columns["lieux_exercice"] = pc.cast(groups["identifiant_lieu_count_distinct"], pa.int32())
    return PERSONNE.check(pa.table(columns))


def _professions(activities: pa.Table, persons: pa.ChunkedArray) -> pa.ListArray:
    """Return the distinct professions of each of `persons` (n,), sorted; empty when none is given."""
    codes = activities["code_profession"].combine_chunks().dictionary_encode()
    names = codes.dictionary.sort()
    ranks = pc.index_in(codes.dictionary, value_set=names).take(codes.indices)
    rows = pc.index_in(activities["identifiant_pp"], value_set=persons.combine_chunks())
    given = pc.is_valid(ranks).to_numpy(zero_copy_only=False)
    width = max(len(names), 1)
    keys = rows.to_numpy()[given].astype(np.int64) * width + ranks.drop_null().to_numpy()
    pairs = distinct(keys)
    offsets = np.searchsorted(pairs, np.arange(len(persons) + 1, dtype=np.int64) * width)
    values = names.take(pa.array(pairs % width))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)
