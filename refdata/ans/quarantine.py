"""The refused lines of the extraction files, gathered into one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from refdata.ans.stream import Refused
from refdata.tables import QUARANTAINE

MAX_CONTENT = 2_000
"""Characters of a refused line that are kept."""


@dataclass(slots=True)
class Quarantine:
    """Collects refused lines; one may serve the three files of an extraction."""

    _rows: list[tuple[str, Refused]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, file: str, refused: Sequence[Refused]) -> None:
        """Keep the lines `refused` of the file named `file`."""
        self._rows.extend((file, line) for line in refused)

    def table(self) -> pa.Table:
        """Return the lines as a QUARANTAINE table, in the order they came."""
        contents = [line.content.decode("utf-8", "replace")[:MAX_CONTENT] for _, line in self._rows]
        columns = {
            "fichier": [file for file, _ in self._rows],
            "ligne": [line.line for _, line in self._rows],
            "raison": [line.reason for _, line in self._rows],
            "contenu": contents,
        }
        return pa.table(columns, schema=QUARANTAINE.schema)
