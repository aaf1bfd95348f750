"""Where files come from, and which ones are needed: official addresses, a mirror, a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from jobs.fetch.addresses import is_url, masked
from jobs.fetch.items import Choice, Item, Need
from jobs.fetch.listing import Listing
from refdata.errors import SourceMissingError
from refdata.official import OfficialFile, OfficialSources
from refdata.sources import recognise

OFFICIAL = "the official addresses"
DEMONSTRATION = OfficialFile("ans", "demonstration", "demonstration.json", "", 1_000, optional=True)
"""A mirror of the demonstration world says that its data are fictitious."""
_REGION = "-REGION-"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where to take files; `base` is empty for the official addresses.

    `base` is the address of a mirror, ending with `/`, credentials included, or the absolute path
    of a folder.
    """

    base: str = ""
    listing: Listing = field(default_factory=Listing)

    @property
    def is_official(self) -> bool:
        """Whether each file has its own official address."""
        return not self.base

    @property
    def is_folder(self) -> bool:
        """Whether the files are in a folder of this machine."""
        return bool(self.base) and not is_url(self.base)

    @property
    def label(self) -> str:
        """What messages and manifests call it; no credentials."""
        return masked(self.base) or OFFICIAL

    def address(self, file: OfficialFile, name: str, part: str) -> str:
        """Address of a file: its official one, or its name under the base."""
        if self.is_official:
            return file.url.format(department=part, region=part)
        return str(Path(self.base, name)) if self.is_folder else self.base + quote(name)


def origin_of(source: str | None) -> Origin:
    """Return the origin that `--source` names; None is the official addresses.

    Raises SourceMissingError for a path that is no folder.
    """
    if source is None:
        return Origin()
    if is_url(source):
        return Origin(source.rstrip("/") + "/")
    folder = Path(source)
    if not folder.is_dir():
        raise SourceMissingError(folder, "folder", "give the folder of the official files")
    return Origin(str(folder.absolute()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one fetch is after: departments, their regions, and the files needed."""

    departments: frozenset[str]
    regions: tuple[str, ...]
    needs: tuple[Need, ...]


def wanted(
    origin: Origin, departments: frozenset[str] | None, catalogue: OfficialSources
) -> Wanted:
    """Settle what to take from `origin` for `departments`.

    None takes the departments that the source lists, or those of the default region; a mirror may
    then lack the addresses of some. Raises RefdataError for a department of no region.
    """
    asked = departments if departments is not None else _found(origin.listing, catalogue)
    regions = tuple(sorted({catalogue.region_of(d) for d in asked}))
    chooser = _Chooser(origin, departments is None and not origin.is_official)
    single = [file for file in catalogue.files if not file.choice]
    needs = [need for file in single for need in _needs(chooser, file, asked, regions)]
    needs.append(_extraction(chooser, catalogue))
    if not origin.is_official:
        needs += chooser.each(DEMONSTRATION, [""])
    return Wanted(asked, regions, tuple(needs))


def _found(listing: Listing, catalogue: OfficialSources) -> frozenset[str]:
    """Departments with addresses in the listing and in its regions; else the default region's."""
    regions = [p.removeprefix(_REGION) for p in listing.of_kind("departements")]
    among = catalogue.departments_of(regions or [catalogue.default_region])
    if "" in regions:
        among = catalogue.departments_of(catalogue.regions)
    found = among & frozenset(listing.of_kind("adresses"))
    return found or among


def _needs(
    chooser: _Chooser, file: OfficialFile, departments: Iterable[str], regions: Iterable[str]
) -> Iterator[Need]:
    if "{department}" in file.name:
        return chooser.each(file, sorted(departments))
    if "{region}" in file.name:
        return chooser.each(file, regions)
    return chooser.each(file, [""])


def _extraction(chooser: _Chooser, catalogue: OfficialSources) -> Need:
    """The choices of the extraction, by rank; once some are listed, those, the newest first."""
    listed = chooser.origin.listing.names
    found: list[tuple[str, Choice]] = []
    for rank in sorted({file.choice for file in catalogue.files if file.choice}):
        files = [file for file in catalogue.files if file.choice == rank]
        aliases = 0 if chooser.origin.is_official else max(len(file.also) for file in files)
        for alias in range(aliases + 1):
            items = tuple(chooser.item(file, "", alias) for file in files)
            known = recognise(items[0].name)
            found.append((known.stamp if known else "", items))
    choices = [items for _, items in found]
    if any(item.name in listed for items in choices for item in items):
        found = [(s, items) for s, items in found if all(item.name in listed for item in items)]
        choices = [items for _, items in sorted(found, key=lambda pair: pair[0], reverse=True)]
    return tuple(dict.fromkeys(choices))


@dataclass(frozen=True, slots=True)
class _Chooser:
    """Makes the items of one origin; `lenient` lets a department have no addresses."""

    origin: Origin
    lenient: bool

    def each(self, file: OfficialFile, parts: Iterable[str]) -> Iterator[Need]:
        """One need a part; a listed file of every part at once comes once."""
        items = dict.fromkeys(self.item(file, part, 0) for part in parts)
        return iter([((item,),) for item in items])

    def item(self, file: OfficialFile, part: str, alias: int) -> Item:
        """The file of a part under the name listed, else under its name or its `alias`-th other."""
        name, part = self._name(file, part, alias)
        lenient = self.lenient and file.kind == "adresses"
        return Item(
            source=file.source,
            kind=file.kind,
            part=part,
            name=name,
            address=self.origin.address(file, name, part.removeprefix(_REGION)),
            typical_bytes=file.typical_bytes,
            optional=file.optional or lenient,
            sha256=self.origin.listing.sums.get(name),
        )

    def _name(self, file: OfficialFile, part: str, alias: int) -> tuple[str, str]:
        """Name and part; for a region, the part is what its name carries: `-REGION-44`."""
        listed = self.origin.listing.of_kind(file.kind)
        kept = f"{_REGION}{part}" if "{region}" in file.name else part
        for found in (kept, ""):
            if found in listed:
                return listed[found], found
        names = (file.name, *file.also)
        return names[min(alias, len(names) - 1)].format(department=part, region=part), kept
