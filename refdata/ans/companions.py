"""Dipl_AutExerc and SavoirFaire: the lines of the persons kept."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from refdata.ans.container import RawFile
from refdata.ans.layout import Layout, match_header
from refdata.ans.quarantine import Quarantine
from refdata.ans.stream import Lines, Progress, read_blocks, read_header, split_lines
from refdata.contract import TableContract
from refdata.tables import DIPLOME, SAVOIR_FAIRE

_PERSON = (
    ("type_identifiant", "Type d'identifiant PP"),
    ("numero_rpps", "Identifiant PP"),
    ("identifiant_pp", "Identification nationale PP"),
    ("nom", "Nom d'exercice"),
    ("prenom", "Prénom d'exercice"),
)

DIPLOMA_COLUMNS = (
    *_PERSON,
    ("code_type_diplome", "Code type diplôme obtenu"),
    ("libelle_type_diplome", "Libellé type diplôme obtenu"),
    ("code_diplome", "Code diplôme obtenu"),
    ("libelle_diplome", "Libellé diplôme obtenu"),
    ("code_type_autorisation", "Code type autorisation"),
    ("libelle_type_autorisation", "Libellé type autorisation"),
    ("code_discipline_autorisation", "Code discipline autorisation"),
    ("libelle_discipline_autorisation", "Libellé discipline autorisation"),
)
"""Our column name and the official header of the 13 columns of Dipl_AutExerc, in file order."""

SKILL_COLUMNS = (
    *_PERSON,
    ("code_profession", "Code profession"),
    ("libelle_profession", "Libellé profession"),
    ("code_categorie_professionnelle", "Code catégorie professionnelle"),
    ("libelle_categorie_professionnelle", "Libellé catégorie professionnelle"),
    ("code_type_savoir_faire", "Code type savoir-faire"),
    ("libelle_type_savoir_faire", "Libellé type savoir-faire"),
    ("code_savoir_faire", "Code savoir-faire"),
    ("libelle_savoir_faire", "Libellé savoir-faire"),
)
"""Our column name and the official header of the 13 columns of SavoirFaire, in file order."""

Titles = tuple[tuple[str, str], ...]


def read_diplomas(
    source: RawFile,
    persons: pa.Array,
    quarantine: Quarantine | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Read the lines of Dipl_AutExerc whose Identification nationale PP is in `persons`.

    Returns DIPLOME in file order, repeated lines included. Refused lines go to `quarantine` when
    one is given. Raises RawFormatError when the file is empty, damaged or lacks a column.
    """
    return _read(source, persons, DIPLOMA_COLUMNS, DIPLOME, quarantine, progress)


def read_skills(
    source: RawFile,
    persons: pa.Array,
    quarantine: Quarantine | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """Read the lines of SavoirFaire of `persons` as SAVOIR_FAIRE; see `read_diplomas`."""
    return _read(source, persons, SKILL_COLUMNS, SAVOIR_FAIRE, quarantine, progress)


def _read(
    source: RawFile,
    persons: pa.Array,
    columns: Titles,
    contract: TableContract,
    quarantine: Quarantine | None,
    progress: Progress | None,
) -> pa.Table:
    parts = [contract.empty()]
    with source.open() as stream:
        header = read_header(stream, source.place)
        layout = match_header(header, columns, frozenset(), source.place)
        first_line = 2
        for block in read_blocks(stream, source.place, progress):
            lines, refused = split_lines(block, first_line, layout.fields)
            first_line += len(lines) + len(refused)
            if quarantine is not None:
                quarantine.add(source.name, refused)
            parts.append(_of_persons(lines, layout, persons, contract))
    return pa.concat_tables(parts)


def _of_persons(
    lines: Lines, layout: Layout, persons: pa.Array, contract: TableContract
) -> pa.Table:
    identifiers = lines.column(layout.positions["identifiant_pp"])
    known = pc.is_in(identifiers, persons).to_numpy(zero_copy_only=False)
    kept = lines.keep(known)
    columns = [kept.column(layout.positions[name]) for name in contract.schema.names]
    return pa.table(columns, schema=contract.schema)
