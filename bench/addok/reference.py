"""The reference written as addok reads it: one JSON document a line, from our checked tables.

Streets carry their numbers, communes and lieux-dits are documents of their own. Everything the
tables hold is given: aliases, every postcode, the former commune beside the present one.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from geocoder import IndexSources
from geocoder.vocabulary import department_contexts
from refdata.atomic import replacing
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT

Document = dict[str, Any]

ADDRESS_COLUMNS = (
    "id_voie", "id", "numero", "rep", "nom_voie", "alias", "code_postal", "code_insee",
    "nom_commune", "code_insee_ancienne_commune", "nom_ancienne_commune", "lon", "lat",
)  # fmt: skip
PLACE_COLUMNS = (
    "id", "nom_lieu_dit", "code_postal", "code_insee", "nom_commune",
    "code_insee_ancienne_commune", "nom_ancienne_commune", "lon", "lat",
)  # fmt: skip

PER_PERSON, OFFSET, PER_NUMBER = 0.05, 0.0548, 0.05
"""Importance in the official bundle: .05 ln(population) − .0548, and + .05 ln(1 + numbers) for a street."""


@dataclass(frozen=True, slots=True)
class Commune:
    """What a document needs to know of its commune."""

    code: str
    name: str
    postcodes: list[str]
    population: int
    lon: float
    lat: float
    former: list[str]
    """Names of the communes it has absorbed."""

    @property
    def importance(self) -> float:
        """0 to about .75, by population."""
        return max(0.0, PER_PERSON * math.log(max(1, self.population)) - OFFSET)


def read_communes(sources: IndexSources) -> dict[str, Commune]:
    """Communes by code, with the names they have absorbed."""
    former: dict[str, list[str]] = {}
    for row in ANCIENNE_COMMUNE.read(sources.anciennes_communes).to_pylist():
        former.setdefault(row["code_commune"], []).append(row["nom"])
    table = COMMUNE.read(sources.communes).drop_columns(["contour"])
    return {
        r["code_commune"]: Commune(
            r["code_commune"],
            r["nom"],
            r["codes_postaux"],
            r["population"] or 0,
            r["lon"],
            r["lat"],
            sorted({name for name in former.get(r["code_commune"], ()) if name != r["nom"]}),
        )
        for r in table.to_pylist()
    }


def municipality(commune: Commune) -> Document:
    """A commune as a document; the names it has absorbed are its other names."""
    return {
        "_id": commune.code,
        "id": commune.code,
        "type": "municipality",
        "name": [commune.name, *commune.former],
        "postcode": commune.postcodes,
        "citycode": commune.code,
        "city": commune.name,
        "context": _context(commune.code),
        "lon": commune.lon,
        "lat": commune.lat,
        "population": commune.population,
        "importance": round(commune.importance, 5),
    }


def street(rows: Sequence[Document], commune: Commune) -> Document:
    """A street from its rows (columns of ADRESSE, one street); its point is its middle number's."""
    numbers: dict[str, Document] = {}
    for row in rows:
        place = _position(row, commune)
        written = f"{row['numero']} {row['rep'] or ''}".strip()
        numbers.setdefault(written, {"id": row["id"], **place})
    middle = list(numbers.values())[len(numbers) // 2]
    names = _distinct(rows, "nom_voie") + _distinct(rows, "alias")
    document = _inside(rows, commune) | {
        "_id": rows[0]["id_voie"],
        "id": rows[0]["id_voie"],
        "type": "street",
        "name": list(dict.fromkeys(names)),
        "lon": middle["lon"],
        "lat": middle["lat"],
        "importance": round(commune.importance + PER_NUMBER * math.log(1 + len(numbers)), 5),
    }
    return document | {"housenumbers": numbers}


def locality(row: Document, commune: Commune) -> Document:
    """A lieu-dit (a row of LIEU_DIT) as a document."""
    return _inside([row], commune) | {
        "_id": row["id"],
        "id": row["id"],
        "type": "locality",
        "name": row["nom_lieu_dit"],
        "importance": round(commune.importance, 5),
        **_position(row, commune),
    }


def _inside(rows: Sequence[Document], commune: Commune) -> Document:
    """What rows say of where they lie; the former communes are other names of the city."""
    old = _distinct(rows, "nom_ancienne_commune")
    document: Document = {
        "postcode": _distinct(rows, "code_postal") or commune.postcodes,
        "citycode": commune.code,
        "city": list(dict.fromkeys([commune.name, *old])),
        "context": _context(commune.code),
    }
    if old:
        document["oldcity"] = old
        document["oldcitycode"] = _distinct(rows, "code_insee_ancienne_commune")
    return document


def _distinct(rows: Iterable[Document], column: str) -> list[str]:
    """Values of a column, the most frequent first."""
    counts = Counter(row[column] for row in rows if row[column])
    return [value for value, _ in counts.most_common()]


def _position(row: Document, commune: Commune) -> Document:
    """Position of a row; addok refuses a document without one: its commune's then."""
    if row["lon"] is None or row["lat"] is None:
        return {"lon": commune.lon, "lat": commune.lat}
    return {"lon": row["lon"], "lat": row["lat"]}


def _context(code: str) -> str:
    department = code[:3] if code.startswith("97") else code[:2]
    return department_contexts().get(department, department)


def _rows(table: pa.Table, columns: Sequence[str]) -> Iterator[Document]:
    values = [table[name].to_pylist() for name in columns]
    for row in zip(*values, strict=True):
        yield dict(zip(columns, row, strict=True))


def documents(sources: IndexSources) -> Iterator[Document]:
    """Every document of the checked tables: communes, streets, lieux-dits.

    A street or lieu-dit of a commune that the tables do not know is left out.
    """
    communes = read_communes(sources)
    yield from map(municipality, communes.values())
    for _, file in sorted(sources.adresses.items()):
        table = ADRESSE.read(file).select(list(ADDRESS_COLUMNS))
        table = table.sort_by([("id_voie", "ascending"), ("numero", "ascending")])
        for _, rows in groupby(_rows(table, ADDRESS_COLUMNS), key=itemgetter("id_voie")):
            of_street = list(rows)
            if commune := communes.get(of_street[0]["code_insee"]):
                yield street(of_street, commune)
    for _, file in sorted(sources.lieux_dits.items()):
        for row in _rows(LIEU_DIT.read(file), PLACE_COLUMNS):
            if commune := communes.get(row["code_insee"]):
                yield locality(row, commune)


def write_documents(sources: IndexSources, path: Path) -> Counter[str]:
    """Write every document to `path`, one a line; return how many of each type."""
    counts: Counter[str] = Counter()
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as stream:
        for document in documents(sources):
            counts[document["type"]] += 1
            stream.write(json.dumps(document, ensure_ascii=False) + "\n")
    return counts


def street_names(sources: IndexSources) -> dict[str, str]:
    """Name of each street and lieu-dit by id."""
    out: dict[str, str] = {}
    for file in sources.adresses.values():
        _add_names(out, ADRESSE.read(file, ["id_voie", "nom_voie"]))
    for file in sources.lieux_dits.values():
        _add_names(out, LIEU_DIT.read(file, ["id", "nom_lieu_dit"]))
    return out


def _add_names(names: dict[str, str], table: pa.Table) -> None:
    """Add the first name of each identifier of a table of two columns."""
    for identifier, name in zip(*(column.to_pylist() for column in table.columns), strict=True):
        names.setdefault(identifier, name)
