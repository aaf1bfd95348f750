"""Streets: how many a commune has, their names, codes, postcodes and lines on the ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from refdata.demo.cells import HalfPlanes
from refdata.demo.facts import Commune, Facts
from refdata.demo.plane import to_metres
from refdata.demo.street_names import NameBook, department_pools, draw, nearby_names

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_POPULATION_POWER = 0.82
"""Addresses grow slower than inhabitants: towns stack them in blocks of flats."""
_FEWEST = 8
"""Addresses in the smallest commune."""
_NEIGHBOURS = 6
_KEY_ALPHABET = np.array(list("abcdefghijklmnopqrstuvwxyz0123456789"))
_ROOM = 30.0
"""Metres kept free between a street and the border of its commune, where there is room."""


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets in commune order, as parallel arrays (one value a street).

    `commune` is a row of the inhabited communes, `name` a number in `book`, `size` the number of
    addresses, `ident` BAN's id of the way, `former` a former commune's code or the empty string;
    `start`, `end` are metres, `bend` the metres by which the middle is pushed sideways, `spacing`
    the metres between two lots.
    """

    book: NameBook
    commune: Ints
    name: Ints
    size: Ints
    ident: list[str]
    postcode: list[str]
    former: list[str]
    start: Floats
    end: Floats
    bend: Floats

    def __len__(self) -> int:
        return len(self.commune)


def address_counts(communes: Sequence[Commune], total: int) -> Ints:
    """Share `total` addresses among the communes by population."""
    weights = np.array([max(c.population, 20) for c in communes]) ** _POPULATION_POWER
    return np.asarray(np.maximum(_FEWEST, total * weights / weights.sum()).astype(np.int64))


def street_counts(addresses: Ints) -> Ints:
    """Return the streets for so many addresses: 8 addresses a street in a village, 22 in a city."""
    per_street = np.clip(5.0 + 1.5 * np.log(addresses), 8, 22)
    return np.asarray(np.maximum(2, addresses / per_street).astype(np.int64))


def build_streets(
    facts: Facts,
    communes: Sequence[Commune],
    planes: HalfPlanes,
    total: int,
    rng: np.random.Generator,
) -> Streets:
    """Return every street of `communes`; `planes` are those of all communes of `facts`."""
    addresses = address_counts(communes, total)
    counts = street_counts(addresses)
    book = NameBook()
    names = _names(facts, communes, counts, book, rng)
    owner = np.repeat(np.arange(len(communes)), counts)
    size = _sizes(addresses, counts, owner, rng)
    rows = np.array([c.row for c in communes])[owner]
    start, end, bend, bearing = _lines(facts, planes, rows, size, rng)
    return Streets(
        book=book,
        commune=owner,
        name=names,
        size=size,
        ident=_identifiers(communes, counts, rng),
        postcode=_postcodes(communes, owner, bearing),
        former=_former(facts, communes, owner, bearing),
        start=start,
        end=end,
        bend=bend,
    )


def _names(
    facts: Facts,
    communes: Sequence[Commune],
    counts: Ints,
    book: NameBook,
    rng: np.random.Generator,
) -> Ints:
    pools = department_pools(book, sorted({c.departement for c in communes}), rng)
    tree = cKDTree(to_metres(facts.centres))
    near = tree.query(to_metres(np.array([(c.lon, c.lat) for c in communes])), k=_NEIGHBOURS)[1]
    drawn = []
    for commune, neighbours, count in zip(communes, near, counts, strict=True):
        around = nearby_names(book, commune, [facts.communes[i] for i in neighbours])
        drawn.append(draw((pools[commune.departement], around), int(count), rng))
    return np.concatenate(drawn)


def _sizes(addresses: Ints, counts: Ints, owner: Ints, rng: np.random.Generator) -> Ints:
    """Spread the addresses of each commune over its streets, at least one each."""
    weights = rng.lognormal(0.0, 0.75, len(owner))
    totals = np.bincount(owner, weights)
    spare = (addresses - counts)[owner]
    return np.asarray(1 + np.rint(spare * weights / totals[owner]).astype(np.int64))


