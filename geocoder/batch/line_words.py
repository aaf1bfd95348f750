"""Words of many lines one behind the other, and what the parser finds at their positions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from geocoder.batch.numbers import NumberRanks
from geocoder.normalize import ARTICLES
from geocoder.normalize.names import split_way_type
from geocoder.normalize.words import BOOL, I64, Ranks
from geocoder.parse.housenumber import LOOKED_AT, NUMERO, SUFFIX_WORDS, leading_number
from geocoder.parse.part_readings import FLOOR, NUMERALS, STOREYS, short_words, strong_words
from geocoder.parse.parts import COMPLEMENTS, MONTHS, NO_NUMBER
from geocoder.vocabulary import way_types

LONGEST_FORM = 6
"""Words that hold any form of a type, and one behind it."""


class LineWords:
    """Words of lines (m,), as ranks in `texts`; what is known of each distinct word is (w,).

    Types are ranks in `kinds`, house numbers ranks in `numbers`.
    """

    def __init__(self, ranks: Ranks, word: I64, kinds: Ranks, numbers: NumberRanks) -> None:
        self.ranks, self.texts = ranks, list(ranks)
        self.word, self.kinds, self.numbers = word, kinds, numbers
        types = way_types()
        self.is_number = np.array(["0" <= t < ":" for t in self.texts], bool)
        self.is_alpha = np.fromiter(map(str.isalpha, self.texts), bool, len(self.texts))
        self.is_article = self.among(ARTICLES)
        self.is_month = self.among(MONTHS)
        self.is_complement = self.among(COMPLEMENTS)
        self.is_no_number = self.among(NO_NUMBER)
        self.is_numero = self.among(NUMERO)
        self.is_a, self.is_r = self.among("A"), self.among("R")
        self.is_numeral = self.among(NUMERALS)
        self.is_storey, self.is_floor = self.among(STOREYS), self.among([FLOOR])
        self.is_short_type = self.among(short_words())
        self.is_strong_type = self.among(strong_words())
        self.is_digits = np.fromiter(map(str.isdigit, self.texts), bool, len(self.texts))
        self.is_letter = np.fromiter(map(len, self.texts), np.int64, len(self.texts)) == 1
        self.opens_type = self.among(types.sizes)
        longer = [form.split() for form in types.in_text if " " in form]
        self._opens_longer = self.among(form[0] for form in longer)
        self._continues = self.among(form[1] for form in longer)
        self._type = np.zeros(len(self.texts), np.int64)
        for form, canonical in types.in_text.items():
            if form in ranks:
                self._type[ranks[form]] = kinds[canonical]
        self._read_numbers()

    def _read_numbers(self) -> None:
        """Read each distinct word as a number; what may belong to the one before it is left open."""
        self._number, self._taken = np.zeros((2, len(self.texts)), np.int64)
        self._extends = self.is_letter | self.among([*SUFFIX_WORDS, "ET", "AU"])
        for at in np.flatnonzero(self.is_number).tolist():
            number, self._taken[at] = leading_number([self.texts[at]])
            self._number[at] = self.numbers[number]
            self._extends[at] |= self.texts[at].isdigit()

    def among(self, words: Iterable[str]) -> BOOL:
        """Whether each distinct word is one of `words` (w,)."""
        found = np.zeros(len(self.texts), bool)
        found[[self.ranks[word] for word in words if word in self.ranks]] = True
        return found

    def has(self, flag: BOOL, at: I64, end: I64) -> BOOL:
        """`flag` of the words at positions (k,); false at or beyond `end`."""
        inside = at < end
        found: BOOL = inside & flag[self.word[np.where(inside, at, 0)]]
        return found

    def of(self, start: int, stop: int) -> list[str]:
        """Texts of the words between two positions."""
        return [self.texts[word] for word in self.word[start:stop].tolist()]

    def types_at(self, at: I64, end: I64) -> tuple[I64, I64]:
        """`split_way_type` at positions (k,) of lines that end at `end`: types, and words they take."""
        inside = at < end
        word = self.word[np.where(inside, at, 0)]
        kind = np.where(inside, self._type[word], 0)
        taken = (kind > 0).astype(np.int64)
        longer = inside & self._opens_longer[word] & self.has(self._continues, at + 1, end)
        for row in np.flatnonzero(longer).tolist():
            words = self.of(at[row], min(end[row], at[row] + LONGEST_FORM))
            found, rest = split_way_type(words)
            kind[row], taken[row] = self.kinds[found], len(words) - len(rest)
        return kind, taken

    def numbers_at(self, at: I64, end: I64) -> tuple[I64, I64]:
        """`leading_number` at positions (k,) of lines that end at `end`: numbers, and words they take."""
        inside = at < end
        word = self.word[np.where(inside, at, 0)]
        number = np.where(inside, self._number[word], 0)
        taken = np.where(inside, self._taken[word], 0)
        more = (taken > 0) & self.has(self._extends, at + 1, end)
        more |= inside & self.is_numero[word]
        for row in np.flatnonzero(more).tolist():
            found, taken[row] = leading_number(self.of(at[row], min(end[row], at[row] + LOOKED_AT)))
            number[row] = self.numbers[found]
        return number, taken
