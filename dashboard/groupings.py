"""Codes counted together under one name: general practice, and who is known by a role only.

A group is a value of its dimension made of several: chosen, it keeps its rows beside those of the
other values chosen. It is counted apart from the facet, whose values are never counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard import text
from dashboard.coding import Coded
from dashboard.selection import Dimension
from refdata.ans import GENERAL_PRACTICE, ROLE_ONLY, read_groupings

DOCTOR = "10"
"""Profession code of doctors; a skill of general practice counts only with it."""
ROLE, WITHOUT_ROLE = "role", "sans_role"
"""Codes of `Dimension.PERIMETRE`."""

Dimensions = Mapping[Dimension, Coded]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A value made of several (`members`): its code, its label, and the rows that hold it (n,)."""

    code: str
    label: str
    members: tuple[str, ...]
    rows: NDArray[np.bool_]


def scope(professions: Coded) -> Coded:
    """Return who has a health profession and who is known by a role only, as a dimension."""
    roles = professions.rows_of(read_groupings()[ROLE_ONLY].codes)
    values = (WITHOUT_ROLE, ROLE)
    labels = tuple(text.SCOPES.french[value] for value in values)
    index = {value: i for i, value in enumerate(values)}
    return Coded(roles.astype(np.uint8), values, labels, np.arange(2), index)


def groups_of(dimensions: Dimensions) -> dict[Dimension, tuple[Group, ...]]:
    """Return the groups that can be chosen beside the values of a dimension."""
    general = read_groupings()[GENERAL_PRACTICE]
    rows = dimensions[Dimension.SAVOIR_FAIRE].rows_of(general.codes)
    rows &= dimensions[Dimension.PROFESSION].rows_of((DOCTOR,))
    return {
        Dimension.SAVOIR_FAIRE: (Group(general.code, text.GENERAL_PRACTICE, general.codes, rows),)
    }
