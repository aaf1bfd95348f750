"""The places of a fictional release: departments in columns, communes in square cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

GRAND_EST = ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")

CELL = 0.1
"""Side of a commune, degrees."""
NAMES = ("Saint-Élie-sur-Ill", "Vœuil-lès-Prés", "L'Hôpital", "Ammerschwihr", "Is", "La Haye")


@dataclass(frozen=True)
class Places:
    """Columns of the three tables, and one square per commune in the order of `communes`."""

    communes: dict
    epcis: dict
    departements: dict
    cells: np.ndarray


def _commune_codes(departements, per_departement) -> list[str]:
    return [f"{dep}{n:03d}" for dep in departements for n in range(1, per_departement + 1)]


def _epci_of(codes: list[str], per_departement: int) -> list[str | None]:
    """Two EPCI a department; the last commune of each belongs to the next one's; one has none."""
    departements = sorted({code[:2] for code in codes})
    found: list[str | None] = []
    for code in codes:
        index, number = departements.index(code[:2]), int(code[2:])
        if number == per_departement and index + 1 < len(departements):
            found.append(f"2000{departements[index + 1]}001")
        elif number == 3:
            found.append(None)
        else:
            found.append(f"2000{code[:2]}00{1 + (number > per_departement // 2)}")
    return found


def _sum(values) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def places(rng: np.random.Generator, departements: tuple[str, ...], per_departement: int) -> Places:
    """Return the places; one commune in eleven has no population."""
    codes = _commune_codes(departements, per_departement)
    width = int(np.ceil(np.sqrt(per_departement)))
    rank = np.arange(len(codes))
    column, row = np.divmod(rank % per_departement, width)
    west = 5.0 + CELL * (column + (rank // per_departement) % 4 * width)
    south = 47.5 + CELL * (row + (rank // per_departement) // 4 * width)
    cells = shapely.box(west, south, west + CELL, south + CELL)
    population = [
        None if n % 11 == 5 else int(v) for n, v in enumerate(rng.integers(80, 9_000, len(codes)))
    ]
    epci = _epci_of(codes, per_departement)
    communes = {
        "code_commune": codes,
        "nom": [f"{NAMES[n % len(NAMES)]} {code}" for n, code in enumerate(codes)],
        "code_departement": [code[:2] for code in codes],
        "code_region": ["44"] * len(codes),
        "siren_epci": epci,
        "codes_postaux": [[f"{code[:2]}{int(code[2:]) // 5:02d}0"] for code in codes],
        "population": population,
        "lon": (west + CELL / 2).tolist(),
        "lat": (south + CELL / 2).tolist(),
        "surface_km2": [82.0] * len(codes),
        "contour": shapely.to_wkb(cells).tolist(),
    }
    sirens = sorted({siren for siren in epci if siren})
    epcis = {
        "siren_epci": sirens,
        "nom": [f"CC du Pays {siren[4:]}" for siren in sirens],
        "type": ["CC"] * len(sirens),
        "codes_departements": [
            sorted({c[:2] for c, e in zip(codes, epci, strict=True) if e == s}) for s in sirens
        ],
        "population": [
            _sum(p for p, e in zip(population, epci, strict=True) if e == s) for s in sirens
        ],
    }
    table = {
        "code_departement": list(departements),
        "nom": [f"Département {code}" for code in departements],
        "code_region": ["44"] * len(departements),
        "population": [
            _sum(p for p, c in zip(population, codes, strict=True) if c[:2] == dep)
            for dep in departements
        ],
    }
    return Places(communes, epcis, table, cells)
