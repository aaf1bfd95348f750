"""The fixed basket of first-line professions whose absence from a territory is worth saying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.directory import Directory
from dashboard.selection import Dimension


@dataclass(frozen=True, slots=True)
class BasketItem:
    """One profession of the basket: its label, its ANS code, and its specialities when limited."""

    label: str
    profession: str
    specialities: tuple[str, ...] = ()


BASKET = (
    BasketItem("Médecin généraliste", "10", ("SM26", "SM53", "SM54")),
    BasketItem("Infirmier", "60"),
    BasketItem("Masseur-kinésithérapeute", "70"),
    BasketItem("Chirurgien-dentiste", "40"),
    BasketItem("Pharmacien", "21"),
    BasketItem("Sage-femme", "50"),
    BasketItem("Orthophoniste", "91"),
    BasketItem("Pédicure-podologue", "80"),
    BasketItem("Psychologue", "93"),
)
"""ANS nomenclatures TRE_G15 (professions) and TRE_R38 (savoir-faire); the specialities are those
that the annual DREES statistics count as general medicine."""


def basket_codes(directory: Directory) -> NDArray[np.uint8]:
    """Return the basket item of each row (n,), counted from 1; 0 outside the basket."""
    found = np.zeros(directory.rows, dtype=np.uint8)
    professions = directory.dimensions[Dimension.PROFESSION]
    specialities = directory.dimensions[Dimension.SAVOIR_FAIRE]
    for number, item in enumerate(BASKET, start=1):
        rows = professions.rows_of((item.profession,))
        if item.specialities:
            rows &= specialities.rows_of(item.specialities)
        found[rows] = number
    return found


def absent(codes: NDArray[np.uint8], rows: NDArray[np.intp]) -> tuple[str, ...]:
    """Return the labels of the basket's items that none of `rows` holds, in the basket's order."""
    held = np.bincount(codes[rows], minlength=len(BASKET) + 1)[1:]
    return tuple(item.label for item, count in zip(BASKET, held, strict=True) if not count)
