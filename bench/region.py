"""Prints time and peak memory of each step of `cigogne demo --scale region`, from nothing.

`python -m bench.region [--scale region] [--data DIR]`. Each step runs in a process of its own, so
that its peak memory is its own; the last step is the same update again, with nothing to do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORLD = """
import sys
from pathlib import Path
from refdata.demo import SCALES, write_world
write_world(Path(sys.argv[1]), SCALES[sys.argv[2]], 2026)
"""


def measured(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and its peak memory in megabytes. Raises when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        problem = f"{' '.join(command[:4])}… failed with status {status}"
        raise SystemExit(problem)
    return time.perf_counter() - start, usage.ru_maxrss / 1000


def steps(world: Path, data: Path, scale: str) -> list[tuple[str, list[str]]]:
    """Each step's name and command."""
    cigogne = [str(Path(sys.executable).with_name("cigogne"))]
    place, source = ["--data", str(data)], ["--source", str(world)]
    return [
        ("write the official files", [sys.executable, "-c", WORLD, str(world), scale]),
        ("refdata (official files → tables)", [*cigogne, "refdata", *source, *place]),
        ("index (tables → geocoder)", [*cigogne, "index", *place]),
        ("locate (every address)", [*cigogne, "locate", *place]),
        ("publish (release, outlines)", [*cigogne, "publish", *place]),
        ("update, nothing changed", [*cigogne, "update", *source, *place]),
    ]


def main() -> None:
    """Run every step and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="region", choices=["small", "region"])
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    folder = asked.data or Path(tempfile.mkdtemp(prefix="cigogne-bench-"))
    world = folder / "world"
    world.mkdir(parents=True, exist_ok=True)
    print(f"{'step':<36}{'seconds':>9}{'peak MB':>9}")
    total = 0.0
    for name, command in steps(world, folder / "data", asked.scale):
        seconds, megabytes = measured(command)
        total += seconds
        print(f"{name:<36}{seconds:>9.1f}{megabytes:>9.0f}", flush=True)
    print(f"{'all':<36}{total:>9.1f}")
    if asked.data is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
