"""Prints what a fixed piece of work takes on this machine now: what other figures are read beside.

`python -m bench.yardstick`. Shared machines do the same work in half or twice the time from one hour
to the next. The work is of the kinds that a table and a page are made of (words in dictionaries,
sorted keys, letters compared), has nothing of the product in it, and never changes: figures of two
hours are compared by what it took in each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
from rapidfuzz import fuzz, process

from jobs.cores import usable_cores

SEED = 7
WORDS, KEYS, NAMES = 200_000, 400_000, 700
REPEAT = 5


def work() -> None:
    """Count words, sort and find keys, compare names: 0.2 to 0.4 s in all."""
    rng = np.random.default_rng(SEED)
    counts: dict[str, int] = {}
    for word in map(str, rng.integers(0, WORDS // 4, WORDS).tolist()):
        counts[word] = counts.get(word, 0) + len(word)
    keys = rng.integers(0, 1 << 60, KEYS)
    np.searchsorted(np.sort(keys), keys)
    names = [" ".join(f"{part:x}" for part in row) for row in rng.integers(0, 1 << 20, (NAMES, 3))]
    process.cdist(names, names, scorer=fuzz.ratio, dtype=np.float32)


def milliseconds() -> float:
    """The work in milliseconds, best of some."""
    taken = []
    for _ in range(REPEAT):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken)


def at_once(count: int) -> float:
    """Milliseconds that the slowest of so many processes takes, all at work."""
    command = [
        sys.executable,
        "-c",
        "from bench.yardstick import milliseconds; print(milliseconds())",
    ]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    return max(float(one.communicate()[0]) for one in running)


def said() -> str:
    """One line: the work alone, on every core at once, and the load that others make."""
    cores = usable_cores()
    load, alone, every = os.getloadavg()[0], milliseconds(), at_once(cores)
    every_core = f"{every:.0f} ms on each of {cores} cores at once"
    return f"yardstick: {alone:.0f} ms alone, {every_core}, load {load:.1f}"


if __name__ == "__main__":
    print(said())
