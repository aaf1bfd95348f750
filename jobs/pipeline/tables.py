"""Step `refdata`: official files into checked tables, each skipped while its files are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from jobs.pipeline.ledger import Facts, Ledger, Step, code_digest, digest_of
from jobs.pipeline.sources import Selection, described, digests
from jobs.progress import Progress
from refdata import ans, ban, geoapi
from refdata.contract import TableContract
from refdata.paths import DataPaths
from refdata.tables import (
    ACTIVITE_LUE,
    ADRESSE,
    ANCIENNE_COMMUNE,
    COMMUNE,
    DEPARTEMENT,
    DIPLOME,
    EPCI,
    LIEU_DIT,
    QUARANTAINE,
    SAVOIR_FAIRE,
)

SOURCES_STEP = "sources"
DIRECTORY_STEP = "annuaire"

Reader = Callable[[Path], pa.Table]


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """One table of places to build: its files, reader, contract and path."""

    name: str
    files: tuple[Path, ...]
    read: Reader
    contract: TableContract
    path: Path

    def build(self) -> Facts:
        """Read the files one after the other and write the table."""
        tables = [self.read(path) for path in self.files]
        table = pa.concat_tables(tables) if tables else self.contract.empty()
        self.contract.write(table, self.path)
        return {"lignes": table.num_rows}


def directory_paths(paths: DataPaths) -> dict[str, Path]:
    """Paths of the three tables of the extraction, and of the quarantine."""
    return {
        "activites": paths.table("annuaire", "activites"),
        "diplomes": paths.table("annuaire", "diplomes"),
        "savoir_faire": paths.table("annuaire", "savoir_faire"),
        "quarantaine": paths.quarantine / "quarantaine.parquet",
    }


def place_tables(selection: Selection, paths: DataPaths) -> list[PlaceTable]:
    """Every table of places of the selection."""
    folder = selection.folder
    tables = [
        PlaceTable(name, tuple(sorted(files)), read, contract, paths.table(name))
        for name, files, read, contract in (
            ("communes", folder.communes, geoapi.read_communes, COMMUNE),
            ("epci", folder.epcis, geoapi.read_epcis, EPCI),
            ("departements", folder.departements, geoapi.read_departements, DEPARTEMENT),
            (
                "anciennes_communes",
                folder.anciennes_communes,
                geoapi.read_anciennes_communes,
                ANCIENNE_COMMUNE,
            ),
        )
    ]
    for name, files_of, read, contract in (
        ("adresses", folder.adresses, ban.read_addresses, ADRESSE),
        ("lieux_dits", folder.lieux_dits, ban.read_places, LIEU_DIT),
    ):
        for department in selection.departments:
            files = (files_of[department],) if department in files_of else ()
            path = paths.table(name, department)
            tables.append(PlaceTable(f"{name}/{department}", files, read, contract, path))
    return tables


def build_tables(selection: Selection, ledger: Ledger, progress: Progress) -> list[str]:
    """Build what changed; return the names of the tables built."""
    built = []
    code = code_digest("refdata")
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
    outputs = tuple(directory_paths(ledger.paths).values())
    step = Step(DIRECTORY_STEP, directory, outputs)
    if ledger.run(step, lambda: read_directory(selection, ledger.paths, progress)):
        built.append(step.name)
    _record_sources(selection, sources, steps, ledger)
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
