"""MSSanté mailboxes of the persons kept: the optional extraction `Correspondance_MSSante`.

Text as the other files of the ANS: `|`, no quoting, UTF-8, 31 columns, one mailbox and structure a
line. Mailboxes of organisations name no person and are left out.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from refdata.ans.container import RawFile
from refdata.ans.layout import Layout, match_header
from refdata.ans.quarantine import Quarantine
from refdata.ans.stream import (
    Lines,
    Progress,
    Refused,
    read_blocks,
    read_header,
    refuse,
    split_lines,
)
from refdata.tables import MESSAGERIE

COLUMNS = (
    ("type_bal", "Type de BAL"),
    ("adresse_bal", "Adresse BAL"),
    ("type_identifiant", "Type Identifiant PP"),
    ("numero_rpps", "Identifiant PP"),
    ("identifiant_pp", "Identification nationale PP"),
    ("type_identifiant_structure", "Type identifiant structure"),
    ("identifiant_structure", "Identification Structure"),
    ("service_rattachement", "Service de rattachement"),
    ("civilite_exercice", "Civilité d'exercice"),
    ("nom", "Nom d'exercice"),
    ("prenom", "Prénom d'exercice"),
    ("code_categorie_professionnelle", "Catégorie profession"),
    ("libelle_categorie_professionnelle", "Libellé de catégorie profession"),
    ("code_profession", "Code Profession"),
    ("libelle_profession", "Libellé Profession"),
    ("code_savoir_faire", "Code savoir-faire"),
    ("libelle_savoir_faire", "Libellé savoir-faire"),
    ("dematerialisation", "Dématérialisation"),
    ("raison_sociale", "Raison Sociale structure BAL"),
    ("enseigne", "Enseigne commerciale structure BAL"),
    ("complement_localisation", "L2COMPLEMENTLOCALISATION structure BAL"),
    ("complement_distribution", "L3COMPLEMENTDISTRIBUTION structure BAL"),
    ("numero_voie", "L4NUMEROVOIE structure BAL"),
    ("complement_numero_voie", "L4COMPLEMENTNUMEROVOIE structure BAL"),
    ("type_voie", "NL4TYPEVOIE structure BAL"),
    ("libelle_voie", "L4LIBELLEVOIE structure BAL"),
    ("lieu_dit_mention", "L5LIEUDITMENTION structure BAL"),
    ("ligne_acheminement", "L6LIGNEACHEMINEMENT structure BAL"),
    ("code_postal", "Code postal structure BAL"),
    ("departement", "Département structure BAL"),
    ("pays", "Pays structure BAL"),
)
"""Our column name and the official header of the 31 columns, in file order."""

NEEDED = frozenset({"type_bal", "adresse_bal", "identifiant_pp"})
"""Columns without which there is nothing to read."""

NO_ADDRESS = "Adresse BAL vide"


def read_mailboxes(
    source: RawFile,
    persons: pa.Array,
    quarantine: Quarantine | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Read the mailboxes of the Identifications nationales PP in `persons`, each line once.

    Returns MESSAGERIE. Malformed lines, and those of a person that hold no mailbox, go to
    `quarantine`. Raises RawFormatError when the file is empty, damaged or lacks a needed column.
    """
    parts = [MESSAGERIE.empty()]
    with source.open() as stream:
        header = read_header(stream, source.place)
        optional = frozenset(name for name, _ in COLUMNS) - NEEDED
        layout = match_header(header, COLUMNS, optional, source.place)
        first_line = 2
        for block in read_blocks(stream, source.place, progress):
            lines, refused = split_lines(block, first_line, layout.fields)
            first_line += len(lines) + len(refused)
            table, nameless = _of_persons(lines, layout, persons)
            if quarantine is not None:
                quarantine.add(source.name, sorted(refused + nameless, key=lambda r: r.line))
            parts.append(table)
    names = MESSAGERIE.schema.names
    whole = pa.concat_tables(parts)
    return MESSAGERIE.check(whole.group_by(names).aggregate([]).select(names))


def _of_persons(lines: Lines, layout: Layout, persons: pa.Array) -> tuple[pa.Table, list[Refused]]:
    """The mailboxes of `persons` in some lines, and the lines of theirs that hold none."""
    identifiers = _identifiers(lines, layout)
    known = pc.is_in(identifiers, persons).to_numpy(zero_copy_only=False)
    kept = lines.keep(known)
    empty = pc.is_null(_column(kept, layout, "adresse_bal")).to_numpy(zero_copy_only=False)
    nameless = kept.keep(empty)
    refused = refuse(nameless, [NO_ADDRESS] * len(nameless))
    kept = kept.keep(~empty)
    columns = {name: _column(kept, layout, name) for name in MESSAGERIE.schema.names}
    columns["identifiant_pp"] = identifiers.take(pa.array(np.flatnonzero(known)[~empty]))
    return pa.table(columns, schema=MESSAGERIE.schema), refused


def _identifiers(lines: Lines, layout: Layout) -> pa.Array:
    """Identification nationale PP of each line; else its type and number put together."""
    given = _column(lines, layout, "identifiant_pp")
    parts = (_column(lines, layout, name) for name in ("type_identifiant", "numero_rpps"))
    return pc.coalesce(given, pc.binary_join_element_wise(*parts, ""))


def _column(lines: Lines, layout: Layout, name: str) -> pa.Array:
    position = layout.positions.get(name)
    return pa.nulls(len(lines), pa.string()) if position is None else lines.column(position)
