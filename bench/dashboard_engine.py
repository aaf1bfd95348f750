"""Prints what a cross-filter, a pan, a page and an export cost at the size of the region.

`python -m bench.dashboard_engine [--rows N] [--repeat N] [--no-exports]`. The release is fictional
and made on the spot. Every selection is asked for once: nothing is found in a cache.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from flask import Flask

from dashboard.directory import Directory
from dashboard.engine import Engine
from dashboard.exports import exports
from dashboard.selection import Dimension, Selection
from tests.support.release_builder import build_release
from tests.support.release_places import GRAND_EST

WINDOW = (5.0, 47.6, 8.5, 49.4)
"""What a screen shows of the region."""
WORDS = ("martin", "saint", "rue lilas", "pharmacie", "9900000", "centre hosp", "d haussy", "elie")


def fresh_selections(engine: Engine, seed: int) -> Iterator[Selection]:
    """Yield selections never asked for before: one to three clauses, a text one time in four."""
    rng = random.Random(seed)
    seen: set[Selection] = set()
    weights = {d: engine.directory.dimensions[d].values for d in Dimension}
    while True:
        selection = Selection()
        for dimension in rng.sample(list(Dimension), rng.choice((1, 1, 2, 2, 3))):
            count = min(rng.choice((1, 1, 2, 4)), len(weights[dimension]))
            selection = selection.set(dimension, rng.sample(weights[dimension], count))
        if rng.random() < 0.25:
            selection = selection.search(rng.choice(WORDS))
        if selection not in seen:
            seen.add(selection)
            yield selection


def report(name: str, measured: tuple[list[float], list[float]]) -> None:
    """Print p50 and p95 of one measure, by the clock and in processor time."""
    (wall50, wall95), (cpu50, cpu95) = (np.percentile(values, (50, 95)) for values in measured)
    print(
        f"{name:<40} p50 {wall50:6.2f} ms  p95 {wall95:6.2f} ms"
        f"   (processor: {cpu50:6.2f}, {cpu95:6.2f})"
    )


def timed(
    ask: Callable[[Selection], object], selections: list[Selection]
) -> tuple[list[float], list[float]]:
    """Return how long `ask` takes for each of `selections`, by the clock and in processor time.

    Milliseconds. On a machine that others use, the second is the engine's own.
    """
    wall, cpu = [], []
    for selection in selections:
        start, own = time.perf_counter(), time.thread_time()
        ask(selection)
        cpu.append((time.thread_time() - own) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    return wall, cpu


def peak_megabytes() -> float:
    """Return the peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench_views(engine: Engine, repeat: int) -> None:
    """Print the cost of whole views and of their parts, each on selections of its own."""
    measures: dict[str, Callable[[Selection], object]] = {
        "view: everything, zoom 8, no territories": lambda s: engine.view(s, WINDOW, 8),
        "facets": engine.facets,
        "key figures and comparisons": engine.key_figures,
        "territories: communes": lambda s: engine.territories(s, "commune"),
        "first 50 rows, by name": lambda s: engine.rows(s, 0, 50),
        "first 50 rows, whom a text names": lambda s: engine.rows(s.search("martin"), 0, 50),
        "view and 50 rows, whom a text names": lambda s: engine.view(
            s.search("martin"), WINDOW, 8, rows=50
        ),
        "marks, zoom 7": lambda s: engine.clusters(s, WINDOW, 7),
        "marks, zoom 9": lambda s: engine.clusters(s, WINDOW, 9),
        "marks, zoom 12, a town": lambda s: engine.clusters(s, (6.1, 48.6, 6.3, 48.7), 12),
        "marks, the world at zoom 18": lambda s: engine.clusters(s, WINDOW, 18),
    }
    engine.rows(Selection(), 0, 1)
    for seed, (name, ask) in enumerate(measures.items()):
        report(name, timed(ask, list(itertools.islice(fresh_selections(engine, seed), repeat))))
    pans = [Selection()] * repeat
    report("marks, everything selected, zoom 8", timed(measures["marks, zoom 7"], pans))
    report("facets, nothing filtered (remembered)", timed(engine.facets, pans))


def bench_exports(engine: Engine) -> None:
    """Print the time and size of the whole base in each format, read as a client reads it."""
    app = Flask(__name__)
    app.register_blueprint(exports(lambda: engine))
    client = app.test_client()
    for extension in ("csv", "parquet", "xlsx", "geojson"):
        before, start = peak_megabytes(), time.perf_counter()
        response = client.get(f"/export.{extension}", buffered=False)
        size = sum(len(piece) for piece in response.iter_encoded())
        response.close()
        seconds, grown = time.perf_counter() - start, peak_megabytes() - before
        print(
            f"export.{extension:<37} {seconds:5.2f} s   {size / 1e6:6.1f} MB   peak +{grown:.0f} MB"
        )


def main() -> None:
    """Build a release, load it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=125_000)
    parser.add_argument("--repeat", type=int, default=100)
    parser.add_argument("--exports", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        release = build_release(
            Path(folder) / "release", options.rows, departements=GRAND_EST, communes=500
        )
        start = time.perf_counter()
        engine = Engine(Directory.load(release))
        seconds = time.perf_counter() - start
        print(f"{options.rows} rows loaded in {seconds:.2f} s, peak {peak_megabytes():.0f} MB")
        bench_views(engine, options.repeat)
        if options.exports:
            bench_exports(engine)
        print(f"peak {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
