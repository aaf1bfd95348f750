"""A folder of source files under their upstream names (DESIGN §5), and which of them to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from refdata.ans.container import RawFile, open_zip
from refdata.errors import RawFormatError, SourceMissingError

_DEPARTMENT = r"(?P<part>\d{2,3}|2[ab])"
_ADDRESSES = re.compile(rf"adresses-{_DEPARTMENT}\.csv(?:\.gz)?")
_PLACES = re.compile(rf"lieux-dits-{_DEPARTMENT}(?:-beta)?\.csv(?:\.gz)?")
_FORMER = re.compile(r"communes-associees-deleguees(?P<part>-[\w-]+)?\.json")
_COMMUNES = re.compile(r"communes(?P<part>-(?!associees)[\w-]+)?\.(?:geojson|json)")
_EPCIS = re.compile(r"epcis(?P<part>-[\w-]+)?\.(?:geojson|json)")
_DEPARTEMENTS = re.compile(r"departements(?P<part>-[\w-]+)?\.(?:geojson|json)")

_STAMP = r"(?:[_-](?P<stamp>\d{12}|\d{8}))?"
_ANS_ZIP = re.compile(rf"ps[_-]libreacces{_STAMP}\.zip")
_ANS_TEXT = re.compile(
    rf"ps[_-]libreacces[_-](?P<kind>personne[_-]activite|dipl[_-]autexerc|savoir[_-]?faire)"
    rf"{_STAMP}\.(?:txt|csv)"
)
_MSSANTE = re.compile(rf"extraction[_-]correspondance[_-]mssante{_STAMP}\.(?:txt|csv)")
_KINDS = ("personne_activite", "dipl_autexerc", "savoir_faire")
_ADVICE = "put the file there under its upstream name, or give another --source"

DEMONSTRATION_MARKER = "demonstration.json"
"""File of a source folder that says that its data are fictitious."""

_NAMES = {
    "adresses": _ADDRESSES,
    "lieux_dits": _PLACES,
    "anciennes_communes": _FORMER,
    "communes": _COMMUNES,
    "epcis": _EPCIS,
    "departements": _DEPARTEMENTS,
    "extraction": _ANS_ZIP,
    "mssante": _MSSANTE,
    "demonstration": re.compile(re.escape(DEMONSTRATION_MARKER)),
}


class Recognised(NamedTuple):
    """What a file is by its upstream name: its kind, department or territory, and timestamp.

    `part` and `stamp` are empty where the name has none.
    """

    kind: str
    part: str
    stamp: str


@lru_cache(maxsize=4096)
def recognise(name: str) -> Recognised | None:
    """`"lieux-dits-2a-beta.csv.gz"` -> `("lieux_dits", "2A", "")`; None for any other file."""
    if match := _ANS_TEXT.fullmatch(name.lower()):
        return Recognised(_kind(match), "", match["stamp"] or "")
    for kind, pattern in _NAMES.items():
        if match := pattern.fullmatch(name.lower()):
            found = match.groupdict()
            return Recognised(kind, (found.get("part") or "").upper(), found.get("stamp") or "")
    return None


@dataclass(frozen=True, slots=True)
class AnsFiles:
    """The three files of one extraction, each in a zip or plain.

    `vintage` is the 12-digit timestamp of the name (`202609231200`), else the date of the file
    (`2026-09-23`).
    """

    personne_activite: RawFile
    dipl_autexerc: RawFile
    savoir_faire: RawFile
    vintage: str

    @property
    def date(self) -> str:
        """Date of the vintage, ISO: `2026-09-23`."""
        digits = self.vintage.replace("-", "")
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """What a folder holds. Lists and dictionaries are sorted, and empty where nothing was found.

    `folder` is what messages name; `parts` are the folders that hold the files: `folder` itself, or
    one a source when they were fetched.
    """

    folder: Path
    adresses: Mapping[str, Path] = field(default_factory=dict)
    lieux_dits: Mapping[str, Path] = field(default_factory=dict)
    communes: list[Path] = field(default_factory=list)
    epcis: list[Path] = field(default_factory=list)
    anciennes_communes: list[Path] = field(default_factory=list)
    departements: list[Path] = field(default_factory=list)
    parts: tuple[Path, ...] = ()

    @classmethod
    def scan(cls, folder: Path, *parts: Path) -> SourceFolder:
        """Look at the names of the files of `parts`, of `folder` itself when none is given.

        Folders in them are not looked into. Raises SourceMissingError when one is not a folder.
        """
        parts = parts or (folder,)
        files = _files(parts)
        return cls(
            folder,
            parts=parts,
            adresses=_by_part(files, _ADDRESSES),
            lieux_dits=_by_part(files, _PLACES),
            communes=list(_by_part(files, _COMMUNES).values()),
            epcis=list(_by_part(files, _EPCIS).values()),
            anciennes_communes=list(_by_part(files, _FORMER).values()),
            departements=list(_by_part(files, _DEPARTEMENTS).values()),
        )

    @property
    def places(self) -> tuple[Path, ...]:
        """The folders that hold the files."""
        return self.parts or (self.folder,)

    @property
    def ans(self) -> AnsFiles:
        """Newest extraction of the folder.

        Raises SourceMissingError when one of its three files is missing, RawFormatError when the
        newest zip is damaged.
        """
        found = _newest_of_each_kind(_ans_candidates(_files(self.places)))
        for kind in _KINDS:
            if kind not in found:
                expected = (
                    f"PS_LibreAcces_*.zip holding (or text file) PS_LibreAcces_{_title(kind)}"
                )
                raise SourceMissingError(self.folder, expected, _ADVICE)
        activities, diplomas, skills = (found[kind].file for kind in _KINDS)
        return AnsFiles(activities, diplomas, skills, found["personne_activite"].vintage)

    @property
    def is_demonstration(self) -> bool:
        """Whether the source says that its data are fictitious."""
        return any((part / DEMONSTRATION_MARKER).exists() for part in self.places)

    def check(self, departments: Iterable[str]) -> None:
        """Raise SourceMissingError naming the first file missing for `departments`.

        Needed: the addresses of each department, communes, EPCI, departments, the extraction.
        Lieux-dits and former communes are optional.
        """
        for department in sorted(departments):
            if department not in self.adresses:
                expected = f"adresses-{department}.csv.gz"
                raise SourceMissingError(self.folder, expected, _ADVICE)
        for paths, expected in (
            (self.communes, "communes-region-XX.geojson"),
            (self.epcis, "epcis-region-XX.json"),
            (self.departements, "departements-region-XX.json"),
        ):
            if not paths:
                raise SourceMissingError(self.folder, expected, _ADVICE)
        _ = self.ans


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    file: RawFile
    vintage: str

    @property
    def rank(self) -> tuple[str, bool, str]:
        """Newest vintage first; of the same vintage, the zip; then by name."""
        return self.vintage.replace("-", ""), self.file.member is not None, self.file.place


def _files(folders: Iterable[Path]) -> list[Path]:
    """Files of each folder by name, links to files included."""
    found: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            advice = "give the path of a folder that holds the source files"
            raise SourceMissingError(folder, "folder", advice)
        found += sorted(path for path in folder.iterdir() if _is_source(path))
    return found


def _is_source(path: Path) -> bool:
    """Tell whether a path is a file or a link to one, wherever that lies.

    Raises RawFormatError for a link under an upstream name that leads to no file (dangling,
    looping, to a device): left aside, it would take what it stands for out of the release.
    """
    if path.is_file():
        return True
    if path.is_symlink() and not path.is_dir() and recognise(path.name):
        problem = f"leads to no file (a link to {path.readlink()})"
        raise RawFormatError(path, problem, "put the file itself there, or a link to it")
    return False


def _by_part(files: Iterable[Path], pattern: re.Pattern[str]) -> dict[str, Path]:
    """Map department or territory to file; of two forms, the packed or the geographic one."""
    found: dict[str, Path] = {}
    for path in files:
        if match := pattern.fullmatch(path.name.lower()):
            part = (match["part"] or "").upper()
            if part not in found or path.suffix in {".gz", ".geojson"}:
                found[part] = path
    return dict(sorted(found.items()))


def _ans_candidates(files: Iterable[Path]) -> list[_Candidate]:
    """Every text file, and the members of the newest zip."""
    texts = []
    zips: list[tuple[str, Path]] = []
    for path in files:
        if match := _ANS_TEXT.fullmatch(path.name.lower()):
            vintage = match["stamp"] or _file_date(path)
            texts.append(_Candidate(_kind(match), RawFile(path), vintage))
        elif match := _ANS_ZIP.fullmatch(path.name.lower()):
            zips.append((match["stamp"] or "", path))
    return texts + (_members(*max(zips)) if zips else [])


def _members(stamp: str, path: Path) -> list[_Candidate]:
    """Text files inside a zip: its own timestamp is their vintage, else theirs, else its date."""
    with open_zip(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    return [
        _Candidate(_kind(match), RawFile(path, name), stamp or match["stamp"] or _file_date(path))
        for name in names
        if (match := _ANS_TEXT.fullmatch(Path(name).name.lower()))
    ]


def _newest_of_each_kind(candidates: Iterable[_Candidate]) -> dict[str, _Candidate]:
    return {c.kind: c for c in sorted(candidates, key=lambda c: c.rank)}


def _kind(match: re.Match[str]) -> str:
    kind = match["kind"].replace("-", "_")
    return "savoir_faire" if kind == "savoirfaire" else kind


def _title(kind: str) -> str:
    return {
        "personne_activite": "Personne_activite",
        "dipl_autexerc": "Dipl_AutExerc",
        "savoir_faire": "SavoirFaire",
    }[kind]


def _file_date(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
