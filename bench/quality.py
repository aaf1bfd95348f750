"""Prints the quality table of the geocoder, by class of noise and against what must be reached.

`python -m bench.quality [--part train|test] [--real DIR] [--demo region|small|DIR] [--work DIR]`.

Two references are measured, both with a share of their ways and numbers held out of the index:
real addresses (08 and 90 to train on, 52 and 55 to report) and the demonstration region (08, 10,
51, 68 to train on, the rest to report). Training and report differ in departments, in seeds, and in
the ways to abbreviate that are drawn from: half of those met in the report are never met in
training. The threshold of the score said for the report is the one chosen on training queries.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.confronted import Asked, ask, ask_rows, by_class, write_missed, write_misses
from bench.held_out import SHARES, HeldOut, hold_out
from bench.noise.generate import Generator
from bench.noise.written import PRESENTATIONS
from bench.quality_table import (
    TOLERATED,
    Measured,
    quality_table,
    with_negatives,
    with_removed,
)
from bench.worlds import SHARED, demo_sources, sources_in, tables_of_files
from geocoder import Geocoder, IndexSources, build_index
from jobs.evaluation.calibration import tenths
from jobs.evaluation.curve import lowest_threshold, operating_points, point_at
from jobs.evaluation.gold import SPLIT, Case
from jobs.evaluation.report import calibration_lines, curve_lines

TRAINING = {"real": ("08", "90"), "demo": ("08", "10", "51", "68")}
"""Departments whose queries may be looked at; the others are for the report."""

SEEDS = {"train": ("A",), "test": ("B", "C")}


@dataclass(frozen=True, slots=True)
class World:
    """One reference with something held out, and its index."""

    name: str
    held: HeldOut
    geocoder: Geocoder
    whole: IndexSources

    def departments(self, part: str) -> list[str]:
        """Departments of a part; a world of training departments only serves both."""
        known = self.held.sources.departments
        wanted = [d for d in known if (d in TRAINING[self.name]) == (part == "train")]
        return wanted or known


def opened(
    name: str, whole: IndexSources, work: Path, shares: tuple[float, float] = SHARES
) -> World:
    """Hold `shares` of ways and numbers out, index what stays, open it."""
    held = hold_out(whole, work / name / "kept", 2026, shares)
    index = build_index(held.sources, work / name / "index")
    return World(name, held, Geocoder.open(index), whole)


def asked_of(world: World, part: str, each: int, mix: int) -> tuple[list[Asked], list[Asked]]:
    """Ask every class, then the mix of a register."""
    departments = world.departments(part)
    reference, removed = world.held.reference(departments), world.held.gone(departments)
    classes, mixed = [], []
    for seed in SEEDS[part]:
        generator = Generator(reference, f"{part} {seed}", part, removed)
        count = len(SEEDS[part])
        classes += ask(world.geocoder, generator.classes(each // count), seed)
        mixed += ask(world.geocoder, generator.mix(mix // count), seed)
        print(f"{world.name} {part} {seed}: left out as ambiguous {dict(generator.refused)}")
    return classes, mixed


def ans_dev(world: World, work: Path) -> dict[str, list[Asked]]:
    """Ask the addresses of the fictional extraction, in columns and in one line; whole reference."""
    path = SHARED / "eval" / "ans_dev" / "queries.csv"
    if world.name != "real" or not path.is_file():
        return {}
    index = Geocoder.open(build_index(world.whole, work / world.name / "whole"))
    with path.open(encoding="utf-8", newline="") as stream:
        given = list(csv.DictReader(stream))
    out = {}
    for presentation, columns in (("columns", SPLIT), ("line", {"q": "address"})):
        queries = [
            {"presentation": presentation, **{c: r[c] for c in _TRUTH}}
            | {name: r[column] for column, name in columns.items()}
            for r in given
        ]
        out[presentation] = ask_rows(index, queries)
    return out


_TRUTH = (
    "qid",
    "class",
    "truth_type",
    "truth_id",
    "truth_street",
    "truth_insee",
    "truth_lon",
    "truth_lat",
)


def cases_of(asked: Sequence[Asked]) -> list[Case]:
    """Cases, but for those that neither answer can be blamed for."""
    return [a.case for a in asked if not a.is_hidden_negative]


def said(world: World, part: str, measured: Measured) -> None:
    """Print classes, curves and calibration of a part."""
    print(f"\n{world.name}, {part}: right in % by class, {world.departments(part)}")
    print("\n".join(by_class(measured.classes)))
    for presentation in PRESENTATIONS:
        cases = cases_of(with_negatives(measured, presentation))
        print(
            f"\n{world.name}, {part}, mix of a register, {presentation}: recall and false streets"
        )
        own = point_at(cases, lowest_threshold(cases, TOLERATED))
        print("\n".join(curve_lines([*operating_points(cases), own])))
        print("\n".join(calibration_lines(tenths(cases))))
        print("recall and false streets among those removed at random")
        removed = [a.case for a in with_removed(measured, presentation)]
        own = point_at(removed, lowest_threshold(removed, TOLERATED))
        print("\n".join(curve_lines([*operating_points(removed), own])))
        hard = cases_of([a for a in measured.classes if a.presentation == presentation])
        print("calibration of answers on a way, each class as often")
        print("\n".join(calibration_lines(tenths(hard, on_a_way=True))))


def measure(world: World, part: str, options: argparse.Namespace, work: Path) -> Measured:
    """Ask everything of one part of one world."""
    classes, mixed = asked_of(world, part, options.each, options.mix)
    extraction = ans_dev(world, work) if part == "test" else {}
    return Measured(world.name, classes, mixed, extraction)


def parsed() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["train", "test", "all"], default="all")
    parser.add_argument("--real", type=Path, default=SHARED / "real" / "source")
    parser.add_argument("--demo", default="region", help="a scale, or a folder of checked tables")
    parser.add_argument("--worlds", default="real,demo")
    parser.add_argument("--each", type=int, default=200, help="cases of each class")
    parser.add_argument("--mix", type=int, default=3000)
    parser.add_argument("--work", type=Path, help="kept between runs; else a temporary folder")
    parser.add_argument("--misses", type=Path, help="write what misses in training here")
    return parser.parse_args()


def sources(name: str, options: argparse.Namespace, work: Path) -> IndexSources:
    """Checked tables of a world."""
    if name == "real":
        return tables_of_files(options.real, work / "real" / "tables")
    folder = Path(options.demo)
    if folder.is_dir():
        return sources_in(folder)
    return demo_sources(work / "demo", options.demo)


def training_threshold(measured: Measured) -> float:
    """The lowest score at which no presentation gives more false streets than tolerated."""
    sets = [cases_of(with_negatives(measured, presentation)) for presentation in PRESENTATIONS]
    return max(lowest_threshold(cases, TOLERATED) for cases in sets)


def run(options: argparse.Namespace, work: Path) -> None:
    """Measure each world, training before report, and print the table."""
    parts = ["train", "test"] if options.part == "all" else [options.part]
    done: dict[str, list[Measured]] = {part: [] for part in parts}
    for name in options.worlds.split(","):
        world = opened(name, sources(name, options, work), work)
        for part in parts:
            measured = measure(world, part, options, work)
            done[part].append(measured)
            said(world, part, measured)
            if options.misses and part == "train":  # what the report misses is not looked at
                write_misses(measured.classes, options.misses, f"{part}-{name}")
                write_missed(measured.mix, options.misses / f"{part}-{name}-mix.txt")
    threshold = max(map(training_threshold, done.get("train", ())), default=0.0)
    for part in parts:
        print(f"\nQuality, {part}; threshold chosen on training: {threshold:.3f}")
        print("\n".join(quality_table(done[part], threshold)))


def main() -> None:
    """Run in a folder that is kept, or not."""
    options = parsed()
    if options.work:
        run(options, options.work)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(options, Path(folder))


if __name__ == "__main__":
    main()
