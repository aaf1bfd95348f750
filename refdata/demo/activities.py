"""Lines of Personne_activite: who practises where, how, and under what role."""

from __future__ import annotations

from dataclasses import dataclass

from refdata.demo.dice import Dice, Urn
from refdata.demo.nomenclature import (
    GENRES,
    MODES,
    ORDER_AUTHORITIES,
    OTHER_AUTHORITIES,
    PHARMACIST_SECTIONS,
    PROFESSIONS,
    ROLES,
    SECTORS,
    SKILL_TYPES,
    SKILLS,
)
from refdata.demo.people import Person
from refdata.demo.profiles import KINDS, Kind, Profiles
from refdata.demo.structures import Site

_GENRES = Urn({"GENR01": 0.89, "GENR02": 0.075, "GENR04": 0.035})
_NO_SITE = ("",) * 28
"""Columns from SIRET to Ancien identifiant, for an activity without a structure."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One line to write; `site` is None where the register has no structure."""

    person: Person
    skill: str
    mode: str
    site: Site | None
    role: str
    genre: str
    authority: str
    section: str

    @property
    def line(self) -> str:
        """The 56 columns, joined."""
        person = self.person
        return "|".join(
            (
                *identity_columns(person),
                *profession_columns(person),
                *skill_columns(self.skill),
                self.mode,
                MODES.get(self.mode, ""),
                *self._structure(),
                self.authority,
                *self._sector(),
                self.section,
                PHARMACIST_SECTIONS.get(self.section, ""),
                self.role,
                ROLES.get(self.role, ""),
                self.genre,
                GENRES.get(self.genre, ""),
            )
        )

    def _structure(self) -> tuple[str, ...]:
        """Columns SIRET … Ancien identifiant de la structure."""
        site = self.site
        if site is None:
            return _NO_SITE
        return (*site.identity, *site.address, *site.contact, "", "", site.former_id)

    def _sector(self) -> tuple[str, str]:
        if self.site is None:
            return "", ""
        kind = self.site.kind or Kind.SOLO
        code = KINDS[kind].sector
        return code, SECTORS[code]


def identity_columns(person: Person) -> tuple[str, ...]:
    """Columns from Type d'identifiant to Prénom d'exercice of Personne_activite."""
    return (
        "8",
        person.number,
        person.national,
        *person.title,
        *person.civility,
        person.family,
        person.first,
    )


def profession_columns(person: Person) -> tuple[str, ...]:
    """Profession and category."""
    return person.profession, PROFESSIONS[person.profession], "C", "Civil"


def skill_columns(code: str) -> tuple[str, ...]:
    """Type and code of the skill with their labels; four empty columns without a skill."""
    if not code:
        return "", "", "", ""
    kind = "DNQ" if code.startswith("DSM") else "S"
    return kind, SKILL_TYPES[kind], code, SKILLS[code]


def draw_skill(person: Person, mode: str, profiles: Profiles, dice: Dice) -> str:
    """Return the skill a person practises under; empty for most professions."""
    if person.profession == "10":
        return profiles.doctors[mode].draw(dice)
    return profiles.dentists.draw(dice) if person.profession == "40" else ""


def draw_authority(profession: str, dice: Dice) -> str:
    """Return the registering authorities: the order's, or the ARS and its predecessors."""
    order = ORDER_AUTHORITIES.get(profession)
    if order is None:
        return dice.pick(OTHER_AUTHORITIES)
    return f"{order}/{order}/{order if dice.chance(0.7) else 'ARS'}"


def draw_genre(dice: Dice) -> str:
    """Return the kind of activity."""
    return _GENRES.draw(dice)


def draw_role(person: Person, mode: str, kind: Kind, dice: Dice) -> str:
    """Return the role; only professions with an order have one, and not on every line."""
    profession = person.profession
    if profession not in ORDER_AUTHORITIES or dice.chance(0.18):
        return ""
    if profession == "21":
        return _pharmacist_role(mode, kind, dice)
    if kind is Kind.WORK and profession == "10":
        return "FON-29"
    if mode == "L":
        usual = "FON-01" if dice.chance(0.72) else "FON-02"
        return "FON-17" if dice.chance(0.06) else usual
    if profession == "60" and dice.chance(0.03):
        return "FON-43"
    return "FON-33" if dice.chance(0.52) else "FON-AU"


def _pharmacist_role(mode: str, kind: Kind, dice: Dice) -> str:
    if kind is Kind.PHARMACY:
        return "FON-03" if mode == "L" else "FON-05"
    if kind is Kind.LABORATORY:
        return "FON-40" if dice.chance(0.3) else "FON-41"
    return "FON-AU"


def pharmacist_section(person: Person, mode: str, kind: Kind) -> str:
    """Return the section of the pharmacists' register; empty for the other professions."""
    if person.profession != "21":
        return ""
    if kind is Kind.PHARMACY:
        return "A" if mode == "L" else "D"
    return "G" if kind is Kind.LABORATORY else "H"
