"""The optional file of MSSanté mailboxes, for invented people under a reserved domain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from refdata.ans.mailboxes import COLUMNS
from refdata.atomic import write_text
from refdata.demo.dice import Dice
from refdata.demo.extraction import Entry
from refdata.demo.nomenclature import PROFESSIONS
from refdata.demo.structures import Site
from refdata.demo.text import without_accents

FILE_NAME = "Extraction_Correspondance_MSSante_202609231013.txt"
"""A fixed date, as the other files have."""

DOMAIN = "mssante.example.org"
"""Under a domain that is reserved for examples: nobody can write there."""

EQUIPPED = 0.6
"""Share of people who have a mailbox: of the order of the real file's 455,000 for 750,000 people."""
ORGANISATIONS = 0.15
"""Mailboxes of organisations, which name nobody, for one of a person."""

_HEADER = "|".join(title for _, title in COLUMNS)


def write_mailboxes(folder: Path, entries: Sequence[Entry], rng: np.random.Generator) -> None:
    """Write the file: mailboxes of people in the order of the extraction, some of organisations."""
    text = "\n".join([_HEADER, *map(_line, _mailboxes(entries, Dice(rng)))])
    write_text(folder / FILE_NAME, f"{text}\n")


def _line(values: dict[str, str]) -> str:
    return "|".join(values.get(name, "") for name, _ in COLUMNS)


def _mailboxes(entries: Iterable[Entry], dice: Dice) -> Iterator[dict[str, str]]:
    seen: set[str] = set()
    for rank, entry in enumerate(entries):
        person, site = entry.activity.person, entry.activity.site
        if person.number in seen:
            continue
        seen.add(person.number)
        if not dice.chance(EQUIPPED):
            continue
        structure = _structure(site) if site and dice.chance(0.7) else {}
        name = ".".join(filter(None, (_local(person.first), _local(person.family))))
        yield {
            "type_bal": "PER",
            "adresse_bal": f"{name}.{rank}@{_local(PROFESSIONS[person.profession])}.{DOMAIN}",
            "type_identifiant": "8",
            "numero_rpps": person.number,
            "identifiant_pp": person.national,
            "civilite_exercice": person.title[1],
            "nom": person.family,
            "prenom": person.first,
            "code_profession": person.profession,
            "libelle_profession": PROFESSIONS[person.profession],
            "dematerialisation": dice.pick(("True", "False")),
            **structure,
        }
        if structure and dice.chance(ORGANISATIONS):
            local = f"secretariat.{rank}@structure.{DOMAIN}"
            yield {
                "type_bal": "ORG",
                "adresse_bal": local,
                "dematerialisation": "True",
                **structure,
            }


def _structure(site: Site) -> dict[str, str]:
    """The structure's columns; its identifier with its letter, as in the activities."""
    identifier, name, sign = site.identity[4:7]
    return {
        "type_identifiant_structure": "FINESS" if identifier.startswith("F") else "",
        "identifiant_structure": identifier,
        "raison_sociale": name,
        "enseigne": sign,
        "ligne_acheminement": site.address[8],
        "code_postal": site.address[9],
    }


def _local(name: str) -> str:
    """`Masseur-Kinésithérapeute` -> `masseur-kinesitherapeute`."""
    return re.sub(r"[^a-z0-9]+", "-", without_accents(name).lower()).strip("-")
