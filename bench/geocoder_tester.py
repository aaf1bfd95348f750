"""Prints the share right of geocoder-tester's queries of Grand Est, and lists what misses.

`python -m bench.geocoder_tester [--tables DIR] [--cases DIR] [--work DIR]`. The cases are public
(../shared/eval/geocoder-tester). Each address asked for is added to the demonstration region,
whose other addresses are the distractors; the communes are the real ones. A case is right as
geocoder-tester judges it: every part expected is in the answer, among the first `limit`. Queries that
hold a position instead of a commune, and numbers without a street, are counted apart and not judged;
so is a postcode where a distractor bears the same street and number (`undecidable`: judged, not
counted in the share).
"""

from __future__ import annotations

import argparse
import csv
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bench.noise.fold import plain
from bench.worlds import SHARED, demo_sources, sources_in
from geocoder import Geocoder, IndexSources, Result, build_index
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE

_TOWN_KEYS = ["code_commune", "nom", "codes_postaux", "lon", "lat"]


TRIPLE = frozenset({"with city", "with postcode", "biased"})
"""Kinds that come by three: the same address with its city, its postcode, a position."""

MERGED = {"OGY": "Ogy-Montoy-Flanville", "GRANGES SUR VOLOGNE": "Granges-Aumontzey"}
"""Communes merged since the cases were written, without a delegated commune of their name."""


@dataclass(frozen=True, slots=True)
class PublicCase:
    """One query and the parts expected; empty where nothing is."""

    kind: str
    query: str
    limit: int
    number: str
    street: str
    city: str
    postcode: str
    lon: str
    lat: str


@dataclass(frozen=True, slots=True)
class Town:
    """A commune, or a former one and the commune that holds it."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that must be in the reference."""

    number: str
    street: str
    town: Town
    postcode: str
    lon: float
    lat: float


class Towns:
    """Communes by name, with the former ones."""

    def __init__(self, sources: IndexSources) -> None:
        self._named: dict[str, list[tuple[Town, tuple[str, ...]]]] = defaultdict(list)
        rows = COMMUNE.read(sources.communes, _TOWN_KEYS).to_pylist()
        known = {r["code_commune"]: r for r in rows}
        for row in rows:
            town = Town(row["code_commune"], row["nom"], row["lon"], row["lat"])
            self._named[plain(row["nom"])].append((town, tuple(row["codes_postaux"])))
        for old in ANCIENNE_COMMUNE.read(sources.anciennes_communes).to_pylist():
            row = known.get(old["code_commune"])
            if row and plain(old["nom"]) != plain(row["nom"]):
                town = Town(row["code_commune"], row["nom"], row["lon"], row["lat"])
                self._named[plain(old["nom"])].append((town, tuple(row["codes_postaux"])))

    def find(self, name: str, postcode: str) -> Town | None:
        """The commune of this name, and of this postcode where several bear it."""
        key = plain(name)
        found = self._named.get(plain(MERGED.get(key, name)), [])
        exact = [town for town, codes in found if postcode in codes]
        near = [town for town, codes in found if any(c[:2] == postcode[:2] for c in codes)]
        return next(iter(exact or near or [t for t, _ in found]), None)


def read_cases(folder: Path) -> list[PublicCase]:
    """Read the addresses, the typos and the user's inputs of Alsace and Lorraine."""
    cases = []
    for path in sorted([*folder.glob("alsace_*.csv"), *folder.glob("lorraine_*.csv")]):
        with path.open(encoding="utf-8", newline="") as stream:
            cases += [_case(path.stem, row) for row in csv.DictReader(stream)]
    return cases


def _case(stem: str, row: dict[str, str]) -> PublicCase:
    """Postcodes lost their leading zeros on the way."""
    postcode = row["expected_postcode"].strip()
    postcode = postcode.zfill(5) if postcode else ""
    kind = stem.split("_", 1)[1].removeprefix("test_")
    if kind == "addresses":
        by_code = re.search(r" \d{4,5}$", row["query"])
        kind = "biased" if row["lon"] else "with postcode" if by_code else "with city"
        if not row["expected_street"]:
            kind = f"{kind}, no street"
    return PublicCase(
        kind,
        row["query"].strip(),
        int(row["limit"] or 1),
        row["expected_housenumber"] or "",
        row["expected_street"] or "",
        row["expected_city"] or "",
        postcode,
        row["lon"],
        row["lat"],
    )


