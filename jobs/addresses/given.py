"""What one line of a sheet says, read and checked cell by cell before anything is looked up."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from jobs.addresses.columns import PRECISIONS, REGISTERED, VERDICTS
from jobs.addresses.sheets import SheetRow
from jobs.pipeline.decisions import POSITION_DECIMALS, Verdict
from refdata.errors import RawFormatError

LONGEST_NAME, LONGEST_COMMENT = 100, 1_000
"""Characters of the name of a person, and of a comment."""

_KEY = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STAMP = "%Y-%m-%dT%H:%M:%SZ"
"""How a moment is written: UTC, to the second."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is, so that every refusal names file, line, column and value."""

    path: Path
    row: SheetRow

    def refuse(self, column: str, problem: str, advice: str) -> NoReturn:
        """Raise the RawFormatError that refuses the cell in `column`."""
        value, line = self.row[column], self.row.line
        raise RawFormatError(self.path, problem, advice, line=line, column=column, value=value)


@dataclass(frozen=True, slots=True)
class Given:
    """One decision as a sheet gives it; positions in degrees, None where a cell is empty."""

    key: str
    verdict: Verdict
    author: str
    moment: str | None
    """`2026-11-26T09:30:00Z`; None for now."""
    comment: str | None
    lon: float | None
    lat: float | None
    kind: str | None
    """Type of a moved point that the person says: `housenumber`, `street`, `locality`."""
    identifier: str
    """BAN id of another address; empty without one."""
    shown: str
    """Id of the answer that the sheet showed; empty when it shows none."""
    registered: Mapping[str, str | None]
    """The address as the sheet repeats it, by column of the query."""


def read_given(place: Place, by: str | None, now: datetime) -> Given:
    """Read one line that has a decision. Raises RawFormatError naming the cell at fault."""
    row = place.row
    verdict = _verdict(place)
    moved = verdict is Verdict.MOVED
    return Given(
        key=_key(place),
        verdict=verdict,
        author=_author(place, by),
        moment=_moment(place, now),
        comment=_comment(place),
        lon=_degrees(place, "longitude", 180.0) if moved else None,
        lat=_degrees(place, "latitude", 90.0) if moved else None,
        kind=_kind(place) if moved else None,
        identifier=_identifier(place) if verdict is Verdict.OTHER else "",
        shown=row["reponse_id"],
        registered={column: row[name] or None for name, column in REGISTERED.items()},
    )


def plain(text: str) -> str:
    """`Déplacer ` -> `deplacer`; `pas une adresse` -> `pas_une_adresse`."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[\s_-]+", "_", bare.strip().lower())


def _verdict(place: Place) -> Verdict:
    found = VERDICTS.get(plain(place.row["decision"]))
    if found is None:
        advice = f"write one of {', '.join(VERDICTS)}, or nothing"
        place.refuse("decision", "is no decision", advice)
    return found


def _key(place: Place) -> str:
    key = place.row["cle"]
    if not _KEY.fullmatch(key):
        advice = "copy the column `cle` from the sheet of `cigogne addresses review`, as text"
        place.refuse("cle", "is no key of an address (32 hexadecimal digits)", advice)
    return key


def _author(place: Place, by: str | None) -> str:
    author = place.row["par"] or (by or "").strip()
    if not author:
        place.refuse("par", "nobody is named", "write who decided, or give --by NAME")
    if len(author) > LONGEST_NAME:
        place.refuse("par", f"has over {LONGEST_NAME} characters", "write a shorter name")
    return author


def _comment(place: Place) -> str | None:
    comment = place.row["commentaire"]
    if len(comment) > LONGEST_COMMENT:
        problem = f"has over {LONGEST_COMMENT} characters"
        place.refuse("commentaire", problem, "write a shorter one")
    return comment or None


def _moment(place: Place, now: datetime) -> str | None:
    """Read `date`: a day, or a moment with or without its zone (UTC then)."""
    text = place.row["date"]
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        advice = "write it as 2026-11-26 or 2026-11-26T09:30:00Z, or leave it empty for now"
        place.refuse("date", "is no date", advice)
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    if moment > now + timedelta(days=1):
        advice = "write when it was decided, or leave it empty for now"
        place.refuse("date", "is in the future", advice)
    return moment.strftime(STAMP)


def _degrees(place: Place, column: str, most: float) -> float:
    """Read degrees, with a point or a comma."""
    text = place.row[column]
    try:
        value = float(text.replace(",", ".").replace("\u00a0", ""))
    except ValueError:
        problem = "is no number of degrees" if text else "is missing"
        advice = "write degrees such as 7,752 or 7.752 in `longitude` and `latitude`"
        place.refuse(column, problem, advice)
    if not math.isfinite(value) or abs(value) > most:
        advice = "write WGS84 degrees such as 7.752, no metres of another projection"
        place.refuse(column, f"is not between -{most:g} and {most:g} degrees", advice)
    return round(value, POSITION_DECIMALS)


def _kind(place: Place) -> str | None:
    text = plain(place.row["precision"])
    found = PRECISIONS.get(text)
    if text and found is None:
        advice = f"write one of {', '.join(PRECISIONS)}, or nothing"
        place.refuse("precision", "is no precision", advice)
    return found


def _identifier(place: Place) -> str:
    identifier = place.row["result_id"]
    if not identifier:
        advice = "write the BAN id of the address meant, such as 52006_0001_00132_bis"
        place.refuse("result_id", "is missing", advice)
    return identifier
