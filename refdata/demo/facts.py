"""The facts the world stands on, read from the small tables in `facts/` (see PROVENANCE.md)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FACTS = Path(__file__).with_name("facts")

DEPARTMENTS: Mapping[str, str] = {
    "08": "Ardennes",
    "10": "Aube",
    "51": "Marne",
    "52": "Haute-Marne",
    "54": "Meurthe-et-Moselle",
    "55": "Meuse",
    "57": "Moselle",
    "67": "Bas-Rhin",
    "68": "Haut-Rhin",
    "88": "Vosges",
}
"""Code and name of the departments of Grand Est."""

REGION = "44"


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune: COG facts and the position of its centre (degrees)."""

    row: int
    code: str
    nom: str
    siren: str
    epci: str
    codes_postaux: tuple[str, ...]
    population: int
    lon: float
    lat: float

    @property
    def departement(self) -> str:
        """Department code."""
        return self.code[:2]


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """One delegated or associated commune and the code of the commune that holds it."""

    code: str
    nom: str
    type: str
    chef_lieu: str


@dataclass(frozen=True, slots=True)
class Epci:
    """One EPCI; `departements` are those of all its members, in the region or not."""

    code: str
    nom: str
    type: str
    departements: tuple[str, ...]
    population: int


@dataclass(frozen=True, slots=True)
class FarTown:
    """A town outside the region."""

    code: str
    nom: str
    code_postal: str
    population: int


@dataclass(frozen=True)
class Facts:
    """Everything read from `facts/`, in the order of the files (by code)."""

    communes: tuple[Commune, ...]
    former: tuple[FormerCommune, ...]
    epcis: tuple[Epci, ...]
    far_towns: tuple[FarTown, ...]
    head_counts: Mapping[tuple[str, str], int]
    """(department, profession code) -> professionals."""
    professions: Mapping[str, str]
    """Profession code -> label of the extraction."""

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Positions of the communes, degrees, shape (communes, 2)."""
        return np.array([(c.lon, c.lat) for c in self.communes])

    @cached_property
    def populations(self) -> NDArray[np.int64]:
        """Municipal populations, in the order of `communes`."""
        return np.array([c.population for c in self.communes])

    @cached_property
    def by_code(self) -> Mapping[str, Commune]:
        """Communes by COG code."""
        return {c.code: c for c in self.communes}

    @cached_property
    def former_of(self) -> Mapping[str, tuple[FormerCommune, ...]]:
        """Former communes by the code of the commune that holds them."""
        groups: dict[str, list[FormerCommune]] = defaultdict(list)
        for former in self.former:
            groups[former.chef_lieu].append(former)
        return {code: tuple(members) for code, members in groups.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _communes() -> tuple[Commune, ...]:
    return tuple(
        Commune(
            row=row,
            code=r["code"],
            nom=r["nom"],
            siren=r["siren"],
            epci=r["epci"],
            codes_postaux=tuple(r["codes_postaux"].split()),
            population=int(r["population"]),
            lon=float(r["lon"]),
            lat=float(r["lat"]),
        )
        for row, r in enumerate(_rows("communes.csv"))
    )


def load_facts() -> Facts:
    """Read every table of `facts/`."""
    staff = _rows("effectifs.csv")
    return Facts(
        communes=_communes(),
        former=tuple(FormerCommune(**r) for r in _rows("anciennes_communes.csv")),
        epcis=tuple(
            Epci(
                r["code"],
                r["nom"],
                r["type"],
                tuple(r["departements"].split()),
                int(r["population"]),
            )
            for r in _rows("epci.csv")
        ),
        far_towns=tuple(
            FarTown(r["code"], r["nom"], r["code_postal"], int(r["population"]))
            for r in _rows("villes_hors_region.csv")
        ),
        head_counts={(d, r["code_profession"]): int(r[d]) for r in staff for d in DEPARTMENTS},
        professions={r["code_profession"]: r["libelle_profession"] for r in staff},
    )
