"""Write a whole demonstration world: official files about invented people in invented streets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely import Point

from refdata.atomic import write_text
from refdata.demo.ans_files import write_extraction
from refdata.demo.ban_files import write_addresses, write_localities
from refdata.demo.cells import commune_cells, half_planes, published
from refdata.demo.extraction import Census, Entry
from refdata.demo.facts import load_facts
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.geo_files import write_geo_files
from refdata.demo.localities import build_localities
from refdata.demo.mailboxes import write_mailboxes
from refdata.demo.numbers import number_doors
from refdata.demo.plane import to_metres
from refdata.demo.scale import Scale, inhabited
from refdata.demo.streets import build_streets
from refdata.demo.truth import write_truth

MARKER = "demonstration.json"
"""Its presence in a source folder says that the data are fictitious."""
VERSION = 3
"""Of the generator: raised when the same seed gives another world."""

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
    seeds = np.random.SeedSequence(seed).spawn(6)  # a file more takes a seed more: the others stay
    rngs = [np.random.default_rng(s) for s in seeds]
    step(0)
    facts = load_facts()
    cells = commune_cells(facts.centres)
    write_geo_files(folder, facts, published(cells))
    step(1)
    communes = inhabited(facts, scale)
    planes = half_planes(cells, facts.centres)
    streets = build_streets(facts, communes, planes, scale.addresses, rngs[0])
    doors = number_doors(streets, rngs[1])
    centres = zip(cells, to_metres(facts.centres), strict=True)
    room = np.array([cell.exterior.distance(Point(centre)) for cell, centre in centres])
    localities = build_localities(facts, communes, room, rngs[2])
    step(2)
    write_addresses(folder, facts, communes, streets, doors)
    write_localities(folder, localities)
    step(3)
    gazetteer = Gazetteer(facts, communes, streets, doors, localities)
    entries = Census(gazetteer, scale, rngs[3]).take()
    step(4)
    write_extraction(folder, entries, rngs[4])
    write_mailboxes(folder, entries, rngs[5])
    write_truth(folder, entries)
    _write_marker(folder, scale, seed)
    step(5)
    counts = _counts(entries)
    return WorldSummary(
        folder=folder,
        scale=scale.name,
        seed=seed,
        departements=tuple(gazetteer.departments),
        communes=len(communes),
        adresses=len(doors),
        **counts,
    )


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
