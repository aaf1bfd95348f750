"""Race our geocoder against addok on the same rows and the same reference, and compare answers.

`python -m bench.addok --tables DIR --gold FILE… [--folder DIR] [--rows N] [--rounds N] [--ahead FILE]`

DIR holds checked tables (`tables` of a data folder: of `cigogne refdata`, or of `cigogne demo --scale
region`, whose import by addok takes five minutes or more). FILE is known answers, by address as
`cigogne evaluate` reads them, or as `bench.noise` writes them. Everything addok needs is made in
`--folder`, a temporary one unless given; given again, packages and imported reference are there
already (see `service`). Needs Debian's apt-get unless redis-server is installed, and what pip needs.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.addok import report
from bench.addok.race import Lane, Row, race
from bench.addok.reference import street_names
from bench.addok.rows import presentations_of, read_rows
from bench.addok.scoring import judge
from bench.addok.service import Addok, running
from bench.addok.verdicts import verdict_lines
from bench.worlds import sources_in
from geocoder import IndexSources, build_index
from refdata.atomic import write_text


def arguments() -> argparse.Namespace:
    """What the run is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.addok", description=__doc__)
    parser.add_argument("--tables", type=Path, required=True, help="folder of checked tables")
    parser.add_argument("--gold", type=Path, required=True, nargs="+", help="known answers (CSV)")
    parser.add_argument("--folder", type=Path, help="where addok is made, kept for the next run")
    parser.add_argument("--rows", type=int, help="at most this many rows, drawn at random")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each lane, 3 by default")
    parser.add_argument(
        "--alone", action="store_true", help="one process a lane: answers only, speed says little"
    )
    parser.add_argument("--ahead", type=Path, help="write where addok is ahead here (Markdown)")
    return parser.parse_args()


def lanes_of(
    addok: Addok, index: Path, presentations: Sequence[str], sizes: Sequence[int]
) -> list[Lane]:
    """Lanes of addok in each number of processes (the first one is the ratio's unit), then ours likewise."""
    script = Path(__file__).with_name("lane_addok.py")
    command = [str(addok.python), str(script)]
    out = [
        Lane(f"addok, {_processes(n)}", command, n, addok.environment, addok.redis_cpu)
        for n in sizes
    ]
    module = [sys.executable, "-m", "bench.addok.lane_cigogne", str(index)]
    for shown in presentations:
        name = f"cigogne, {shown}"
        out += [Lane(f"{name}, {_processes(n)}", [*module, shown], n) for n in sizes]
    return out


def _processes(n: int) -> str:
    return "1 process" if n == 1 else f"{n} processes"


@contextmanager
def work_folder(given: Path | None) -> Iterator[Path]:
    """The folder given, or a temporary one removed at the end."""
    if given:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="cigogne-addok-") as folder:
        yield Path(folder)


def main() -> None:
    """Prepare, race, compare, print."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that redis is stopped
    asked = arguments()
    rows = read_rows(asked.gold, asked.rows)
    sources = sources_in(asked.tables)
    with work_folder(asked.folder) as folder, running(folder, sources) as addok:
        print(f"addok: {addok.imported}; redis {addok.redis_mb():.0f} MB")
        index = build_index(sources, folder / "index")
        lanes = lanes_of(addok, index, presentations_of(rows), (1,) if asked.alone else (2, 1))
        race(lanes, rows, asked.rounds, folder)
    print(f"\n{len(rows)} rows, best of {asked.rounds}, load {os.getloadavg()[0]:.1f}")
    show(f"Speed (ratio to {lanes[0].name})", report.speed(lanes, len(rows)))
    compare(rows, lanes, sources, asked.ahead)


def compare(
    rows: Sequence[Row], lanes: Sequence[Lane], sources: IndexSources, ahead: Path | None
) -> None:
    """Print the quality of both; the answers of one process stand for their competitor."""
    single = [lane for lane in lanes if lane.processes == 1]
    sides = [report.Side(lane.best.answers, judge(rows, lane.best.answers)) for lane in single]
    ours = dict(zip(presentations_of(rows), sides[1:], strict=True))
    judged = {shown: side.judged for shown, side in ours.items()}
    show(
        "Street recall and false streets; ours at the same recall",
        report.curve(sides[0].judged, judged),
    )
    show(
        "Right streets by class, % (against: rows ± points)",
        verdict_lines(sides[0].judged, judged, report.DEFAULT),
    )
    table = report.columns(sides[0].judged, judged)
    for measure in report.MEASURES:
        show("", report.classes(table, measure))
    if ahead:
        names = street_names(sources)
        text = [
            line
            for shown, side in ours.items()
            for line in report.ahead(rows, (sides[0], side), shown, names)
        ]
        write_text(ahead, "\n".join(text) + "\n")


def show(title: str, lines: Sequence[str]) -> None:
    """Print a table under its title."""
    print(f"\n{title}", *lines, sep="\n", flush=True)


if __name__ == "__main__":
    main()
