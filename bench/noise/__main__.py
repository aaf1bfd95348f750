"""Write noisy queries with their truth.

`python -m bench.noise --tables DIR --departments 52,55 --seed 7 -o queries.csv`, then
`cigogne evaluate queries.csv`. The classes that need something held out of the index are empty
here: `bench.quality` holds out, builds and measures.
"""

from __future__ import annotations

import argparse
import sys
from itertools import chain
from pathlib import Path

from bench.noise.cases import rows, write
from bench.noise.generate import Generator
from bench.noise.reference import Reference


def main() -> None:
    """Read the tables, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--departments", required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--split", choices=["train", "test"], default="test")
    parser.add_argument("--each", type=int, default=100, help="cases of each class")
    parser.add_argument("--mix", type=int, default=0, help="cases in the mix of a register")
    parser.add_argument("-o", "--output", type=Path, required=True)
    asked = parser.parse_args()
    reference = Reference.read(asked.tables, asked.departments.split(","))
    generator = Generator(reference, asked.seed, asked.split)
    cases = chain(generator.classes(asked.each), generator.mix(asked.mix))
    count = write(rows(cases, asked.seed), asked.output)
    print(f"{count} queries; left out as ambiguous: {dict(generator.refused)}", file=sys.stderr)


if __name__ == "__main__":
    main()
