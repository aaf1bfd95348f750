"""Step `refdata`: official files into checked tables, each skipped while its files are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.pipeline.ledger import Facts, Ledger, Step, code_digest, digest_of
from jobs.pipeline.mailboxes import mailbox_step, read_persons_mailboxes
from jobs.pipeline.sources import Selection, described, digests
from jobs.progress import Progress
from refdata.contract import TableContract
from refdata.paths import DataPaths

if TYPE_CHECKING:
    import pyarrow as pa

SOURCES_STEP = "sources"
DIRECTORY_STEP = "annuaire"

DIRECTORY_OUTPUTS = ("activites", "diplomes", "savoir_faire", "quarantaine")
"""Tables that the step `annuaire` leaves."""

KINDS = ("communes", "epci", "departements", "anciennes_communes")
"""Tables of places that hold every department."""

KINDS_BY_DEPARTMENT = ("adresses", "lieux_dits")
"""Tables of places that are one file a department."""


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """One table of places to build: its kind, its department if it has one, files and path."""

    kind: str
    department: str | None
    files: tuple[Path, ...]
    path: Path

    @property
    def name(self) -> str:
        """`communes`, `adresses/08`."""
        return f"{self.kind}/{self.department}" if self.department else self.kind

    def build(self) -> Facts:
        """Read the files one after the other and write the table."""
        import pyarrow as pa

        read, contract = _reading(self.kind)
        table = pa.concat_tables([contract.empty(), *map(read, self.files)])
        contract.write(table, self.path)
        return {"lignes": table.num_rows}


def _reading(kind: str) -> tuple[Callable[[Path], pa.Table], TableContract]:
    """Return the reader and contract of a kind; an update with nothing to do imports neither."""
    from refdata import ban, geoapi, tables

    return {
        "communes": (geoapi.read_communes, tables.COMMUNE),
        "epci": (geoapi.read_epcis, tables.EPCI),
        "departements": (geoapi.read_departements, tables.DEPARTEMENT),
        "anciennes_communes": (geoapi.read_anciennes_communes, tables.ANCIENNE_COMMUNE),
        "adresses": (ban.read_addresses, tables.ADRESSE),
        "lieux_dits": (ban.read_places, tables.LIEU_DIT),
    }[kind]


def directory_paths(paths: DataPaths) -> dict[str, Path]:
    """Paths of the tables of the extraction and of the mailboxes, and of their quarantines."""
    return {
        "activites": paths.table("annuaire", "activites"),
        "diplomes": paths.table("annuaire", "diplomes"),
        "savoir_faire": paths.table("annuaire", "savoir_faire"),
        "quarantaine": paths.quarantine / "quarantaine.parquet",
        "messageries": paths.table("annuaire", "messageries"),
        "quarantaine_messageries": paths.quarantine / "messageries.parquet",
    }


def place_tables(selection: Selection, paths: DataPaths) -> list[PlaceTable]:
    """Every table of places of the selection."""
    folder = selection.folder
    files = (folder.communes, folder.epcis, folder.departements, folder.anciennes_communes)
    whole = [
        PlaceTable(kind, None, tuple(found), paths.table(kind))
        for kind, found in zip(KINDS, files, strict=True)
    ]
    by_department = zip(KINDS_BY_DEPARTMENT, (folder.adresses, folder.lieux_dits), strict=True)
    return whole + [
        PlaceTable(kind, department, tuple(filter(None, [found.get(department)])), path)
        for kind, found in by_department
        for department in selection.departments
        for path in [paths.table(kind, department)]
    ]


def build_tables(selection: Selection, ledger: Ledger, progress: Progress) -> list[str]:
    """Build what changed; return the names of the tables built."""
    built = []
    code = code_digest("refdata", without="demo")
    tables = place_tables(selection, ledger.paths)
    steps = [
        Step(t.name, digest_of([code, [ledger.digest(f) for f in t.files]]), (t.path,))
        for t in tables
    ]
    stale = [(t, s) for t, s in zip(tables, steps, strict=True) if not ledger.is_fresh(s)]
    if stale:
        with progress.task("Tables of places", len(stale)) as advance:
            for table, step in stale:
                ledger.run(step, table.build)
                built.append(table.name)
                advance(1)
    sources = described(selection, ledger)
    directory = digest_of([code, digests(sources, "annuaire"), selection.departments])
    outputs = directory_paths(ledger.paths)
    step = Step(DIRECTORY_STEP, directory, tuple(outputs[name] for name in DIRECTORY_OUTPUTS))
    if ledger.run(step, lambda: read_directory(selection, ledger.paths, progress)):
        built.append(step.name)
    file = selection.folder.mailboxes
    boxes = mailbox_step(digests(sources, "messageries"), [code, directory], outputs)
    if ledger.run(boxes, lambda: read_persons_mailboxes(file, outputs, progress)):
        built.append(boxes.name)
    _record_sources(selection, sources, [*steps, boxes], ledger)
    return built


def _record_sources(
    selection: Selection, sources: Facts, steps: list[Step], ledger: Ledger
) -> None:
    """Record what the tables were built from, for the later steps and the manifest."""
    facts = {
        "departements": list(selection.departments),
        "demonstration": selection.is_demonstration,
        "sources": sources,
        "tables": {step.name: step.key for step in steps},
    }
    step = Step(SOURCES_STEP, digest_of(facts), ())
    if not ledger.is_fresh(step):
        ledger.record(step, facts)


def read_directory(selection: Selection, paths: DataPaths, progress: Progress) -> Facts:
    """Read the three files of the extraction; return the accounting of their lines."""
    from refdata.light import leave_pandas_aside

    leave_pandas_aside()
    from refdata import ans
    from refdata.tables import ACTIVITE_LUE, DIPLOME, QUARANTAINE, SAVOIR_FAIRE

    source, target = selection.ans, directory_paths(paths)
    files = (source.personne_activite, source.dipl_autexerc, source.savoir_faire)
    departments, quarantine = frozenset(selection.departments), ans.Quarantine()
    with progress.task("Reading the directory (bytes)", sum(f.size() for f in files)) as advance:
        read = ans.read_activities(files[0], departments, quarantine, advance)
        ACTIVITE_LUE.write(read.table, target["activites"])
        persons = read.table["identifiant_pp"].unique()
        diplomas = ans.read_diplomas(files[1], persons, quarantine, advance)
        DIPLOME.write(diplomas, target["diplomes"])
        skills = ans.read_skills(files[2], persons, quarantine, advance)
        SAVOIR_FAIRE.write(skills, target["savoir_faire"])
        QUARANTAINE.write(quarantine.table(), target["quarantaine"])
    return {"comptes": dict(read.counts)}
