"""Which ways to cut a free line into street and commune are weighed, and what each is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geocoder.index import Gazetteer
from geocoder.index.gazetteer import PerKey
from geocoder.match.commune import department_of, read_cedex
from geocoder.normalize import commune_key
from geocoder.parse import FreeReading
from geocoder.parse.freeline import (
    LONGEST_TAIL,
    free_words,
    postcode_at,
    postcode_cut,
    read_free_words,
)
from geocoder.parse.parts import is_bare_type
from geocoder.score import CERTAIN, probability

F64 = npt.NDArray[np.float64]
BOOL = npt.NDArray[np.bool_]
PLAIN_CUT = 0.97
"""Worth of a cut from which the others, which all cost something, are not weighed."""
SURE = 0.85
"""Worth of a cut from which nothing fuzzy is looked for, where its street is as sure as columns ask."""
SURE_STREET = probability(CERTAIN, None)
"""Score of a street from which columns look for nothing fuzzy: BOULEVARD A FRANCE is no Faubourg."""
POSTCODE_ALONE = 0.6
"""What a postcode without a name is worth: it is one clue out of two."""
LONGEST_SPECIAL = 3
"""Letters of the longest word that a commune's key drops or writes out (LES, STE), a cedex aside."""
LEFTOVER = 0.98
"""Share of a commune's probability left when the line also named a street that was not found."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Ways to cut one line, best guess first: those that are weighed, and those left aside at first."""

    plausible: Sequence[FreeReading]
    others: Sequence[FreeReading]


class Cutter:
    """Cuts free lines, with the names of communes that a gazetteer knows."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._last_words = PerKey(self._ends)
        self._names_commune = lru_cache(maxsize=100_000)(self._names)

    def of(self, text: str) -> Cuts:
        """Ways to cut `text`."""
        words = free_words(text)
        plain = self._only_cut(words)
        if plain:
            return Cuts([plain], [])
        every = read_free_words(words)
        plausible = self._plausible(every)
        return Cuts(plausible, _longer(every, plausible))

    def _only_cut(self, words: list[str]) -> FreeReading | None:
        """The cut at the postcode, where a known commune stands behind it and surely none before it.

        That is what `_plausible` would find for most lines, without making and asking the others.
        """
        at = postcode_at(words)
        if at is None or not 0 < at < len(words) - 1:
            return None
        tail = " ".join(words[max(0, at - LONGEST_TAIL) : at]).strip("; ")
        if self._may_be_commune(tail, words[at]):
            return None
        cut = postcode_cut(words, at)
        return cut if self.is_commune(cut) else None

    def _ends(self, department: str | None) -> frozenset[str]:
        """Words with which the names of the communes of a department end; None for all of them."""
        arrays = self._gazetteer.arrays
        keys = arrays.name_keys
        return frozenset(keys[r].rpartition(" ")[2] for r in arrays.names_in(department).tolist())

    def _may_be_commune(self, text: str, postcode: str) -> bool:
        """Whether `text`, or its last words, may name a commune of the postcode's department.

        An ordinary last word tells: no name ends with it. Anything else may.
        """
        last = text.rpartition(" ")[2]
        is_plain = text.isascii() and text.upper() == text and last.isalnum()
        if not is_plain or len(last) <= LONGEST_SPECIAL or "CED" in text or "CDX" in text:
            return True
        return last in self._last_words[department_of(postcode) if postcode else None]

    def _plausible(self, readings: Sequence[FreeReading]) -> Sequence[FreeReading]:
        """The readings to weigh: with a known commune, guesses at misspelt ones are left aside.

        The first reading stays whatever it says (`RUE DE METZ 08000 CHARLEVILE`), and so does one
        that names only a postcode; but where the line begins with a commune of its postcode
        (`52000 CHAUMONT 5 RUE DE LANGRES`), no other commune is meant.
        """
        readings = [r for r in readings if not self._strands_type(r)] or readings[:1]
        known = [r for r in readings[1:] if not r.city or self.is_commune(r)]
        if not readings or not (self.is_commune(readings[0]) or any(r.city for r in known)):
            return readings
        served = [r for r in known if self._is_served(r)]
        led = any(r.city_leads for r in served)
        return [readings[0], *(served if led else known)]

    def _strands_type(self, reading: FreeReading) -> bool:
        """Whether a type is left without a name before what is no commune.

        `RUE XYZZY 67810` is a street that is not known: neither a misspelt town nor its Grande Rue.
        """
        is_bare = bool(reading.city) and is_bare_type(reading.street.split())
        return is_bare and not self.is_commune(reading)

    def is_commune(self, reading: FreeReading) -> bool:
        """Whether its city names a commune, of its postcode's department."""
        city, postcode = reading.city, reading.postcode
        if not self._may_be_commune(city, postcode):
            return False
        return self._names_commune(city, department_of(postcode) if postcode else None)

    def _names(self, city: str, department: str | None) -> bool:
        """Whether `city` names a commune of a department; of any for None."""
        gazetteer = self._gazetteer
        key = commune_key(read_cedex(city)[1])
        named = gazetteer.named(key) if key else []
        if department is None:
            return bool(named)
        return any(gazetteer.department[n.commune] == department for n in named)

    def _is_served(self, reading: FreeReading) -> bool:
        """Whether its postcode serves a commune of its city's name."""
        gazetteer = self._gazetteer
        served = gazetteer.of_postcode(reading.postcode) if reading.postcode else []
        named = gazetteer.named(commune_key(reading.city)) if reading.city else []
        return any(n.commune in served for n in named)


def _longer(cuts: Sequence[FreeReading], weighed: Sequence[FreeReading]) -> list[FreeReading]:
    """Cuts left aside whose city holds the one that was taken for the commune, and more words.

    In `3 RUE X MOURMMELON LE GRAND`, Grand is a commune, and not the one that is meant; a postcode
    would have told.
    """
    known = [f" {r.city} " for r in weighed[1:] if r.city]
    return [
        r
        for r in cuts
        if not r.postcode and r not in weighed and any(k in f" {r.city} " for k in known)
    ]


def worth_of(
    place: F64, certainty: F64, *, is_worded: BOOL, words: npt.NDArray[np.int64], penalty: F64
) -> F64:
    """What cuts are worth (n,): their street's certainty, less what the cut costs.

    `place` is the evidence of the likeliest commune, less where only a postcode says it; `certainty`
    is NaN where no street is sure enough, `is_worded` tells whether the cut names one, in so many
    `words`.
    """
    of_street = certainty - 0.45 * (1 - place) - penalty
    of_commune = 0.9 * place**2 - penalty  # nothing but a commune
    of_neither = 0.4 * place**2 - 0.01 * np.minimum(10, words) - penalty
    found = np.where(is_worded, of_neither, of_commune)
    worth: F64 = np.where(np.isnan(certainty), found, of_street)
    return worth


def leftover_share(is_worded: BOOL) -> F64:
    """Share of a commune's probability that is left (n,): less where a street was named as well."""
    return np.where(is_worded, LEFTOVER, 1.0)
