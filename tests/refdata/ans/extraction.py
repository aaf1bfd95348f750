"""Small extractions written from dictionaries: only what a test is about is spelt out."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from refdata.ans import RawFile
from refdata.tables import ANS_COLUMNS

TITLES = [title for _, title in ANS_COLUMNS]
PERSON = {"type_identifiant": "8", "numero_rpps": "99000000001", "identifiant_pp": "899000000001"}
MEMBER = "PS_LibreAcces_Personne_activite_202609230911.txt"


def activity(**values: str) -> str:
    """One line of Personne_activite: a person of no profession and no place, but for `values`."""
    filled = PERSON | values
    unknown = filled.keys() - {name for name, _ in ANS_COLUMNS}
    assert not unknown, unknown
    return "|".join(filled.get(name, "") for name, _ in ANS_COLUMNS)


def text_file(
    folder: Path, lines: Sequence[str | bytes], titles: Sequence[str] = TITLES, end: bytes = b"\n"
) -> RawFile:
    """Write a plain Personne_activite file: the header `titles`, then `lines`."""
    path = folder / MEMBER
    rows = [row.encode() if isinstance(row, str) else row for row in ["|".join(titles), *lines]]
    path.write_bytes(end.join(rows) + end)
    return RawFile(path)


def zip_file(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write a deflated zip of `members`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
