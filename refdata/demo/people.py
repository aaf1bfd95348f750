"""Fictional people: names, titles, and identifiers that no real person can bear."""

from __future__ import annotations

from dataclasses import dataclass

from refdata.demo.dice import Dice
from refdata.demo.lexicon_people import (
    FAMILY,
    FAMILY_AFAR,
    FAMILY_ALSACE,
    FAMILY_CHAMPAGNE,
    FAMILY_LORRAINE,
    MEN,
    WOMEN,
)
from refdata.demo.lexicon_streets import ALSACE, CHAMPAGNE
from refdata.demo.text import without_accents

_WOMEN_SHARE = {"10": 0.5, "21": 0.67, "40": 0.48, "50": 0.97, "60": 0.87, "70": 0.53, "91": 0.96}
_USUAL_WOMEN_SHARE = 0.78
_DOCTORS = frozenset({"10", "21", "40"})


@dataclass(frozen=True, slots=True)
class Person:
    """One professional under one profession.

    `number` is the 11-digit Identifiant PP: RPPS numbers start with 10, these with 99.
    """

    number: str
    title: tuple[str, str]
    civility: tuple[str, str]
    family: str
    first: str
    profession: str

    @property
    def national(self) -> str:
        """Identification nationale PP: type (8) and number."""
        return f"8{self.number}"


class Registry:
    """Hands out people, with growing numbers."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._last = 99_000_000_000

    def enrol(self, profession: str, department: str) -> Person:
        """Return a new person; family names follow the region of the department."""
        dice = self._dice
        self._last += dice.between(1, 11)
        woman = dice.chance(_WOMEN_SHARE.get(profession, _USUAL_WOMEN_SHARE))
        return Person(
            number=str(self._last),
            title=self._title(profession),
            civility=self._civility(woman),
            family=self._family(department),
            first=self._first(woman),
            profession=profession,
        )

    def _title(self, profession: str) -> tuple[str, str]:
        if profession not in _DOCTORS:
            return "", ""
        return ("PR", "Professeur") if self._dice.chance(0.02) else ("DR", "Docteur")

    def _civility(self, woman: bool) -> tuple[str, str]:
        if not woman:
            return "M", "Monsieur"
        return ("MLLE", "Mademoiselle") if self._dice.chance(0.02) else ("MME", "Madame")

    def _family(self, department: str) -> str:
        dice = self._dice
        if dice.chance(0.1):
            return dice.pick(FAMILY_AFAR)
        local = FAMILY_LORRAINE
        if department in ALSACE:
            local = FAMILY_ALSACE
        elif department in CHAMPAGNE:
            local = FAMILY_CHAMPAGNE
        name = dice.pick(local if dice.chance(0.65) else FAMILY)
        return f"{name}-{dice.pick(FAMILY)}" if dice.chance(0.04) else name

    def _first(self, woman: bool) -> str:
        """Return a first name; some in capitals, a few empty, as in the extraction."""
        name = self._dice.pick(WOMEN if woman else MEN)
        if self._dice.chance(0.003):
            return ""
        return without_accents(name).upper() if self._dice.chance(0.08) else name