def _city(case: PublicCase) -> str:
    """`2 Rue Rodicq Audun-le-Roman` -> `Audun-le-Roman`."""
    return case.query.rsplit(case.street, 1)[-1].strip()


def wanted_addresses(cases: Sequence[PublicCase], towns: Towns) -> tuple[list[Wanted], list[str]]:
    """Addresses to add; and the cases whose commune is none of today's.

    A triple holds the postcode in its first case, whose query ends with the city, and the position
    in its third.
    """
    wanted, lost = [], []
    triples = [c for c in cases if c.kind in TRIPLE]
    for at in range(0, len(triples), 3):
        first, _, third = triples[at : at + 3]
        town = towns.find(_city(first), first.postcode)
        if town is None:
            lost.append(first.query)
            continue
        point = (float(third.lon), float(third.lat))
        wanted.append(Wanted(first.number, first.street, town, first.postcode, *point))
    for case in cases:
        if case.kind in {"from_user_input", "fuzzy_test_typo"} and case.street:
            town = towns.find(case.city, case.postcode)
            if town:
                number = case.number or "".join(re.findall(r"^\d+", case.query)) or "1"
                wanted.append(Wanted(number, case.street, town, "", town.lon, town.lat))
    return wanted, lost


def added(addresses: pa.Table, wanted: Iterable[Wanted]) -> pa.Table:
    """Add the addresses wanted to a department's; a way of the same name takes them in."""
    wanted = list(wanted)
    towns = {w.town.code for w in wanted}
    near = addresses.filter(pc.is_in(addresses["code_insee"], pa.array(sorted(towns))))
    ways = {(r["code_insee"], plain(r["nom_voie"])): r for r in near.to_pylist()}
    codes = {r["code_insee"]: r["code_postal"] for r in near.to_pylist()}
    known = {(r["id_voie"], r["numero"], r["rep"] or "") for r in near.to_pylist()}
    rows: dict[str, dict[str, object]] = {}
    for rank, one in enumerate(wanted):
        match = re.match(r"(\d+)\s*(\w*)", one.number)
        number, rep = (int(match[1]), match[2].lower()) if match else (1, "")
        way = ways.setdefault(
            (one.town.code, plain(one.street)),
            {"id_voie": f"{one.town.code}_z{rank:03d}", "nom_voie": one.street},
        )
        if (way["id_voie"], number, rep) in known:
            continue
        identifier = f"{way['id_voie']}_{number:05d}" + (f"_{rep}" if rep else "")
        rows[identifier] = {
            "id": identifier,
            "id_voie": way["id_voie"],
            "numero": number,
            "rep": rep or None,
            "nom_voie": way["nom_voie"],
            "code_postal": one.postcode or codes.get(one.town.code),
            "code_insee": one.town.code,
            "nom_commune": one.town.name,
            "lon": one.lon,
            "lat": one.lat,
        }
    new = pa.Table.from_pylist(list(rows.values()), ADRESSE.schema)
    return pa.concat_tables([addresses.select(ADRESSE.schema.names).cast(ADRESSE.schema), new])


def reference(sources: IndexSources, wanted: Sequence[Wanted], folder: Path) -> IndexSources:
    """Write the addresses of the departments where something is added."""
    paths = dict(sources.adresses)
    for department in sorted({w.town.code[:2] for w in wanted} & paths.keys()):
        here = [w for w in wanted if w.town.code[:2] == department]
        path = folder / "adresses" / f"{department}.parquet"
        ADRESSE.write(added(ADRESSE.read(paths[department]), here), path)
        paths[department] = path
    return replace(sources, adresses=paths)


