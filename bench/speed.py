"""Prints how fast a table of noisy addresses is answered, Parquet to Parquet, and one search.

`python -m bench.speed --index INDEX --gold FILE [--rows 125000] [--data DIR]`, FILE being what
`python -m bench.noise --mix 260000` writes. Warm: the index is open, the processes are there, and as
many other rows were answered where the file has them: a machine gives a process its memory at the
first table of a size, which takes a third of a second here. Rows are in no order, as in a register:
those that warm up lie in every department. The first run of three takes rows that were not asked
before. Cold: a whole command, from its start to its exit (`cigogne geocode`,
with --data; else a script that opens the index). Every figure comes with the load of the machine, and
between two readings of `bench.yardstick`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from bench import yardstick
from geocoder import Geocoder
from jobs.batch.parquet_files import DISTINCT, NAMED
from jobs.cores import usable_cores
from refdata.tables import QUERY, RESULT

COLUMNS = [c.name for c in QUERY.columns]
RESULTS = [c.name for c in RESULT.columns]
BESIDE = ("number", "suffix", "way_type", "street")
"""Columns whose texts are one line where it stands beside those of the place."""
ORDER = 5
"""Seed of the order of the rows."""
LEAST_OTHER_ROWS = 20_000
"""Rows that warm up, at least; they are not among those measured."""
SEARCHES = 2_000
COLD = """
import sys, pyarrow.parquet as pq
from pathlib import Path
from geocoder import Geocoder
with Geocoder.open(Path(sys.argv[1])) as geocoder:
    geocoder.start_workers(int(sys.argv[4]))
    pq.write_table(geocoder.geocode_table(pq.read_table(sys.argv[2]), int(sys.argv[4])), sys.argv[3])
"""


def queries(gold: Path, presentation: str) -> pa.Table:
    """Distinct queries of one presentation, in no order."""
    texts = dict.fromkeys([*COLUMNS, "presentation"], pa.string())
    options = pyarrow.csv.ConvertOptions(column_types=texts, include_columns=[*texts])
    table = pyarrow.csv.read_csv(gold, convert_options=options)
    own = table.filter(pc.equal(table["presentation"], presentation)).select(COLUMNS)
    distinct = own.group_by(COLUMNS, use_threads=False).aggregate([]).select(COLUMNS)
    return distinct.take(np.random.default_rng(ORDER).permutation(distinct.num_rows))


def beside(table: pa.Table) -> pa.Table:
    """Queries in columns as most files hold them: one line of number and street, postcode and city."""
    line = pc.binary_join_element_wise(*(table[name].fill_null("") for name in BESIDE), " ")
    return pa.table({"address": line, "postcode": table["postcode"], "city": table["city"]})


def show(name: str, rows: int, wall: float, cpu: float | None = None) -> None:
    """Print one line: seconds, processor seconds of this process, rows per second, load."""
    spent = f"{cpu:8.2f}" if cpu is not None else " " * 8
    print(f"{name:<40}{wall:8.2f}{spent}{rows / wall:12,.0f}{os.getloadavg()[0]:7.1f}", flush=True)


def warm(index: Path, table: pa.Table, others: pa.Table, cores: int, label: str) -> None:
    """Answer `table` with the index open and warm, three times: the first has seen none of its rows."""
    with tempfile.TemporaryDirectory() as folder, Geocoder.open(index) as geocoder:
        given, answer = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        pq.write_table(table, given)
        geocoder.geocode_table(others, cores)
        for run in ("first time", "again", "again"):
            start, cpu = time.perf_counter(), time.process_time()
            found = geocoder.geocode_table(pq.read_table(given), cores)
            pq.write_table(
                found,
                answer,
                use_dictionary=[c for c in RESULTS if c not in DISTINCT],
                write_statistics=[c for c in RESULTS if c not in NAMED],
            )
            wall = time.perf_counter() - start
            name = f"{label}, {cores} process(es), warm, {run}"
            show(name, table.num_rows, wall, time.process_time() - cpu)


def commands(index: Path, data: Path | None, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Whole commands that answer `in.parquet`."""
    given, answer = str(folder / "in.parquet"), str(folder / "out.parquet")
    script = folder / "cold.py"
    script.write_text(COLD, encoding="utf-8")
    cores = str(usable_cores())
    yield "a script, cold", [sys.executable, str(script), str(index), given, answer, cores]
    if data:
        roles = ("number", "suffix", "way_type", "street", "complement", "postcode", "city")
        options = [x for r in (*roles, "citycode") for x in (f"--{r.replace('_', '-')}", r)]
        cigogne = str(Path(sys.executable).with_name("cigogne"))
        yield (
            "cigogne geocode, cold",
            [cigogne, "geocode", given, "-o", answer, *options, "--data", str(data)],
        )


def cold(index: Path, data: Path | None, table: pa.Table, label: str) -> None:
    """Run whole commands, best of three."""
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(table, Path(folder) / "in.parquet")
        for name, command in commands(index, data, Path(folder)):
            walls = []
            for _ in range(3):
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                walls.append(time.perf_counter() - start)
            show(f"{label}, {name}, best of 3", table.num_rows, min(walls))


def searches(index: Path, lines: list[str]) -> None:
    """Milliseconds of single searches, the first thousand lines aside."""
    with Geocoder.open(index) as geocoder:
        spent = []
        for line in lines:
            start = time.perf_counter()
            geocoder.search(line, 5)
            spent.append(1000 * (time.perf_counter() - start))
    percentiles = np.percentile(spent[len(lines) // 3 :], [50, 95, 99])
    said = ", ".join(
        f"{n} {p:.1f} ms" for n, p in zip(("p50", "p95", "p99"), percentiles, strict=True)
    )
    print(f"one search (a noisy free line): {said}, load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Warm with one and with every core, cold, then single searches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=125_000)
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    print(yardstick.said(), flush=True)
    start = time.perf_counter()
    Geocoder.open(asked.index).close()
    print(f"open the index: {1000 * (time.perf_counter() - start):.1f} ms")
    print(f"{'':<40}{'wall s':>8}{'cpu s':>8}{'rows/s':>12}{'load':>7}")
    in_columns, lines = queries(asked.gold, "columns"), queries(asked.gold, "line")
    for name, every, data in (
        ("columns", in_columns, asked.data),
        ("beside", beside(in_columns), None),
        ("line", lines, None),
    ):
        table, others = every.slice(0, asked.rows), every.slice(asked.rows, asked.rows)
        if others.num_rows < LEAST_OTHER_ROWS:
            problem = "too few distinct queries: write more with `python -m bench.noise`"
            raise SystemExit(problem)
        for cores in sorted({1, usable_cores()}):
            warm(asked.index, table, others, cores, name)
        cold(asked.index, data, table, name)
    searches(asked.index, lines["address"].slice(0, SEARCHES).to_pylist())
    print(yardstick.said())


if __name__ == "__main__":
    main()
