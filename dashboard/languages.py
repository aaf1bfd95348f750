"""The page's languages: French is what the code says, others are catalogues of what it says.

A catalogue (`catalogues/de.json`) maps each French sentence to its translation, as gettext's do; a test
holds every catalogue to the sentences of the code. What the data say (professions, names of communes) is
no sentence of ours and stays as it is. The language is that of the request being answered: `using` is
called at the door (`dashboard.spoken`), and what is beyond the door need not carry it about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar, cast, overload

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code (BCP 47), its own name, how it writes numbers and dates."""

    code: str
    name: str
    thousands: str
    decimal: str
    percent: str
    """What stands behind the number of a percentage."""
    day: str
    """As `strftime` takes it."""
    none_is_single: bool
    """Whether a noun is singular below 2: `0 activité` and `1,9 point`, but `0 positions`."""

    def is_single(self, count: float) -> bool:
        """Whether a noun is singular behind `count`, 0 or more."""
        return count == 1 or (count < 2 and self.none_is_single)


FRENCH = Language("fr", "Français", "\u202f", ",", "\u202f%", "%d/%m/%Y", none_is_single=True)
ENGLISH = Language("en", "English", ",", ".", "%", "%d/%m/%Y", none_is_single=False)
GERMAN = Language("de", "Deutsch", ".", ",", "\u00a0%", "%d.%m.%Y", none_is_single=False)
LANGUAGES: Mapping[str, Language] = {one.code: one for one in (FRENCH, ENGLISH, GERMAN)}
"""Languages by code, the first being what an unknown code means."""

_spoken: ContextVar[Language] = ContextVar("language", default=FRENCH)


def language() -> Language:
    """Return the language of what is being answered."""
    return _spoken.get()


@contextmanager
def using(spoken: Language) -> Iterator[None]:
    """Answer in `spoken` inside the block."""
    token = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """Return French sentence → sentence of a language; none for French, which needs none."""
    if code == FRENCH.code:
        return {}
    path = Path(__file__).with_name("catalogues") / f"{code}.json"
    read: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return read


def tr(sentence: str, **fields: object) -> str:
    """Return a French sentence in the language of the moment, its `{fields}` filled in."""
    said = catalogue(_spoken.get().code).get(sentence, sentence)
    return said.format(**fields) if fields else said


def translated(value: T) -> T:
    """Return a sentence, or sentences in tuples, in the language of the moment."""
    if isinstance(value, str):
        return cast("T", tr(value))
    if isinstance(value, tuple):
        return cast("T", tuple(translated(part) for part in value))
    return value


class Sentences(Mapping[str, T]):
    """French sentences by name, each given in the language of the moment."""

    def __init__(self, french: Mapping[str, T]) -> None:
        self.french = french

    def __getitem__(self, name: str) -> T:
        return translated(self.french[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.french)

    def __len__(self) -> int:
        return len(self.french)


class Paragraphs(Sequence[T]):
    """French sentences in order, each given in the language of the moment."""

    def __init__(self, french: Sequence[T]) -> None:
        self.french = french

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return Paragraphs(self.french[at])
        return translated(self.french[at])

    def __len__(self) -> int:
        return len(self.french)
