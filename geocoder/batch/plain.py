"""Plain lines read on arrays: those of which the parser would propose one reading only.

`read_plain` must leave out whatever `geocoder.parse.line_readings` would read in another way, or in
several; it may leave out more. tests/geocoder/test_plain.py holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np

from geocoder.batch.names import normal_names
from geocoder.normalize import ARTICLES, SEPARATOR, fold
from geocoder.normalize.fold import fold_all
from geocoder.normalize.names import column_type, split_way_type
from geocoder.normalize.numerals import NUMBER_WORDS
from geocoder.normalize.words import (
    BOOL,
    I64,
    Names,
    Ragged,
    Ranks,
    spans,
    starts,
)
from geocoder.parse.housenumber import leading_number
from geocoder.parse.parts import (
    COMPLEMENTS,
    LONGEST,
    MONTHS,
    NO_NUMBER,
    POSTBOX,
    STRONG_TYPES,
)
from geocoder.parse.streetline import is_counted, is_initial
from geocoder.types import HouseNumber
from geocoder.vocabulary import way_types

POSTBOX_WORDS = frozenset({"CDX", "BP", "CS", "TSA", "CIDEX", "CEDEX", "BOITE", "POSTALE"})
_PUNCTUATION = frozenset(";()")


@cache
def _opening_words() -> frozenset[str]:
    """Words that, behind other words and no article, open a complement or a street of a strong type."""
    strong = (f for f, canonical in way_types().in_text.items() if canonical in STRONG_TYPES)
    return frozenset(form.split()[-1] for form in strong) | COMPLEMENTS


@cache
def _type_words() -> frozenset[str]:
    """Every word of every form of a type, articles aside: a text without any names no type."""
    words = {w for form in way_types().in_text for w in form.split()}
    return frozenset(words - {"D", "L", "DE", "A", "C"})


@cache
def _strong_words() -> frozenset[str]:
    """Words that a text must hold to name a street of a strong type."""
    forms = (f for f, canonical in way_types().in_text.items() if canonical in STRONG_TYPES)
    return frozenset({w for form in forms for w in form.split()} - {"D", "L", "DE", "A"})


@cache
def _first_of_longer() -> frozenset[str]:
    """Words with which a type of several words begins: CHEMIN RURAL, ROND POINT."""
    return frozenset(form.split()[0] for form in way_types().in_text if " " in form)


def adds_nothing(text: str, *, beside_street: bool) -> bool:
    """Whether a complement or a distribution mention surely proposes no reading."""
    if not text:
        return True
    words = fold(text).replace(";", " ").replace("(", " ").replace(")", " ").split()
    return (_strong_words() if beside_street else _type_words()).isdisjoint(words)


@dataclass(frozen=True, slots=True)
class Streets:
    """Ways in which streets are written (n,): a text, and the text of a type in a column of its own."""

    texts: list[str]
    """Distinct texts."""
    types: list[str]
    """Distinct texts of types."""
    text: I64
    type: I64

    def __len__(self) -> int:
        return len(self.text)

    def at(self, row: int) -> tuple[str, str]:
        """Text and type of one."""
        return self.texts[self.text[row]], self.types[self.type[row]]


@dataclass(frozen=True, slots=True)
class PlainLines:
    """Lines (n,): the row of each name, -1 where the line is not plain, and the number before it."""

    name: I64
    names: Names
    number: list[HouseNumber | None]


@dataclass
class _Cut:
    """Lines as rows of words, and where in each the type and the name begin."""

    raw: Ranks
    rows: Ragged
    begin: I64
    """Where the type begins: behind the number, if any (n,)."""
    name: I64
    """Where the name begins (n,)."""
    kind: I64
    """Rank of the type (n,)."""
    given: BOOL
    """Whether a type is given in a column of its own (n,)."""
    plain: BOOL
    kinds: Ranks
    number: list[HouseNumber | None]

    def words(self, texts: list[str], row: int) -> list[str]:
        """Words of a line, from its type on."""
        start, stop = self.rows.ptr[row] + self.begin[row], self.rows.ptr[row + 1]
        return [texts[w] for w in self.rows.word[start:stop].tolist()]


def read_plain(streets: Streets) -> PlainLines:
    """Read the lines that are plain."""
    cut = _words_of(streets)
    flags = _Flags(list(cut.raw))
    _cut_numbers(cut, flags)
    _cut_types(streets, cut, flags)
    _leave_odd(cut, flags)
    return _named(cut)


def _words_of(streets: Streets) -> _Cut:
    """Fold each text once, and enter its words."""
    raw = Ranks()
    short = [text if len(text) <= LONGEST else "" for text in streets.texts]
    folded = [
        words if POSTBOX_WORDS.isdisjoint(words) else _without_postbox(text)
        for text, words in zip(short, fold_all(short), strict=True)
    ]
    counts = np.fromiter(map(len, folded), np.int64, len(folded))
    flat = np.array(raw.of(chain.from_iterable(folded)), np.int64)
    words = Ragged(starts(counts), flat).take(streets.text)
    count = len(streets)
    zeros = np.zeros(count, np.int64)
    given = np.array([bool(kind) for kind in streets.types], bool)[streets.type]
    return _Cut(
        raw, words, zeros, zeros, zeros, given, words.counts > 0, Ranks({"": 0}), [None] * count
    )


def _without_postbox(text: str) -> list[str]:
    """`RUE HAUTE BP N° 59920` -> `RUE HAUTE`; what a post box parts stays parted."""
    return POSTBOX.sub(f" {SEPARATOR} ", fold(text)).strip(f" {SEPARATOR}").split()


class _Flags:
    """What is known of each distinct word of the lines, as arrays (w,)."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        types = way_types().in_text
        self.is_odd = self._each(lambda t: t in NO_NUMBER or t in POSTBOX_WORDS)
        self.has_punctuation = self._each(lambda t: not _PUNCTUATION.isdisjoint(t))
        self.is_number = self._each(lambda t: t[0].isdigit())
        self.opens_nothing = self.is_odd | self.is_number | self.has_punctuation
        self.opens_part = self._each(_opening_words().__contains__)
        self.is_article = self._each(ARTICLES.__contains__)
        self.is_month = self._each(MONTHS.__contains__)
        self.opens_longer = self._each(_first_of_longer().__contains__)
        self.type = [types.get(t, "") for t in texts]
        self.is_spelled = self._each(NUMBER_WORDS.__contains__)
        # BP and CS in two words are post boxes; a lone I, V or X is a numeral behind a king
        self.is_letter = self._each(lambda t: t in {"B", "C", "I", "V", "X"})

    def _each(self, test: Callable[[str], bool]) -> BOOL:
        return np.fromiter(map(test, self.texts), bool, len(self.texts))


