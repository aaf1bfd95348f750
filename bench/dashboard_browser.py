"""Prints what a visitor waits for and receives, in headless Chromium on this machine.

`python -m bench.dashboard_browser [--data DIR] [--filters N] [--heap N]`. Without `--data`, a
fictional release of the size of the region is made on the spot. The server is the product's own
(`python -m dashboard`), the browser is on the same cores: the figures hold both. Never fails.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench import yardstick
from bench.cost import with_descendants

SCRIPT = Path(__file__).with_suffix(".js")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
VIEWPORT = {"width": 1440, "height": 900}
PAUSE_MS = 200
"""Between two filters: the browser draws meanwhile what is not on the screen."""
FREE = ("profession", "savoir_faire", "mode", "secteur", "niveau")
"""Dimensions filtered here: those that leave the map where it is, so that all of it is compared."""


class Wire:
    """Bytes that crossed the network of one tab, both ways, headers included."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.received: dict[str, int] = {}
        self.sent = 0
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.send("Network.enable")
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.addresses: dict[str, str] = {}

    def _asked(self, event: dict[str, Any]) -> None:
        request = event["request"]
        self.addresses[event["requestId"]] = request["url"]
        self.sent += len(request.get("postData", ""))

    def _finished(self, event: dict[str, Any]) -> None:
        self.received[event["requestId"]] = int(event["encodedDataLength"])

    def total(self) -> int:
        """Bytes received so far."""
        return sum(self.received.values())

    def heap(self) -> float:
        """Megabytes of the JavaScript heap in use, after a collection."""
        self.session.send("HeapProfiler.collectGarbage")
        return float(self.session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6

    def busy(self) -> float:
        """Milliseconds of processor that the page's main thread has taken: others' load is not in."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))

    def largest(self, count: int) -> list[tuple[str, int]]:
        """The largest answers, with their address."""
        ranked = sorted(self.received.items(), key=lambda item: -item[1])[:count]
        return [(self.addresses.get(name, "?").split("/")[-1], size) for name, size in ranked]


@contextlib.contextmanager
def served(data: Path) -> Iterator[tuple[str, int]]:
    """Serve `data` as in production; yield the address and the process's id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().strip()
        try:
            yield address, process.pid
        finally:
            process.terminate()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the tests: CIGOGNE_CHROMIUM, else the system's, else Playwright's own."""
    found = os.environ.get("CIGOGNE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


def opened(browser: Browser, address: str) -> tuple[Page, Wire, float]:
    """Open the page in a browser that has never seen it; also return milliseconds until whole."""
    context = browser.new_context(locale="fr-FR", viewport=VIEWPORT)
    context.add_init_script(path=SCRIPT)
    page = context.new_page()
    wire = Wire(page)
    page.goto(address, wait_until="commit")
    milliseconds = page.evaluate("measured.first()")
    return page, wire, float(milliseconds)


def percentiles(name: str, values: Sequence[float], unit: str = "ms") -> None:
    """Print p50 and p95 of `values`."""
    p50, p95 = np.percentile(values, (50, 95))
    print(f"{name:<46} p50 {p50:8.1f} {unit}  p95 {p95:8.1f} {unit}")


def bench_first_view(browser: Browser, address: str, repeat: int) -> None:
    """Cold cache: time until figures, map and charts are there, bytes, and what the table adds."""
    times, sizes, busy = [], [], []
    for _ in range(repeat):
        page, wire, milliseconds = opened(browser, address)
        times.append(milliseconds)
        sizes.append(wire.total() / 1000)
        busy.append(wire.busy())
        page.context.close()
    percentiles("first view, cold cache", times)
    percentiles("    processor of the page's main thread", busy)
    percentiles("first view, bytes", sizes, "kB")
    page, wire, _ = opened(browser, address)
    for name, size in wire.largest(9):
        print(f"    {size / 1000:7.1f} kB  {name.split('?')[0]}")
    before = wire.total()
    show_table(page)
    print(f"{'the table, when it is scrolled to':<46} + {(wire.total() - before) / 1000:.0f} kB")
    page.context.close()


def show_table(page: Page) -> None:
    """Scroll to the table and stay there, its rows loaded."""
    page.locator("#tableau-place").scroll_into_view_if_needed()
    page.locator("#tableau .ag-row[row-index='0'][row-id*='|']").wait_for()


def patches(page: Page, count: int, seed: int) -> list[dict[str, list[str]]]:
    """Changes of filters as a visitor makes them: one value on, another instead, off again."""
    rng = random.Random(seed)
    facets = page.evaluate("cigogne.lastView.facettes")
    made: list[dict[str, list[str]]] = []
    while len(made) < count:
        dimension = rng.choice(FREE)
        code = rng.choice([value[0] for value in facets[dimension] if value[2]])
        patch = {name: [] for name in FREE} | {dimension: [code]}
        if not made or patch != made[-1]:
            made.append(patch)
    return made


def bench_filters(page: Page, wire: Wire, count: int, name: str) -> None:
    """Time until figures, map and charts show a filter; bytes of each."""
    times, received, sent, busy = [], [], [], []
    for patch in patches(page, count, 1):
        before, out, own = wire.total(), wire.sent, wire.busy()
        times.append(page.evaluate("(patch) => measured.filter(patch)", patch))
        busy.append(wire.busy() - own)
        page.wait_for_timeout(PAUSE_MS)
        received.append((wire.total() - before) / 1000)
        sent.append((wire.sent - out) / 1000)
    percentiles(f"filter → every view painted {name}", times)
    percentiles(f"    processor of the page's main thread {name}", busy)
    percentiles(f"bytes received for a filter {name}", received, "kB")
    percentiles(f"bytes sent for a filter {name}", sent, "kB")


def bench_moves(page: Page, wire: Wire, count: int) -> None:
    """Time until the clusters of a window never seen are shown."""
    page.evaluate("(none) => measured.filter(none)", {name: [] for name in FREE})
    west, south, east, north = page.evaluate("cigogne.setup.emprise")
    rng = random.Random(2)
    times, received, busy = [], [], []
    for _ in range(count):
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        before, own = wire.total(), wire.busy()
        move = [lon, lat, rng.choice((8, 9, 10, 11, 12, 14))]
        times.append(page.evaluate("(m) => measured.move(...m)", move))
        busy.append(wire.busy() - own)
        page.wait_for_timeout(PAUSE_MS)
        received.append((wire.total() - before) / 1000)
    percentiles("pan or zoom → clusters", times)
    percentiles("    processor of the page's main thread", busy)
    percentiles("bytes received for a move", received, "kB")
    page.evaluate("cigogne.map.home(false)")


def bench_heap(page: Page, wire: Wire, count: int) -> None:
    """Print the heap as filters go by: flat, or not."""
    steps = max(count // 5, 1)
    said = [f"{wire.heap():.1f}"]
    for number, patch in enumerate(patches(page, count, 3), 1):
        page.evaluate("(patch) => measured.filter(patch)", patch)
        if number % steps == 0:
            said.append(f"{wire.heap():.1f}")
    print(f"{f'JavaScript heap over {count} filters, MB':<46} {' → '.join(said)}")


def peak_of(process: int) -> float:
    """Peak megabytes of a process since `forget_peak`."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) / 1024


def forget_peak(process: int) -> float:
    """Start the peak of a process again from what it holds now; return that."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return peak_of(process)


def bench_workbook(address: str, process: int) -> None:
    """The whole base as XLSX: time, size, and what it added to the server's peak memory."""
    before = {worker: forget_peak(worker) for worker in with_descendants(process)}
    start = time.perf_counter()
    with urllib.request.urlopen(f"{address}export.xlsx") as reply:
        size = len(reply.read())
    seconds = time.perf_counter() - start
    grown = max(peak_of(worker) - held for worker, held in before.items())
    print(f"{'XLSX of everything':<46} {seconds:.2f} s, {size / 1e6:.1f} MB, peak +{grown:.0f} MB")


def bench(data: Path, options: argparse.Namespace) -> None:
    """Print every figure for the release that `data` serves."""
    with served(data) as (address, process), chromium() as browser:
        bench_first_view(browser, address, options.first)
        page, wire, _ = opened(browser, address)
        bench_filters(page, wire, options.filters, "")
        bench_moves(page, wire, options.filters)
        show_table(page)
        bench_filters(page, wire, options.filters, "(table shown)")
        if options.heap:
            bench_heap(page, wire, options.heap)
        if options.workbook:
            bench_workbook(address, process)
        page.context.close()


def main() -> None:
    """Read the options, make a release when none is given, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--first", type=int, default=5, help="cold first views")
    parser.add_argument("--filters", type=int, default=60)
    parser.add_argument("--heap", type=int, default=500, help="filters between two heaps; 0: none")
    parser.add_argument("--workbook", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    print(f"before: {yardstick.said()}")
    with tempfile.TemporaryDirectory() as folder:
        bench(options.data or made(Path(folder)), options)
    print(f"after: {yardstick.said()}")


def made(folder: Path) -> Path:
    """A fictional release of the size of the region."""
    from tests.support.release_builder import build_data
    from tests.support.release_places import GRAND_EST

    return build_data(folder, rows=125_000, departements=GRAND_EST, communes=500)


if __name__ == "__main__":
    main()
