"""Readings of parts of lines, on arrays: what `parse.part_readings.part_readings` says of each.

The shapes that lines have are read on arrays: a name, a complement behind it, a street behind
another one or behind a complement. What is left goes to the parser, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geocoder.batch.fields import Parts
from geocoder.batch.line_words import LineWords
from geocoder.batch.numbers import NumberRanks
from geocoder.normalize.names import column_type
from geocoder.normalize.words import BOOL, I64, Ragged, Ranks, spans, stacked, starts
from geocoder.parse.part_readings import (
    BEFORE_NUMBERED,
    COMPLEMENTED,
    COUNTED,
    HEAD,
    INNER,
    INSIDE,
    SECOND,
    STREET_HEAD,
    UNNUMBERED_HEAD,
    Reading,
    part_readings,
)
from geocoder.parse.parts import STRONG_TYPES

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PartReadings:
    """Readings of parts: those of part i are rows `ptr[i]` to `ptr[i + 1]`, in order."""

    ptr: I64
    kind: I64
    """Rank of the type; 0 for none (r,)."""
    words: Ragged
    """Words of each name, as written (r,)."""
    number: I64
    """Rank of the number, 0 for none (r,)."""
    penalty: F64

    def followed_by(self, others: PartReadings) -> PartReadings:
        """Readings of other parts behind these."""
        return PartReadings(
            np.concatenate([self.ptr, self.ptr[-1] + others.ptr[1:]]),
            np.concatenate([self.kind, others.kind]),
            stacked([self.words, others.words]),
            np.concatenate([self.number, others.number]),
            np.concatenate([self.penalty, others.penalty]),
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """Names between positions (k,), the type in a column beside them (0 for none), their numbers."""

    begin: I64
    end: I64
    beside: I64
    number: I64


@dataclass(slots=True)
class _Spans:
    """Readings found so far, in blocks: the part of each, its place among those of the part, its name."""

    row: list[I64] = field(default_factory=list)
    order: list[I64] = field(default_factory=list)
    named: list[_Named] = field(default_factory=list)
    penalty: list[F64] = field(default_factory=list)

    def add(self, order: int, row: I64, named: _Named, penalty: F64) -> None:
        """Add a reading of each of some parts (k,), behind those of a lower `order`."""
        self.row.append(row)
        self.order.append(np.full(len(row), order))
        self.named.append(named)
        self.penalty.append(penalty)


class PartReader:
    """Reads the distinct parts (p,) of some fields."""

    def __init__(self, parts: Parts, kinds: Ranks, numbers: NumberRanks) -> None:
        self._parts, self._kinds, self._numbers = parts, kinds, numbers
        self._words = LineWords(parts.ranks, parts.words.word, kinds, numbers)
        self._strong = np.array(kinds.of(sorted(STRONG_TYPES)), np.int64)
        self._grande_rue, self._lieu_dit = kinds["GRANDE RUE"], kinds["LIEU DIT"]
        columns = [column_type(text) for text in parts.types]
        self._beside = np.array([kinds[kind] for kind, _ in columns], np.int64)[parts.type]
        self._given = np.array([bool(text) for text in parts.types], bool)[parts.type]
        self._is_worded = np.array([bool(before) for _, before in columns], bool)[parts.type]
        self._begin, self._end = parts.words.ptr[:-1], parts.words.ptr[1:]
        self._owner = parts.words.owner
        self._number, self._taken = self._words.numbers_at(self._begin, self._end)

    def leads(self, rows: I64) -> tuple[BOOL, BOOL]:
        """Whether parts (k,) begin with a type that only streets have, and which of them with a number."""
        begin, end = self._parts.words.ptr[rows], self._parts.words.ptr[rows + 1]
        number, taken = self._words.numbers_at(begin, end)
        kind, _ = self._words.types_at(begin + taken, end)
        return np.isin(kind, self._strong), number > 0

    def continues(self, rows: I64) -> BOOL:
        """Whether parts (k,) begin with neither a number, nor a complement, nor a type."""
        words, begin = self._words, self._parts.words.ptr[rows]
        end = self._parts.words.ptr[rows + 1]
        kind, _ = words.types_at(begin, end)
        opens = words.has(words.is_number | words.is_complement, begin, end)
        continues: BOOL = ~opens & (kind == 0)
        return continues

    def read(self) -> PartReadings:
        """Read every part."""
        found = _Spans()
        slow = self._is_worded | (self._begin == self._end)
        slow[self._drop_signs()] = True  # as it is written as well
        self._lead = self._begin + self._taken
        self._kind, self._size = self._words.types_at(self._lead, self._end)
        name = self._of_number(self._begin, self._end, self._beside, self._number, self._taken)
        found.add(1, np.arange(len(slow)), name, np.zeros(len(slow)))
        # 11 A DES REGRETS: the A may be the number's
        slow |= (name.number > 0) & self._words.has(self._words.is_a, name.begin, self._end)
        slow |= self._are_read_otherwise()
        counted = self._are_counted()
        slow |= counted & (self._taken > 1)  # 12 A 14 VENTS: the house may be 12
        self._add_counted(np.flatnonzero(counted), found)
        street = self._inner_streets()
        slow |= (street < 0) & self._holds_number()
        inner = np.flatnonzero(street >= 0)
        self._add_inner(inner, street[inner], found)
        row, at = self._complements(self._begin, self._given)
        behind = (street[row] >= 0) & (name.number[row] == 0)
        behind &= self._words.has(self._words.is_number, street[row], self._end[row])
        before = self._named(self._begin[row], at, self._beside[row])
        # RES LES ACACIAS BAT B 3 TER IMPASSE X: who has a number is the street
        found.add(6, row, before, np.where(behind, BEFORE_NUMBERED, COMPLEMENTED))
        return self._joined(found, slow)

    def _drop_signs(self) -> I64:
        """`N R DES VAUDOIS`: drop what stands where a number is missing; the parts with such words (k,)."""
        words, begin, end = self._words, self._begin, self._end
        at = np.flatnonzero((end - begin > 2) & words.has(words.is_no_number, begin, end))
        kind, _ = words.types_at(begin[at] + 1, end[at])
        at = at[kind > 0]
        self._begin = begin.copy()
        self._begin[at] += 1
        self._number[at], self._taken[at] = words.numbers_at(self._begin[at], end[at])
        return at

    def _are_read_otherwise(self) -> BOOL:
        """Parts (p,) whose words may be read another way: see `_other_words` of the parser."""
        words, end = self._words, self._end
        rest, kind, size = self._lead, self._kind, self._size
        lone = (kind > 0) & (rest + size == end) & (kind != self._grande_rue)
        last = rest.copy()  # the last word but articles
        named = np.flatnonzero(~words.is_article[words.word])
        last[self._owner[named]] = named
        behind = (kind == 0) & (last > rest) & words.has(words.is_short_type, last, end)
        # JARDINS RUE begins as a type
        weak = (kind > 0) & ~np.isin(kind, self._strong) & (last >= rest + size)
        behind |= weak & words.has(words.is_strong_type, last, end)
        # 15 H DUNANT
        initial = (self._taken > 1) & words.has(words.is_letter & words.is_alpha, rest - 1, end)
        odd: BOOL = (~self._given & (lone | behind)) | (initial & (kind == 0))
        at = np.flatnonzero(words.is_numeral[words.word])
        row = self._owner[at]
        hit = (at == end[row] - 1) | words.is_article[words.word[at - 1]]
        odd[row[hit & (at > rest[row])]] = True
        return odd

    def _are_counted(self) -> BOOL:
        """Parts (p,) whose number in front may count what the name names: see `is_counted`."""
        words, rest, end = self._words, self._lead, self._end
        counted: BOOL = (self._taken > 0) & (rest < end) & (self._kind == 0)
        counted &= words.has(words.is_digits, rest - 1, end)
        counted &= ~words.has(words.is_article | words.is_month, rest, end)
        return counted

    def _add_counted(self, row: I64, found: _Spans) -> None:
        """`4 VENTS`: the number of parts (k,) belongs to the name."""
        nothing = np.zeros(len(row), np.int64)
        name = _Named(self._begin[row], self._end[row], self._beside[row], nothing)
        found.add(2, row, name, np.full(len(row), COUNTED))

    def _named(self, begin: I64, end: I64, beside: I64) -> _Named:
        """Names and numbers of words that begin with the street or its number (k,)."""
        return self._of_number(begin, end, beside, *self._words.numbers_at(begin, end))

    def _of_number(self, begin: I64, end: I64, beside: I64, number: I64, taken: I64) -> _Named:
        rest = begin + taken
        # 11 NOVEMBRE (RUE DU) is a date
        numbered = (rest < end) & ~self._words.has(self._words.is_month, rest, end)
        return _Named(np.where(numbered, rest, begin), end, beside, np.where(numbered, number, 0))

    def _holds_number(self) -> BOOL:
        """Parts that hold a number inside, or something behind a Grande Rue (p,)."""
        words, end, lead, kind = self._words, self._end, self._lead, self._kind
        rest = lead + self._size
        odd: BOOL = (kind == self._grande_rue) & (rest < end)
        # RUE 23 DE LISLE
        inside = (self._taken == 0) & (kind > 0) & (rest + 1 < end)
        inside &= words.has(words.is_number, rest, end)
        odd |= inside & ~words.has(words.is_month, rest + 1, end)
        # MAISON DE SANTE 25 LE NEUF CHEMIN
        at = np.flatnonzero(words.is_number[words.word])
        row = self._owner[at]
        hit = (at >= lead[row] + 2) & (at < end[row] - 1)
        hit &= ~words.has(words.is_month, at + 1, end[row])
        row, at = _first(row[hit], at[hit])
        number = self._named(at, end[row], np.zeros(len(at), np.int64)).number
        odd[row[number > 0]] = True
        return odd

    def _inner_streets(self) -> I64:
        """Where a street begins behind other words (p,), -1 for nowhere; see `starts_street`."""
        words = self._words
        inside = self._lead + np.where(self._given, 1, np.maximum(self._size, 1))
        number = words.is_number[words.word]
        at = np.flatnonzero(number | words.opens_type[words.word])
        row = self._owner[at]
        behind = at >= inside[row]
        at, row = at[behind], row[behind]
        numbered = np.flatnonzero(number[at])
        typed = np.flatnonzero(~number[at] & ~words.is_article[words.word[at - 1]])
        starts_here = np.zeros(len(at), bool)
        starts_here[numbered] = self._is_numbered(row[numbered], at[numbered])
        starts_here[typed] = self._is_typed(row[typed], at[typed])
        row, at = _first(row[starts_here], at[starts_here])
        found = np.full(len(self._begin), -1, np.int64)
        found[row] = at
        return found

    def _is_numbered(self, row: I64, at: I64) -> BOOL:
        """Whether a number and a type stand at positions (k,)."""
        words, end = self._words, self._end[row]
        _, taken = words.numbers_at(at, end)
        kind, _ = words.types_at(at + taken, end)
        # BAT 3 7 RUE X: the 3 is the building's
        own = words.is_complement[words.word[at - 1]] & words.has(words.is_number, at + 1, end)
        starts_here: BOOL = (taken > 0) & (kind > 0) & ~own
        return starts_here

    def _is_typed(self, row: I64, at: I64) -> BOOL:
        """Whether a strong type and a name stand at positions (k,)."""
        words, end = self._words, self._end[row]
        kind, taken = words.types_at(at, end)
        word = words.word[at]
        strong = np.isin(kind, self._strong) & ~words.is_letter[word]
        # MAISON DE SANTE R MARC SANGNIER
        strong |= words.is_r[word] & words.is_complement[words.word[self._begin[row]]]
        starts_here: BOOL = strong & (at + taken < end)
        return starts_here

    def _complements(self, begin: I64, given: BOOL) -> tuple[I64, I64]:
        """Parts that hold a complement behind the name, and where it opens; (h,).

        Names begin at `begin` (p,), beside a type in a column of its own where `given` (p,).
        """
        words, end, at = self._words, self._end, self._openings
        kind, _ = words.types_at(begin, end)
        is_name = given | (words.has(words.is_alpha, begin, end) & (kind == 0))
        lead = begin + np.where(is_name, 1, 2)
        row = self._owner[at]
        behind = at >= lead[row]
        return _first(row[behind], at[behind])

    @cached_property
    def _openings(self) -> I64:
        """Where a complement may open, whatever part it is in (h,)."""
        words = self._words
        hit = words.is_complement[words.word]
        hit[1:] &= ~words.is_article[words.word[:-1]]
        storeys = np.flatnonzero(words.is_storey[words.word])
        floor = words.has(words.is_floor, storeys + 1, self._end[self._owner[storeys]])
        hit[storeys[floor]] = True
        return np.flatnonzero(hit)

    def _add_inner(self, row: I64, street: I64, found: _Spans) -> None:
        """Readings of parts (k,) in which another street begins: see `_around_inner` of the parser."""
        begin, nothing = self._begin[row], np.zeros(len(row), np.int64)
        inner = self._named(street, self._end[row], nothing)
        number, taken = self._words.numbers_at(begin, street)
        head = self._of_number(begin, street, self._beside[row], number, taken)
        bare = self._is_bare(begin + taken, street)  # 134 RUE RUE D EGUISHEIM
        own = np.where(bare & (inner.number == 0), number, inner.number)
        kind, name = self._names(head)
        leads = np.isin(kind, self._strong) & (name < street)
        leads &= (head.number > 0) | (own == 0)
        inner = _Named(inner.begin, inner.end, nothing, own)
        found.add(3, row, inner, np.where(leads, SECOND, INNER))
        later = self._end.copy()
        later[row] = street
        part, tail = self._complements(later, np.zeros(len(later), bool))
        at = np.searchsorted(row, part)
        cut = self._named(street[at], tail, nothing[at])
        found.add(4, part, cut, np.full(len(part), INSIDE))
        last = own.copy()
        last[at] = cut.number
        costs = np.where((last > 0) & (head.number == 0), UNNUMBERED_HEAD, HEAD)
        found.add(5, row, head, np.where(leads, STREET_HEAD, costs))

    def _is_bare(self, begin: I64, end: I64) -> BOOL:
        """Whether a type and nothing else stands between positions (k,)."""
        kind, taken = self._words.types_at(begin, end)
        bare: BOOL = (kind > 0) & (begin + taken == end) & (kind != self._grande_rue)
        return bare

    def _names(self, named: _Named) -> tuple[I64, I64]:
        """Type of each name, and where its words begin behind it (k,); see `written_name`."""
        kind, taken = self._words.types_at(named.begin, named.end)
        # type column « Rue », text « MAIL … »: the text's own first word belongs to the name
        differs = (named.beside > 0) & (kind > 0) & (kind != named.beside)
        return (
            np.where(named.beside > 0, named.beside, kind),
            named.begin + np.where(differs, 0, taken),
        )

    def _joined(self, found: _Spans, slow: BOOL) -> PartReadings:
        """What was found on arrays, in order, and what the parser says of the other parts."""
        row, order = np.concatenate(found.row), np.concatenate(found.order)
        begin, end, beside, number = (
            np.concatenate([getattr(named, name) for named in found.named])
            for name in ("begin", "end", "beside", "number")
        )
        kind, begin = self._names(_Named(begin, end, beside, number))
        slow[row[kind == self._lieu_dit]] = True
        kept = np.flatnonzero(~slow[row])
        kept = kept[np.lexsort((order[kept], row[kept]))]
        length = end[kept] - begin[kept]
        words = Ragged(starts(length), self._words.word[spans(begin[kept], length)])
        penalty = np.concatenate(found.penalty)[kept]
        ptr = starts(np.bincount(row[kept], minlength=len(slow)))
        fast = PartReadings(ptr, kind[kept], words, number[kept], penalty)
        rows = np.flatnonzero(slow)
        return _merged(fast, rows, self._one_by_one(rows)) if len(rows) else fast

    def words_of(self, row: int) -> list[str]:
        """Words of a part."""
        return self._words.of(self._parts.words.ptr[row], self._parts.words.ptr[row + 1])

    def _one_by_one(self, rows: I64) -> PartReadings:
        """What the parser says of some parts (k,)."""
        types, kind = self._parts.types, self._parts.type
        said = [
            [
                r
                for r in part_readings(self.words_of(row), types[kind[row]], "")
                if not r.written.is_empty
            ]
            for row in rows.tolist()
        ]
        return self.entered(said)

    def entered(self, said: Sequence[Sequence[Reading]]) -> PartReadings:
        """Readings of the parser of several parts (k,)."""
        parts = self._parts
        flat = [reading for several in said for reading in several]
        return PartReadings(
            starts([len(several) for several in said]),
            np.array([self._kinds[r.written.way_type] for r in flat], np.int64),
            Ragged.of([parts.ranks.of(r.written.words) for r in flat]),
            np.array([self._numbers[r.number] for r in flat], np.int64),
            np.array([r.penalty for r in flat], np.float64),
        )


def _first(row: I64, at: I64) -> tuple[I64, I64]:
    """The first of the positions of each row; both (k,), in order."""
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    return row[begins], at[begins]


def _merged(some: PartReadings, rows: I64, others: PartReadings) -> PartReadings:
    """`some` with the readings that `others` (k,) holds of parts `rows` (k,), which have none yet."""
    count, both = len(some.ptr) - 1, some.followed_by(others)
    owner = np.concatenate(
        [np.repeat(np.arange(count), np.diff(some.ptr)), np.repeat(rows, np.diff(others.ptr))]
    )
    order = np.argsort(owner, kind="stable")
    return PartReadings(
        starts(np.bincount(owner, minlength=count)),
        both.kind[order],
        both.words.take(order),
        both.number[order],
        both.penalty[order],
    )
