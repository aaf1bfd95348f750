"""Prints seconds, memory, size and opening time of the geocoder's index, for a region and for France.

`python -m bench.index [--tables DIR] [--france] [--work DIR] [--processes N]`. `--tables` is the
`tables` folder of a data folder; without it the demonstration region is written and read first.
France is derived from those tables (`bench.index_france`) in the working folder, and kept there when
`--work` names it: writing it takes longer than indexing it.

Each build runs in a process of its own. Memory is what all its processes may have held at once at
most: their number times the peak of the largest. Opening is the median of nine, files in the page
cache; a shard's share is what reading it through costs, once, where opening leaves that to the first
query (`geocoder.index.store`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.index_france import write_france
from bench.region import measured, steps
from bench.worlds import sources_in
from geocoder import Geocoder
from geocoder.index import OpenIndex, open_index
from geocoder.index.build import index_size

HEADER = (
    "scale    addresses  depts  procs      s  cpu s  peak MB  size MB  open ms  shard ms  query ms"
)
BUILD = """
import sys
from pathlib import Path
from bench.worlds import sources_in
from geocoder import build_index
build_index(sources_in(Path(sys.argv[1])), Path(sys.argv[2]), processes=int(sys.argv[3]) or None)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds, processor seconds, megabytes of its largest process."""

    seconds: float
    cpu: float
    megabytes: float


def cost_of(command: list[str]) -> Cost:
    """Run a command to its end; raises SystemExit when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        problem = f"{' '.join(command[:2])}… failed with status {status}"
        raise SystemExit(problem)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - start, cpu, usage.ru_maxrss / 1000)


def milliseconds(action: Callable[[], object], times: int = 9) -> float:
    """Median milliseconds of an action."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def read_through(path: Path) -> float:
    """Mean milliseconds that checking and opening one shard takes."""
    index: OpenIndex = open_index(path)
    start = time.perf_counter()
    for shard in index.shards.values():
        _ = shard.file
    return (time.perf_counter() - start) * 1000 / max(1, len(index.shards))


def first_query(path: Path) -> float:
    """Milliseconds of a table of one query, the index's opening included."""
    shard = next(iter(open_index(path).shards.values()))
    name, commune = shard.streets["name"][0].as_py(), shard.meta["communes"][0]
    query = pa.table({"number": ["1"], "street": [name], "citycode": [commune]})
    start = time.perf_counter()
    Geocoder.open(path).geocode_table(query)
    return (time.perf_counter() - start) * 1000


def report(scale: str, tables: Path, work: Path, processes: int) -> None:
    """Build the index of `tables` under `work` and print its line."""
    sources = sources_in(tables)
    folder = work / f"index-{scale}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-c", BUILD, str(tables), str(folder), str(processes)]
    cost = cost_of(command)
    (path,) = folder.iterdir()
    used = processes or min(os.cpu_count() or 1, len(sources.adresses))
    addresses = sum(pq.read_metadata(f).num_rows for f in sources.adresses.values())
    query = first_query(path)
    print(
        f"{scale:<8}{addresses:>10}{len(sources.departments):>7}{used:>7}{cost.seconds:>7.1f}"
        f"{cost.cpu:>7.1f}{cost.megabytes * used:>9.0f}{index_size(path) / 1e6:>9.1f}"
        f"{milliseconds(lambda: open_index(path)):>9.1f}{read_through(path):>10.2f}{query:>10.0f}",
        flush=True,
    )


def _demonstration(work: Path) -> Path:
    """Tables of the demonstration region, written under `work`."""
    world, data = work / "world", work / "data"
    world.mkdir(parents=True, exist_ok=True)
    for _, command in steps(world, data, "region")[:2]:
        measured(command)
    return data / "tables"


def main() -> None:
    """Print one line a scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--france", action="store_true")
    asked = parser.parse_args()
    work = asked.work or Path(tempfile.mkdtemp(prefix="cigogne-bench-"))
    tables = asked.tables or _demonstration(work)
    print(HEADER)
    report("region", tables, work, asked.processes)
    if asked.france:
        country = work / "france"
        if not country.is_dir():
            write_france(tables, country)
        report("france", country, work, asked.processes)
    if asked.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
