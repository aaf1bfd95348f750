"""`python -m refdata.demo OUT --scale small --seed 2026`: write a world, for developers."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from refdata.demo.scale import SCALES
from refdata.demo.world import write_world


def _tell(done: int, total: int, name: str) -> None:
    sys.stderr.write(f"{done}/{total} {name}\n")


def main() -> None:
    """Parse the arguments, write the world, print its counts."""
    parser = argparse.ArgumentParser(prog="python -m refdata.demo", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--scale", choices=sorted(SCALES), default="small")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    summary = write_world(options.out, SCALES[options.scale], options.seed, _tell)
    for name, value in asdict(summary).items():
        sys.stdout.write(f"{name}: {value}\n")


if __name__ == "__main__":
    main()
