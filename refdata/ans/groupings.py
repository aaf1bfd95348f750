"""Codes that are counted together under one readable name, in `regroupements.csv`.

General practice is three specialities (SM26 qualified in general medicine, SM53 and SM54 specialised
in it): none of them alone is « les généralistes ». Profession 99 is no profession: who has it is known
by a role only (assistants, secretaries…), and entered the directory when ADELI closed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from refdata.ans.nomenclature import Nomenclature

GENERAL_PRACTICE, ROLE_ONLY = "medecine_generale", "role_seul"


@dataclass(frozen=True, slots=True)
class Grouping:
    """Some codes of one nomenclature under one name."""

    code: str
    label: str
    kind: Nomenclature
    codes: tuple[str, ...]


@cache
def read_groupings() -> Mapping[str, Grouping]:
    """Read the groupings that come with the package, by code."""
    found: dict[str, Grouping] = {}
    table = files("refdata.ans").joinpath("regroupements.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        known = found.get(row["regroupement"])
        codes = (*(known.codes if known else ()), row["code"])
        kind = Nomenclature(row["nomenclature"])
        found[row["regroupement"]] = Grouping(row["regroupement"], row["libelle"], kind, codes)
    return found
