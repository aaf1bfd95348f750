"""Prints time and peak memory of a country's practice rows, Parquet to Parquet, a whole command.

`python -m bench.speed_france --tables COUNTRY --index INDEX [--rows 2200000] [--distinct 576000]
[--shuffled]`:
COUNTRY is what `python -m bench.index --france --work DIR` leaves in DIR/france, INDEX the folder of
its index. Addresses are drawn from every department, written as registers write them (upper case
without accents, abbreviated types, one letter lost in one of twelve, a wrong postcode in one of
fifty, the COG code for half), and each is asked about four times, as practices share addresses.
They come department by department, or in no order with --shuffled. The command is what `cigogne
geocode` does to a Parquet file.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.cost import cost_of
from jobs.cores import usable_cores

COLUMNS = ["numero", "rep", "nom_voie", "nom_afnor", "code_postal", "nom_commune", "code_insee"]
SHORT = {"Rue ": "R ", "Avenue ": "AV ", "Boulevard ": "BD ", "Chemin ": "CHE ", "Place ": "PL "}
COMMAND = """
import sys
from pathlib import Path
from refdata.light import leave_pandas_aside
leave_pandas_aside()
from geocoder import Geocoder
from jobs.batch import geocode
from jobs.progress import NullProgress
index, given, answer = map(Path, sys.argv[1:4])
geocode.usable_cores = lambda: int(sys.argv[4])
columns = ["number", "suffix", "street", "postcode", "city", "citycode"]
options = geocode.BatchOptions({name: [name] for name in columns})
with Geocoder.open(index) as geocoder:
    geocode.geocode_file(geocoder, given, answer, options, NullProgress())
"""
"""What `cigogne geocode` does, on as many processes as it is told."""


def drawn(
    tables: Path, count: int, rng: np.random.Generator, departments: int | None = None
) -> pa.Table:
    """Draw `count` addresses of each department, or of the first few of them, and write them down."""
    parts = []
    for path in sorted((tables / "adresses").glob("*.parquet"))[:departments]:
        table = pq.read_table(path, columns=COLUMNS)
        rows = np.sort(rng.choice(table.num_rows, min(count, table.num_rows), replace=False))
        parts.append(written(table.take(pa.array(rows)), rng))
    return pa.concat_tables(parts)


def written(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Write addresses as registers do; columns of the contract `requete`."""
    size = table.num_rows
    street = pc.if_else(pa.array(rng.random(size) < 0.5), table["nom_afnor"], table["nom_voie"])
    for full, short in SHORT.items():
        shorter = pc.replace_substring(street, full, short, max_replacements=1)
        street = pc.if_else(pa.array(rng.random(size) < 0.4), shorter, street)
    texts = street.to_pylist()
    for at in np.flatnonzero(rng.random(size) < 1 / 12).tolist():
        text = texts[at]
        if len(text) > 8:
            lost = int(rng.integers(5, len(text)))
            texts[at] = text[:lost] + text[lost + 1 :]
    postcode = table["code_postal"].to_pylist()
    for at in np.flatnonzero(rng.random(size) < 1 / 50).tolist():
        postcode[at] = f"{postcode[at][:2]}{int(rng.integers(0, 1000)):03d}"
    coded = pa.array(rng.random(size) < 0.5)
    return pa.table(
        {
            "number": pc.cast(table["numero"], pa.string()),
            "suffix": table["rep"],
            "street": pa.array(texts, pa.string()),
            "postcode": pa.array(postcode, pa.string()),
            "city": pc.utf8_upper(table["nom_commune"]),
            "citycode": pc.if_else(coded, table["code_insee"], None),
        }
    )


def main() -> None:
    """Draw, repeat, answer, print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=2_200_000)
    parser.add_argument("--distinct", type=int, default=576_000)
    parser.add_argument("--shuffled", action="store_true")
    asked = parser.parse_args()
    rng = np.random.default_rng(2026)
    departments = len(list((asked.tables / "adresses").glob("*.parquet")))
    table = drawn(asked.tables, asked.distinct // departments, rng)
    picks = rng.integers(0, table.num_rows, asked.rows)
    picks = picks if asked.shuffled else np.sort(picks)
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        pq.write_table(table.take(pa.array(picks)), given)
        command = [sys.executable, "-c", COMMAND, str(asked.index), str(given), str(answer)]
        for cores in sorted({1, usable_cores()}, reverse=True):
            cost = cost_of([*command, str(cores)])
            print(
                f"{asked.rows:,} rows, {table.num_rows:,} distinct, {cores} process(es): "
                f"{cost.seconds:.1f} s, {cost.cpu:.1f} cpu s, {asked.rows / cost.seconds:,.0f} "
                f"rows/s, {cost.megabytes:,.0f} MB, "
                f"load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