def _lines(
    facts: Facts, planes: HalfPlanes, rows: Ints, size: Ints, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return start, end, bend and bearing from the centre of each street, inside its commune."""
    count = len(rows)
    centre = to_metres(facts.centres)[rows]
    population = facts.populations[rows]
    bearing = rng.random(count) * 2 * np.pi
    outward = np.column_stack([np.cos(bearing), np.sin(bearing)])
    room = _reach(planes, rows, centre, outward)
    town = 220.0 + 9.0 * np.sqrt(population)
    away = np.minimum(town, 0.9 * room) * rng.random(count) ** 0.7
    middle = centre + outward * away[:, None]
    grid = (rows * 2.399963)[:, None] + rng.integers(0, 2, count)[:, None] * np.pi / 2
    jitter = np.where(rng.random(count) < 0.6, 0.12, 1.2) * rng.normal(size=count)
    heading = grid[:, 0] + jitter
    along = np.column_stack([np.cos(heading), np.sin(heading)])
    half = 0.5 * (18.0 + size / 2 * np.where(population > 10_000, 13.0, 22.0))
    ahead = np.minimum(half, _reach(planes, rows, middle, along))[:, None]
    behind = np.minimum(half, _reach(planes, rows, middle, -along))[:, None]
    start, end = middle - along * behind, middle + along * ahead
    return start, end, rng.uniform(-0.5, 0.5, count) * _ROOM, bearing


def _reach(planes: HalfPlanes, rows: Ints, points: Floats, directions: Floats) -> Floats:
    """Return how many metres one can go from each point before the border, less some room."""
    normals, offsets = planes.normals[rows], planes.offsets[rows]
    slack = offsets - np.einsum("ske,se->sk", normals, points)
    speed = np.einsum("ske,se->sk", normals, directions)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(speed > 1e-9, (slack - _ROOM) / speed, np.inf)
    return np.asarray(np.maximum(1.0, distance.min(axis=1)))


def _identifiers(communes: Sequence[Commune], counts: Ints, rng: np.random.Generator) -> list[str]:
    """Return BAN ids of the ways: FANTOIR-like (`67482_0340`, `08222_A001`), some with new keys."""
    idents = []
    for commune, count in zip(communes, counts, strict=True):
        step = 10 if count < 900 else 5
        kinds = rng.random(count)
        keys = rng.integers(0, 36, (count, 6))
        for rank in range(count):
            if kinds[rank] < 0.04:
                code = f"A{rank + 1:03d}"[-4:] if rank < 999 else f"{(rank + 1) * step:04d}"
            elif kinds[rank] < 0.09:
                code = "".join(_KEY_ALPHABET[keys[rank]])
            else:
                code = f"{(rank + 1) * step:04d}"
            idents.append(f"{commune.code}_{code}")
    return idents


def _sector(bearing: float, phase: float, count: int) -> int:
    """Return which of `count` equal sectors around the centre holds a bearing (radians)."""
    return int(((bearing + phase) % (2 * np.pi)) / (2 * np.pi) * count) % count


def _postcodes(communes: Sequence[Commune], owner: Ints, bearing: Floats) -> list[str]:
    return [
        communes[row].codes_postaux[_sector(angle, 1.0, len(communes[row].codes_postaux))]
        for row, angle in zip(owner.tolist(), bearing.tolist(), strict=True)
    ]


def _former(facts: Facts, communes: Sequence[Commune], owner: Ints, bearing: Floats) -> list[str]:
    """Return the former commune of each street: one sector each, the chief one first."""
    parts: list[tuple[str, ...]] = []
    for commune in communes:
        codes = [f.code for f in facts.former_of.get(commune.code, ())]
        whole = commune.code in codes or not codes
        parts.append(tuple(codes) if whole else ("", *codes))
    return [
        parts[row][_sector(angle, 2.0, len(parts[row]))] if parts[row] else ""
        for row, angle in zip(owner.tolist(), bearing.tolist(), strict=True)
    ]
