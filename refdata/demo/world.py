"""Write a whole demonstration world: official files about invented people in invented streets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
from shapely import Point, Polygon

from refdata.atomic import write_text
from refdata.demo.ans_files import STAMP, write_extraction
from refdata.demo.ban_files import write_addresses, write_localities
from refdata.demo.cells import commune_cells, half_planes, published
from refdata.demo.extraction import Census, Entry
from refdata.demo.facts import Commune, Facts, load_facts
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.geo_files import write_geo_files
from refdata.demo.localities import Locality, build_localities
from refdata.demo.mailboxes import write_mailboxes
from refdata.demo.numbers import Doors, number_doors
from refdata.demo.plane import to_metres
from refdata.demo.scale import Scale, inhabited
from refdata.demo.streets import Streets, build_streets
from refdata.demo.truth import write_truth

MARKER = "demonstration.json"
"""Its presence in a source folder says that the data are fictitious."""
VERSION = 3
"""Of the generator: raised when the same seed gives another world."""

FORTNIGHT = timedelta(days=14)

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what comes next (in French)."""

_STEPS = (
    "communes et contours",
    "rues et numéros",
    "écriture de la base adresse",
    "professionnels et activités",
    "écriture de l’annuaire",
)


@dataclass(frozen=True, slots=True)
class WorldSummary:
    """What was written; the counts of lines are those that a right reader must find.

    `lignes_lues` (header excluded) = `hors_region` + `etranger` + `sans_lieu` +
    `doublons_exacts` + `activites`.
    """

    folder: Path
    scale: str
    seed: int
    departements: tuple[str, ...]
    communes: int
    adresses: int
    lignes_lues: int
    hors_region: int
    etranger: int
    sans_lieu: int
    doublons_exacts: int
    activites: int
    personnes: int


def write_world(
    folder: Path, scale: Scale, seed: int = 2026, progress: Progress | None = None
) -> WorldSummary:
    """Write the official files of a demonstration world into `folder` (made when absent).

    Same scale and seed, same bytes. Beside the official files: `demonstration.json`, the marker,
    written last, and `verite.csv`, the truth of each line of the region.
    """
    step = _stepper(progress)
    folder.mkdir(parents=True, exist_ok=True)
    step(0)
    facts = load_facts()
    cells = commune_cells(facts.centres)
    write_geo_files(folder, facts, published(cells))
    step(1)
    places = _places(facts, cells, scale, seed)
    step(2)
    write_addresses(folder, facts, places.communes, places.streets, places.doors)
    write_localities(folder, places.localities)
    step(3)
    rngs, gazetteer = _rngs(seed), places.gazetteer(facts)
    entries = Census(gazetteer, scale, rngs[3]).take()
    step(4)
    write_extraction(folder, entries, rngs[4])
    write_mailboxes(folder, entries, rngs[5])
    write_truth(folder, entries)
    _write_marker(folder, scale, seed)
    step(5)
    return WorldSummary(
        folder=folder,
        scale=scale.name,
        seed=seed,
        departements=tuple(gazetteer.departments),
        communes=len(places.communes),
        adresses=len(places.doors),
        **_counts(entries),
    )


def write_fortnight(folder: Path, scale: Scale, seed: int = 2026) -> Path:
    """Write into `folder` the extraction of a fortnight after that of `write_world`.

    Same people and places but for those who left, came and moved (`Census.fortnight_after`); the
    world is drawn again from its seed, its other files are neither read nor written. Returns the
    zip, of a later date.
    """
    folder.mkdir(parents=True, exist_ok=True)
    facts = load_facts()
    places = _places(facts, commune_cells(facts.centres), scale, seed)
    rngs = _rngs(seed)
    census = Census(places.gazetteer(facts), scale, rngs[3])
    entries = census.fortnight_after(census.take())
    return write_extraction(folder, entries, rngs[4], STAMP + FORTNIGHT)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where people may be: communes with addresses, streets, doors, lieux-dits."""

    communes: tuple[Commune, ...]
    streets: Streets
    doors: Doors
    localities: list[Locality]

    def gazetteer(self, facts: Facts) -> Gazetteer:
        """What the census draws places from."""
        return Gazetteer(facts, self.communes, self.streets, self.doors, self.localities)


def _rngs(seed: int) -> list[np.random.Generator]:
    """One generator a part of the world, so that a part does not depend on how another draws.

    A file more takes a seed more: the others stay.
    """
    return [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(6)]


def _places(facts: Facts, cells: list[Polygon], scale: Scale, seed: int) -> _Places:
    """Draw streets, numbers and lieux-dits of the communes that have addresses."""
    rngs, communes = _rngs(seed), inhabited(facts, scale)
    planes = half_planes(cells, facts.centres)
    streets = build_streets(facts, communes, planes, scale.addresses, rngs[0])
    doors = number_doors(streets, rngs[1])
    centres = zip(cells, to_metres(facts.centres), strict=True)
    room = np.array([cell.exterior.distance(Point(centre)) for cell, centre in centres])
    localities = build_localities(facts, communes, room, rngs[2])
    return _Places(communes, streets, doors, localities)


def _stepper(progress: Progress | None) -> Callable[[int], None]:
    def step(done: int) -> None:
        if progress is not None:
            progress(done, len(_STEPS), _STEPS[done] if done < len(_STEPS) else "")

    return step


def _counts(entries: Sequence[Entry]) -> dict[str, int]:
    """Sort the lines as a reader of the ten departments must (DESIGN §7)."""
    counts = dict.fromkeys(("hors_region", "etranger", "sans_lieu", "doublons_exacts"), 0)
    activities, people = 0, set()
    for entry in entries:
        site = entry.activity.site
        if site is None or not any(site.address[:-2]):
            counts["sans_lieu"] += 1
        elif site.truth is not None:
            counts["doublons_exacts"] += entry.copy
            activities += not entry.copy
            people.add(entry.activity.person.number)
        else:
            counts["etranger" if site.address[-2] else "hors_region"] += 1
    return {
        "lignes_lues": len(entries),
        **counts,
        "activites": activities,
        "personnes": len(people),
    }


def _write_marker(folder: Path, scale: Scale, seed: int) -> None:
    marker = {"demonstration": True, "graine": seed, "echelle": scale.name, "version": VERSION}
    write_text(folder / MARKER, json.dumps(marker, ensure_ascii=False) + "\n")
