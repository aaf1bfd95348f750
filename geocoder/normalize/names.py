"""Names of streets and communes in normal form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from geocoder.normalize.fold import fold, fold_words
from geocoder.normalize.numerals import digits
from geocoder.vocabulary import title_words, way_types, word_forms

ARTICLES = frozenset({"DE", "DU", "DES", "D", "LE", "LA", "LES", "L", "AU", "AUX", "A", "ET", "EN"})
"""Words that tell nothing apart: `Rue de la Gare` is `Rue Gare`."""

_COMMUNE_WORDS = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "SS": "SOUS", "S": "SUR"}
_COMMUNE_DROPPED = ARTICLES | {"LEZ"}
_CEDEX = frozenset({"CEDEX", "CEDX", "CDX", "CEDES"})
_COMMUNE_SPECIAL = _COMMUNE_DROPPED | _CEDEX | _COMMUNE_WORDS.keys()
_BLANKS = "-,;/|\n\r\t)"
"""Characters that part words, and nothing more in the name of a commune."""


@dataclass(frozen=True)
class StreetName:
    """A street name in normal form.

    `way_type` is the canonical type (`RUE`) or empty; `words` is the rest, abbreviations
    expanded, articles included, numbers in digits; `glued` is the rest as it was written, folded,
    without spaces (`PR ESBYTERE` is no professor).
    """

    way_type: str
    words: tuple[str, ...]
    glued: str = ""

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words without articles; all of them when there is nothing else (`Rue de la`)."""
        return tuple(w for w in self.words if w not in ARTICLES) or self.words

    @cached_property
    def initialled(self) -> tuple[str, ...]:
        """The content words, with an initial in front that reads like an article: `RUE A CAMUS`.

        An A before an article, and a D or an L before a vowel, are articles (`RUE D ALSACE`).
        """
        first, following = self.words[:1], self.words[1:2]
        if not following or following[0] in ARTICLES or first[0] not in {"A", "D", "L"}:
            return self.content
        is_article = first[0] != "A" and following[0][0] in "AEIOUYH"
        return self.content if is_article else (first[0], *self.content)

    @cached_property
    def bare(self) -> str:
        """Content words in one string, without type: `GENERAL LECLERC`."""
        return " ".join(self.content)

    @cached_property
    def full(self) -> str:
        """Type and content words: `RUE GENERAL LECLERC`."""
        return f"{self.way_type} {self.bare}".strip()

    @cached_property
    def says_something(self) -> bool:
        """Whether there is more than a type and articles: `RUE DE LA` names no street."""
        return not ARTICLES.issuperset(self.words)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named at all."""
        return not self.way_type and not self.words


def split_way_type(words: list[str]) -> tuple[str, list[str]]:
    """`['BD', 'DE', 'LA', 'MARNE']` -> `('BOULEVARD', ['DE', 'LA', 'MARNE'])`; `('', words)` without one.

    The longest form wins. A lone word is a type (`GRANDE RUE`, `RUE`) and keeps no name.
    """
    types = way_types()
    for size in types.sizes.get(words[0], ()) if words else ():
        form = " ".join(words[:size]) if size > 1 else words[0]
        canonical = types.in_text.get(form)
        if canonical is not None and size <= len(words):
            return canonical, words[size:]
    return "", words


def _expand(words: list[str]) -> list[str]:
    """Write abbreviated words out; the forms are those of `words.csv`.

    A title stands before a name: `RUE DU COL FABIEN` is a colonel's, `RUE DU COL` is not.
    """
    forms, titles = word_forms(), title_words()
    out: list[str] = []
    for at, word in enumerate(words):
        canonical = forms.get(word)
        if canonical is None or (canonical in titles and at == len(words) - 1):
            out.append(word)
        else:
            out.extend(canonical.split(" "))
    return out


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name as it is written: its canonical type, and the folded words behind it."""

    way_type: str
    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named at all."""
        return not self.way_type and not self.words


def written_name(words: list[str], way_type: str = "") -> WrittenName:
    """Part folded `words` into type and name; `way_type` is a type given beside them, in its own column."""
    found, rest = split_way_type(words)
    if way_type and found and found != way_type:
        # type column "Rue", text "MAIL ...": the text's own first word belongs to the name
        rest = words
    kind = way_type or found
    if kind == "LIEU DIT":  # says what the name is, and is never part of it: LD HAM DES SAULES
        return written_name(rest) if rest else WrittenName("", ())
    return WrittenName(kind, tuple(rest))


@lru_cache(maxsize=200_000)
def in_normal_form(name: WrittenName) -> StreetName:
    """Abbreviations written out, numbers in digits."""
    words = tuple(digits(_expand(list(name.words))))
    return StreetName(name.way_type, words, "".join(name.words))


def name_from_words(words: list[str], way_type: str = "") -> StreetName:
    """Normal form of folded `words`; `way_type` is a type given beside them, in its own column."""
    return in_normal_form(written_name(words, way_type))


@lru_cache(maxsize=10_000)
def column_type(way_type: str) -> tuple[str, tuple[str, ...]]:
    """Read a column that holds a type: its canonical type, or else the words to put before the name.

    `AV` -> `('AVENUE', ())`; `EGL` -> `('', ('EGLISE',))`; `Zzz` -> `('', ('ZZZ',))`.
    """
    column = " ".join(fold_words(way_type))
    types = way_types()
    canonical = types.in_column.get(column)
    if canonical in types.canonical:
        return str(canonical), ()
    return "", tuple((canonical or column).split())


def typed_name(words: list[str], way_type: str) -> WrittenName:
    """Part folded `words` with the text of a type column."""
    canonical, before = column_type(way_type)
    return written_name([*before, *words], canonical)


def street_name(text: str, way_type: str = "") -> StreetName:
    """`Bd du Gal Leclerc` -> type `BOULEVARD`, words `DU GENERAL LECLERC`.

    `way_type` is a label or code of a type from a column of its own (`Rue`, `AV`); unknown ones are
    put in front of the name.
    """
    return in_normal_form(typed_name(fold_words(text), way_type))


@lru_cache(maxsize=100_000)
def commune_key(text: str) -> str:
    """`ST DIZIER CEDEX 2` and `Saint-Dizier` -> `SAINT DIZIER`; `L'Haÿ-les-Roses` -> `HAY ROSES`.

    Articles go, wherever they stand: the ANS writes `TOUR DE SALVAGNY (LA)`, and registers drop
    them. `lès`, `lez` and `les` (near) go with them: all three are written for one another.
    """
    return _key_of(fold_words(text))


def _key_of(folded: list[str]) -> str:
    if _COMMUNE_SPECIAL.isdisjoint(folded):
        return " ".join(folded)
    words: list[str] = []
    for word in folded:
        if word in _CEDEX:
            break
        words.append(_COMMUNE_WORDS.get(word, word))
    kept = [w for w in words if w not in _COMMUNE_DROPPED] or words
    return " ".join(kept)


def commune_keys(texts: Sequence[str]) -> list[str]:
    """`commune_key` of each text: all are folded together, and what is folded alike is keyed once."""
    plain = [t for t in texts if t.isascii()]  # which Python maps much faster where they are alone
    other = [t for t in texts if not t.isascii()]
    folded = dict(zip(plain, _folded_together(plain), strict=True))
    folded.update(zip(other, _folded_together(other), strict=True))
    keys = {form: _key_of(form.split()) for form in set(folded.values())}
    return [keys[folded[t]] for t in texts]


def _folded_together(texts: Sequence[str]) -> list[str]:
    """The words that `fold_words` finds in each text, with spaces around them.

    The texts are joined by a bracket, which folding leaves and no word holds.
    """
    joined = "(".join(texts)
    if joined.count("(") != len(texts) - 1:
        joined = "(".join([t.replace("(", " ") for t in texts])
    for blank in _BLANKS:  # each would become several characters, which is slow
        joined = joined.replace(blank, " ")
    folded = fold(joined.replace("&", " ET ")).replace(";", " ").split("(")
    if len(folded) != len(texts):  # a bracket of another script: \uff08
        return [" ".join(fold_words(t)) for t in texts]
    return folded
