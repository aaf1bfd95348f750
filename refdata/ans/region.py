"""Which department a line of the extraction belongs to (DESIGN §7).

Pure functions on one value each; the reader calls them once per distinct value.
"""

from __future__ import annotations

import re

METROPOLE = frozenset(f"{n:02d}" for n in range(1, 96) if n != 20) | {"2A", "2B"}
OUTRE_MER = frozenset({"971", "972", "973", "974", "975", "976", "977", "978"}) | frozenset(
    {"980", "984", "986", "987", "988", "989"}
)
"""Overseas departments and territories, and 980 (Monaco), which has French postcodes."""

DEPARTMENTS = METROPOLE | OUTRE_MER
"""Every code a line can be attached to."""

_COMMUNE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_POSTCODE = re.compile(r"\d{4,5}")
_LEADING_POSTCODE = re.compile(r"\d{5}(?!\d)")
_FRANCE = frozenset({"", "99000", "99100"})


def is_foreign(country_code: str, country: str) -> bool:
    """Tell whether a country is given that is not France.

    The code decides (99000 and 99100 are France); without a code, the label does: six lines of the
    2026 sample say `Luxembourg`, `Belgique`… with no code.
    """
    code = country_code.strip()
    if code:
        return code not in _FRANCE
    return country.strip().casefold() not in {"", "france"}


def department_of_commune(code: str) -> str | None:
    """Department of a COG commune code (`2A004` → `2A`, `97105` → `971`); None when it is none."""
    code = code.strip().upper()
    return _known(code) if _COMMUNE.fullmatch(code) else None


def department_of_postcode(code: str) -> str | None:
    """Department of a postcode or CEDEX code; None when it is none.

    Four digits have lost their first zero (`8200` is 08200, Sedan). Corsica is 2A below 20200.
    """
    code = code.strip()
    if not _POSTCODE.fullmatch(code):
        return None
    code = code.zfill(5)
    if code.startswith("20"):
        return "2A" if code < "20200" else "2B"
    return _known(code)


def department_of_cedex(line: str) -> str | None:
    """Department of the five leading digits of a `Bureau cedex` (`25300 DOUBS`); None without."""
    digits = _LEADING_POSTCODE.match(line.strip())
    return department_of_postcode(digits[0]) if digits else None


def _known(code: str) -> str | None:
    """Department of five characters: three of them from 97 on; None for 00, 20, 96, 99."""
    department = code[:3] if code[:2] in {"97", "98"} else code[:2]
    return department if department in DEPARTMENTS else None