def _cut_numbers(cut: _Cut, flags: _Flags) -> None:
    """Numbers in front: `12 BIS RUE X`. What begins with a date, or holds nothing else, is not plain."""
    some = np.flatnonzero(cut.plain)
    first = cut.rows.word[cut.rows.ptr[some]]
    begin = np.zeros(len(cut.plain), np.int64)
    for row in some[flags.is_number[first]].tolist():
        words = cut.words(flags.texts, row)
        number, taken = leading_number(words)
        # 11 NOVEMBRE is a date; the A of 11 A DES REGRETS may be the number's, the H of 15 H DUNANT a name's
        is_odd = not taken or taken == len(words) or words[taken] in MONTHS or words[taken] == "A"
        if is_odd or is_initial(words, taken, number) or is_counted(words, taken):
            cut.plain[row] = False
        else:
            cut.number[row] = number
            begin[row] = taken
    cut.begin = begin


def _cut_types(streets: Streets, cut: _Cut, flags: _Flags) -> None:
    """The type in the text, the one of the column, and where the name begins behind them."""
    kinds, ptr = cut.kinds, cut.rows.ptr
    of_word = np.array(kinds.of(flags.type), np.int64)
    columns = [column_type(text) for text in streets.types]
    canonical = np.array([kinds[kind] for kind, _ in columns], np.int64)[streets.type]
    cut.plain &= ~np.array([bool(before) for _, before in columns], bool)[streets.type]
    at = np.flatnonzero(cut.plain)
    first = cut.rows.word[ptr[at] + cut.begin[at]]
    found, taken = np.zeros(len(streets), np.int64), np.zeros(len(streets), np.int64)
    found[at] = of_word[first]
    taken[at] = found[at] > 0
    for row in at[flags.opens_longer[first]].tolist():
        words = cut.words(flags.texts, row)
        kind, rest = split_way_type(words)
        found[row], taken[row] = kinds[kind], len(words) - len(rest)
    # type column « Rue », text « MAIL … »: the text's own first word belongs to the name
    differs = (canonical > 0) & (found != canonical)
    cut.name = cut.begin + np.where(differs, 0, taken)
    cut.kind = np.where(canonical > 0, canonical, found)
    nothing_but_type = (found == kinds["GRANDE RUE"]) & (taken < cut.rows.counts - cut.begin)
    cut.plain &= ~(nothing_but_type & ~cut.given) & (cut.kind != kinds["LIEU DIT"])
    # COTEAUX may be a name, and RUE a Grande Rue
    lone = (cut.kind > 0) & (cut.name == cut.rows.counts) & (cut.kind != kinds["GRANDE RUE"])
    cut.plain &= ~lone | cut.given
    # beside a type's own column, the first word may be of any kind; not behind a number: 8 LIEU
    first_passes = np.where(cut.begin > 0, 0, 1)
    behind = cut.begin + np.where(cut.given, first_passes, taken)
    cut.plain &= ~_opens_part(cut.rows, flags, behind)


