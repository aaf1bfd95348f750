"""Alsatian and German names as people of elsewhere write them."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from bench.noise.context import Context
from bench.noise.written import Written

_GERMANIC = re.compile(
    r"(gasse|strasse|weg|matt|feld|berg|burg|bach|heim|wald|garten|stein|dorf|winkel|acker|kopf|holz)",
    re.IGNORECASE,
)

_GERMANIC_DEPARTMENTS = frozenset({"57", "67", "68"})


def germanic(w: Written, c: Context) -> Written | None:
    """An Alsatian name as people of elsewhere write it."""
    if not _GERMANIC.search(w.name) or c.door.way.department not in _GERMANIC_DEPARTMENTS:
        return None
    name = w.name
    for _ in range(c.rng.choice((1, 1, 2))):
        name = c.rng.choice(_ALSATIAN)(name, c.rng)
    return replace(w, name=name) if name != w.name else None


def _umlaut(name: str, rng: Random) -> str:
    style = rng.randrange(2)
    for letter, pair in (("ü", "ue"), ("ö", "oe"), ("ä", "ae")):
        name = name.replace(letter, pair if style else pair[0])
    return name


def _gasse(name: str, rng: Random) -> str:
    for old, forms in (
        ("strasse", ("straße", "str.", "strass", "strase")),
        ("gasse", ("gass", "gase", "gaß", "gaesse", " gasse")),
        ("weg", ("wegg", "wek", " weg", "veg")),
    ):
        if old in name:
            return name.replace(old, rng.choice(forms))
    return name


def _consonants(name: str, rng: Random) -> str:
    pairs = [
        ("tz", "z"),
        ("ck", "k"),
        ("sch", "ch"),
        ("nn", "n"),
        ("ff", "f"),
        ("tt", "t"),
        ("w", "v"),
    ]
    pairs += [("heim", "eim"), ("ei", "ai"), ("h", ""), ("ss", "s"), ("k", "ck"), ("z", "tz")]
    found = [(a, b) for a, b in pairs if a in name[1:]]
    if not found:
        return name
    old, new = rng.choice(found)
    return name[0] + name[1:].replace(old, new, 1)


def _french(name: str, rng: Random) -> str:
    """`Kirchgasse` -> `Rue Kirchgasse`."""
    return name if " " in name else f"Rue {name}"


def _apart(name: str, rng: Random) -> str:
    found = [m for m in _GERMANIC.finditer(name) if m.start() > 2]
    if not found:
        return name
    at = rng.choice(found).start()
    return f"{name[:at]} {name[at:].capitalize()}"


_ALSATIAN = (_umlaut, _gasse, _consonants, _consonants, _french, _apart)
