"""The reference as the generator sees it: ways with their numbers, by commune."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa

from bench.noise.fold import content, plain
from bench.noise.lexicon import split_type
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE, LIEU_DIT


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune of the reference."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Way:
    """One way; `start:stop` are its rows in the addresses of its department."""

    id: str
    name: str
    insee: str
    commune: str
    postcode: str
    old_code: str
    old_name: str
    postal_town: str
    department: str
    start: int
    stop: int
    parts: tuple[str, str]
    """Type and the rest: `Rue`, `de la Gare`."""
    words: tuple[str, ...]
    """Content words of the rest, folded."""

    @property
    def key(self) -> str:
        """What two ways of the same name have in common."""
        return f"{self.insee} {plain(self.name)}"


@dataclass(frozen=True, slots=True)
class Door:
    """One address of a way, or the way itself when `id` is empty."""

    way: Way
    id: str
    number: int | None
    rep: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Place:
    """One lieu-dit."""

    id: str
    name: str
    insee: str
    commune: str
    postcode: str
    lon: float
    lat: float


class Reference:
    """Addresses of some departments, ready to be drawn from; deterministic for the same tables."""

    def __init__(
        self,
        addresses: dict[str, pa.Table],
        places: dict[str, pa.Table],
        communes: pa.Table,
        former: pa.Table,
    ) -> None:
        self.addresses = addresses
        self._doors = {d: t.select(_DOOR_COLUMNS).combine_chunks() for d, t in addresses.items()}
        self.ways = [w for d in sorted(addresses) for w in _ways(d, addresses[d])]
        self.places = [p for d in sorted(places) for p in _places(places[d])]
        self.communes = {c.code: c for c in _communes(communes)}
        self.former = {
            r["code_ancien"]: (r["nom"], r["code_commune"])
            for r in former.to_pylist()
            if r["code_ancien"] != r["code_commune"]
        }
        self.by_commune: dict[str, list[Way]] = {}
        for way in self.ways:
            self.by_commune.setdefault(way.insee, []).append(way)
        self._named = Counter(way.key for way in self.ways)
        self._commune_names = Counter(plain(c.name) for c in self.communes.values())
        self.towns = sorted(c for c in self.by_commune if c in self.communes)
        """Communes that have ways."""
        self.postcodes = frozenset(p for c in self.communes.values() for p in c.postcodes)
        self._centres = np.array([(self.communes[c].lon, self.communes[c].lat) for c in self.towns])

    @classmethod
    def read(cls, tables: Path, departments: Sequence[str]) -> Reference:
        """Read the checked tables of `departments` in folder `tables`."""
        return cls(
            {d: ADRESSE.read(tables / "adresses" / f"{d}.parquet") for d in departments},
            {d: LIEU_DIT.read(tables / "lieux_dits" / f"{d}.parquet") for d in departments},
            COMMUNE.read(tables / "communes.parquet", _COMMUNE_COLUMNS),
            ANCIENNE_COMMUNE.read(tables / "anciennes_communes.parquet"),
        )

    def doors(self, way: Way) -> list[Door]:
        """Every address of a way that its number and repetition name alone."""
        rows = self._doors[way.department].slice(way.start, way.stop - way.start).to_pydict()
        named: dict[tuple[int, str], list[Door]] = {}
        for identifier, number, rep, lon, lat in zip(*rows.values(), strict=True):
            door = Door(way, identifier, number, (rep or "").lower(), lon, lat)
            named.setdefault((number, door.rep), []).append(door)
        return [d[0] for key, d in sorted(named.items()) if len(d) == 1 and 0 < key[0] < 5000]

    def whole(self, way: Way) -> Door:
        """The way without a number, at the middle of its addresses."""
        table = self.addresses[way.department].slice(way.start, way.stop - way.start)
        lon, lat = (np.nanmedian(table[c].to_numpy().astype(float)) for c in ("lon", "lat"))
        return Door(way, "", None, "", float(lon), float(lat))

    def is_alone(self, way: Way) -> bool:
        """Tell whether no other way of its commune has the same name."""
        return self._named[way.key] == 1

    def bearers(self, commune: str) -> int:
        """How many communes bear this name."""
        return self._commune_names[plain(commune)]

    def neighbours(self, insee: str, count: int) -> list[str]:
        """The nearest communes that have ways, nearest first."""
        codes, here = self.towns, self.communes[insee]
        scale = np.array([np.cos(np.radians(here.lat)), 1.0])
        far = (((self._centres - (here.lon, here.lat)) * scale) ** 2).sum(axis=1)
        nearest = np.argsort(far, kind="stable")[: count + 1]
        return [codes[i] for i in nearest if codes[i] != insee][:count]

    def has_name(self, insee: str, name: str) -> bool:
        """Tell whether a commune has a way or lieu-dit with these content words, in any type."""
        words = sorted(content(split_type(name)[1]))
        return any(sorted(w.words) == words for w in self.by_commune.get(insee, ()))

    def draw_way(self, rng: Random) -> Way:
        """Draw a way, each as likely."""
        return self.ways[rng.randrange(len(self.ways))]


_COMMUNE_COLUMNS = ["code_commune", "nom", "codes_postaux", "lon", "lat"]
_DOOR_COLUMNS = ["id", "numero", "rep", "lon", "lat"]
_WAY_COLUMNS = (
    "nom_voie",
    "code_insee",
    "nom_commune",
    "code_postal",
    "code_insee_ancienne_commune",
    "nom_ancienne_commune",
    "libelle_acheminement",
)


def _communes(table: pa.Table) -> Iterable[Commune]:
    for row in table.select(_COMMUNE_COLUMNS).to_pylist():
        codes = tuple(row["codes_postaux"])
        yield Commune(row["code_commune"], row["nom"], codes, row["lon"], row["lat"])


def _places(table: pa.Table) -> Iterable[Place]:
    for row in table.to_pylist():
        yield Place(
            row["id"],
            row["nom_lieu_dit"],
            row["code_insee"],
            row["nom_commune"],
            row["code_postal"] or "",
            row["lon"],
            row["lat"],
        )


def _ways(department: str, table: pa.Table) -> Iterable[Way]:
    """Cut a table sorted by id into ways."""
    ids = table["id_voie"].to_numpy(zero_copy_only=False)
    if not len(ids):
        return
    starts = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]])
    stops = np.r_[starts[1:], len(ids)]
    heads = table.select(list(_WAY_COLUMNS)).take(pa.array(starts)).to_pylist()
    seen: set[str] = set()
    for start, stop, head in zip(starts.tolist(), stops.tolist(), heads, strict=True):
        identifier = str(ids[start])
        if identifier not in seen:
            seen.add(identifier)
            yield way_of(identifier, [head[c] or "" for c in _WAY_COLUMNS], department, start, stop)


def way_of(identifier: str, head: Sequence[str], department: str, start: int, stop: int) -> Way:
    """A way from its columns, its name read."""
    parts = split_type(head[0])
    words = tuple(content(parts[1]))
    return Way(identifier, *head, department, start, stop, parts, words)
