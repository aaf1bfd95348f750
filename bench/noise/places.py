"""Noises of the place: postcode, name and code of the commune."""

from __future__ import annotations

import re
from dataclasses import replace

from bench.noise.context import Context, Noise
from bench.noise.fold import plain
from bench.noise.typos import misheard, mistyped
from bench.noise.written import Written


def cedex(w: Written, c: Context) -> Written | None:
    """A CEDEX code, which is no commune's postcode."""
    for _ in range(20):
        code = f"{w.postcode[:3]}{c.rng.randrange(100):02d}"
        if code not in c.reference.postcodes:
            break
    else:
        return None
    rank = c.rng.choice(("", "", "", " 1", " 2", " 9", " 03"))
    word = c.rng.choice(("CEDEX", "CEDEX", "CEDEX", "Cedex", "CDX"))
    name = plain(w.city) if c.rng.random() < 0.7 else w.city
    citycode = w.citycode if c.rng.random() < 0.3 else ""
    return replace(w, postcode=code, city=f"{name} {word}{rank}", citycode=citycode)


def wrong_postcode(w: Written, c: Context) -> Written | None:
    """A postcode of another commune, of the same department mostly."""
    here = c.reference.communes[c.door.way.insee]
    near = w.postcode[:2]
    codes = sorted(p for p in c.reference.postcodes if p not in here.postcodes)
    same = [p for p in codes if p[:2] == near]
    drawn = c.rng.random()
    if drawn < 0.75 and same:
        code = c.rng.choice(same)
    elif drawn < 0.9:
        at = c.rng.randrange(2, 4)
        code = w.postcode[:at] + w.postcode[at + 1] + w.postcode[at] + w.postcode[at + 2 :]
        if code in here.postcodes:
            return None
    else:
        code = c.rng.choice(codes)
    return replace(w, postcode=code, citycode=w.citycode if c.rng.random() < 0.25 else "")


def no_postcode(w: Written, c: Context) -> Written | None:
    """No postcode; the INSEE code is given one time in four."""
    return replace(w, postcode="", citycode=w.citycode if c.rng.random() < 0.25 else "")


def lost_zero(w: Written, c: Context) -> Written | None:
    """A postcode that went through a spreadsheet: `8000`."""
    return replace(w, postcode=w.postcode[1:]) if w.postcode.startswith("0") else None


def no_insee(w: Written, c: Context) -> Written | None:
    """No INSEE code."""
    return replace(w, citycode="")


def obsolete_insee(w: Written, c: Context) -> Written | None:
    """The code of a commune that was merged into this one."""
    way = c.door.way
    codes = sorted(old for old, (_, now) in c.reference.former.items() if now == way.insee)
    if way.old_code and way.old_code != way.insee:
        codes = [way.old_code]
    if not codes:
        return None
    code = c.rng.choice(codes)
    name = c.reference.former[code][0] if code in c.reference.former else w.city
    return replace(w, citycode=code, city=name if way.old_code and c.rng.random() < 0.5 else w.city)


def wrong_insee(w: Written, c: Context) -> Written | None:
    """The code of a commune nearby, with the right name and postcode."""
    near = c.reference.neighbours(c.door.way.insee, 6)
    return replace(w, citycode=c.rng.choice(near)) if near else None


def former_commune(w: Written, c: Context) -> Written | None:
    """The former commune's name."""
    way = c.door.way
    if not way.old_name or plain(way.old_name) == plain(w.city):
        return None
    return replace(w, city=way.old_name, citycode="")


def misspelt_commune(w: Written, c: Context) -> Written | None:
    """One or two wrong letters in the commune's name; no postcode one time in five."""
    words = re.split(r"([ '-])", w.city)
    at = [i for i, word in enumerate(words) if len(word) >= 4]
    if not at:
        return None
    for _ in range(c.rng.choice((1, 1, 2))):
        i = c.rng.choice(at)
        change = misheard if c.rng.random() < 0.3 else mistyped
        words[i] = change(words[i], c.rng)
    name = "".join(words)
    if plain(name) == plain(w.city) or _is_commune(name, c):
        return None
    postcode = "" if c.rng.random() < 0.2 else w.postcode
    return replace(w, city=name, postcode=postcode, citycode="")


def _is_commune(name: str, c: Context) -> bool:
    """Tell whether a misspelt name is another commune's."""
    return c.reference.bearers(name) > 0


def homonym(w: Written, c: Context) -> Written | None:
    """A commune whose name others bear too; the postcode tells which."""
    return replace(w, citycode="") if c.reference.bearers(w.city) > 1 else None


def commune_elsewhere(w: Written, c: Context) -> Written | None:
    """The commune written in another field than its own."""
    field = c.rng.choice(("complement", "street", "distribution"))
    return replace(w, city_in=field, citycode="")


def commune_writing(w: Written, c: Context) -> Written | None:
    """`ST DIZIER`, `VITRY LE FRANCOIS (51)`, `S/`, `LES HAUTES RIVIERES` as `HAUTES RIVIERES (LES)`."""
    name = plain(w.city)
    forms = [name, without_hyphens(w.city).lower()]
    if re.search(r"\bSAINTE?\b", name):
        forms += [re.sub(r"\bSAINT(E?)\b", r"ST\1", name)] * 3
    if " SUR " in name or " SOUS " in name:
        forms += [name.replace(" SUR ", " S/ "), name.replace(" SUR ", " S ")]
        forms += [re.sub(r" (SUR|SOUS) .*", "", name)]
    if " LES " in name:
        forms += [
            name.replace(" LES ", " LEZ "),
            name.replace(" LES ", " LE "),
            name.replace(" LES ", " "),
        ]
    if name.startswith(("LE ", "LA ", "LES ")):
        head, rest = name.split(" ", 1)
        forms += [f"{rest} ({head})", rest, f"{rest} {head}"]
    form = c.rng.choice(forms)
    return replace(w, city=form, citycode="") if form != w.city else None


def without_hyphens(name: str) -> str:
    """`Vitry-le-François` -> `Vitry le François`."""
    return name.replace("-", " ")


def postcode_only(w: Written, c: Context) -> Written | None:
    """A postcode and no commune, where no other commune of the postcode has the way's name."""
    others = [
        x.code
        for x in c.reference.communes.values()
        if w.postcode in x.postcodes and x.code != c.door.way.insee
    ]
    if any(c.reference.has_name(code, c.door.way.name) for code in others):
        return None
    return replace(w, city="", citycode="")


PLACE_NOISES: dict[str, Noise] = {
    "cedex": cedex,
    "wrong_postcode": wrong_postcode,
    "no_postcode": no_postcode,
    "lost_zero": lost_zero,
    "no_insee": no_insee,
    "obsolete_insee": obsolete_insee,
    "wrong_insee": wrong_insee,
    "former_commune": former_commune,
    "misspelt_commune": misspelt_commune,
    "homonym_commune": homonym,
    "commune_elsewhere": commune_elsewhere,
    "commune_writing": commune_writing,
    "postcode_only": postcode_only,
}
"""Class -> noise."""
