"""The references that quality is measured on, as checked tables.

`real`: the addresses of `../shared/real/source`; the communes of a department that the outlines do
not cover are made from its addresses. `demo`: the fictional region, written by `refdata.demo`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from geocoder import IndexSources
from refdata.ban import read_addresses, read_places
from refdata.geoapi import read_anciennes_communes, read_communes
from refdata.sources import SourceFolder
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT

SHARED = Path(__file__).parents[1] / ".." / "shared"
"""Real data beside the repository; not part of the project."""


def sources_of(tables: Path, departments: Sequence[str]) -> IndexSources:
    """Tables of some departments in a data folder, be they there or not."""
    return IndexSources(
        tables / "communes.parquet",
        tables / "anciennes_communes.parquet",
        {d: tables / "adresses" / f"{d}.parquet" for d in departments},
        {d: tables / "lieux_dits" / f"{d}.parquet" for d in departments},
    )


def sources_in(tables: Path) -> IndexSources:
    """All the tables of a data folder."""
    adresses, lieux_dits = (
        {path.stem: path for path in sorted((tables / folder).glob("*.parquet"))}
        for folder in ("adresses", "lieux_dits")
    )
    return replace(sources_of(tables, ()), adresses=adresses, lieux_dits=lieux_dits)


def of_departments(sources: IndexSources, wanted: Sequence[str]) -> IndexSources:
    """The sources of some departments; all where none of them is there."""
    kept = [d for d in sources.departments if d in wanted] or sources.departments
    adresses = {d: sources.adresses[d] for d in kept}
    return replace(
        sources,
        adresses=adresses,
        lieux_dits={d: p for d, p in sources.lieux_dits.items() if d in adresses},
    )


def tables_of_files(source: Path, folder: Path) -> IndexSources:
    """Read the official files of `source` into checked tables in `folder`, each once."""
    files = SourceFolder.scan(source)
    sources = sources_of(folder, sorted(files.adresses))
    for department in sources.departments:
        if not sources.adresses[department].is_file():
            table = read_addresses(files.adresses[department])
            ADRESSE.write(table, sources.adresses[department])
        if not sources.lieux_dits[department].is_file():
            path = files.lieux_dits.get(department)
            LIEU_DIT.write(
                read_places(path) if path else LIEU_DIT.empty(), sources.lieux_dits[department]
            )
    if not sources.communes.is_file():
        COMMUNE.write(_communes(files, sources), sources.communes)
        former = pa.concat_tables(map(read_anciennes_communes, files.anciennes_communes))
        ANCIENNE_COMMUNE.write(former, sources.anciennes_communes)
    return sources


def _communes(files: SourceFolder, sources: IndexSources) -> pa.Table:
    """Communes of the outlines, and those of addresses that lie outside them."""
    known = pa.concat_tables(map(read_communes, files.communes))
    codes = set(known["code_commune"].to_pylist())
    made = [
        row
        for path in sources.adresses.values()
        for row in _of_addresses(ADRESSE.read(path)).to_pylist()
        if row["code_commune"] not in codes
    ]
    return pa.concat_tables([known, pa.Table.from_pylist(made, COMMUNE.schema)])


def _of_addresses(table: pa.Table) -> pa.Table:
    """One commune for each code of a table of addresses, in the middle of them."""
    grouped = table.group_by("code_insee").aggregate(
        [("nom_commune", "min"), ("code_postal", "distinct"), ("lon", "mean"), ("lat", "mean")]
    )
    codes, count = grouped["code_insee"], grouped.num_rows
    columns = {
        "code_commune": codes,
        "nom": grouped["nom_commune_min"],
        "code_departement": pc.utf8_slice_codeunits(codes, 0, 2),
        "code_region": pa.array([""] * count),
        "codes_postaux": pa.array(
            [sorted(filter(None, c)) for c in grouped["code_postal_distinct"].to_pylist()],
            pa.list_(pa.string()),
        ),
        "lon": grouped["lon_mean"],
        "lat": grouped["lat_mean"],
    }
    empty = {c: pa.nulls(count, COMMUNE.schema.field(c).type) for c in COMMUNE.schema.names}
    return pa.table({**empty, **columns}).select(COMMUNE.schema.names).cast(COMMUNE.schema)


def demo_sources(folder: Path, scale: str, seed: int = 2026) -> IndexSources:
    """The demonstration world at `scale`, written once into `folder`."""
    from refdata.demo import SCALES, write_world

    files = folder / "files"
    if not (files / "demonstration.json").is_file():
        files.mkdir(parents=True, exist_ok=True)
        write_world(files, SCALES[scale], seed)
    return tables_of_files(files, folder / "tables")
