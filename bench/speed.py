"""Prints how fast a table of noisy addresses is answered, Parquet to Parquet.

`python -m bench.speed --index INDEX --gold FILE [--rows 125000]`, FILE being what
`python -m bench.noise --mix 125000` writes. Three runs each, the best is printed with the load.
The index is opened and warmed with other rows first; the cold run is the whole command.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from geocoder import Geocoder
from jobs.cores import usable_cores
from refdata.tables import QUERY

COLUMNS = [c.name for c in QUERY.columns]


def queries(gold: Path, presentation: str, rows: int) -> pa.Table:
    """Distinct queries of one presentation, and as many of the next ones to warm up with."""
    texts = dict.fromkeys([*COLUMNS, "presentation"], pa.string())
    options = pyarrow.csv.ConvertOptions(column_types=texts, include_columns=[*texts])
    table = pyarrow.csv.read_csv(gold, convert_options=options)
    own = table.filter(pa.compute.equal(table["presentation"], presentation)).select(COLUMNS)
    return own.group_by(COLUMNS, use_threads=False).aggregate([]).select(COLUMNS).slice(0, rows)


def best_of(count: int, run: Callable[[], None]) -> tuple[float, float]:
    """Best wall and processor seconds of `count` runs."""
    walls, processors = [], []
    for _ in range(count):
        start, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - start)
        processors.append(time.process_time() - cpu)
    return min(walls), min(processors)


def show(name: str, rows: int, wall: float, cpu: float | None = None) -> None:
    """Print one line: seconds, rows per second, load of the machine."""
    spent = f"{cpu:8.2f}" if cpu is not None else " " * 8
    print(f"{name:<34}{wall:8.2f}{spent}{rows / wall:12,.0f}{os.getloadavg()[0]:7.1f}", flush=True)


def main() -> None:
    """Run warm with one and with every core, then cold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=125_000)
    asked = parser.parse_args()
    print(f"{'':<34}{'wall s':>8}{'cpu s':>8}{'rows/s':>12}{'load':>7}")
    start = time.perf_counter()
    Geocoder.open(asked.index)
    print(f"open the index: {1000 * (time.perf_counter() - start):.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        for presentation in ("columns", "line"):
            given, answer = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
            pq.write_table(queries(asked.gold, presentation, asked.rows), given)
            rows = pq.read_metadata(given).num_rows
            for cores in sorted({1, usable_cores()}):

                def run(cores: int = cores, given: Path = given, answer: Path = answer) -> None:
                    geocoder = Geocoder.open(asked.index)
                    pq.write_table(geocoder.geocode_table(pq.read_table(given), cores), answer)

                wall, cpu = best_of(3 if presentation == "columns" else 1, run)
                show(f"{presentation}, {cores} process(es), imports done", rows, wall, cpu)
            code = (
                "import sys, pyarrow.parquet as pq; from geocoder import Geocoder; from pathlib import Path\n"
                "if __name__ == '__main__':\n"
                " g = Geocoder.open(Path(sys.argv[1]))\n"
                " t = g.geocode_table(pq.read_table(sys.argv[2]), int(sys.argv[4]))\n"
                " pq.write_table(t, sys.argv[3])\n"
            )
            script = Path(folder) / "cold.py"
            script.write_text(code, encoding="utf-8")
            command = [sys.executable, str(script), str(asked.index), str(given), str(answer)]
            command.append(str(usable_cores()))
            wall, _ = best_of(1, lambda command=command: subprocess.run(command, check=True))
            show(f"{presentation}, cold process", rows, wall)


if __name__ == "__main__":
    main()
