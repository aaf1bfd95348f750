"""Part of step `refdata`: the optional file of MSSanté mailboxes, joined to the persons kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.pipeline.ledger import Facts, Ledger, Step, digest_of
from jobs.progress import Progress
from refdata.paths import DataPaths

if TYPE_CHECKING:
    from refdata.ans import RawFile

MAILBOX_STEP = "messageries"


def mailbox_step(found: tuple[RawFile, str] | None, inputs: list[str], ledger: Ledger) -> Step:
    """Return the step for the file found and for `inputs`: the code, and whence the persons come.

    Without a file the persons do not matter.
    """
    key = digest_of([*inputs, ledger.digest(found[0].path)] if found else inputs[:1])
    folder = ledger.paths
    outputs = (folder.table("annuaire", "messageries"), folder.quarantine / "messageries.parquet")
    return Step(MAILBOX_STEP, key, outputs)


def read_persons_mailboxes(
    found: tuple[RawFile, str] | None, paths: DataPaths, progress: Progress
) -> Facts:
    """Write the mailboxes of the persons of the directory; none without a file."""
    from refdata import ans
    from refdata.tables import ACTIVITE_LUE, MESSAGERIE, QUARANTAINE

    quarantine, table = ans.Quarantine(), MESSAGERIE.empty()
    if found:
        persons = ACTIVITE_LUE.read(paths.table("annuaire", "activites"), ["identifiant_pp"])
        distinct = persons["identifiant_pp"].unique()
        with progress.task("Reading the mailboxes (bytes)", found[0].size()) as advance:
            table = ans.read_mailboxes(found[0], distinct, quarantine, advance)
    MESSAGERIE.write(table, paths.table("annuaire", "messageries"))
    QUARANTAINE.write(quarantine.table(), paths.quarantine / "messageries.parquet")
    return {"messageries": table.num_rows, "quarantaine": len(quarantine)}


def described_mailboxes(found: tuple[RawFile, str] | None, ledger: Ledger) -> dict[str, Any]:
    """Return `sources.messageries` of the manifest; its vintage is null without a file."""
    if found is None:
        return {"millesime": None, "fichiers": []}
    path = found[0].path
    file = {"nom": path.name, "sha256": ledger.digest(path), "octets": path.stat().st_size}
    return {"millesime": found[1], "fichiers": [file]}
