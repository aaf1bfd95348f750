"""Vintages and their age; counts against the release before and against orders of magnitude."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jobs.doctor.checks import Check, ok, warning
from jobs.pipeline.guard import located_share, objections
from jobs.pipeline.releases import releases, served_manifest
from refdata.paths import DataPaths

Manifest = Mapping[str, Any]

MAX_AGE_DAYS = {"annuaire": 45, "adresses": 400, "lieux_dits": 400, "communes": 550}
"""Source -> age beyond which its update has stopped: the extraction is daily and taken every
fortnight, the addresses weekly, the communes yearly."""

PLACES_ADVICE = "fetch newer files and run `cigogne update`"

LINES = (1_000, 4_000_000)
"""Lines of an extraction: 2.3 million in 2026, a test or a department alone far fewer."""

PER_PERSON = (1.0, 3.0)
"""Activities of a professional, on average: 1.1 in the region."""


PERSONS_PER_SITE = 200
"""Professionals of a site of practice, on average, beyond which sites were not told apart."""

MIN_LOCATED = 0.90
"""Share at their address below which addresses and activities are not of the same places."""

MAX_QUARANTINE = 0.001
"""Share of refused lines that a sound extraction never has: the real one has a handful."""


def checks(paths: DataPaths, today: date) -> Iterator[Check]:
    """Check what the release being served says of itself."""
    manifest = served_manifest(paths)
    if manifest is None:
        return
    yield from _ages(manifest, today)
    yield from _compared(paths, manifest)
    yield from _magnitudes(manifest)


def _ages(manifest: Manifest, today: date) -> Iterator[Check]:
    """Say how old each source is; a fictitious one has no age."""
    for name, source in manifest["sources"].items():
        if source["millesime"] is None:
            yield ok(f"source {name}: none")
            continue
        days = (today - date.fromisoformat(source["millesime"])).days
        said = f"source {name}: of {source['millesime']}, {days} days ago"
        if manifest["demonstration"]:
            yield ok(f"source {name}: of {source['millesime']}, fictitious")
        elif days > MAX_AGE_DAYS.get(name, 400):
            yield warning(said, PLACES_ADVICE)
        elif days < -1:
            yield warning(f"source {name}: of {source['millesime']}, to come", "set the clock")
        else:
            yield ok(said)


def _compared(paths: DataPaths, manifest: dict[str, Any]) -> Iterator[Check]:
    """Compare the release with the one built before it."""
    found = releases(paths)
    older = found[found.index(manifest) + 1 :]
    if not older:
        return
    name = older[0]["identifiant"]
    if said := objections(older[0], manifest):
        advice = f"`cigogne rollback {name}` if this is not right"
        yield warning(f"against {name}: {'; '.join(said)}", advice)
    else:
        yield ok(f"counts are those to expect after {name}")


def _magnitudes(manifest: Manifest) -> Iterator[Check]:
    """Compare the counts with what any extraction has."""
    counts, found = manifest["comptes"], []
    rows, persons = counts["activites"], counts["personnes"]
    if not rows:
        yield warning("the release holds no activity", "check --departments and the extraction")
        return
    if not LINES[0] <= counts["lignes_lues"] <= LINES[1]:
        found.append(f"{counts['lignes_lues']:,} lines read")
    if not PER_PERSON[0] <= rows / persons <= PER_PERSON[1]:
        found.append(f"{rows / persons:.1f} activities a professional")
    if persons > PERSONS_PER_SITE * counts["lieux_exercice"]:
        found.append(f"{counts['lieux_exercice']:,} sites for {persons:,} professionals")
    if counts["quarantaine"] > max(1.0, MAX_QUARANTINE * counts["lignes_lues"]):
        found.append(f"{counts['quarantaine']:,} lines in quarantine")
    if located_share(manifest) < MIN_LOCATED:
        found.append(f"{located_share(manifest):.1%} located at their address")
    if found:
        advice = "look at `cigogne status` and quarantine/, and fetch the files again if in doubt"
        yield warning(f"unusual counts: {', '.join(found)}", advice)
    else:
        yield ok(f"counts are plausible: {rows:,} activities, {persons:,} professionals")