def is_right(case: PublicCase, answer: Result, towns: Towns) -> bool:
    """Tell whether every part expected is in the answer; a former commune counts by its own name."""
    number = (answer.result_housenumber or "").replace(" ", "")
    if case.number and plain(number) != plain(case.number.replace(" ", "")):
        return False
    if case.street and plain(answer.result_street or answer.result_name or "") != plain(
        case.street
    ):
        return False
    if case.postcode and answer.result_postcode != case.postcode:
        return False
    code = "".join(re.findall(r"\b\d{5}\b", case.query)) or case.postcode
    town = towns.find(case.city, code) if case.city else None
    return not case.city or (town is not None and town.code == answer.result_citycode)


def is_undecidable(case: PublicCase, doors: Counter[tuple[str, str, str]]) -> bool:
    """Tell whether a distractor bears the same number of a street of the same name and postcode."""
    if case.kind != "with postcode":
        return False
    code = case.query.rsplit(" ", 1)[1].zfill(5)
    return doors[code, plain(case.street), plain(case.number)] > 1


def doors_of(sources: IndexSources) -> Counter[tuple[str, str, str]]:
    """Count addresses by postcode, name of the way and number."""
    columns = ["code_postal", "nom_voie", "numero", "rep"]
    out: Counter[tuple[str, str, str]] = Counter()
    for path in sources.adresses.values():
        table = ADRESSE.read(path, columns)
        names = {n: plain(n) for n in table["nom_voie"].unique().to_pylist()}
        for code, name, number, rep in zip(*table.to_pydict().values(), strict=True):
            out[code, names[name], plain(f"{number}{rep or ''}")] += 1
    return out


def is_judged(kind: str) -> bool:
    """Leave out queries that only a position could answer, or a number without any street."""
    return "biased" not in kind and "no street" not in kind


def report(
    cases: Sequence[PublicCase],
    geocoder: Geocoder,
    towns: Towns,
    doors: Counter[tuple[str, str, str]],
) -> None:
    """Ask, judge, print."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for case in cases:
        kind = f"{case.kind}, undecidable" if is_undecidable(case, doors) else case.kind
        asked[kind] += 1
        if not is_judged(kind):
            continue
        answers = geocoder.search(case.query, case.limit)
        if any(is_right(case, a, towns) for a in answers[: case.limit]):
            right[kind] += 1
        else:
            label = answers[0].result_label if answers else "-"
            expected = f"{case.number} {case.street} {case.postcode} {case.city}".strip()
            print(f"missed ({kind}): {case.query} | expected {expected} | answered {label}")
    judged = [k for k in asked if is_judged(k) and "undecidable" not in k]
    for kind in sorted(asked):
        share = f"{right[kind]} of {asked[kind]}" if is_judged(kind) else "not judged"
        print(f"{kind:<28}{asked[kind]:>6}  {share}")
    total, good = sum(asked[k] for k in judged), sum(right[k] for k in judged)
    print(f"right: {good} of {total} = {100 * good / total:.2f} % (must 96 %, aim 98 %)")
    total, good = sum(n for k, n in asked.items() if is_judged(k)), sum(right.values())
    print(f"with the undecidable ones: {good} of {total} = {100 * good / total:.2f} %")


def run(options: argparse.Namespace, work: Path) -> None:
    """Build the reference, ask."""
    given = options.tables
    sources = sources_in(given) if given else demo_sources(work / "demo", "region")
    towns, cases = Towns(sources), read_cases(options.cases)
    wanted, lost = wanted_addresses(cases, towns)
    sources = reference(sources, wanted, work / "tester")
    print(f"{len(cases)} cases, {len(wanted)} addresses added; commune unknown: {lost or 'none'}")
    index = build_index(sources, work / "tester" / "index")
    report(cases, Geocoder.open(index), towns, doors_of(sources))


def main() -> None:
    """Run in a folder that is kept, or not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, help="checked tables; else the region is written")
    parser.add_argument("--cases", type=Path, default=SHARED / "eval" / "geocoder-tester")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    if options.work:
        run(options, options.work)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(options, Path(folder))


if __name__ == "__main__":
    main()
