"""What the texts of distinct places say of the commune: each distinct text is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geocoder.batch.distinct import TextColumn
from geocoder.match.commune import padded, read_cedex, read_code
from geocoder.normalize.names import commune_keys
from geocoder.normalize.words import BOOL, I64, Ranks


@dataclass(frozen=True, slots=True)
class Clues:
    """Places, read (p,): ranks of the key of a name, of a postcode, of a COG code; 0 for none."""

    key: I64
    keys: list[str]
    postcode: I64
    postcodes: list[str]
    code: I64
    codes: list[str]
    has_two_names: BOOL
    """Places of which city and cedex line say different names, which are tried in turn."""
    names_commune: BOOL
    """Whether a place says more of its commune than a postcode."""


def read_clues(columns: Sequence[TextColumn], rows: I64) -> Clues:
    """Read the place of each of `rows` (p,): columns postcode, city, citycode and cedex."""
    postcode, city, citycode, cedex = columns
    keys, postcodes, codes = (Ranks({"": 0}) for _ in range(3))
    city_code, city_key, city_named = _lines(city, rows, postcodes, keys)
    cedex_code, cedex_key, cedex_named = _lines(cedex, rows, postcodes, keys)
    own = _each(postcode, rows, lambda text: postcodes[padded(text)])
    code = _each(citycode, rows, lambda text: codes[read_code(text)])
    given = _each(citycode, rows, lambda text: int(bool(text)))
    return Clues(
        key=np.where(city_key > 0, city_key, cedex_key),
        keys=list(keys),
        postcode=np.where(own > 0, own, np.where(cedex_code > 0, cedex_code, city_code)),
        postcodes=list(postcodes),
        code=code,
        codes=list(codes),
        has_two_names=(city_key > 0) & (cedex_key > 0) & (city_key != cedex_key),
        names_commune=(given > 0) | city_named | cedex_named,
    )


def _each(column: TextColumn, rows: I64, read: Callable[[str], int]) -> I64:
    """`read` of each distinct text, for each row (p,)."""
    return np.array([read(text) for text in column.values], np.int64)[column.codes[rows]]


def _lines(column: TextColumn, rows: I64, postcodes: Ranks, keys: Ranks) -> tuple[I64, I64, BOOL]:
    """Postcode and name that a line holds, ranked, and whether it holds a name; all (p,)."""
    parts = [read_cedex(text) if text else ("", "") for text in column.values]
    code = np.array([postcodes[padded(code)] for code, _ in parts], np.int64)
    key = np.array(keys.of(commune_keys([name for _, name in parts])), np.int64)
    named = np.array([bool(name) for _, name in parts], bool)
    own = column.codes[rows]
    return code[own], key[own], named[own]
