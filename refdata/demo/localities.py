"""Hamlets, farms and other named places without house numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from refdata.demo.facts import Commune, Facts
from refdata.demo.lexicon_streets import ALSACE, LOCALITIES, LOCALITIES_ALSACE
from refdata.demo.plane import to_degrees, to_metres

_LARGE = 20_000
"""Inhabitants above which a commune has more names."""
_NEAR, _FAR = 0.35, 0.8
"""Share of the way to the nearest neighbour's border, where places lie."""


@dataclass(frozen=True, slots=True)
class Locality:
    """One lieu-dit; `id` as in BAN (`55029_b003`), position in degrees."""

    id: str
    nom: str
    code_postal: str
    code_insee: str
    nom_commune: str
    lon: float
    lat: float


def build_localities(
    facts: Facts, communes: Sequence[Commune], room: np.ndarray, rng: np.random.Generator
) -> list[Locality]:
    """Return two to five places a commune; `room[i]` is the metres around centre i inside it."""
    found = []
    for commune in communes:
        german = commune.departement in ALSACE or commune.departement == "57"
        names = LOCALITIES + LOCALITIES_ALSACE if german else LOCALITIES
        count = int(rng.integers(2, 6)) + (4 if commune.population > _LARGE else 0)
        chosen = rng.permutation(len(names))[:count]
        angles = rng.random(count) * 2 * np.pi
        away = room[commune.row] * rng.uniform(_NEAR, _FAR, count)
        offset = np.column_stack([np.cos(angles), np.sin(angles)]) * away[:, None]
        places = to_degrees(to_metres(facts.centres[commune.row]) + offset)
        for rank, (name, (lon, lat)) in enumerate(zip(chosen, places, strict=True)):
            found.append(
                Locality(
                    id=f"{commune.code}_b{rank + 1:03d}",
                    nom=names[int(name)],
                    code_postal=commune.codes_postaux[0],
                    code_insee=commune.code,
                    nom_commune=commune.nom,
                    lon=round(float(lon), 6),
                    lat=round(float(lat), 6),
                )
            )
    return found
