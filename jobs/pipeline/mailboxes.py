"""Part of step `refdata`: the optional file of MSSanté mailboxes, joined to the persons kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jobs.pipeline.ledger import Facts, Step, digest_of
from jobs.progress import Progress
from refdata.sources import MailboxFile

MAILBOX_STEP = "messageries"


def mailbox_step(files: list[str], inputs: list[str], tables: Mapping[str, Path]) -> Step:
    """Return the step for the digests of the files and for `inputs`: the code, whence the persons come.

    Without a file the persons do not matter. `tables` are the paths of the tables of the directory.
    """
    key = digest_of([*inputs, *files] if files else inputs[:1])
    return Step(MAILBOX_STEP, key, (tables["messageries"], tables["quarantaine_messageries"]))


def read_persons_mailboxes(
    file: MailboxFile | None, tables: Mapping[str, Path], progress: Progress
) -> Facts:
    """Write the mailboxes of the persons of the directory, none without a file; return the counts."""
    from refdata import ans
    from refdata.tables import ACTIVITE_LUE, MESSAGERIE, QUARANTAINE

    quarantine, table = ans.Quarantine(), MESSAGERIE.empty()
    if file:
        persons = ACTIVITE_LUE.read(tables["activites"], ["identifiant_pp"])
        distinct = persons["identifiant_pp"].unique()
        with progress.task("Reading the mailboxes (bytes)", file.file.size()) as advance:
            table = ans.read_mailboxes(file.file, distinct, quarantine, advance)
    MESSAGERIE.write(table, tables["messageries"])
    QUARANTAINE.write(quarantine.table(), tables["quarantaine_messageries"])
    return {"messageries": table.num_rows, "quarantaine": len(quarantine)}
