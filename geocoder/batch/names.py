"""Names as they are written to names in normal form, on arrays: `normalize.names.in_normal_form`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geocoder.normalize import StreetName
from geocoder.normalize.names import WrittenName, in_normal_form
from geocoder.normalize.numerals import NUMBER_WORDS, NUMERAL_HEADS, ORDINALS, digits, lone_word
from geocoder.normalize.words import (
    BOOL,
    I64,
    Names,
    Ragged,
    Ranks,
    Words,
    joined_hashes,
    starts,
)
from geocoder.vocabulary import title_words, word_forms

_DEPENDING = frozenset({"I", "V", "X", "UN"})
"""A lone I, V or X is a numeral behind a king, UN behind 20 ET."""


def normal_names(texts: list[str], rows: Ragged, kinds: list[str], kind: I64) -> Names:
    """Normal forms of names (n,): rows of words as written (in `texts`), and their types (in `kinds`).

    Spelled numbers and the like, which depend on the words around them, go one by one.
    """
    forms = _Forms.of(texts)
    normal = forms.inside[rows.word]
    ends = rows.ptr[1:][rows.counts > 0] - 1
    normal[ends] = forms.last[rows.word[ends]]
    odd = (normal < 0) | forms.is_spelled[rows.word] | _parts_th(texts, rows)
    is_odd = np.bincount(rows.owner[odd], minlength=len(rows)) > 0
    simple, others = np.flatnonzero(~is_odd), np.flatnonzero(is_odd)
    raw = rows.take(simple)
    fast = _simple_names(
        texts, forms, raw, Ragged(rows.ptr, normal).take(simple), kinds, kind[simple]
    )
    slow = [_one_by_one(texts, rows, kinds[kind[row]], row) for row in others.tolist()]
    order = np.argsort(np.concatenate([simple, others]), kind="stable")
    return joined_names([fast, Names.of(slow)]).take(order)


@dataclass(frozen=True, slots=True)
class _Forms:
    """Normal form of each word (w,): inside a name, and as its last word; -1 where not one word."""

    inside: I64
    last: I64
    texts: list[str]
    is_spelled: BOOL
    """Whether the word's reading depends on its neighbours."""

    @classmethod
    def of(cls, texts: list[str]) -> _Forms:
        """Work each word out once."""
        forms, titles = word_forms(), title_words()
        changed = forms.keys() | NUMBER_WORDS | ORDINALS.keys()
        odd = [at for at, t in enumerate(texts) if t[0] in NUMERAL_HEADS or t in changed]
        inside = np.arange(len(texts))  # nearly all are their own normal form
        last = inside.copy()
        ranks = Ranks(zip(texts, range(len(texts)), strict=True))
        for at in odd:
            text = texts[at]
            canonical = forms.get(text, text)
            if canonical == text and text not in NUMBER_WORDS:
                inside[at] = last[at] = ranks[lone_word(text)]
                continue
            own = digits([text])
            full = digits(canonical.split()) if canonical != text else own
            if not NUMBER_WORDS.isdisjoint(canonical.split()):
                full = []
            inside[at] = ranks[full[0]] if len(full) == 1 else -1
            kept = own if canonical in titles else full
            last[at] = ranks[kept[0]] if len(kept) == 1 else -1
        spelled = [t in NUMBER_WORDS or t in _DEPENDING for t in texts]
        return cls(
            inside,
            last,
            list(ranks),
            np.array(spelled, bool),
        )


def _parts_th(texts: list[str], rows: Ragged) -> BOOL:
    """Words that end in T before one that begins with H: ST HILAIRE glued holds a TH of two words."""
    ends = np.fromiter((t[-1] == "T" for t in texts), bool, len(texts))
    begins = np.fromiter((t[0] == "H" for t in texts), bool, len(texts))
    inner = np.ones(len(rows.word), bool)
    inner[rows.ptr[1:][rows.counts > 0] - 1] = False
    following = np.append(begins[rows.word[1:]], False)[: len(rows.word)]
    parted: BOOL = ends[rows.word] & inner & following
    return parted


def _one_by_one(texts: list[str], rows: Ragged, kind: str, row: int) -> StreetName:
    words = rows.word[rows.ptr[row] : rows.ptr[row + 1]].tolist()
    return in_normal_form(WrittenName(kind, tuple(texts[w] for w in words)))


def _simple_names(
    texts: list[str], forms: _Forms, raw: Ragged, normal: Ragged, kinds: list[str], kind: I64
) -> Names:
    """Names of which every word has a normal form of its own."""
    words = Words(texts)
    lost = Words([t.replace("TH", "E") if "TH" in t else t for t in texts])
    nothing = np.zeros(len(raw), np.uint64)
    return Names(
        Words(forms.texts),
        kinds,
        kind,
        normal,
        joined_hashes(nothing, nothing > 0, raw, words, spaced=False),
        _letters(words, raw),
        joined_hashes(nothing, nothing > 0, raw, lost, spaced=False),
        _letters(lost, raw),
    )


def _letters(words: Words, rows: Ragged) -> I64:
    """Letters of each row of words (n,)."""
    sums = np.concatenate(([0], np.cumsum(words.length[rows.word])))
    return sums[rows.ptr[1:]] - sums[rows.ptr[:-1]]


def joined_names(parts: Sequence[Names]) -> Names:
    """Several blocks of names, one behind the other, over one vocabulary."""
    ranks, kinds = Ranks(), Ranks({"": 0})
    words, of_kind = [], []
    for part in parts:
        of_word = np.array(ranks.of_many(part.words.texts), np.int64)
        of_kind.append(np.array(kinds.of(part.kinds), np.int64)[part.kind])
        words.append(Ragged(part.all.ptr, of_word[part.all.word]))
    every = Ragged(
        starts(np.concatenate([w.counts for w in words])), np.concatenate([w.word for w in words])
    )

    def column(name: str) -> npt.NDArray[np.uint64]:
        return np.concatenate([getattr(part, name) for part in parts])

    return Names(
        Words(list(ranks)),
        list(kinds),
        np.concatenate(of_kind),
        every,
        column("glued"),
        column("glued_length").astype(np.int64),
        column("th_lost"),
        column("th_length").astype(np.int64),
    )
