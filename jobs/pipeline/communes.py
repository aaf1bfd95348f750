"""The current commune of each activity, from what its line says and what the geocoder found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

PRECISE = frozenset({"housenumber", "interpolation", "street", "locality"})
"""Types of a result that is placed inside its commune."""

_CEDEX = re.compile(r"\bCEDEX\b.*$")
_ARTICLE_BEHIND = re.compile(r"^(?P<name>.+?) *\((?P<article>L[AE]S?|L')\)$")
_BUREAU = re.compile(r"^\s*(?P<postcode>\d{4,5})\s+(?P<name>\D.*)$")


class Clues(NamedTuple):
    """What tells the commune of one activity; every part may be None."""

    citycode: str | None
    postcode: str | None
    city: str | None
    cedex: str | None
    department: str | None
    found: str | None
    """Commune of the geocoding result."""
    found_type: str | None


def name_key(name: str) -> str:
    """`ST DIZIER CEDEX 2`, `Saint-Dizier` -> `ST DIZIER`; `RIVIERE (LA)` -> `LA RIVIERE`."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    upper = plain.encode("ascii", "ignore").decode().upper()
    upper = _CEDEX.sub("", upper).strip()
    if match := _ARTICLE_BEHIND.match(upper):
        upper = f"{match['article']} {match['name']}"
    words = re.sub(r"[^A-Z0-9]+", " ", upper).split()
    short = {"SAINT": "ST", "SAINTE": "STE"}
    return " ".join(short.get(word, word) for word in words)


def _unique(pairs: Iterable[tuple[tuple[str, str], str]]) -> dict[tuple[str, str], str]:
    """Keep the keys that lead to one commune only."""
    found: dict[tuple[str, str], set[str]] = {}
    for key, code in pairs:
        found.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


@dataclass(frozen=True, slots=True)
class CommuneFinder:
    """Communes of the reference by code, by postcode and name, by department and name."""

    current: frozenset[str]
    former: dict[str, str]
    by_postcode: dict[tuple[str, str], str]
    by_department: dict[tuple[str, str], str]

    @classmethod
    def of(cls, communes: pa.Table, former: pa.Table) -> CommuneFinder:
        """Build from tables COMMUNE and ANCIENNE_COMMUNE."""
        rows = communes.drop_columns(["contour"]).to_pylist()
        holder = {row["code_commune"]: row for row in rows}
        named = [(row["nom"], row) for row in rows] + [
            (row["nom"], holder[row["code_commune"]])
            for row in former.to_pylist()
            if row["code_commune"] in holder
        ]
        postcodes = (
            ((postcode, name_key(name)), row["code_commune"])
            for name, row in named
            for postcode in row["codes_postaux"]
        )
        departments = (
            ((row["code_departement"], name_key(name)), row["code_commune"]) for name, row in named
        )
        codes = zip(
            former["code_ancien"].to_pylist(), former["code_commune"].to_pylist(), strict=True
        )
        return cls(frozenset(holder), dict(codes), _unique(postcodes), _unique(departments))

    def find(self, clues: Clues) -> str | None:
        """Return the current COG code; None when nothing tells it.

        The declared code wins, carried over to the commune that holds it today, unless the name
        given and the geocoder agree on another one (a mistyped code: 8 rows of 12,270 in the
        test extraction).
        """
        declared = self.declared(clues.citycode)
        named = self._named(clues)
        found = clues.found if clues.found in self.current else None
        if declared and named == found and named and clues.found_type in PRECISE:
            return named
        return declared or named or found

    def declared(self, code: str | None) -> str | None:
        """Return the commune that holds a declared COG code today; None when there is none."""
        if code is None or code in self.current:
            return code
        return self.former.get(code)

    def _named(self, clues: Clues) -> str | None:
        """Return the commune of the names given, with their postcode or else their department."""
        for postcode, name in self._names(clues):
            key = name_key(name)
            if postcode and (code := self.by_postcode.get((postcode.zfill(5), key))):
                return code
            if clues.department and (code := self.by_department.get((clues.department, key))):
                return code
        return None

    @staticmethod
    def _names(clues: Clues) -> Iterable[tuple[str | None, str]]:
        """Yield postcode and name: of the commune column, then of the « bureau cedex » column."""
        if clues.city:
            yield clues.postcode, clues.city
        if clues.cedex and (match := _BUREAU.match(clues.cedex)):
            yield match["postcode"], match["name"]


def communes_of(activities: pa.Table, results: pa.Table, finder: CommuneFinder) -> pa.Array:
    """Return the current commune of each activity, row for row; null when nothing tells it."""
    columns = [
        activities["code_commune_declare"],
        activities["code_postal"],
        activities["libelle_commune"],
        activities["bureau_cedex"],
        activities["code_departement"],
        results["result_citycode"],
        results["result_type"],
    ]
    known: dict[Clues, str | None] = {}
    found = []
    for row in zip(*(column.to_pylist() for column in columns), strict=True):
        clues = Clues(*row)
        if clues not in known:
            known[clues] = finder.find(clues)
        found.append(known[clues])
    return pa.array(found, pa.string())
