"""An address as a clerk wrote it, and the three ways to hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.noise.fold import without_accents

COLUMNS = (
    "address",
    "number",
    "suffix",
    "way_type",
    "street",
    "complement",
    "distribution",
    "postcode",
    "city",
    "citycode",
    "cedex",
)
"""Columns of a query, in the order of its contract."""

PRESENTATIONS = ("columns", "line", "mixed")


@dataclass(frozen=True, slots=True)
class Written:
    """One address in pieces; an empty piece is not written."""

    number: str = ""
    suffix: str = ""
    way_type: str = ""
    name: str = ""
    before: str = ""
    """Complement before the number; `name` holds what stands in the street's own words."""
    after: str = ""
    postbox: str = ""
    postcode: str = ""
    city: str = ""
    citycode: str = ""
    glued: bool = False
    """The suffix is stuck to the number."""
    inside: bool = False
    """Complements stand in the street's field, not in one of their own."""
    city_in: str = ""
    """Field that holds the commune when it is not its own: `complement`, `street`, `distribution`."""
    also: tuple[str, ...] = ()
    """Ids of ways that are right too: the other street of a corner."""

    @property
    def door(self) -> str:
        """`12 bis`, `12bis`."""
        return f"{self.number}{'' if self.glued else ' '}{self.suffix}".strip()

    @property
    def way(self) -> str:
        """`Rue de la Gare`."""
        return f"{self.way_type} {self.name}".strip()

    @property
    def street(self) -> str:
        """`12 bis Rue de la Gare`."""
        return f"{self.door} {self.way}".strip()

    @property
    def town(self) -> str:
        """`67000 Strasbourg`."""
        return f"{self.postcode} {self.city}".strip()


def present(written: Written, presentation: str, rng: Random) -> dict[str, str]:
    """Hand an address over in columns, in one free line, or mixed."""
    rows = {"columns": _columns, "line": _line, "mixed": _mixed}
    row = rows[presentation](written, rng)
    return {name: " ".join(row.get(name, "").split()) for name in COLUMNS}


def _columns(w: Written, rng: Random) -> dict[str, str]:
    """Each piece in its column; the type sometimes in the street's, as in the extraction."""
    row = _place(w)
    if w.inside and (w.before or (w.after and rng.random() < 0.5)):
        row["street"] = f"{w.before} {w.street} {w.after}"
    else:
        typed = rng.random() < 0.5
        row["number"], row["suffix"] = (w.door, "") if w.glued else (w.number, w.suffix)
        row["way_type"] = w.way_type if typed else ""
        row["street"] = w.name if typed else w.way
        if w.inside:
            row["street"] += f" {w.after}"
        else:
            row["complement"] = f"{w.before} {w.after}"
    row[rng.choice(("distribution", "distribution", "complement"))] = w.postbox
    return _moved(row, w)


def _place(w: Written) -> dict[str, str]:
    return {"postcode": w.postcode, "city": w.city, "citycode": w.citycode}


def _moved(row: dict[str, str], w: Written) -> dict[str, str]:
    """Move the commune to the field that holds it."""
    if w.city_in:
        row[w.city_in] = f"{row.get(w.city_in, '')} {w.city}".strip()
        row["city"] = ""
    return row


def _line(w: Written, rng: Random) -> dict[str, str]:
    """One line: blanks, commas, dashes; the town sometimes first, sometimes the country last."""
    street = " ".join(filter(None, (w.before, w.street, w.after, w.postbox)))
    style = rng.random()
    if style < 0.6 or not (w.town and street):
        line = f"{street} {w.town}"
    elif style < 0.8:
        parts = (w.before, w.street, w.after, w.postbox, w.town)
        line = ", ".join(filter(None, parts))
    elif style < 0.87:
        line = f"{street} - {w.town}"
    elif style < 0.93:
        line = f"{w.town} {street}" if rng.random() < 0.5 else f"{w.town}, {street}"
    else:
        line = f"{street}, {w.town}, France"
    case = rng.random()
    if case < 0.2:
        line = line.upper()
    elif case < 0.4:
        line = without_accents(line).lower()
    return {"address": line}


def _mixed(w: Written, rng: Random) -> dict[str, str]:
    """Columns that hold more than their name says."""
    street = " ".join(filter(None, (w.before, w.street, w.after, w.postbox)))
    style = rng.randrange(6)
    if style == 0:  # everything in the street, the town in « bureau cedex »
        row = {"street": street, "cedex": w.town}
    elif style == 1:  # the street in the complement
        row = {"complement": street, **_place(w)}
    elif style == 2:  # number with its suffix, postcode with the town
        row = {"number": w.door, "street": w.way, "city": w.town, "citycode": w.citycode}
        row |= {"complement": f"{w.before} {w.after}", "distribution": w.postbox}
    elif style == 3:  # a line for the street, columns for the place
        row = {"address": street, **_place(w)}
    elif style == 4:  # the street in « mention de distribution »
        row = {"distribution": street, "complement": "", **_place(w)}
    else:  # number inside the street
        row = {"street": street, **_place(w)}
    return row
