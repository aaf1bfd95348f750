"""How alike street names are: the parts of the comparison, and the evidence they add up to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from geocoder.index.keys import Layer
from geocoder.match.align import overlap
from geocoder.match.asked_words import AskedWords
from geocoder.match.kinds import is_said, left_letters, left_of
from geocoder.match.known_forms import Forms, KnownForms, Vocabulary
from geocoder.normalize.words import BOOL, I64, Names, Ragged, Ranks, spans, starts

F64 = npt.NDArray[np.float64]

SAME_FAMILY = (
    frozenset({"RUE", "GRANDE RUE", "PETITE RUE"}),
    frozenset(
        {
            "CHEMIN",
            "CHEMIN RURAL",
            "VIEUX CHEMIN",
            "ANCIEN CHEMIN",
            "PETIT CHEMIN",
            "SENTIER",
            "SENTE",
            "VOIE",
        }
    ),
    frozenset(
        {"ROUTE", "ANCIENNE ROUTE", "ROUTE DEPARTEMENTALE", "ROUTE NATIONALE", "VIEILLE ROUTE"}
    ),
    frozenset({"RUELLE", "RUETTE", "VENELLE", "PASSAGE", "IMPASSE"}),
    frozenset(
        {
            "ZONE INDUSTRIELLE",
            "ZONE ARTISANALE",
            "ZONE D ACTIVITE",
            "ZONE D AMENAGEMENT CONCERTE",
            "ZONE",
        }
    ),
)
"""Types written for one another."""

RELATIONS = ("same", "missing", "family", "other")
"""How two types stand to one another; their ranks are what tables of relations hold."""
LEAST_WEIGHT = 0.15


def rarity(counts: npt.ArrayLike, total: int) -> F64:
    """Weight of words that stand in `counts` (n,) of `total` names, 0.15 to 1: how much each tells apart."""
    seen = np.log((total + 1) / (np.asarray(counts) + 1)) / math.log(total + 2)
    return np.clip(seen, LEAST_WEIGHT, 1.0)


def type_relation(asked: str, known: str) -> str:
    """`same`, `missing` (none was asked), `family`, or `other`: Rue du Stet is not the lieu-dit Le Stet."""
    if asked == known:
        return "same"
    if not asked:
        return "missing"
    return "family" if any({asked, known} <= family for family in SAME_FAMILY) else "other"


def type_relations(asked: Sequence[str], known: Sequence[str]) -> npt.NDArray[np.int8]:
    """Rank in RELATIONS of every type asked with every type known (asked, known)."""
    ranks = Ranks({"": 0})
    a, k = (np.array(ranks.of(kinds), np.int64) for kinds in (asked, known))
    family = {kind: at for at, kinds in enumerate(SAME_FAMILY, 1) for kind in kinds}
    of_kind = np.array([family.get(kind, 0) for kind in ranks], np.int64)
    kin = (of_kind[a][:, None] == of_kind[k]) & (of_kind[a] > 0)[:, None]
    relation = np.where(kin, RELATIONS.index("family"), RELATIONS.index("other"))
    relation[a == 0] = RELATIONS.index("missing")
    relation[a[:, None] == k] = RELATIONS.index("same")
    return relation.astype(np.int8)


class Compared:
    """Names asked (n,) and the names of their departments, ready to be compared pair by pair.

    A type counts among the words where it is all that there is (`GRADE RUE` for Grande Rue), where the
    other name has its words (`CLOS DU CHATEAU` for Rue du Clos du Château), or where it is misspelt (see
    `match.kinds`). So each name has two rows: its words, and its words with those of its type in front.
    """

    def __init__(self, asked: Names, department: I64, departments: Sequence[Vocabulary]) -> None:
        """Compare names with what is known in the department (n,), a rank of `departments`, of each."""
        self._asked, self._department = asked, department
        self._known = KnownForms(departments)
        self._words = AskedWords(asked, department, self._known)

    def features(self, a: I64, form: I64) -> tuple[dict[str, F64], npt.NDArray[np.int8]]:
        """What is compared between names `a` asked and forms, and the relation of their types; (m,).

        `form` is the row of a form in the department of its name. `asked` and `known` are shares, 0
        to 1, of the weight of either name's words that is found in the other, `glued` the likeness
        of the letters; `shared`, `doubt` and `missed` are sums of weights: two rare words in common
        say more than one. `other` and `extra` are those of asked words that other streets of the
        department bear, in the place of a known word and beside all of them: CHAMPAGNE is no
        misspelt Campagne. `borne` is 1 when the types differ and another street bears the name
        asked, its type included. `added` is 1 when the asked name is the known one behind other
        words: `Rue Sadi Carnot` for Rue Carnot, but not `Rue Jean Moulin` for Rue du Moulin. `open`
        is 1 when the last asked word, which names most often, is not known: Rue Roland Lambert is
        not `RUE ROLAND GARROS`.
        """
        forms, k = self._known.gather(self._known.first_form[self._department[a]] + form)
        return self._features(_Pairs(forms, self._words.known_in(forms), a, k))

    def _features(self, pairs: _Pairs) -> tuple[dict[str, F64], npt.NDArray[np.int8]]:
        forms, same, a, k = pairs.forms, pairs.same, pairs.a, pairs.k
        with_type = self._with_type(pairs)
        row_a = a + with_type[0] * len(self._asked)
        row_k = k + with_type[1] * len(forms)
        o = overlap(self._words.side, forms.side, same, row_a, row_k)
        of_asked, of_known = o.paired + o.extra, o.paired + o.missed
        glued = process.cpdist(
            self._words.letters(row_a), forms.letters(row_k), scorer=fuzz.ratio, dtype=np.float64
        )
        relation = self._relation(pairs, *with_type)
        borne = self._is_borne[a] & (relation >= RELATIONS.index("family"))
        values = {
            "asked": o.shared / np.where(of_asked > 0, of_asked, 1.0),
            "known": o.shared / np.where(of_known > 0, of_known, 1.0),
            "glued": glued / 100,
            "added": self._added(pairs, row_a, row_k).astype(float),
            "shared": o.shared,
            "doubt": o.paired - o.shared,
            "other": o.other,
            "extra": o.extra_borne,
            "missed": o.missed,
            "open": o.is_open.astype(float),
            "borne": borne.astype(float),
        }
        return values, relation

    @cached_property
    def _is_borne(self) -> BOOL:
        """Whether a street of its department bears a name asked, its type included (n,)."""
        return self._known.bear(self._asked, self._department)

    @cached_property
    def _relations(self) -> npt.NDArray[np.int8]:
        """Relation of every type asked with every type known, none of them the first (asked, known)."""
        return type_relations(self._asked.kinds, self._known.kinds)

    def _relation(self, pairs: _Pairs, with_a: BOOL, with_k: BOOL) -> npt.NDArray[np.int8]:
        """Relation of the types that are not among the words; the same where a name has no other word.

        A known type that the asked words hold is at most missing: Clos du Château for `RUE DU CLOS DU
        CHATEAU`.
        """
        one = np.where(with_a, 0, self._asked.kind[pairs.a])
        other = np.where(with_k, 0, pairs.forms.kind[pairs.k])
        alone = self._is_nameless[pairs.a] | pairs.forms.is_nameless[pairs.k]
        held = np.where(with_k & (one > 0), RELATIONS.index("missing"), self._relations[one, other])
        return np.where(alone, RELATIONS.index("same"), held).astype(np.int8)

    @cached_property
    def _is_nameless(self) -> BOOL:
        """Whether a name asked is nothing but a type (n,)."""
        nameless: BOOL = self._asked.all.counts == 0
        return nameless

    def _with_type(self, pairs: _Pairs) -> tuple[BOOL, BOOL]:
        """Whether the type counts among the words of either name (m,)."""
        forms, a, k = pairs.forms, pairs.a, pairs.k
        one, other = self._asked.kind[a], forms.kind[k]
        typed_a, typed_k = one > 0, other > 0
        differ = self._relations[one, other] != RELATIONS.index("same")
        no_a, no_k = self._is_nameless[a], forms.is_nameless[k]
        with_a, with_k = typed_a & no_k, typed_k & no_a
        words = Ragged(self._words.rows.ptr, pairs.same[self._words.rows.word])
        at = np.flatnonzero(typed_a & differ & forms.holds_type_word[k])
        with_a[at] |= _hold_type(forms.typed, k[at], words, a[at])
        at = np.flatnonzero(typed_k & differ & self._words.holds_type_word[a])
        with_k[at] |= _hold_type(words, a[at], forms.typed, k[at])
        said = self._says_kind(a, one, other, np.flatnonzero(typed_k & differ & ~no_a))
        with_a[said] |= typed_a[said]
        with_k[said] = True
        # what is nothing but a type is compared by it: it is there already
        return with_a & ~no_a, with_k & ~no_k

    def _says_kind(self, a: I64, one: I64, other: I64, at: I64) -> I64:
        """Those of pairs `at` whose asked name begins with what its type leaves of the known one's."""
        rows = self._asked.initialled
        first = self._asked.words.letters[rows.word[rows.ptr[a[at]]], 0]
        likely = at[(first[:, None] == self._left[one[at], other[at]]).any(axis=1)]
        return np.array(
            [i for i in likely.tolist() if self._begins_with(a[i], one[i], other[i])], np.int64
        )

    def _begins_with(self, row: int, one: int, other: int) -> bool:
        """Whether name `row`, of type `one`, begins with the rest of type `other`."""
        rows, texts = self._asked.initialled, self._asked.words.texts
        words = tuple(texts[w] for w in rows.word[rows.ptr[row] : rows.ptr[row + 1]].tolist())
        lefts = left_of(self._asked.kinds[one], self._known.kinds[other])
        return any(is_said(left, words, is_part=bool(one)) for left in lefts)

    @cached_property
    def _left(self) -> npt.NDArray[np.uint8]:
        """First letters of what the head of a name may say of a known type (asked, known, 2)."""
        return left_letters(self._asked.kinds, self._known.kinds)

    def _added(self, pairs: _Pairs, row_a: I64, row_k: I64) -> BOOL:
        """Whether the known name, which has the same type and no article, ends the asked one."""
        asked, forms = self._words.rows, pairs.forms
        known, kinds = forms.typed, (self._asked.kind[pairs.a], forms.kind[pairs.k])
        size, least = known.counts[row_k], asked.counts[row_a]
        likely = forms.is_plain[pairs.k] & (size > 0) & (size < least)
        at = np.flatnonzero(likely & (self._relations[kinds] == RELATIONS.index("same")))
        ends = np.ones(len(at), bool)
        for back in range(1, int(size[at].max(initial=0)) + 1):
            own = np.flatnonzero(size[at] >= back)
            word = pairs.same[asked.word[asked.ptr[row_a[at[own]] + 1] - back]]
            ends[own] &= word == known.word[known.ptr[row_k[at[own]] + 1] - back]
        added = np.zeros(len(row_a), bool)
        added[at] = ends
        return added


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Names `a` asked and `forms` `k` that are compared, both (m,); `same` is `AskedWords.known_in`."""

    forms: Forms
    same: I64
    a: I64
    k: I64


def _hold_type(rows: Ragged, row: I64, others: Ragged, other: I64) -> BOOL:
    """Whether names hold every word of the type of others: `row` and `other` (m,) of typed rows.

    Words are the same where they have one number; -1 is no word of the other side.
    """
    of_type = others.counts[other + len(others) // 2] - others.counts[other]
    begin = others.ptr[other + len(others) // 2]
    kinds = Ragged(starts(of_type), others.word[spans(begin, of_type)])
    words = rows.take(row)
    kind = kinds.padded(int(of_type.max(initial=0)))
    word = words.padded(int(words.counts.max(initial=0)))
    is_held = (kind[:, :, None] == word[:, None, :]) & (kind >= 0)[:, :, None]
    missing = np.bincount(kinds.owner, minlength=len(row)) - is_held.any(axis=2).sum(axis=1)
    held: BOOL = missing == 0
    return held


FUZZY_INTERCEPT = -9.7
FUZZY_WEIGHTS = {
    "asked": 5.0,
    "known": 2.3,
    "glued": 6.7,
    "added": 4.7,
    "shared": 1.8,
    "doubt": -2.8,
    "other": -5.6,
    "extra": -2.2,
    "missed": -0.6,
    "open": -2.2,
    "borne": -1.9,
}
FUZZY_TYPE = {"same": 0.0, "missing": -3.0, "family": -3.1, "other": -5.1}
"""Log-odds of « is this the street asked for », from `python -m bench.fit`, rounded: queries of
`bench.noise` in the training departments (real 08 and 90; demonstration 08, 10, 51 and 68)."""

LAYER_LOGIT = {
    Layer.EXACT: 7.0,
    Layer.NO_ARTICLES: 6.7,
    Layer.GLUED: 6.6,
    Layer.SORTED: 6.2,
    Layer.TH_LOST: 5.8,
    Layer.PHONETIC: 5.3,
    Layer.NO_TYPE: 3.9,
    Layer.GLUED_NO_TYPE: 3.0,
}
"""Log-odds that the street found at a layer is the one asked for, held against `python -m bench.fit`
(training departments), which stays within 1.0 of each of them."""
EXACT_TYPE = {"same": 0.0, "missing": -0.1, "family": -3.5, "other": -3.6}
"""What a difference of type costs an exact match, in log-odds: where it is low, the comparison of the
same names decides, which knows more of them."""
SPELT = -4.8
"""What it costs a street that sounds as what is asked when other streets bear every word asked: Rue de
l'École is not `RUE DES ECOLES`."""


def fuzzy_logits(features: dict[str, F64], relation: npt.NDArray[np.int8]) -> F64:
    """Log-odds that names with these features (n,) and type relations (n,) are the ones asked for."""
    total = FUZZY_INTERCEPT + np.array([FUZZY_TYPE[r] for r in RELATIONS])[relation]
    for name, weight in FUZZY_WEIGHTS.items():
        total = total + weight * features[name]
    return total


def exact_logits(layer: Layer, relation: npt.NDArray[np.int8], is_spelt: BOOL) -> F64:
    """Log-odds that streets found at `layer`, with these type relations, are the ones asked for; (n,).

    `is_spelt` tells whether other streets bear every word asked; it counts where sounds are compared.
    """
    of_type = np.array([EXACT_TYPE[r] for r in RELATIONS])[relation]
    spelt = np.where(is_spelt, SPELT if layer == Layer.PHONETIC else 0.0, 0.0)
    return LAYER_LOGIT[layer] + of_type + spelt
