"""Words of the names asked, each in the department where its name is looked for."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from geocoder.match.align import Side
from geocoder.match.known_forms import Forms, KnownForms, joined
from geocoder.normalize.words import BOOL, I64, Names, Ragged, Ranks, Words, numbered, typed_rows
from geocoder.vocabulary import type_words

F64 = npt.NDArray[np.float64]
DAMAGED_ARTICLE = 0.1
"""Weight of a word that is an article with a typing error: `RUE DEI VERGERS`."""
_SHORT_ARTICLES = ("DE", "DU", "DES", "LE", "LA", "LES", "AU", "AUX")
NUMBER_WEIGHT = 0.9
"""Weight of a number, whatever its frequency."""


@lru_cache(maxsize=50_000)
def is_damaged_article(word: str) -> bool:
    """Whether a word of up to four letters is one edit away from an article."""
    return len(word) <= 4 and any(
        OSA.distance(word, a, score_cutoff=1) <= 1 for a in _SHORT_ARTICLES
    )


class AskedWords:
    """Names asked (n,) as rows of words; a word asked in two departments is two words here (w,)."""

    def __init__(self, names: Names, department: I64, known: KnownForms) -> None:
        """Find the words of `names` in what is `known` in the `department` (n,) of each."""
        ranks = Ranks((text, at) for at, text in enumerate(names.words.texts))
        kinds = Ragged.of([ranks.of(kind.split()) for kind in names.kinds])
        every = typed_rows(names.initialled, kinds.take(names.kind))
        texts = list(ranks)
        of_word = department[every.owner % max(1, len(names))] * len(texts) + every.word
        departments = int(department.max(initial=0)) + 1
        held, row = numbered(of_word, departments * len(texts))
        of_department, word = np.divmod(held, max(1, len(texts)))
        self._names = names
        self.rows = Ragged(every.ptr, row)
        """The names as they are compared; see `typed_rows` (2n,)."""
        self.texts = [texts[w] for w in word.tolist()]
        self._known, weight = known.words_of(of_department, self.texts)
        own = Words(self.texts)
        self.side = Side(own, self.rows, _weighed(own, weight))

    def known_in(self, forms: Forms) -> I64:
        """The word of `forms` that each word is (w,); see `Forms.of_known`."""
        return forms.of_known(self._known)

    def letters(self, rows: I64) -> list[str]:
        """Rows of `rows` (m,) without spaces."""
        return joined(self.rows, rows, self.texts)

    @cached_property
    def holds_type_word(self) -> BOOL:
        """Whether a name holds a word of a type (n,)."""
        typing, words = type_words(), self._names.words
        is_typing = np.fromiter((t in typing for t in words.texts), bool, len(words.texts))
        rows = self._names.initialled
        owners = rows.owner[is_typing[rows.word]]
        return np.bincount(owners, minlength=len(self._names)) > 0


def _weighed(words: Words, weight: F64) -> F64:
    """Weights (w,) as given, but for numbers and damaged articles."""
    short = np.flatnonzero(words.length <= 4)
    damaged = [is_damaged_article(words.texts[w]) for w in short.tolist()]
    weighed = np.where(words.is_number, NUMBER_WEIGHT, weight)
    weighed[short[np.array(damaged, bool)]] = DAMAGED_ARTICLE
    return weighed
