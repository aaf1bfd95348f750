r"""The ANS zip: three text members, `|` between fields, no quoting, UTF-8, `\\n`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from refdata.demo.activities import profession_columns, skill_columns
from refdata.demo.compress import write_zip
from refdata.demo.dice import Dice
from refdata.demo.extraction import Entry
from refdata.demo.nomenclature import DIPLOMAS, PROFESSIONS, SKILLS
from refdata.demo.people import Person
from refdata.tables import ANS_COLUMNS

STAMP = datetime(2026, 9, 23, 9, 11)
"""A fixed date: the same seed must give the same bytes whenever it runs."""

ACTIVITY_HEADER = tuple(header for _, header in ANS_COLUMNS)
_PERSON = (
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Nom d'exercice",
    "Prénom d'exercice",
)
DIPLOMA_HEADER = (
    *_PERSON,
    "Code type diplôme obtenu",
    "Libellé type diplôme obtenu",
    "Code diplôme obtenu",
    "Libellé diplôme obtenu",
    "Code type autorisation",
    "Libellé type autorisation",
    "Code discipline autorisation",
    "Libellé discipline autorisation",
)
SKILL_HEADER = (
    *_PERSON,
    "Code profession",
    "Libellé profession",
    "Code catégorie professionnelle",
    "Libellé catégorie professionnelle",
    "Code type savoir-faire",
    "Libellé type savoir-faire",
    "Code savoir-faire",
    "Libellé savoir-faire",
)

_STATE = ("DE", "Diplôme d'Etat français")
_UNIVERSITY = ("DU", "Diplôme d'université (DU) ou inter-universitaire (DIU)")
_SPECIALIST = ("DES", "Diplôme d'études spécialisées")
_EXTRA = ("DSM200", "DSM213", "DSM219", "DSM220", "DSM235")


def write_extraction(
    folder: Path, entries: Sequence[Entry], rng: np.random.Generator, day: datetime = STAMP
) -> Path:
    """Write the zip with its three members, those of `day`, and return its path."""
    dice = Dice(rng)
    people = _people(entries)
    members = {
        "Personne_activite": _text(ACTIVITY_HEADER, (e.activity.line for e in entries)),
        "Dipl_AutExerc": _text(DIPLOMA_HEADER, _diplomas(people, dice)),
        "SavoirFaire": _text(SKILL_HEADER, _skills(people, dice)),
    }
    named = {f"PS_LibreAcces_{name}_{day:%Y%m%d%H%M}.txt": c for name, c in members.items()}
    path = folder / zip_name(day)
    write_zip(path, named, day)
    return path


def zip_name(day: datetime) -> str:
    """`2026-09-23` -> `PS_LibreAcces_202609231200.zip`: the ANS dates its zip of noon."""
    return f"PS_LibreAcces_{day:%Y%m%d}1200.zip"


def _text(header: Sequence[str], lines: Iterable[str]) -> bytes:
    return ("\n".join(("|".join(header), *lines)) + "\n").encode()


def _people(entries: Sequence[Entry]) -> dict[tuple[str, str], tuple[Person, str]]:
    """Return person and skill by (number, profession), in file order."""
    found: dict[tuple[str, str], tuple[Person, str]] = {}
    for entry in entries:
        person = entry.activity.person
        found.setdefault((person.number, person.profession), (person, entry.activity.skill))
    return found


def _head(person: Person) -> tuple[str, ...]:
    return "8", person.number, person.national, person.family, person.first


def _diplomas(people: dict[tuple[str, str], tuple[Person, str]], dice: Dice) -> Iterator[str]:
    for person, skill in people.values():
        label = PROFESSIONS[person.profession].lower()
        usual = (f"DE{person.profession}X", f"Diplôme d'Etat ou titre de {label}")
        rows = [(*_STATE, *DIPLOMAS.get(person.profession, usual))]
        if person.profession == "10" and skill:
            rows.append((*_SPECIALIST, f"DES{skill[2:]}", f"DES {SKILLS[skill].strip()}"))
        if dice.chance(0.15):
            rows.append((*_UNIVERSITY, f"DU{dice.between(100, 399)}", "DU autre"))
        for row in rows:
            yield "|".join((*_head(person), *row, "", "", "", ""))


def _skills(people: dict[tuple[str, str], tuple[Person, str]], dice: Dice) -> Iterator[str]:
    for person, skill in people.values():
        if not skill:
            continue
        codes = [skill]
        if person.profession == "10" and dice.chance(0.1):
            codes.append(dice.pick(_EXTRA))
        for code in codes:
            yield "|".join((*_head(person), *profession_columns(person), *skill_columns(code)))
