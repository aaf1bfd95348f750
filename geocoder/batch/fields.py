"""Fields cut into their parts, on arrays: `parse.parts.segments` of each distinct text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geocoder.batch.distinct import group
from geocoder.normalize import SEPARATOR
from geocoder.normalize.folded import Folded
from geocoder.normalize.words import BOOL, I64, Ragged, Ranks, spans, stacked, starts
from geocoder.parse.parts import LONGEST, folded_segments, parted

_BRACKETS = frozenset("()")
_POSTBOX_STARTS = ("BP", "CS", "TSA", "CIDEX", "BOITE", "CEDEX", "CDX")


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields (n,): a text, and the text of a type in a column of its own."""

    texts: list[str]
    """Distinct texts."""
    types: list[str]
    """Distinct texts of types."""
    text: I64
    type: I64

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Parts:
    """Fields in parts: those of field i are `part[ptr[i]:ptr[i + 1]]`, rows of the distinct parts (p,).

    Parts are distinct by their words and by the type beside them, which only a first part has.
    """

    ptr: I64
    part: I64
    words: Ragged
    """Words of each distinct part, as ranks in `ranks`."""
    ranks: Ranks
    type: I64
    """Row in `types` of the type beside each distinct part."""
    types: list[str]
    """Texts of types in a column of their own; the last one is empty."""

    @property
    def counts(self) -> I64:
        """Parts of each field (n,)."""
        return np.diff(self.ptr)


def cut_fields(fields: Fields) -> Parts:
    """Cut each distinct text once."""
    own, rows, ranks = _cut_texts(fields.texts)
    field = own.take(fields.text)
    types = [*fields.types, ""]  # behind the first part, a type's own column says nothing
    kind = np.full(len(field.word), len(fields.types), np.int64)
    some = field.counts > 0
    kind[field.ptr[:-1][some]] = fields.type[some]
    parts = group([(field.word, len(rows)), (kind, len(types))])
    first = parts.first_row
    words = rows.take(field.word[first])
    return Parts(field.ptr, parts.of_row, words, ranks, kind[first], types)


def _cut_texts(texts: Sequence[str]) -> tuple[Ragged, Ragged, Ranks]:
    """Rows of the parts of each text (n,), the words of every part (p,), and those words, ranked."""
    folded = Folded.of([text[:LONGEST] for text in texts])
    whole = folded.rows
    bracketed, several = _are_odd(folded)
    known: dict[tuple[str, ...], int] = {}
    odd = np.flatnonzero(bracketed | several)
    own = []
    for text, is_bracketed in zip(folded.texts(odd), bracketed[odd].tolist(), strict=True):
        parts = folded_segments(text) if is_bracketed else parted(text)
        own.append([known.setdefault(tuple(words), len(known)) for words in parts])
    ranks = Ranks(zip(folded.words, range(len(folded.words)), strict=True))
    more = Ragged.of([ranks.of(words) for words in known])
    return _placed(whole.counts > 0, odd, Ragged.of(own)), stacked([whole, more]), ranks


def _placed(worded: BOOL, odd: I64, parts: Ragged) -> Ragged:
    """Rows of the parts of each text (n,): its own row, and rows of `parts`, behind these, of odd ones."""
    counts = worded.astype(np.int64)
    counts[odd] = parts.counts
    ptr = starts(counts)
    part = np.repeat(np.arange(len(counts)), counts)
    part[spans(ptr[odd], parts.counts)] = len(counts) + parts.word
    return Ragged(ptr, part)


def _are_odd(folded: Folded) -> tuple[BOOL, BOOL]:
    """Texts (n,) with brackets or perhaps a distribution mention; and those of perhaps several parts."""
    rows, texts = folded.rows, folded.words
    word = rows.word

    def is_text(*several: str) -> BOOL:
        return np.array([text in several for text in texts], bool)[word]

    def followed(first: BOOL, test: Callable[[str], bool]) -> I64:
        at = np.flatnonzero(first[:-1])
        kept = np.array([test(texts[w]) for w in word[at + 1].tolist()], bool)
        return np.compress(kept, at)

    opens = [t.startswith(_POSTBOX_STARTS) or not _BRACKETS.isdisjoint(t) for t in texts]
    odd = np.array(opens, bool)[word]
    odd[followed(is_text("B", "C"), _is_postbox)] = True
    parts = is_text(SEPARATOR)
    parts[followed(is_text("ET"), lambda t: "0" <= t < ":")] = True
    count, owner = len(rows), rows.owner
    bracketed = np.bincount(owner[odd], minlength=count) > 0
    return bracketed, np.bincount(owner[parts], minlength=count) > 0


def _is_postbox(text: str) -> bool:
    """Whether a word makes a distribution mention of the B or C before it: B P 12, C S 12."""
    return text[0] in "PS" and (text[1:] == "N" or not text[1:].isalpha())
