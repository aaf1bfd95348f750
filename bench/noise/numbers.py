"""Noises of the number, and what is written around the street."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.noise.context import Context, Noise
from bench.noise.written import Written

_SHORT = {"bis": ("B", "b", "BIS", "Bis"), "ter": ("T", "t", "TER"), "quater": ("Q", "QUATER")}


def number_range(w: Written, c: Context) -> Written | None:
    """`12-14`, `12/14`, `12 à 14`: the first number is the address."""
    if c.door.number is None or w.suffix:
        return None
    last = c.door.number + c.rng.choice((2, 2, 2, 4, 6, 1))
    between = c.rng.choice(("-", "/", " - ", " A ", " à ", " et ", " ET ", "–", " / ", "&"))
    return replace(w, number=f"{w.number}{between}{last}")


def suffix(w: Written, c: Context) -> Written | None:
    """`bis`, `ter`, `a` written apart, another way."""
    if not w.suffix:
        return None
    forms = _SHORT.get(w.suffix, (w.suffix, w.suffix.upper()))
    form = c.rng.choice(forms)
    if len(form) == 1 and w.suffix in _SHORT and _holds(c, form.lower()):
        return None
    return replace(w, suffix=form)


def _holds(c: Context, letter: str) -> bool:
    """Tell whether the same number bears the letter too: `12 b` is then another door."""
    doors = c.reference.doors(c.door.way)
    return any(d.number == c.door.number and d.rep == letter for d in doors)


def glued_suffix(w: Written, c: Context) -> Written | None:
    """`12BIS`, `12b`, `12-A`, `12/a`."""
    written = suffix(w, c)
    if not written:
        return None
    letter = len(written.suffix) == 1
    link = c.rng.choice(("", "", "", "-", "/", ".")) if letter else ""
    return replace(written, glued=True, suffix=link + written.suffix)


def unknown_suffix(w: Written, c: Context) -> Written | None:
    """A suffix that the number has not; the truth is the way."""
    if c.door.number is None or w.suffix:
        return None
    form = c.rng.choice(("bis", "ter", "B", "A", "C", "BIS"))
    known = {d.rep[:1] for d in c.reference.doors(c.door.way) if d.number == c.door.number}
    return None if form[0].lower() in known else replace(w, suffix=form)


def number_writing(w: Written, c: Context) -> Written | None:
    """Leading zeros, `N°`, a comma or a dot after the number."""
    if c.door.number is None:
        return None
    forms = (
        f"{c.door.number:03d}",
        f"{c.door.number:04d}",
        f"N°{w.number}",
        f"n° {w.number}",
        f"No {w.number}",
        f"{w.number},",
        f"{w.number}.",
        f" {w.number} ",
    )
    return replace(w, number=c.rng.choice(forms))


def no_number(w: Written, c: Context) -> Written | None:
    """No number; the truth is the way."""
    return replace(w, number="", suffix="")


def zero_number(w: Written, c: Context) -> Written | None:
    """A number that means none; the truth is the way."""
    return replace(w, number=c.rng.choice(("0", "00", "S/N", "SN", "-", ".")), suffix="")


_STAYS = (
    "RESIDENCE LES TILLEULS",
    "Résidence du Parc",
    "RES LES ACACIAS BAT B",
    "CABINET MEDICAL",
    "CABINET INFIRMIER",
    "MAISON DE SANTE PLURIDISCIPLINAIRE",
    "MSP DES DEUX VALLEES",
    "CENTRE COMMERCIAL LES ARCADES",
    "C CIAL GRAND EST",
    "IMMEUBLE LE CENTRAL",
    "IMM LE GALILEE",
    "CLINIQUE SAINTE BARBE",
    "POLE SANTE",
    "PHARMACIE DU MARCHE",
    "EHPAD LES GLYCINES",
    "CHEZ M LEFEVRE",
    "BATIMENT C",
    "BAT 3",
    "BAT. A ENTREE 2",
    "1ER ETAGE",
    "2EME ETAGE PORTE GAUCHE",
    "APPT 14",
    "APPARTEMENT 203",
    "ESC B ETG 3",
    "REZ DE CHAUSSEE",
    "RDC",
    "ZAC DES PRES",
    "ZI NORD",
    "HOTEL D'ENTREPRISES",
    "LES JARDINS DE MARIE",
    "LE CLOS FLEURI",
    "VILLA MON REPOS",
    "TOUR EIFFEL",
)
_LAST = (
    "BATIMENT C",
    "BAT 3",
    "1ER ETAGE",
    "2EME ETAGE PORTE GAUCHE",
    "APPT 14",
    "APT 203",
    "ESC B ETG 3",
    "RDC",
    "RESIDENCE LES TILLEULS",
    "RES DU PARC",
    "- CABINET MEDICAL",
    ", CLINIQUE JUGE SELARL",
    "(FACE MAIRIE)",
    "ETAGE 2",
    "PORTE 12",
    "LOT 4",
    "MAISON MEDICALE",
    "ENTREE B",
    "CABINET 3",
    "BOITE 27",
)


def complement_before(w: Written, c: Context) -> Written | None:
    """A residence, a building or a practice before the number."""
    drawn = _STAYS[:: 1 if c.rng.random() < 0.5 else 2]
    return replace(w, before=c.rng.choice(drawn) + c.rng.choice(("", "", ",", " -")), inside=True)


def complement_after(w: Written, c: Context) -> Written | None:
    """A building, a floor or a practice after the street."""
    return replace(w, after=c.rng.choice(_LAST), inside=True)


def complement_aside(w: Written, c: Context) -> Written | None:
    """A complement in its own column."""
    return replace(w, before=c.rng.choice(_STAYS))


def postbox_text(rng: Random) -> str:
    """`BP 123`, `CS 40123`, `TSA 12345`."""
    kind = rng.choice(("BP", "BP", "B.P.", "CS", "CS", "TSA", "BP N°", "BOITE POSTALE"))
    digits = (
        rng.randint(1, 999) if kind[0] == "B" and rng.random() < 0.6 else rng.randint(10000, 90999)
    )
    return f"{kind} {digits}"


def postbox(w: Written, c: Context) -> Written | None:
    """A BP, CS or TSA in its column or in the street's."""
    box = postbox_text(c.rng)
    if c.rng.random() < 0.5:
        return replace(w, after=box, inside=True)
    return replace(w, postbox=box)