def _opens_part(rows: Ragged, flags: _Flags, begin: I64) -> BOOL:
    """Whether a word of a row, from position `begin` (n,) on, opens a complement or another street."""
    position = np.arange(len(rows.word)) - np.repeat(rows.ptr[:-1], rows.counts)
    before = np.concatenate(([False], flags.is_article[rows.word[:-1]]))[: len(rows.word)]
    hit = flags.opens_part[rows.word] & ~(before & (position > 0))  # RUE DE LA PLACE
    hit |= flags.is_odd[rows.word]
    hit &= position >= np.repeat(begin, rows.counts)
    return np.bincount(rows.owner[hit], minlength=len(rows)) > 0


def _leave_odd(cut: _Cut, flags: _Flags) -> None:
    """Leave what may be read in several ways: parts of a line, numbers that are no date, post boxes."""
    rows = cut.rows
    at = np.flatnonzero(cut.plain)
    first = rows.word[rows.ptr[at] + cut.begin[at]]
    cut.plain[at[flags.opens_nothing[first]]] = False
    following = np.append(flags.is_month[rows.word[1:]], False)[: len(rows.word)]
    last = np.zeros(len(rows.word), bool)
    last[rows.ptr[1:][rows.counts > 0] - 1] = True
    position = np.arange(len(rows.word)) - np.repeat(rows.ptr[:-1], rows.counts)
    loose = flags.is_number[rows.word] & ~last & ~following
    loose &= position >= np.repeat(cut.begin, rows.counts)
    # RUE 23 DE LISLE: a number that follows the type, be it the last word
    behind_type = np.repeat(np.where(cut.given, cut.begin, cut.name), rows.counts)
    loose |= flags.is_number[rows.word] & (position == behind_type)
    loose |= flags.is_letter[rows.word] | flags.has_punctuation[rows.word]
    cut.plain &= np.bincount(rows.owner[loose], minlength=len(rows)) == 0
    cut.plain &= (cut.kind > 0) | (cut.name < rows.counts)


def _named(cut: _Cut) -> PlainLines:
    """Put the names of plain lines in normal form."""
    rows = np.flatnonzero(cut.plain)
    begin = cut.rows.ptr[rows] + cut.name[rows]
    counts = cut.rows.ptr[rows + 1] - begin
    words = Ragged(starts(counts), cut.rows.word[spans(begin, counts)])
    name = np.full(len(cut.plain), -1, np.int64)
    name[rows] = np.arange(len(rows))
    names = normal_names(list(cut.raw), words, list(cut.kinds), cut.kind[rows])
    return PlainLines(name, names, cut.number)
