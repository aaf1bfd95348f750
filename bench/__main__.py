"""`make bench`: says which benchmarks there are, and runs those that need nothing but the project."""

from __future__ import annotations

import runpy
import sys

BENCHMARKS = {
    "bench.region": "time and memory of each step of an update at the size of the region",
    "bench.update": "an update with nothing cached, a fortnight after, with nothing to do; reading a country",
    "bench.index --tables DIR": "build, size and opening of the geocoder's index (--france: 26 M addresses)",
    "bench.noise --tables DIR -o FILE": "noisy queries with their truth",
    "bench.speed --index DIR --gold FILE": "rows a second, warm and cold",
    "bench.forms --index DIR --gold FILE": "what a row costs by what stands in which column",
    "bench.speed_france --tables DIR --index DIR": "seconds and memory of a country's rows",
    "bench.scaling --tables DIR --index DIR": "what a row costs, by rows and by size of the reference",
    "bench.fit": "the weights of the evidence and the curve of the score, on training queries",
    "bench.quality": "quality on noisy queries, held-out streets and numbers",
    "bench.geocoder_tester": "the public cases of French geocoders",
    "bench.addok --tables DIR --gold FILE": "the same rows through addok, side by side",
    "bench.dashboard_browser --data DIR": "what a visitor waits for and receives, in headless Chromium",
    "bench.dashboard_engine": "a cross-filter, a pan, a page, an export at 125,000 rows",
}


def main() -> None:
    """List the benchmarks, then run the two that make their own data."""
    print("python -m … prints:")
    for command, what in BENCHMARKS.items():
        print(f"  {command:<40}{what}")
    for name, arguments in (("bench.dashboard_engine", []), ("bench.region", ["--scale", "small"])):
        print(f"\n== {name} {' '.join(arguments)}".rstrip(), flush=True)
        sys.argv = [name, *arguments]
        runpy.run_module(name, run_name="__main__")


if __name__ == "__main__":
    main()
