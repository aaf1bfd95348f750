"""BAN files: `adresses-XX.csv.gz` (23 columns) and `lieux-dits-XX-beta.csv.gz` (13 columns)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from refdata.demo.compress import gzip_writer
from refdata.demo.facts import Commune, Facts
from refdata.demo.lexicon_streets import LOCALITIES
from refdata.demo.localities import Locality
from refdata.demo.numbers import REPETITIONS, Doors
from refdata.demo.projection import lambert93
from refdata.demo.streets import Streets
from refdata.demo.text import capitals

ADDRESS_HEADER = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;"
    "code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;"
    "libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;"
    "cad_parcelles"
)
LOCALITY_HEADER = (
    "id;nom_lieu_dit;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;source_position;source_nom_voie"
)

_AFNOR_LENGTH = 32
_POSITIONS = ("entrée", "segment", "parcelle", "bâtiment", "")
_POSITION_BREAKS = (0.55, 0.75, 0.86, 0.94)
_BATCH = 65_536
_VILLAGE, _HAMLET_EVERY = 3_000, 29
"""Inhabitants below which one street in so many says which lieu-dit it lies in."""
_GOLDEN = 0.618034
"""Multiplier of Weyl's sequence: an even, seedless scatter over 0…1."""


def write_addresses(
    folder: Path, facts: Facts, communes: Sequence[Commune], streets: Streets, doors: Doors
) -> dict[str, int]:
    """Write one file a department; return the number of rows of each."""
    by_street = _street_columns(facts, communes, streets)
    department = np.array([c.departement for c in communes])[streets.commune[doors.street]]
    counts = {}
    for code in sorted(set(department)):
        rows = np.flatnonzero(department == code)
        table = _address_table(by_street, streets, doors, rows)
        _write(folder / f"adresses-{code}.csv.gz", ADDRESS_HEADER, table)
        counts[str(code)] = table.num_rows
    return counts


def door_ids(streets: Streets, doors: Doors, rows: NDArray[np.int64]) -> pa.Array:
    """Return BAN ids of some doors: `52006_0001_00132_bis`."""
    way = pa.array(streets.ident).take(pa.array(doors.street[rows]))
    number = pc.utf8_lpad(pa.array(doors.number[rows]).cast(pa.string()), 5, "0")
    rep = _repetition(doors, rows)
    plain = pc.binary_join_element_wise(way, number, "_")
    suffixed = pc.binary_join_element_wise(plain, rep, "_")
    return pc.if_else(pc.equal(rep, ""), plain, suffixed)


def _repetition(doors: Doors, rows: NDArray[np.int64]) -> pa.Array:
    return pa.array(REPETITIONS.tolist()).take(pa.array(doors.rep[rows].astype(np.int64)))


def _street_columns(
    facts: Facts, communes: Sequence[Commune], streets: Streets
) -> dict[str, pa.Array]:
    """Return what every door of a street shares, one value a street."""
    owners = [communes[row] for row in streets.commune.tolist()]
    names = [streets.book.full(name) for name in streets.name.tolist()]
    former = {f.code: f.nom for f in facts.former}
    return {
        "id_fantoir": pa.array(streets.ident),
        "nom_voie": pa.array(names),
        "code_postal": pa.array(streets.postcode),
        "code_insee": pa.array([c.code for c in owners]),
        "nom_commune": pa.array([c.nom for c in owners]),
        "code_insee_ancienne_commune": pa.array(streets.former),
        "nom_ancienne_commune": pa.array([former.get(code, "") for code in streets.former]),
        "libelle_acheminement": pa.array([capitals(c.nom) for c in owners]),
        "nom_afnor": pa.array([capitals(name)[:_AFNOR_LENGTH].strip() for name in names]),
        "nom_ld": pa.array([_hamlet(row, c) for row, c in enumerate(owners)]),
        "certification_commune": pa.array([str(len(c.nom) % 2) for c in owners]),
    }


def _hamlet(street: int, commune: Commune) -> str:
    """Return the lieu-dit a street lies in: in villages, a few streets name one."""
    named = commune.population < _VILLAGE and street % _HAMLET_EVERY == 0
    return LOCALITIES[street % len(LOCALITIES)] if named else ""


def _address_table(
    by_street: dict[str, pa.Array], streets: Streets, doors: Doors, rows: NDArray[np.int64]
) -> pa.Table:
    take = pa.array(doors.street[rows])
    lon, lat = doors.lon[rows], doors.lat[rows]
    x, y = lambert93(lon, lat)
    empty = pa.repeat("", len(rows))
    columns: dict[str, Any] = {name: values.take(take) for name, values in by_street.items()}
    columns |= {
        "id": door_ids(streets, doors, rows),
        "numero": doors.number[rows],
        "rep": _repetition(doors, rows),
        "x": np.round(x, 2),
        "y": np.round(y, 2),
        "lon": lon,
        "lat": lat,
        "type_position": _position_types(len(rows)),
        "source_position": pa.repeat("commune", len(rows)),
        "source_nom_voie": pa.repeat("commune", len(rows)),
        **dict.fromkeys(("alias", "cad_parcelles"), empty),
    }
    return pa.table({name: columns[name] for name in ADDRESS_HEADER.split(";")})


def _position_types(count: int) -> pa.Array:
    scattered = np.modf(np.arange(1, count + 1) * _GOLDEN)[0]
    return pa.array(_POSITIONS).take(pa.array(np.searchsorted(_POSITION_BREAKS, scattered)))


def write_localities(folder: Path, localities: Sequence[Locality]) -> None:
    """Write one file a department that has any."""
    departments = sorted({place.code_insee[:2] for place in localities})
    for code in departments:
        here = [place for place in localities if place.code_insee[:2] == code]
        lon = np.array([place.lon for place in here])
        lat = np.array([place.lat for place in here])
        x, y = lambert93(lon, lat)
        columns: dict[str, Any] = {
            "id": [p.id for p in here],
            "nom_lieu_dit": [p.nom for p in here],
            "code_postal": [p.code_postal for p in here],
            "code_insee": [p.code_insee for p in here],
            "nom_commune": [p.nom_commune for p in here],
            "x": np.round(x, 2),
            "y": np.round(y, 2),
            "lon": lon,
            "lat": lat,
            "source_position": ["commune"] * len(here),
            "source_nom_voie": ["commune"] * len(here),
        }
        blank = dict.fromkeys(
            ("code_insee_ancienne_commune", "nom_ancienne_commune"), [""] * len(here)
        )
        names = LOCALITY_HEADER.split(";")
        table = pa.table({name: {**columns, **blank}[name] for name in names})
        _write(folder / f"lieux-dits-{code}-beta.csv.gz", LOCALITY_HEADER, table)


def _write(path: Path, header: str, table: pa.Table) -> None:
    options = csv.WriteOptions(
        include_header=False, delimiter=";", quoting_style="none", batch_size=_BATCH
    )
    with gzip_writer(path) as stream:
        stream.write(f"{header}\n".encode())
        csv.write_csv(table, pa.PythonFile(stream, mode="w"), options)
