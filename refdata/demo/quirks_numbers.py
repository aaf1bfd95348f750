"""Quirks of the house number."""

from __future__ import annotations

from refdata.demo.dice import Dice
from refdata.demo.draft import Draft
from refdata.demo.gazetteer import Gazetteer

_STRAY = ("P", ".", "-", "N", "SN", "LIEU")
_SUFFIXES = ("B", "T", "C", "D")


def no_number(draft: Draft, gazetteer: Gazetteer, _: Dice) -> bool:
    """`12 Rue Pasteur` -> `RUE PASTEUR`."""
    draft.number = draft.rep = ""
    draft.fall_back(gazetteer, "street")
    return True


def unknown_number(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Write a number that the street does not have, in a gap or past the end.

    The truth is the street, at the door of the nearest number.
    """
    number = draft.place.number + 2 * dice.between(1, 12)
    if number in gazetteer.numbers_of(draft.place.street):
        return False
    draft.number, draft.rep = str(number), ""
    draft.near_street(*gazetteer.nearest_door(draft.place.street, number))
    return True


def unknown_suffix(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """`12` -> `12 B`, where BAN has neither `12 b` nor `12 bis`: the truth is the street, at 12."""
    suffix = dice.pick(_SUFFIXES)
    known = gazetteer.repetitions_of(draft.place.street, draft.place.number)
    if draft.rep or any(rep.upper().startswith(suffix) for rep in known):
        return False
    draft.rep = suffix.lower()
    draft.near_street(draft.place.lon, draft.place.lat)
    return True


def number_range(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`12` -> `12-14`, `12 A 14`, `12/14`, `12 ET 14`."""
    if draft.rep:
        return False
    first = draft.place.number
    draft.number = f"{first}{dice.pick(('-', ' A ', '/', ' ET ', ' - '))}{first + 2}"
    return True


def leading_zeros(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`3` -> `003`."""
    draft.number = draft.number.zfill(dice.between(2, 4))
    return draft.number.startswith("0")


def suffix_glued(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`12 bis` -> `12BIS` or `12B`, suffix column empty."""
    if not draft.rep:
        return False
    form = draft.rep[0] if dice.chance(0.5) else draft.rep
    draft.number, draft.rep = f"{draft.number}{form}".upper(), ""
    return True


def stray_number(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Something that is no number: `P`, `.`, `-`."""
    draft.number, draft.rep = dice.pick(_STRAY), ""
    draft.fall_back(gazetteer, "street")
    return True


def zero(draft: Draft, gazetteer: Gazetteer, _: Dice) -> bool:
    """`0 Grand Rue`, where BAN has no number 0."""
    if 0 in gazetteer.numbers_of(draft.place.street):
        return False
    draft.number, draft.rep = "0", ""
    draft.fall_back(gazetteer, "street")
    return True
