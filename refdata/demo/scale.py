"""How big a world: rows asked, and which communes have addresses."""

from __future__ import annotations

from dataclasses import dataclass

from refdata.demo.facts import Commune, Facts

PREFECTURES = (
    "08105",
    "10387",
    "51108",
    "52121",
    "54395",
    "55029",
    "57463",
    "67482",
    "68066",
    "88160",
)
"""Charleville-Mézières, Troyes, Châlons, Chaumont, Nancy, Bar-le-Duc, Metz, Strasbourg, Colmar,
Épinal."""

SECOND_TOWNS = (
    "08409",
    "10362",
    "51454",
    "52448",
    "54329",
    "55545",
    "57672",
    "67180",
    "68224",
    "88413",
)
"""Sedan, Sainte-Savine, Reims, Saint-Dizier, Lunéville, Verdun, Thionville, Haguenau, Mulhouse,
Saint-Dié."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Size of a world.

    `activities` are the distinct activity lines of the region, `addresses` the BAN rows, both
    reached within a few per cent; `neighbours` is how many communes of its EPCI go with each of
    the twenty chosen towns (None: every commune of the region has addresses); `departments`
    limits the towns (all ten when None).
    """

    name: str
    activities: int
    addresses: int
    neighbours: int | None
    departments: frozenset[str] | None = None


SMALL = Scale("small", 15_000, 150_000, 15)
REGION = Scale("region", 125_000, 2_300_000, None)
TINY = Scale("tiny", 600, 4_000, 4, frozenset({"55", "67"}))
"""For tests: two departments, ten communes or so."""

SCALES = {scale.name: scale for scale in (SMALL, REGION, TINY)}


def inhabited(facts: Facts, scale: Scale) -> tuple[Commune, ...]:
    """Return the communes that have addresses, in code order.

    Around each chosen town, the nearest communes of the same EPCI, so that territories of every
    level hold something and the map shows clusters rather than crumbs.
    """
    if scale.neighbours is None:
        return facts.communes
    chosen: set[str] = set()
    for code in PREFECTURES + SECOND_TOWNS:
        if scale.departments is None or code[:2] in scale.departments:
            chosen.update(c.code for c in _around(facts, facts.by_code[code], scale.neighbours))
    return tuple(c for c in facts.communes if c.code in chosen)


def _around(facts: Facts, town: Commune, count: int) -> list[Commune]:
    same = [c for c in facts.communes if c.epci == town.epci and c.departement == town.departement]
    same.sort(key=lambda c: ((c.lon - town.lon) ** 2 + (c.lat - town.lat) ** 2, c.code))
    return same[: count + 1]
