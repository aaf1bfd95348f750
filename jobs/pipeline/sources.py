"""What an update starts from: the source folder, its departments, and their description."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from jobs.pipeline.ledger import Facts, Ledger, Step, digest_of
from refdata.errors import SourceMissingError
from refdata.sources import AnsFiles, SourceFolder

LISTED_STEP = "departements_listes"

GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class Provided:
    """Folders that hold the official files: `root` is what messages name."""

    root: Path
    folders: tuple[Path, ...]

    @classmethod
    def folder(cls, source: str | Path) -> Provided:
        """Return one folder that holds everything."""
        root = Path(source).absolute()
        return cls(root, (root,))

    @cached_property
    def files(self) -> SourceFolder:
        """What they hold, looked at once. Raises SourceMissingError or RawFormatError."""
        return SourceFolder.scan(self.root, *self.folders)


@dataclass(frozen=True, slots=True)
class Selection:
    """The source files, their extraction, and the departments to take from them, sorted."""

    folder: SourceFolder
    ans: AnsFiles
    departments: tuple[str, ...]

    @property
    def is_demonstration(self) -> bool:
        """Whether the source says that its data are fictitious."""
        return self.folder.is_demonstration


def select(provided: Provided, wanted: frozenset[str] | None, ledger: Ledger) -> Selection:
    """Scan the folders provided and settle the departments.

    None takes the departments of the source's own departments file that have an address file: a
    folder of one region may hold the addresses of a neighbour (90 beside Grand Est), which is no
    reason to publish it. Raises SourceMissingError for a department without address
    file, and for any other piece that is needed and missing.
    """
    root, folder = provided.root, provided.files
    listed = _listed(folder, ledger)
    if wanted is None:
        wanted = frozenset(folder.adresses) & listed
    if not wanted:
        folder.check([])
        advice = "put one there for each department to publish"
        raise SourceMissingError(root, "adresses-XX.csv.gz of a department of its region", advice)
    folder.check(wanted)
    if unknown := sorted(wanted - listed):
        advice = "add the departments file of its region or leave it out of --departments"
        raise SourceMissingError(root, f"department {unknown[0]} in a departements file", advice)
    return Selection(folder, folder.ans, tuple(sorted(wanted)))


def _listed(folder: SourceFolder, ledger: Ledger) -> frozenset[str]:
    """Return the codes of the source's departments files, read again only when they change."""

    def read() -> Facts:
        from refdata import geoapi

        tables = [geoapi.read_departements(path) for path in folder.departements]
        return {"codes": sorted({c for t in tables for c in t["code_departement"].to_pylist()})}

    key = digest_of([ledger.digest(path) for path in folder.departements])
    ledger.run(Step(LISTED_STEP, key, ()), read)
    return frozenset(ledger.facts(LISTED_STEP, "refdata")["codes"])


def described(selection: Selection, ledger: Ledger) -> dict[str, Any]:
    """Return `sources` of the manifest: vintage and files (name, SHA-256, bytes) of each source.

    The vintage of a source without a file is null.
    """
    folder, departments = selection.folder, selection.departments
    places = {
        "adresses": [folder.adresses[d] for d in departments],
        "lieux_dits": [folder.lieux_dits[d] for d in departments if d in folder.lieux_dits],
        "communes": [
            *folder.communes,
            *folder.epcis,
            *folder.departements,
            *folder.anciennes_communes,
        ],
    }
    sources = {name: _source(files, ledger) for name, files in places.items()}
    ans = selection.ans
    files = {raw.path for raw in (ans.personne_activite, ans.dipl_autexerc, ans.savoir_faire)}
    sources["annuaire"] = _source(files, ledger) | {"millesime": ans.date}
    boxes = folder.mailboxes
    boxed = _source([boxes.file.path] if boxes else [], ledger)
    sources["messageries"] = boxed | {"millesime": boxes.date if boxes else None}
    return sources


def _source(files: Iterable[Path], ledger: Ledger) -> dict[str, Any]:
    """One source of the manifest; its vintage is that of its newest file, null without a file."""
    paths = sorted(files, key=lambda path: path.name)
    rows = [
        {"nom": path.name, "sha256": ledger.digest(path), "octets": path.stat().st_size}
        for path in paths
    ]
    return {"millesime": max(map(_date_of, paths), default=None), "fichiers": rows}


def _date_of(path: Path) -> str:
    """Return the date of a file: the one gzip wrote inside, else that of the file itself."""
    with path.open("rb") as handle:
        head = handle.read(8)
    seconds = int.from_bytes(head[4:8], "little") if head[:2] == GZIP_MAGIC else 0
    return datetime.fromtimestamp(seconds or path.stat().st_mtime, UTC).date().isoformat()


def digests(sources: dict[str, Any], name: str) -> list[str]:
    """SHA-256 of the files of one source of the manifest."""
    return [row["sha256"] for row in sources[name]["fichiers"]]
