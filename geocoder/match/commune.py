"""Which communes a query may mean: every clue is evidence to be weighed, none is a wall.

Evidence of a candidate = what the query's own clues grant it, over what they could grant:
COG code 4, name 4.4, postcode 2 (weights below): of a code and a name that contradict one another
under one postcode, the name is what was written by hand. So the name and postcode of one commune outweigh
the code of another (`insee_faux` in the RPPS), and a wrong postcode alone never hides the commune
that code or name says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from geocoder.index import Gazetteer
from geocoder.match.misspelt import FUZZY_NAME, FUZZY_SERVED, LIKEST, Pools, worth
from geocoder.normalize import commune_key
from geocoder.types import PlaceCandidate, PlaceQuery

CODE_WEIGHT, NAME_WEIGHT, POSTCODE_WEIGHT = 4.0, 4.4, 2.0
SHORTENED = 0.85
"""What the beginning of a commune's name is worth, within its postcode."""
ELSEWHERE_SHARE, NOBODYS_SHARE = 0.3, 0.6
"""What another postcode of the commune's department is worth, and one that nobody has (CEDEX)."""
KEPT = 0.45
"""Share of the best candidate's evidence below which another is dropped."""
MOST = 80
"""Communes of one postcode that are tried when nothing else is known (52300 serves 60)."""
_CEDEX_LINE = re.compile(r"^\s*(\d{4,5})\s+(.*\S)\s*$")
_POSTCODE = re.compile(r"^\d{5}$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Clues:
    """A place query, read."""

    code: str
    name_keys: tuple[str, ...]
    postcode: str
    department: str


def read_cedex(line: str) -> tuple[str, str]:
    """`25304 PONTARLIER CEDEX` -> `('25304', 'PONTARLIER CEDEX')`; `('', line)` without a code."""
    match = _CEDEX_LINE.match(line)
    if match:
        return match[1], match[2]
    text = line.strip()
    return (text, "") if _POSTCODE.match(text) else ("", text)


def read_code(text: str) -> str:
    """A COG code as written: `8105` -> `08105` (the zero a spreadsheet lost)."""
    code = text.strip().upper()
    return code.zfill(5) if len(code) == 4 and code.isdigit() else code


def names_commune(place: PlaceQuery) -> bool:
    """Whether a query says more of its commune than a postcode."""
    return bool(place.citycode or read_cedex(place.city)[1] or read_cedex(place.cedex)[1])


def padded(postcode: str) -> str:
    """`8600` -> `08600` (the zero a spreadsheet lost); anything but 4 or 5 digits -> empty."""
    if len(postcode) == 5 and postcode.isascii() and postcode.isdigit():
        return postcode
    digits = "".join(_DIGITS.findall(postcode))
    return digits.zfill(5) if len(digits) in (4, 5) else ""


def department_of(code: str) -> str:
    """Department of a COG code or postcode: 3 characters overseas; `20…` stays Corsica's old 20."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


class PlaceResolver:
    """Resolves place queries against one gazetteer; answers are cached, they depend on nothing else."""

    def __init__(self, gazetteer: Gazetteer, departments: Iterable[str]) -> None:
        self.gazetteer = gazetteer
        """The communes."""
        self.departments = frozenset(departments)
        """Departments that the index has streets of."""
        self.pools = Pools(gazetteer)
        """Names among which misspelt ones are looked for."""
        self.resolve = lru_cache(maxsize=100_000)(self._resolve)

    def _clues(self, query: PlaceQuery) -> _Clues:
        """Fall back on the cedex line for what the other fields leave empty."""
        cedex_code, cedex_name = read_cedex(query.cedex) if query.cedex else ("", "")
        postcode = padded(query.postcode) or padded(cedex_code)
        inline_code, inline_name = read_cedex(query.city) if query.city else ("", "")
        names = (inline_name, cedex_name)
        keys = tuple(dict.fromkeys(k for n in names if n and (k := commune_key(n))))
        code = read_code(query.citycode)
        postcode = postcode or padded(inline_code)
        return _Clues(code, keys, postcode, department_of(postcode or code))

    def _resolve(self, query: PlaceQuery) -> tuple[PlaceCandidate, ...]:
        """Communes the query may mean, best first; empty when it names none that is known."""
        clues = self._clues(query)
        by_code = self._by_code(clues.code)
        by_name = self._by_name(clues)
        served = (
            frozenset(self.gazetteer.of_postcode(clues.postcode)) if clues.postcode else frozenset()
        )
        rows = {*by_code, *by_name, *(() if by_name else served)}
        possible = (
            (CODE_WEIGHT if by_code else 0)
            + (NAME_WEIGHT if clues.name_keys else 0)
            + (POSTCODE_WEIGHT if clues.postcode else 0)
        )
        found = []
        for row in rows:
            code_share, former = by_code.get(row, (0.0, ""))
            name_share, named_former = by_name.get(row, (0.0, ""))
            postcode_share = self._postcode_share(row, clues, served)
            total = (
                CODE_WEIGHT * code_share
                + NAME_WEIGHT * name_share
                + POSTCODE_WEIGHT * postcode_share
            )
            reasons = _reasons(code_share, name_share, postcode_share)
            found.append(PlaceCandidate(row, total / possible, reasons, former or named_former))
        return self._ranked(found)

    def _by_code(self, code: str) -> dict[int, tuple[float, str]]:
        """The commune of a current or former COG code, with the former code."""
        if not code:
            return {}
        if code in self.gazetteer.row_of:
            return {self.gazetteer.row_of[code]: (1.0, "")}
        if code in self.gazetteer.former_of:
            return {self.gazetteer.former_of[code]: (1.0, code)}
        return {}

    def _by_name(self, clues: _Clues) -> dict[int, tuple[float, str]]:
        """Communes that one of the names may mean: exact names first, misspelt ones else."""
        for key in clues.name_keys:
            exact = {n.commune: (n.weight, n.former) for n in self.gazetteer.named(key)}
            if near := {r: v for r, v in exact.items() if self._is_near(r, clues)}:
                return near
        served = self.gazetteer.of_postcode(clues.postcode)
        for key in clues.name_keys:
            # 51480 ANCHAMPS: Anchamps of another department beside Vauchamps of this one
            exact = {n.commune: (n.weight, n.former) for n in self.gazetteer.named(key)}
            found = self._shortened(key, clues) or self._fuzzy(key, clues)
            if near := found if any(row in served for row in found) else exact | found:
                return near
        return {}

    def _shortened(self, key: str, clues: _Clues) -> dict[int, tuple[float, str]]:
        """Communes of the postcode whose name begins with `key`: VILLERS for Villers-sur-Meuse."""
        served = self.gazetteer.of_postcode(clues.postcode)
        return {
            row: (SHORTENED, former)
            for row in served
            for name, former in self.gazetteer.keys_of[row]
            if name.startswith(f"{key} ")
        }

    def _is_near(self, row: int, clues: _Clues) -> bool:
        """Whether a commune lies in the department that postcode or code say (true without either)."""
        department = self.gazetteer.department[row]
        return (
            not clues.department
            or department == clues.department
            or department == department_of(clues.code)
        )

    def _fuzzy(self, key: str, clues: _Clues) -> dict[int, tuple[float, str]]:
        """Communes with a name like `key`: of the postcode first, then of the department, then all."""
        if not clues.department:
            return self._fuzzy_in(key, None)
        if found := self._like_near(key, clues, FUZZY_NAME):
            return found
        if found := self._fuzzy_in(key, clues.department):
            return found
        # a poor likeness says something only where no better one is and few are meant
        return {} if self.gazetteer.named(key) else self._like_near(key, clues, FUZZY_SERVED)

    def _like_near(self, key: str, clues: _Clues, cutoff: float) -> dict[int, tuple[float, str]]:
        """Communes of the postcode, and that of the code, with a name like `key`."""
        communes = [*self.gazetteer.of_postcode(clues.postcode), *self._by_code(clues.code)]
        names = [(k, row, former) for row in communes for k, former in self.gazetteer.keys_of[row]]
        matches = process.extract(
            key, [n[0] for n in names], scorer=fuzz.ratio, limit=LIKEST, score_cutoff=cutoff
        )
        shares = worth(np.array([ratio for _, ratio, _ in matches])).tolist()
        out: dict[int, tuple[float, str]] = {}
        for (_, _, at), share in zip(matches, shares, strict=True):
            _, row, former = names[at]
            out.setdefault(row, (share, former))
        return out

    def _fuzzy_in(self, key: str, department: str | None) -> dict[int, tuple[float, str]]:
        """Communes of a department, or of all, with a name like `key`."""
        pool, arrays = self.pools.of(department), self.gazetteer.arrays
        found = pool.like([key])
        names = pool.rows[found.name]
        communes, formers = arrays.name_commune[names].tolist(), arrays.name_former[names].tolist()
        out: dict[int, tuple[float, str]] = {}
        for row, former, share in zip(communes, formers, worth(found.ratio).tolist(), strict=True):
            out.setdefault(row, (share, arrays.former_codes[former]))
        return out

    def _postcode_share(self, row: int, clues: _Clues, served: frozenset[int]) -> float:
        """1 for a postcode of the commune, 0.6 for one nobody has (CEDEX) in its department."""
        if not clues.postcode:
            return 0.0
        if row in served:
            return 1.0
        same = self.gazetteer.department[row] == department_of(clues.postcode)
        return (ELSEWHERE_SHARE if served else NOBODYS_SHARE) if same else 0.0

    def _ranked(self, found: list[PlaceCandidate]) -> tuple[PlaceCandidate, ...]:
        """Best evidence first; then communes the index has streets for; then the COG code."""
        if not found:
            return ()
        best = max(c.evidence for c in found)
        kept = [c for c in found if c.evidence >= best * KEPT]
        kept.sort(
            key=lambda c: (
                -c.evidence,
                self.gazetteer.department[c.commune] not in self.departments,
                c.commune,
            )
        )
        return tuple(kept[:MOST])


def _reasons(code: float, name: float, postcode: float) -> tuple[str, ...]:
    """What speaks for a candidate, for --explain."""
    shares = (("code", code), ("name", name), ("postcode", postcode))
    return tuple(f"{label} {share:.2f}" for label, share in shares if share)
