"""What the texts of distinct places say of the commune: each distinct text is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geocoder.batch.distinct import TextColumn
from geocoder.index.gazetteer_arrays import GazetteerArrays
from geocoder.match.commune import department_of, padded, read_cedex, read_code
from geocoder.normalize.names import commune_keys
from geocoder.normalize.words import BOOL, I64, Ranks


@dataclass(frozen=True, slots=True)
class Clues:
    """Places, read (p,): ranks of the keys of names, of a postcode, of a COG code; 0 for none."""

    key: I64
    second_key: I64
    """The name of the cedex line, where the city says another: it is tried after it."""
    keys: list[str]
    postcode: I64
    postcodes: list[str]
    code: I64
    codes: list[str]
    names_commune: BOOL
    """Whether a place says more of its commune than a postcode."""


@dataclass(frozen=True, slots=True)
class Known:
    """Places as a gazetteer knows them (d,)."""

    key: I64
    second_key: I64
    keys: list[str]
    """Keys of names, the empty one first: `key` and `second_key` are rows of it, 0 for none."""
    has_postcode: BOOL
    """Whether a postcode is given, known or not."""
    served_first: I64
    """First row of the postcode among the pairs of postcode and commune."""
    served_count: I64
    """Communes that the postcode serves; 0 for one that nobody has (CEDEX)."""
    postcode_department: I64
    """Rank of the department that the postcode says; -1 for none that is known."""
    commune: I64
    """Commune of the COG code; -1 for none."""
    former: I64
    """Rank of the former code among `former_codes`; 0 for none."""
    code_department: I64
    """Rank of the department that the COG code says; -1 for none that is known."""
    has_department: BOOL
    """Whether a department is said, known or not."""

    @property
    def department(self) -> I64:
        """Rank of the department said: the postcode's, else the code's; -1 for none that is known."""
        return np.where(self.has_postcode, self.postcode_department, self.code_department)


def read_clues(columns: Sequence[TextColumn], rows: I64) -> Clues:
    """Read the place of each of `rows` (p,): columns postcode, city, citycode and cedex."""
    postcode, city, citycode, cedex = columns
    keys, postcodes, codes = (Ranks({"": 0}) for _ in range(3))
    city_code, city_key, city_named = _lines(city, rows, postcodes, keys)
    cedex_code, cedex_key, cedex_named = _lines(cedex, rows, postcodes, keys)
    own = _each(postcode, rows, lambda text: postcodes[padded(text)])
    code = _each(citycode, rows, lambda text: codes[read_code(text)])
    given = _each(citycode, rows, bool)
    is_second = (city_key > 0) & (city_key != cedex_key)
    return Clues(
        key=np.where(city_key > 0, city_key, cedex_key),
        second_key=np.where(is_second, cedex_key, 0),
        keys=list(keys),
        postcode=np.where(own > 0, own, np.where(cedex_code > 0, cedex_code, city_code)),
        postcodes=list(postcodes),
        code=code,
        codes=list(codes),
        names_commune=(given > 0) | city_named | cedex_named,
    )


def _each(column: TextColumn, rows: I64, read: Callable[[str], int]) -> I64:
    """`read` of each distinct text, for each row (p,)."""
    return np.fromiter(map(read, column.values), np.int64, len(column.values))[column.codes[rows]]


def _lines(column: TextColumn, rows: I64, postcodes: Ranks, keys: Ranks) -> tuple[I64, I64, BOOL]:
    """Postcode and name that a line holds, ranked, and whether it holds a name; all (p,)."""
    names = list(column.values)
    code = np.zeros(len(names), np.int64)
    for at, text in enumerate(names):
        if not text[:1].isalpha():  # a line with a postcode begins with a digit, or blanks before
            given, names[at] = read_cedex(text)
            code[at] = postcodes[padded(given)]
    key = np.array(keys.of(commune_keys(names)), np.int64)
    named = np.fromiter(map(bool, names), bool, len(names))
    own = column.codes[rows]
    return code[own], key[own], named[own]


def known_clues(arrays: GazetteerArrays, clues: Clues, rows: I64) -> Known:
    """What a gazetteer knows of some places (d,), given by their rows in `clues`."""
    postcode, code = clues.postcode[rows], clues.code[rows]
    first, count = arrays.postcodes.find(clues.postcodes)
    commune, former = arrays.coded(clues.codes)
    return Known(
        key=clues.key[rows],
        second_key=clues.second_key[rows],
        keys=clues.keys,
        has_postcode=postcode > 0,
        served_first=first[postcode],
        served_count=np.where(postcode > 0, count[postcode], 0),
        postcode_department=_departments(arrays, clues.postcodes)[postcode],
        commune=commune[code],
        former=former[code],
        code_department=_departments(arrays, clues.codes)[code],
        has_department=(postcode > 0) | (code > 0),
    )


def _departments(arrays: GazetteerArrays, codes: Sequence[str]) -> I64:
    """Rank of the department that each code says (n,); -1 for one that is unknown."""
    known = arrays.departments
    return np.array([known.get(department_of(code), -1) for code in codes], np.int64)
