"""Prints seconds and peak memory of updates at the size of the region, and of reading a country.

`python -m bench.update [--world DIR] [--folder DIR] [--scale region] [--skip-country]`. `--world` is
a folder of official files as `refdata.demo.write_world` writes them (made when not given). Each
update is the command in a process of its own, helpers included in its memory:

- everything: nothing cached, from local files;
- a fortnight after: another extraction, 2 % of its rows new, the same addresses;
- nothing changed;
- reading and filtering an extraction of 2.3 million lines and 820 MB, plain and zipped.

The load of the machine is printed beside each figure: they are those of an idle one only there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from bench.cost import cost_of

CIGOGNE = [sys.executable, "-c", "from jobs.cli import main; main()"]
"""Not the script beside the interpreter: this is the code of the working directory."""

READ = """
import sys
from pathlib import Path
from refdata.ans import RawFile, read_activities
path, member = Path(sys.argv[1]), sys.argv[2] or None
found = read_activities(RawFile(path, member), frozenset(sys.argv[3].split(",")))
counts = found.counts
parts = ("hors_region", "etranger", "sans_lieu", "quarantaine", "doublons_exacts", "activites")
assert counts["lignes_lues"] == sum(counts[name] for name in parts)
print(counts, file=sys.stderr)
"""

LINES, BYTES = 2_300_000, 820_000_000
"""Size of the extraction of the whole country."""


def say(what: str, command: list[str], goal: str) -> None:
    """Run a command and print one line of what it took; raises SystemExit when it fails."""
    load, cost = os.getloadavg()[0], cost_of(command)
    spent = f"{cost.seconds:>8.2f} s {cost.cpu:>6.2f} s cpu {cost.megabytes:>6.0f} MB"
    print(f"{what:<50}{spent}  load {load:>4.1f}  {goal}", flush=True)


def updates(world: Path, folder: Path, scale: str) -> None:
    """Measure the three updates, and the share of addresses geocoded again."""
    source, data = folder / "source", folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    _linked(world, source)
    words = [*CIGOGNE, "update", "--source", str(source), "--data", str(data)]
    say("everything, nothing cached", words, "must 60, aim 25")
    _told(data)
    say("nothing changed", words, "must 2, aim 0.5")
    _later(source, folder / "later", scale)
    say("a fortnight after, 2 % of the rows new", words, "must 15, aim 6")
    counts = _told(data)
    share = counts["geocodees"] / counts["adresses"]
    print(f"{'addresses geocoded again':<52}{share:>8.2%}    must 3 %, aim only the new ones")
    say("nothing changed", words, "must 2, aim 0.5")


def _linked(world: Path, source: Path) -> None:
    """Make a source folder of links to the files of the world."""
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for path in world.iterdir():
        if path.is_file() and path.name != "verite.csv":
            (source / path.name).symlink_to(path.resolve())


def _later(source: Path, later: Path, scale: str) -> None:
    """Replace the extraction of a source by that of a fortnight after."""
    from refdata.demo import SCALES, write_fortnight

    path = next(later.glob("PS_LibreAcces_*.zip"), None) or write_fortnight(later, SCALES[scale])
    next(source.glob("PS_LibreAcces_*.zip")).unlink()
    (source / path.name).symlink_to(path.resolve())


def _told(data: Path) -> dict[str, int]:
    """Print the seconds of each step of the last update; return its counts."""
    run = json.loads((data / "last_run.json").read_text(encoding="utf-8"))
    steps = ", ".join(f"{s['name']} {s['seconds']:.1f}" for s in run["steps"])
    print(f"    {steps}")
    return dict(run["counts"])


def country(world: Path, folder: Path) -> None:
    """Measure the reading of an extraction of the whole country, plain then zipped."""
    plain = folder / "PS_LibreAcces_Personne_activite_202609231200.txt"
    packed = folder / "country.zip"
    if not plain.exists():
        _write_country(world, plain)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(plain, plain.name)
    departments = ",".join(sorted(p.name[9:11] for p in world.glob("adresses-*.csv.gz")))
    goal = "must 20 s, 2,000 MB; aim 6 s, 1,000 MB"
    size = f"{plain.stat().st_size / 1e6:.0f} MB"
    for what, words in (("plain", [str(plain), ""]), ("zipped", [str(packed), plain.name])):
        command = [sys.executable, "-c", READ, *words, departments]
        say(f"reading {LINES:,} lines, {size}, {what}", command, goal)


_OF_REGION = re.compile(rb"\|(?:08|10|5[124578]|6[78]|88)(\d{3}[| ])")


def _write_country(world: Path, path: Path) -> None:
    """Write the lines of the region once, then again and again as other people elsewhere.

    Each copy has other identifiers and codes of departments outside the region; numbers of streets
    are five digits nowhere. Lines are filled up in their telephone column to the size of the country's.
    """
    archive_path = next(world.glob("PS_LibreAcces_*.zip"))
    with zipfile.ZipFile(archive_path) as archive:
        member = next(n for n in archive.namelist() if "Personne_activite" in n)
        header, *lines = archive.read(member).split(b"\n")
    lines = [line for line in lines if line]
    mean = sum(map(len, lines)) / len(lines)
    filling = b"0" * max(0, round(BYTES / LINES - mean - 1))
    written, copy = 0, 0
    with path.open("wb") as out:
        out.write(header + b"\n")
        while written < LINES:
            part = lines[: LINES - written]
            out.writelines(_elsewhere(line, copy, filling) + b"\n" for line in part)
            written, copy = written + len(part), copy + 1


_TELEPHONE = 40
"""Position of `Téléphone (coord. structure)` among the columns."""


def _elsewhere(line: bytes, copy: int, filling: bytes) -> bytes:
    """Return a line of the region as the one of somebody else elsewhere; the first copy stays."""
    if copy:
        line = _OF_REGION.sub(rb"|%02d\1" % (11 + copy), line)
    fields = line.split(b"|")
    if copy:
        fields[1] = fields[1][:-2] + b"%02d" % copy + fields[1][-2:]
        fields[2] = fields[2][:-2] + b"%02d" % copy + fields[2][-2:]
    fields[_TELEPHONE] += filling
    return b"|".join(fields)


def main() -> None:
    """Run everything and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="region", choices=["tiny", "small", "region"])
    parser.add_argument("--world", type=Path, help="folder of official files, made when not given")
    parser.add_argument("--folder", type=Path, help="where to work, kept; else a temporary folder")
    parser.add_argument("--skip-country", action="store_true")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="cigogne-bench-"))
    world = asked.world or folder / "world"
    if not (world / "demonstration.json").exists():
        from refdata.demo import SCALES, write_world

        write_world(world, SCALES[asked.scale])
    updates(world, folder, asked.scale)
    if not asked.skip_country:
        country(world, folder)
    if asked.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
