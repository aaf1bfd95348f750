"""A folder of source files under their upstream names (DESIGN §5), and which of them to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from refdata.ans.container import RawFile, open_zip
from refdata.errors import RawFormatError, SourceMissingError

_DEPARTMENT = r"(?P<part>\d{2,3}|2[ab])"
_STAMP = r"(?:[_-](?P<stamp>\d{12}|\d{8}))?"
_ANS_TEXT = re.compile(
    rf"ps[_-]libreacces[_-](?P<kind>personne[_-]activite|dipl[_-]autexerc|savoir[_-]?faire)"
    rf"{_STAMP}\.(?:txt|csv)"
)
_TEXTS = {
    "personne_activite": "Personne_activite",
    "dipl_autexerc": "Dipl_AutExerc",
    "savoir_faire": "SavoirFaire",
}
"""Kind of a text of the extraction -> how its upstream name calls it."""

EXTRACTION_KINDS = frozenset(_TEXTS)
"""Kinds of the three texts of the extraction."""

_ADVICE = "put the file there under its upstream name, or give another --source"

DEMONSTRATION_MARKER = "demonstration.json"
"""File of a source folder that says that its data are fictitious."""

_NAMES = {
    "adresses": re.compile(rf"adresses-{_DEPARTMENT}\.csv(?:\.gz)?"),
    "lieux_dits": re.compile(rf"lieux-dits-{_DEPARTMENT}(?:-beta)?\.csv(?:\.gz)?"),
    "anciennes_communes": re.compile(r"communes-associees-deleguees(?P<part>-[\w-]+)?\.json"),
    "communes": re.compile(r"communes(?P<part>-(?!associees)[\w-]+)?\.(?:geojson|json)"),
    "epcis": re.compile(r"epcis(?P<part>-[\w-]+)?\.(?:geojson|json)"),
    "departements": re.compile(r"departements(?P<part>-[\w-]+)?\.(?:geojson|json)"),
    "extraction": re.compile(rf"ps[_-]libreacces{_STAMP}\.zip"),
    "mssante": re.compile(
        r"extraction[_-]correspondance[_-]mssante(?:[_-](?P<stamp>\d{8,12}))?\.(?:txt|csv|zip)"
    ),
    "demonstration": re.compile(re.escape(DEMONSTRATION_MARKER)),
}
"""Kind of a file -> its upstream names, in lower case."""


class Recognised(NamedTuple):
    """What a file is by its upstream name: its kind, department or territory, and timestamp.

    `part` and `stamp` are empty where the name has none; a stamp has 8 to 12 digits, of which the
    first 8 are the day.
    """

    kind: str
    part: str
    stamp: str


@lru_cache(maxsize=4096)
def recognise(name: str) -> Recognised | None:
    """`"lieux-dits-2a-beta.csv.gz"` -> `("lieux_dits", "2A", "")`; None for any other file."""
    if match := _ANS_TEXT.fullmatch(name.lower()):
        kind = match["kind"].replace("-", "_").replace("savoirfaire", "savoir_faire")
        return Recognised(kind, "", match["stamp"] or "")
    for kind, pattern in _NAMES.items():
        if match := pattern.fullmatch(name.lower()):
            found = match.groupdict()
            return Recognised(kind, (found.get("part") or "").upper(), found.get("stamp") or "")
    return None


def iso_day(stamp: str) -> str:
    """`202609231200` -> `2026-09-23`."""
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"


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
        return iso_day(self.vintage.replace("-", ""))


class MailboxFile(NamedTuple):
    """The text of the MSSanté mailboxes, in a zip or plain, and its date: ISO, of its name or its own."""

    file: RawFile
    date: str


@dataclass(frozen=True)
class SourceFolder:
    """What a folder holds. Lists and dictionaries are sorted, and empty where nothing was found.

    `folder` is what messages name; `files` are those known by their upstream names, in `folder`
    itself, or in one folder a source when they were fetched.
    """

    folder: Path
    files: Mapping[Path, Recognised] = field(default_factory=dict)
    adresses: Mapping[str, Path] = field(default_factory=dict)
    lieux_dits: Mapping[str, Path] = field(default_factory=dict)
    communes: list[Path] = field(default_factory=list)
    epcis: list[Path] = field(default_factory=list)
    anciennes_communes: list[Path] = field(default_factory=list)
    departements: list[Path] = field(default_factory=list)

    @classmethod
    def scan(cls, folder: Path, *parts: Path) -> SourceFolder:
        """Look at the names of the files of `parts`, of `folder` itself when none is given.

        Folders in them are not looked into. Raises SourceMissingError when one is not a folder,
        RawFormatError for a link under an upstream name that leads to no file.
        """
        files = _known_files(parts or (folder,))
        return cls(
            folder,
            files,
            adresses=_by_part(files, "adresses"),
            lieux_dits=_by_part(files, "lieux_dits"),
            communes=list(_by_part(files, "communes").values()),
            epcis=list(_by_part(files, "epcis").values()),
            anciennes_communes=list(_by_part(files, "anciennes_communes").values()),
            departements=list(_by_part(files, "departements").values()),
        )

    @cached_property
    def ans(self) -> AnsFiles:
        """Newest extraction of the folder.

        Raises SourceMissingError when one of its three files is missing, RawFormatError when the
        newest zip is damaged.
        """
        found = _newest_of_each_kind(_ans_candidates(self.files))
        for kind, title in _TEXTS.items():
            if kind not in found:
                expected = f"PS_LibreAcces_*.zip holding (or text file) PS_LibreAcces_{title}"
                raise SourceMissingError(self.folder, expected, _ADVICE)
        activities, diplomas, skills = (found[kind].file for kind in _TEXTS)
        return AnsFiles(activities, diplomas, skills, found["personne_activite"].vintage)

    @cached_property
    def mailboxes(self) -> MailboxFile | None:
        """Newest file of the MSSanté mailboxes; None when there is none.

        Raises RawFormatError when it is a damaged zip.
        """
        dated = [
            (iso_day(known.stamp) if known.stamp else _file_date(path), path)
            for path, known in self.files.items()
            if known.kind == "mssante"
        ]
        if not dated:
            return None
        date, path = max(dated)
        is_zip = path.suffix.lower() == ".zip"
        return MailboxFile(RawFile(path, _mailbox_member(path) if is_zip else None), date)

    @property
    def newest(self) -> list[Path]:
        """The files to read: of each kind and part, the newest and packed one, each once.

        Raises as `ans` and `mailboxes` do.
        """
        ans, boxes = self.ans, self.mailboxes
        texts = (ans.personne_activite, ans.dipl_autexerc, ans.savoir_faire)
        found = [
            *self.adresses.values(),
            *self.lieux_dits.values(),
            *self.communes,
            *self.epcis,
            *self.anciennes_communes,
            *self.departements,
            *(text.path for text in texts),
            *([boxes.file.path] if boxes else []),
        ]
        return list(dict.fromkeys(found))

    @property
    def is_demonstration(self) -> bool:
        """Whether the source says that its data are fictitious."""
        return any(known.kind == "demonstration" for known in self.files.values())

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


def _known_files(folders: Iterable[Path]) -> dict[Path, Recognised]:
    """Files of each folder by name, links to files included, that have an upstream name."""
    found: dict[Path, Recognised] = {}
    for folder in folders:
        if not folder.is_dir():
            advice = "give the path of a folder that holds the source files"
            raise SourceMissingError(folder, "folder", advice)
        for path in sorted(folder.iterdir()):
            if (known := recognise(path.name)) and _is_file(path):
                found[path] = known
    return found


def _is_file(path: Path) -> bool:
    """Tell whether a path under an upstream name is a file or a link to one, wherever that lies.

    Raises RawFormatError for a link that leads to no file (dangling, looping, to a device): left
    aside, it would take what it stands for out of the release.
    """
    if path.is_file():
        return True
    if path.is_symlink() and not path.is_dir():
        problem = f"leads to no file (a link to {path.readlink()})"
        raise RawFormatError(path, problem, "put the file itself there, or a link to it")
    return False


def _by_part(files: Mapping[Path, Recognised], kind: str) -> dict[str, Path]:
    """Map department or territory to file; of two forms, the packed or the geographic one."""
    found: dict[str, Path] = {}
    for path, known in files.items():
        if known.kind == kind and (known.part not in found or path.suffix in {".gz", ".geojson"}):
            found[known.part] = path
    return dict(sorted(found.items()))


def _ans_candidates(files: Mapping[Path, Recognised]) -> list[_Candidate]:
    """Every text file, and the members of the newest zip."""
    texts = [
        _Candidate(known.kind, RawFile(path), known.stamp or _file_date(path))
        for path, known in files.items()
        if known.kind in EXTRACTION_KINDS
    ]
    zips = [(known.stamp, path) for path, known in files.items() if known.kind == "extraction"]
    return texts + (_members(*max(zips)) if zips else [])


def _members(stamp: str, path: Path) -> list[_Candidate]:
    """Text files inside a zip: its own timestamp is their vintage, else theirs, else its date."""
    return [
        _Candidate(known.kind, RawFile(path, name), stamp or known.stamp or _file_date(path))
        for name in _names_inside(path)
        if (known := recognise(Path(name).name)) and known.kind in EXTRACTION_KINDS
    ]


def _mailbox_member(path: Path) -> str:
    """Name of the text inside a zip of mailboxes: the one that is named so, else the first."""
    names = _names_inside(path)
    known = {name: recognise(Path(name).name) for name in names}
    named = [name for name, found in known.items() if found and found.kind == "mssante"]
    return (named or names or [""])[0]


def _names_inside(path: Path) -> list[str]:
    """Names of the files of a zip."""
    with open_zip(path) as archive:
        return [info.filename for info in archive.infolist() if not info.is_dir()]


def _newest_of_each_kind(candidates: Iterable[_Candidate]) -> dict[str, _Candidate]:
    return {c.kind: c for c in sorted(candidates, key=lambda c: c.rank)}


def _file_date(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
