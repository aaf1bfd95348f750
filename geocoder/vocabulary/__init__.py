"""Small committed lists of the French address language, read once through `importlib.resources`.

`way_types.csv`: written form, canonical type, and role: `way` is recognised at the start of any
street text, `place` only in a column of its own (`EGL` in the ANS column « Code type de voie » is
an église; in a street text it may be anything). The codes are those of the ANS value set
JDV_J103-RASS; the other forms were met in addresses. `words.csv`: abbreviated words and titles.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class WayTypes:
    """Forms of way types, folded, to their canonical type."""

    in_text: dict[str, str]
    """Recognised at the start of a street text; keys hold one to five words."""
    in_column: dict[str, str]
    """Recognised in a column that holds nothing but a way type."""
    sizes: dict[str, tuple[int, ...]]
    """Words of the forms that begin with a word, the longest first."""
    canonical: frozenset[str]
    """Canonical types that are recognised in a text."""


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("geocoder.vocabulary") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def way_types() -> WayTypes:
    """Return the way types, read once."""
    rows = _rows("way_types.csv")
    in_text = {r["form"]: r["canonical"] for r in rows if r["role"] == "way"}
    in_column = in_text | {r["form"]: r["canonical"] for r in rows if r["role"] == "place"}
    sizes: dict[str, set[int]] = {}
    for form in in_text:
        sizes.setdefault(form.split()[0], set()).add(form.count(" ") + 1)
    ranked = {word: tuple(sorted(known, reverse=True)) for word, known in sizes.items()}
    return WayTypes(in_text, in_column, ranked, frozenset(in_text.values()))


@cache
def type_words() -> frozenset[str]:
    """Return the words of the canonical types that are recognised in a text."""
    return frozenset(word for kind in way_types().canonical for word in kind.split())


@cache
def word_forms() -> dict[str, str]:
    """Return abbreviated words and what they stand for (one or two words), read once."""
    return {r["form"]: r["canonical"] for r in _rows("words.csv")}


_TITLES = (
    "GENERAL MARECHAL DOCTEUR PRESIDENT COMMANDANT COLONEL CAPITAINE LIEUTENANT SERGENT "
    "ADJUDANT CAPORAL AMIRAL PROFESSEUR MONSEIGNEUR CHANOINE CARDINAL ABBE INGENIEUR "
    "INSTITUTEUR MAITRE SOEUR FRERE PRINCE COMTE MARQUIS SAINT SAINTE ANTOINE FRANCOIS BATAILLON"
)


@cache
def title_words() -> frozenset[str]:
    """Return titles and first names that are abbreviated only before a name."""
    return frozenset(_TITLES.split())


@cache
def department_contexts() -> dict[str, str]:
    """Return `67` -> `67, Bas-Rhin, Grand Est`, as BAN writes the context of an address."""
    return {
        r["code"]: ", ".join(dict.fromkeys((r["code"], r["name"], r["region"])))
        for r in _rows("departments.csv")
    }
