"""Readers of the Base Adresse Nationale: `adresses-XX.csv.gz` and `lieux-dits-XX-beta.csv.gz`."""

from __future__ import annotations

import csv
import gzip
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from refdata.contract import TableContract
from refdata.errors import RawFormatError
from refdata.tables import ADRESSE, LIEU_DIT
from refdata.unpacking import Bounded

LOG = logging.getLogger(__name__)

MAX_LEFT_OUT = 0.01
"""Share of rows without a key value beyond which the file is the wrong one."""

MIN_BOMB = 10_000_000
"""Bytes below which no file is a bomb."""

_ADVICE = "fetch the file again from adresse.data.gouv.fr"
_SYNONYMS: Mapping[str, str] = {"code_post": "code_postal"}
"""Column names of the layouts of before 2019."""

_MAX_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class _Layout:
    """Columns to read of one kind of file, beyond which nothing is looked at."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    may_be_empty: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return self.required + self.optional


_ADDRESS_LAYOUT = _Layout(
    required=("id", "numero", "nom_voie", "code_insee", "nom_commune", "lon", "lat"),
    optional=(
        "id_fantoir",
        "rep",
        "nom_afnor",
        "alias",
        "nom_ld",
        "code_postal",
        "code_insee_ancienne_commune",
        "nom_ancienne_commune",
        "libelle_acheminement",
        "type_position",
    ),
)
_PLACE_LAYOUT = _Layout(
    required=("id", "nom_lieu_dit", "code_insee", "nom_commune", "lon", "lat"),
    optional=("code_postal", "code_insee_ancienne_commune", "nom_ancienne_commune"),
    may_be_empty=True,
)


def read_addresses(path: Path) -> pa.Table:
    """Read `adresses-XX.csv.gz` (or `.csv`) as ADRESSE, in file order.

    A row without id, number, name or commune is left out and counted in a warning; a row with no
    way name takes that of its lieu-dit. Raises RawFormatError when the file is empty, truncated,
    lacks a column, or holds a position that is none.
    """
    raw = _read(path, _ADDRESS_LAYOUT)
    columns = {name: raw[name] for name in raw.column_names}
    columns["id_voie"] = _way_ids(raw)
    columns["numero"] = _whole_numbers(raw["numero"])
    columns["nom_voie"] = pc.coalesce(raw["nom_voie"], raw["nom_ld"])
    return _complete(pa.table(columns), ADRESSE, path)


def read_places(path: Path) -> pa.Table:
    """Read `lieux-dits-XX-beta.csv.gz` (or `.csv`) as LIEU_DIT, in file order.

    A row without id, name or commune is left out and counted in a warning; a file of no row is
    that of a department without lieux-dits. Raises RawFormatError as
    `read_addresses` does.
    """
    return _complete(_read(path, _PLACE_LAYOUT), LIEU_DIT, path)


def _read(path: Path, layout: _Layout) -> pa.Table:
    """Read the columns of `layout` as text (null when empty), `lon` and `lat` as degrees."""
    header, has_rows = _head(path)
    names = _column_names(header, path, layout)
    if has_rows:
        table = _read_rows(path, names, [name for name in layout.names if name in names])
        _check_positions(table, path)
    elif layout.may_be_empty:
        table = pa.table({name: pa.array([], _kind(name)) for name in layout.required})
    else:
        raise RawFormatError(path, "file has a header and no row", _ADVICE)
    for name in layout.names:
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return table


def _kind(column: str) -> pa.DataType:
    return pa.float64() if column in {"lon", "lat"} else pa.string()


def _read_rows(path: Path, names: list[str], wanted: list[str]) -> pa.Table:
    """Read the columns `wanted` of a file whose columns are `names`."""
    compression = "gzip" if path.suffix == ".gz" else None
    try:
        with pa.input_stream(path, compression=compression) as stream:
            return pacsv.read_csv(
                pa.PythonFile(Bounded(stream, path, _ADVICE, MIN_BOMB), mode="r"),
                pacsv.ReadOptions(column_names=names, skip_rows=1, block_size=4 << 20),
                pacsv.ParseOptions(delimiter=";"),
                pacsv.ConvertOptions(
                    column_types={name: _kind(name) for name in wanted},
                    include_columns=wanted,
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                ),
            )
    except (pa.ArrowInvalid, OSError) as error:
        raise RawFormatError(path, f"cannot be read ({error})", _ADVICE) from error


def _column_names(header: str, path: Path, layout: _Layout) -> list[str]:
    """Names of all columns of the file, those of old layouts translated; checks the required."""
    titles = next(csv.reader([header], delimiter=";"))
    names = [title.strip().lower() for title in titles]
    names = [_SYNONYMS.get(name, name) for name in names]
    missing = [name for name in layout.required if name not in names]
    if missing:
        problem = f"header lacks {', '.join(f'`{name}`' for name in missing)}"
        expected = ";".join(layout.required)
        raise RawFormatError(path, problem, f"expected at least {expected}: {_ADVICE}", line=1)
    return names


def _head(path: Path) -> tuple[str, bool]:
    """First line of the file, and whether anything follows it."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            line = stream.readline(_MAX_HEADER).decode("utf-8-sig").rstrip("\r\n")
            follows = bool(stream.read(1))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise RawFormatError(path, f"cannot be read ({error})", _ADVICE) from error
    if not line.strip():
        raise RawFormatError(path, "file is empty", _ADVICE)
    return line, follows


def _check_positions(table: pa.Table, path: Path) -> None:
    """Refuse what is not WGS84 degrees: projected metres, NaN, infinity."""
    for name, limit in (("lon", 180.0), ("lat", 90.0)):
        wrong = pc.invert(pc.less_equal(pc.abs(table[name]), limit))
        row = pc.index(wrong, True).as_py()
        if row >= 0:
            raise RawFormatError(
                path,
                f"not between -{limit:.0f} and {limit:.0f} degrees",
                _ADVICE,
                line=row + 2,
                column=name,
                value=str(table[name][row].as_py()),
            )


def _way_ids(raw: pa.Table) -> pa.ChunkedArray:
    """First two parts of the id; for ids of before 2019, commune and FANTOIR code, else the id.

    `ADRNIVX_0000000270786279` says nothing of its way, and its FANTOIR code `0150` is told apart
    from that of the next commune only by the INSEE code.
    """
    way = pc.struct_field(pc.extract_regex(raw["id"], r"^(?P<way>[^_]+_[^_]+)_"), "way")
    fantoir = pc.binary_join_element_wise(raw["code_insee"], raw["id_fantoir"], "_")
    return pc.coalesce(way, fantoir, raw["id"])


def _whole_numbers(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cast digits to int32; anything else (`12b`, an empty field) is null."""
    digits = pc.match_substring_regex(texts, r"^\d{1,9}$")
    return pc.if_else(digits, texts, None).cast(pa.int32())


def _complete(table: pa.Table, contract: TableContract, path: Path) -> pa.Table:
    """Keep the rows whose required columns are all filled, under the contract."""
    whole = pa.scalar(True)
    for column in contract.columns:
        if not column.nullable:
            whole = pc.and_(whole, pc.is_valid(table[column.name]))
    kept = table.filter(whole)
    left_out = table.num_rows - kept.num_rows
    if left_out > MAX_LEFT_OUT * table.num_rows:
        problem = f"{left_out} of {table.num_rows} rows lack an id, a number, a name or a commune"
        raise RawFormatError(path, problem, _ADVICE)
    if left_out:
        LOG.warning("%s: %d incomplete rows of %d left out", path, left_out, table.num_rows)
    return contract.check(kept, path)
