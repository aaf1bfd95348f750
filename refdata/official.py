"""The list of official addresses, `official_sources.toml`, as typed values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from refdata.errors import RefdataError

LIST = "official_sources.toml"


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """One line of the list; `name` and `url` may hold `{department}` or `{region}`.

    `choice` is 0 for a file that nothing replaces; `also` holds other names that a mirror may use;
    `typical_bytes` is the size to count on when a server does not say it.
    """

    source: str
    kind: str
    name: str
    url: str
    typical_bytes: int
    optional: bool = False
    choice: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialSources:
    """The files, in the order of the list, and the departments of each region (COG codes)."""

    files: tuple[OfficialFile, ...]
    regions: Mapping[str, tuple[str, ...]]
    default_region: str

    def region_of(self, department: str) -> str:
        """Code of the region of a department. Raises RefdataError when none has it."""
        for region, departments in self.regions.items():
            if department in departments:
                return region
        msg = f"department {department}: is in no region of {LIST}; check --departments"
        raise RefdataError(msg)

    def departments_of(self, regions: Iterable[str]) -> frozenset[str]:
        """Return the departments of some regions; a code that is no region has none."""
        return frozenset(d for region in regions for d in self.regions.get(region, ()))


def official_sources(path: Path | None = None) -> OfficialSources:
    """Read the list of the package, or another of the same form at `path`."""
    place = path or resources.files("refdata").joinpath(LIST)
    listed = tomllib.loads(place.read_text(encoding="utf-8"))
    files = [OfficialFile(**{**f, "also": tuple(f.get("also", ()))}) for f in listed["file"]]
    regions = {code: tuple(departments) for code, departments in listed["regions"].items()}
    return OfficialSources(tuple(files), regions, listed["default_region"])
