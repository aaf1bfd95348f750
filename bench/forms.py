"""Prints what a row costs by the form of its table: what stands in which column.

`python -m bench.forms --index INDEX --gold FILE [--rows 3000] [--alone 150]`, FILE being what
`python -m bench.noise --mix 20000` writes. Microseconds a row, all rows together on warm index, one
process; and, for the first `--alone` of them, each row as a table of its own. A form that names no
commune looks for it in other columns, or in every department.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from bench.speed import COLUMNS, queries
from geocoder import Geocoder

Row = Mapping[str, str]
PLACE = ("postcode", "city", "citycode", "cedex")
LINE = ("number", "suffix", "way_type", "street", "complement", "distribution")


def of(row: Row, *columns: str) -> dict[str, str]:
    """Some columns of a query."""
    return {name: row[name] for name in columns}


def line(row: Row) -> str:
    """Number and street in one text."""
    return " ".join(filter(None, of(row, "number", "suffix", "way_type", "street").values()))


def with_city(row: Row) -> str:
    """Number, street, postcode and city in one text."""
    return " ".join(filter(None, (line(row), row["postcode"], row["city"])))


def typed(row: Row) -> str:
    """Type and name of the street in one text."""
    return f"{row['way_type']} {row['street']}".strip()


FORMS: dict[str, Callable[[Row], dict[str, str]]] = {
    "columns": lambda r: of(r, *PLACE, *LINE),
    "line": lambda r: {"address": with_city(r)},
    "line beside postcode and city": lambda r: {"address": line(r), **of(r, "postcode", "city")},
    "line beside an INSEE code": lambda r: {"address": line(r), **of(r, "citycode")},
    "line beside a postcode": lambda r: {"address": line(r), **of(r, "postcode")},
    "line with its city beside a postcode": lambda r: {
        "address": with_city(r),
        **of(r, "postcode"),
    },
    "line with its city beside the city": lambda r: {"address": with_city(r), **of(r, "city")},
    "line beside a number and the place": lambda r: {
        "address": typed(r),
        **of(r, "number", "suffix", *PLACE),
    },
    "line beside everything": lambda r: {**of(r, *PLACE, *LINE), "address": r["street"]},
    "street beside a postcode": lambda r: of(r, "postcode", *LINE),
    "city behind the street, postcode": lambda r: {
        **of(r, "number", "postcode"),
        "street": f"{typed(r)} {r['city']}",
    },
    "city as a complement, postcode": lambda r: {
        **of(r, "postcode", *LINE),
        "complement": r["city"],
    },
    "city as a distribution, postcode": lambda r: {
        **of(r, "postcode", *LINE),
        "distribution": r["city"],
    },
    "street of an unknown city": lambda r: {**of(r, *LINE), "city": "Zzyzx"},
    "street alone": lambda r: of(r, *LINE),
}
"""What a row of a table in columns (every column of `requete` but the free line) becomes in each form."""


def table_of(rows: list[dict[str, str]]) -> pa.Table:
    """Queries of one form as a table."""
    return pa.table({c: pa.array([r.get(c, "") for r in rows], pa.string()) for c in COLUMNS})


def seconds_of(geocoder: Geocoder, table: pa.Table) -> float:
    """Seconds that a table takes."""
    start = time.perf_counter()
    geocoder.geocode_table(table)
    return time.perf_counter() - start


def main() -> None:
    """One line a form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=3_000)
    parser.add_argument("--alone", type=int, default=150)
    asked = parser.parse_args()
    every = queries(asked.gold, "columns").to_pylist()
    warm, rows = every[: asked.rows], every[asked.rows : 2 * asked.rows]
    print(f"{'µs a row':<42}{'together':>10}{'alone':>10}")
    with Geocoder.open(asked.index) as geocoder:
        for name, form in FORMS.items():
            geocoder.geocode_table(table_of([form(row) for row in warm]))
            made = [form(row) for row in rows]
            together = 1e6 * seconds_of(geocoder, table_of(made)) / len(made)
            few = [table_of([row]) for row in made[: asked.alone]]
            alone = 1e6 * sum(seconds_of(geocoder, table) for table in few) / len(few)
            print(f"{name:<42}{together:>10.0f}{alone:>10.0f}", flush=True)


if __name__ == "__main__":
    main()
