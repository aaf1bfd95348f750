"""The truth of the generated extraction: what BAN knows of the place of each regional line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from refdata.atomic import replacing
from refdata.demo.draft import Truth
from refdata.demo.extraction import Entry

TRUTH_FILE = "verite.csv"
HEADER = (
    "line",
    "identifiant_pp",
    "classes",
    "level",
    "ban_id",
    "street_id",
    "insee",
    "lon",
    "lat",
    "reason",
)
_FIRST_LINE = 2
"""The header of Personne_activite is line 1."""


def truth_rows(entries: Sequence[Entry]) -> Iterator[tuple[int, str, tuple[str, ...], Truth]]:
    """Return line, person, classes and truth of each distinct line of the region."""
    for line, entry in enumerate(entries, start=_FIRST_LINE):
        site = entry.activity.site
        if not entry.copy and site is not None and site.truth is not None:
            yield line, entry.activity.person.number, site.classes, site.truth


def write_truth(folder: Path, entries: Sequence[Entry]) -> None:
    """Write `verite.csv`, in the columns of the shared truth table."""
    with (
        replacing(folder / TRUTH_FILE) as partial,
        partial.open("w", encoding="utf-8", newline="") as handle,
    ):
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        for line, number, classes, truth in truth_rows(entries):
            lon = "" if truth.lon is None else f"{truth.lon:.6f}"
            lat = "" if truth.lat is None else f"{truth.lat:.6f}"
            place = (truth.level, truth.ban_id, truth.street_id, truth.insee, lon, lat)
            writer.writerow((line, number, "+".join(classes), *place, truth.reason))
