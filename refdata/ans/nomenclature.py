"""Readable French labels of the codes of the extraction.

The extraction's own labels are uneven (`Anesthesie-réanimation`, `Etab. Privé Non PSPH`,
`Manipulateur ERM`) and changed over the years; the codes did not. `nomenclature.csv` restates the
ANS « Nomenclatures des objets de santé » (Licence Ouverte 2.0, read in 2026): professions TRE_G15,
R94 and R95, savoir-faire TRE_R01 / R38 and their types R04, modes R23, secteurs R02, roles R21,
genres R22, sections R06, types of diploma R14 (in part), with accents and abbreviations written out.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files


class Nomenclature(StrEnum):
    """Kinds of codes; the value is the column's name without `code_`."""

    PROFESSION = "profession"
    SAVOIR_FAIRE = "savoir_faire"
    TYPE_SAVOIR_FAIRE = "type_savoir_faire"
    MODE_EXERCICE = "mode_exercice"
    SECTEUR_ACTIVITE = "secteur_activite"
    ROLE = "role"
    GENRE_ACTIVITE = "genre_activite"
    SECTION_PHARMACIEN = "section_pharmacien"
    TYPE_DIPLOME = "type_diplome"
    CATEGORIE_PROFESSIONNELLE = "categorie_professionnelle"


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of every known code, by kind."""

    by_kind: Mapping[Nomenclature, Mapping[str, str]]

    def label(self, kind: Nomenclature, code: str, registered: str | None = None) -> str:
        """Return the label of `code`, else the one `registered` in the extraction, else `code`."""
        return self.by_kind[kind].get(code) or registered or code


def read_labels() -> Labels:
    """Read the table that comes with the package."""
    by_kind: dict[Nomenclature, dict[str, str]] = {kind: {} for kind in Nomenclature}
    table = files("refdata.ans").joinpath("nomenclature.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        by_kind[Nomenclature(row["nomenclature"])][row["code"]] = row["libelle"]
    return Labels(by_kind)
