"""Kinds of structure people recognise, from the sixty-five sectors of activity (`types_structure.csv`).

The grouping is ours: the nomenclature (TRE_R02) has no level above its codes. Every code it has is
in the table; a code that a later edition adds is « Autre structure » until it is put there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

OTHER_KIND, OTHER_KIND_LABEL = "autre", "Autre structure"


class StructureKind(NamedTuple):
    """One kind of structure."""

    code: str
    label: str


@cache
def read_structure_kinds() -> Mapping[str, StructureKind]:
    """Read the table that comes with the package: code of a sector → kind of structure."""
    table = files("refdata.ans").joinpath("types_structure.csv").read_text(encoding="utf-8")
    return {
        row["secteur"]: StructureKind(row["type"], row["libelle"])
        for row in csv.DictReader(table.splitlines())
    }