def two_streets(w: Written, c: Context) -> Written | None:
    """Two ways in one field: a corner, a second entrance, a former name."""
    others = [o for o in c.reference.by_commune[c.door.way.insee] if o.id != c.door.way.id]
    if not others or not w.way_type:
        return None
    other = others[c.rng.randrange(len(others))]
    if not other.parts[0]:
        return None
    if not w.number:
        mark = c.rng.choice((" / ", "/", " - ", " angle ", " et "))
        return replace(w, name=f"{w.name}{mark}{other.name}", also=(other.id,))
    number = c.rng.randint(1, 60)
    forms = (
        f"{w.name} - {number} {other.name}",
        f"{w.name} / {number} {other.name}",
        f"{w.name} (EX {number} {other.name})",
        f"{w.name} ANGLE {other.name}",
        f"{w.name} et {number} {other.name}",
    )
    return replace(w, name=c.rng.choice(forms))


NUMBER_NOISES: dict[str, Noise] = {
    "range": number_range,
    "suffix": suffix,
    "glued_suffix": glued_suffix,
    "number_writing": number_writing,
}
WAY_ONLY_NOISES: dict[str, Noise] = {
    "unknown_suffix": unknown_suffix,
    "no_number": no_number,
    "zero_number": zero_number,
}
"""Noises after which the truth is the way, without a number."""

AROUND_NOISES: dict[str, Noise] = {
    "complement_before": complement_before,
    "complement_after": complement_after,
    "complement_aside": complement_aside,
    "postbox": postbox,
    "two_streets": two_streets,
}
"""Class -> noise."""
