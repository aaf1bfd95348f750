"""Prints what a row costs, by the rows of a table and by the size of the reference.

`python -m bench.scaling --tables REGION --index INDEX [--country TABLES --country-index INDEX]`:
checked tables and their index, the country's as `python -m bench.index --france --work DIR` leaves
them. Rows are drawn from the reference that is asked and written as registers write them (see
`bench.speed_france`); one process, warm, the best of three, in microseconds a row. Rows of ten of the
country's departments are asked of an index of these alone, which is built on the spot, and of the
country's.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.speed_france import drawn
from bench.worlds import sources_in
from geocoder import Geocoder, IndexSources, build_index
from refdata.tables import ANCIENNE_COMMUNE, COMMUNE

ROWS = (30_000, 60_000, 120_000, 240_000)
COMPARED = 60_000
"""Rows by which references are compared."""
FEW = 10
"""Departments of a region."""


def show(name: str, index: Path, tables: list[pa.Table]) -> None:
    """Print one line for each table."""
    with Geocoder.open(index) as geocoder:
        for table in tables:
            geocoder.geocode_table(table)
            spent = []
            for _ in range(3):
                start = time.perf_counter()
                geocoder.geocode_table(table)
                spent.append(time.perf_counter() - start)
            cost = 1e6 * min(spent) / table.num_rows
            load = os.getloadavg()[0]
            print(
                f"{name:<40}{table.num_rows:>9,} rows {cost:7.1f} µs a row, load {load:.1f}",
                flush=True,
            )


def part_of(country: Path, departments: int, folder: Path) -> IndexSources:
    """The tables of the country's first departments, those of communes written into `folder`."""
    whole = sources_in(country)
    few = sorted(whole.adresses)[:departments]
    communes = COMMUNE.read(whole.communes)
    own = communes.filter(pc.is_in(communes["code_departement"], value_set=pa.array(few)))
    former = ANCIENNE_COMMUNE.read(whole.anciennes_communes)
    held = former.filter(
        pc.is_in(former["code_commune"], value_set=own["code_commune"].combine_chunks())
    )
    COMMUNE.write(own, folder / "communes.parquet")
    ANCIENNE_COMMUNE.write(held, folder / "anciennes_communes.parquet")
    return IndexSources(
        folder / "communes.parquet",
        folder / "anciennes_communes.parquet",
        {d: whole.adresses[d] for d in few},
        {d: whole.lieux_dits[d] for d in few if d in whole.lieux_dits},
    )


def departments_of(tables: Path) -> int:
    """How many departments a reference has."""
    return len(list((tables / "adresses").glob("*.parquet")))


def main() -> None:
    """By rows in the region, then by reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--country", type=Path)
    parser.add_argument("--country-index", type=Path)
    asked = parser.parse_args()
    rng = np.random.default_rng(2026)
    own = drawn(asked.tables, ROWS[-1] // departments_of(asked.tables), rng)
    mixed = own.take(pa.array(rng.permutation(own.num_rows)))
    show("the region", asked.index, [mixed.slice(0, rows) for rows in ROWS])
    if asked.country is None:
        return
    rows = drawn(asked.country, COMPARED // FEW, rng, FEW)
    with TemporaryDirectory() as folder:
        tables, made = Path(folder) / "tables", Path(folder) / "index"
        tables.mkdir()
        show(f"{FEW} departments", build_index(part_of(asked.country, FEW, tables), made), [rows])
    show("the same rows, of the whole country", asked.country_index, [rows])
    every = departments_of(asked.country)
    rows = drawn(asked.country, COMPARED // every, rng, every)
    show(f"rows in all {every} departments", asked.country_index, [rows])


if __name__ == "__main__":
    main()
