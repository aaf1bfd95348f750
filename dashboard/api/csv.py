"""A posted CSV geocoded: the file back with result columns, every row, in order."""

from __future__ import annotations

import csv
import io
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO

import pyarrow as pa

from dashboard.api.errors import RefusedError
from dashboard.api.parameters import KINDS, degrees
from dashboard.api.upload import BACK, CsvForm, CsvRequest, CsvUpload
from geocoder import Asked, Found, Lookup, Result, ResultType, Status, result_text
from refdata.tables import RESULT

log = logging.getLogger(__name__)

SPOOLED = 1_000_000
"""Bytes of a file kept in memory before it goes to the disk."""
POSITION = ("longitude", "latitude")
SEARCHED = tuple(column.name for column in RESULT.columns)
"""Result columns of `/search/csv/`, as the national service names them."""
REVERSED = (
    "result_longitude",
    "result_latitude",
    "result_distance",
    *(name for name in SEARCHED if name not in (*POSITION, "result_score_next")),
)
"""Result columns of `/reverse/csv/`."""
LONS, LATS = ("longitude", "lon", "lng", "long"), ("latitude", "lat")
"""Names under which a column is taken for a coordinate, when none is given."""
LONGEST_VALUE = 1_000
"""Characters of a value that are looked at."""
FAR_M = 20_000.0
"""Metres from the point that was given beyond which its row's street is another one."""
TIED = 0.15
"""Difference of scores below which the runner-up is as likely."""
Rows = list[list[str]]
Values = Sequence[object]
Answer = Callable[[Rows], list[Values]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A file to send back, and how it is written."""

    stream: IO[bytes]
    size: int
    encoding: str


def search_csv(lookup: Lookup, stream: IO[bytes], asked: CsvRequest) -> Answered:
    """Geocode every row of a file; RefusedError where it cannot be read or a column is not there."""
    upload = CsvUpload(stream, asked.encoding, asked.delimiter)
    named = [n for n in (asked.postcode, asked.citycode, asked.lat, asked.lon) if n]
    beside = {upload.column(name) for name in named}
    given = [upload.column(name) for name in asked.columns]
    columns = given or [at for at in range(len(upload.columns)) if at not in beside]
    codes = {
        role: upload.column(name)
        for role, name in (("postcode", asked.postcode), ("citycode", asked.citycode))
        if name
    }
    point = _point_columns(upload, asked, found={})
    searched = _Searched(lookup, columns, codes, point)
    names = _wanted(SEARCHED, asked.result_columns)
    return _written(upload, names, SEARCHED, searched.answer)


def reverse_csv(lookup: Lookup, stream: IO[bytes], asked: CsvRequest) -> Answered:
    """Find the nearest address of every row's point; RefusedError as `search_csv`."""
    upload = CsvUpload(stream, asked.encoding, asked.delimiter)
    if asked.kind and asked.kind not in KINDS:
        message = f"« type » ne peut pas être «\u00a0{asked.kind}\u00a0»\u00a0: donnez {', '.join(KINDS)}."
        raise RefusedError(message)
    lowered = {name.strip().lower(): at for at, name in reversed(list(enumerate(upload.columns)))}
    point = _point_columns(upload, asked, lowered)
    if point is None:
        message = (
            "Les colonnes des coordonnées n’ont pas été trouvées\u00a0: nommez-les « longitude » et "
            "« latitude », ou donnez leurs noms dans « lon » et « lat »."
        )
        raise RefusedError(message)
    reversed_ = _Reversed(lookup, point, asked.kind)
    names = _wanted(REVERSED, asked.result_columns)
    return _written(upload, names, REVERSED, reversed_.answer)


def _point_columns(
    upload: CsvUpload, asked: CsvRequest, found: dict[str, int]
) -> tuple[int, int] | None:
    """Columns of longitude and latitude: those that are named, else those `found` by usual names."""
    if bool(asked.lon) != bool(asked.lat):
        message = (
            "« lon » et « lat » vont ensemble\u00a0: donnez les deux noms de colonne, ou aucun."
        )
        raise RefusedError(message)
    if asked.lon:
        return upload.column(asked.lon), upload.column(asked.lat)
    lon = next((found[n] for n in LONS if n in found), None)
    lat = next((found[n] for n in LATS if n in found), None)
    return None if lon is None or lat is None else (lon, lat)


def _wanted(known: Sequence[str], asked: Sequence[str]) -> list[str]:
    """Result columns to write; `score` is `result_score`. RefusedError for one that is none."""
    if not asked:
        return list(known)
    wanted = []
    for name in asked:
        full = name if name in known else f"result_{name}"
        if full not in known:
            message = (
                f"«\u00a0{name}\u00a0» n’est pas une colonne de résultat\u00a0: choisissez parmi "
                f"{', '.join(known)}."
            )
            raise RefusedError(message)
        wanted.append(full)
    return list(dict.fromkeys(wanted))


def _heads(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """Heads of the result columns, other than those of the file: `result_latitude` beside `latitude`."""
    heads = [f"result_{name}" if name in POSITION and name in columns else name for name in names]
    if clashing := [head for head in heads if head in columns]:
        message = (
            f"Le fichier a déjà {', '.join(clashing)}\u00a0: renommez ou "
            "retirez ces colonnes, ou choisissez d’autres résultats dans « result_columns »."
        )
        raise RefusedError(message)
    return heads


def _written(
    upload: CsvUpload, names: Sequence[str], known: Sequence[str], answer: Answer
) -> Answered:
    """Write the file with its results; what a line has beyond the header goes behind them."""
    heads = _heads(upload.columns, names)
    places = [known.index(name) for name in names]
    width = len(upload.columns)
    with ExitStack() as stack:
        out: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(SPOOLED))
        writer = _Writer(out, upload.form)
        writer.write([*upload.columns, *heads])
        for rows in upload.chunks():
            padded = [row[:width] + [""] * (width - len(row)) for row in rows]
            for row, given, values in zip(rows, padded, _answers(answer, padded), strict=True):
                writer.write([*given, *(result_text(values[at]) for at in places), *row[width:]])
        writer.close()
        size = out.tell()
        out.seek(0)
        stack.pop_all()
    return Answered(out, size, upload.form.encoding)


class _Writer:
    """Writes rows as the file was written."""

    def __init__(self, out: IO[bytes], form: CsvForm) -> None:
        errors = "strict" if form.encoding.startswith(("utf-16", "utf-32")) else BACK
        self._text = io.TextIOWrapper(out, form.encoding, errors, newline="")
        self._plain = csv.writer(self._text, delimiter=form.delimiter, lineterminator=form.end)
        # csv quotes what holds its own line end: another one would be read as the end of a line.
        self._careful = csv.writer(
            self._text, delimiter=form.delimiter, lineterminator=form.end, quoting=csv.QUOTE_ALL
        )

    def write(self, row: Sequence[str]) -> None:
        """Write one row."""
        is_odd = any("\r" in value or "\n" in value for value in row)
        (self._careful if is_odd else self._plain).writerow(row)

    def close(self) -> None:
        """Write what is left, and give the stream back open."""
        self._text.flush()
        self._text.detach()


def _answers(answer: Answer, rows: Rows) -> list[Values]:
    """Answer rows; one that cannot be is found by halves, and is an error alone."""
    try:
        return answer(rows)
    except (ArithmeticError, LookupError, TypeError, ValueError, pa.ArrowException):
        if len(rows) == 1:
            log.exception("a row could not be geocoded")
            return [[None] * (len(SEARCHED) - 1) + [Status.ERROR]]
    middle = len(rows) // 2
    return _answers(answer, rows[:middle]) + _answers(answer, rows[middle:])


def _read(text: str) -> str:
    """A value as the geocoder may see it: cut short, bytes that could not be read as spaces."""
    text = text[:LONGEST_VALUE].strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(" " if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def _point(row: Sequence[str], columns: tuple[int, int]) -> tuple[float, float] | None:
    """Longitude and latitude of a row, with a point or a comma; None where they are none."""
    lon, lat = (degrees(row[at].strip().replace(",", ".")) for at in columns)
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return lon, lat


class _Searched:
    """Geocodes rows: one column of free lines, and codes beside it."""

    def __init__(
        self,
        lookup: Lookup,
        columns: Sequence[int],
        codes: dict[str, int],
        point: tuple[int, int] | None,
    ) -> None:
        self._lookup, self._columns, self._codes, self._point = lookup, columns, codes, point

    def answer(self, rows: Rows) -> list[Values]:
        """The result columns of each row."""
        lines = [" ".join(filter(None, (_read(row[at]) for at in self._columns))) for row in rows]
        codes = {role: [_read(row[at]) for row in rows] for role, at in self._codes.items()}
        none = [""] * len(rows)
        answers = self._answered(lines, codes.get("postcode", none), codes.get("citycode", none))
        if self._point:
            self._look_nearby(rows, lines, answers, self._point)
        return answers

    def _answered(
        self, lines: Sequence[str], postcodes: Sequence[str], citycodes: Sequence[str]
    ) -> list[Values]:
        """The result columns of lines with codes beside them; what is answered together is answered fast.

        Beside an INSEE code a line is a street; a postcode goes into the line. What neither way finds,
        and namesakes in communes of one postcode, are weighed with line and codes apart.
        """
        answers: list[Values] = [()] * len(lines)
        coded = [at for at, code in enumerate(citycodes) if code]
        others = [at for at, code in enumerate(citycodes) if not code]
        groups = (
            (coded, {"street": lines, "postcode": postcodes, "citycode": citycodes}),
            (others, {"address": [_with(*pair) for pair in zip(lines, postcodes, strict=True)]}),
        )
        for group, queries in groups:
            self._put(answers, group, queries)
        left = [
            at
            for at, values in enumerate(answers)
            if lines[at] and (postcodes[at] or citycodes[at]) and _is_open(values)
        ]
        self._put(answers, left, {"address": lines, "postcode": postcodes, "citycode": citycodes})
        return answers

    def _put(
        self, answers: list[Values], rows: Sequence[int], queries: Mapping[str, Sequence[str]]
    ) -> None:
        """Answer some rows of queries given by columns."""
        chosen = {name: [texts[at] for at in rows] for name, texts in queries.items()}
        for at, values in zip(rows, self._located(chosen), strict=True):
            answers[at] = values

    def _located(self, queries: Mapping[str, Sequence[str]]) -> list[Values]:
        """The result columns of queries given by columns."""
        table = pa.table({name: pa.array(texts, pa.string()) for name, texts in queries.items()})
        found = self._lookup.geocoder.geocode_table(table)
        columns = [found[name].to_pylist() for name in SEARCHED]
        return list(zip(*columns, strict=True))

    def _look_nearby(
        self, rows: Rows, lines: list[str], answers: list[Values], columns: tuple[int, int]
    ) -> None:
        """Where no street was found, or others are as likely, take the one beside the row's point."""
        for at, row in enumerate(rows):
            point = _point(row, columns)
            if point is None or not _is_open(answers[at]):
                continue
            found = self._lookup.search(Asked(lines[at], 1, autocomplete=False, near=point))
            if found and _is_beside(found[0]):
                answers[at] = list(found[0].result.as_row().values())


def _with(line: str, postcode: str) -> str:
    """A line with its postcode, which it may hold already."""
    return line if not postcode or postcode in line else f"{line} {postcode}".strip()


def _is_coarse(values: Values) -> bool:
    """Whether an answer is no street."""
    return values[SEARCHED.index("result_type")] in (None, ResultType.MUNICIPALITY)


def _is_open(values: Values) -> bool:
    """Whether an answer leaves room for another street: it is none, or the runner-up is as likely."""
    if _is_coarse(values):
        return True
    answer = dict(zip(SEARCHED, values, strict=True))
    score, following = answer["result_score"], answer["result_score_next"]
    return isinstance(score, float) and isinstance(following, float) and score - following < TIED


def _is_beside(found: Found) -> bool:
    is_street = found.result.result_type != ResultType.MUNICIPALITY
    return is_street and found.distance is not None and found.distance <= FAR_M


class _Reversed:
    """Finds the nearest address of rows with two coordinates."""

    def __init__(self, lookup: Lookup, point: tuple[int, int], kind: str) -> None:
        self._lookup, self._columns, self._kind = lookup, point, kind

    def answer(self, rows: Rows) -> list[Values]:
        """The result columns of each row."""
        return [list(self._values(row)) for row in rows]

    def _values(self, row: Sequence[str]) -> Iterator[object]:
        found = self._found(row)
        result = found.result.as_row()
        yield found.result.longitude
        yield found.result.latitude
        yield round(found.distance) if found.distance is not None else None
        yield from (result[name] for name in REVERSED[3:])

    def _found(self, row: Sequence[str]) -> Found:
        if not any(row[at].strip() for at in self._columns):
            return Found(Result(result_status=Status.SKIPPED), 0.0)
        point = _point(row, self._columns)
        if point is None:
            return Found(Result(result_status=Status.ERROR), 0.0)
        found = self._lookup.around.nearest(*point, self._kind, 1)
        return found[0] if found else Found(Result(), 0.0)
