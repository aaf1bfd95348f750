"""Geocoding of a file: which columns hold the address, and the results beside them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from geocoder import Geocoder
from jobs.batch.csv_files import CsvFormat, CsvSink, CsvSource
from jobs.batch.overlap import WriteBehind, read_ahead
from jobs.batch.parquet_files import ParquetSink, ParquetSource
from jobs.batch.rows import CHUNK_ROWS, Chunk, Sink, Source
from jobs.cores import usable_cores
from jobs.errors import JobError
from jobs.progress import Progress
from refdata.atomic import replacing
from refdata.tables import RESULT

CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})

BYTES_OF_A_ROW = 20
"""What a row takes at least: how many there are is guessed before the file is looked into, so that
the processes that will help are ready when it has been."""

CHUNKS_TOGETHER = 12
"""Chunks of a Parquet file whose distinct queries are answered together: memory ends there."""

CODES = frozenset({"postcode", "citycode"})
"""Query columns of five characters, of which a spreadsheet may have lost the leading zero."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What to geocode and how to write it.

    `roles` maps a query column (`address`, `street`…) to the columns of the file that hold it,
    joined by a space. `prefix` goes before the name of each result column.
    """

    roles: Mapping[str, Sequence[str]]
    prefix: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    output_encoding: str | None = None
    has_quotes: bool = True


@dataclass(slots=True)
class BatchReport:
    """What was done: rows, rows by `result_type` (`aucun` without), ragged rows of a CSV."""

    rows: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    ragged: int = 0


def geocode_file(
    geocoder: Geocoder, source: Path, target: Path, options: BatchOptions, progress: Progress
) -> BatchReport:
    """Geocode each row of `source` into `target`, which appears whole or not at all.

    Raises JobError when a column named is not there, when a result column has the name of an
    input column, or when a file cannot be read or written.
    """
    if source.resolve() == target.resolve():
        problem = f"{target}: the output is the input itself"
        raise JobError(problem, "give another name to -o, the input is never overwritten")
    geocoder.start_workers(usable_cores(), source.stat().st_size // BYTES_OF_A_ROW)
    opened = open_source(source, options)
    check_columns(opened.columns, options, source)
    report = BatchReport()
    with replacing(target) as partial:
        sink = _open_sink(_Output(partial, target.suffix.lower()), opened, options)
        task = progress.task("Geocoding", opened.rows)
        with closing(sink), task as advance, WriteBehind(sink) as behind:
            for chunk, results in _answered(geocoder, opened, options):
                behind.write(chunk, results)
                _count(report, chunk, results)
                advance(chunk.table.num_rows)
    return report


def _answered(
    geocoder: Geocoder, source: Source, options: BatchOptions
) -> Iterator[tuple[Chunk, pa.Table]]:
    """Each chunk with its results.

    A large Parquet file is read twice, first for its queries alone: they come again and again in it,
    far from one another.
    """
    if isinstance(source, ParquetSource) and source.rows > CHUNK_ROWS:
        asked = {name for names in options.roles.values() for name in names}
        names = [name for name in source.columns if name in asked]
        chunks = read_ahead(source.chunks(names))
        queries = (query_table(chunk, names, options) for chunk in chunks)
        again = read_ahead(source.chunks())
        for first in queries:
            together = chain([first], islice(queries, CHUNKS_TOGETHER - 1))
            for results in geocoder.geocode_repeated(together, usable_cores()):
                yield next(again), results
        return
    for chunk in read_ahead(source.chunks()):
        queries_of_chunk = query_table(chunk, source.columns, options)
        yield chunk, geocoder.geocode_table(queries_of_chunk, usable_cores())


class _Output(NamedTuple):
    """Where to write, and the suffix that tells the format."""

    path: Path
    suffix: str


def open_source(path: Path, options: BatchOptions) -> Source:
    """Open an input by its suffix: `.csv .tsv .txt`, `.parquet`, `.xlsx`."""
    suffix = path.suffix.lower()
    if suffix in CSV_SUFFIXES:
        has_quotes = options.has_quotes
        return CsvSource(path, options.encoding, options.delimiter, has_quotes=has_quotes)
    if suffix == ".parquet":
        return ParquetSource(path)
    if suffix == ".xlsx":
        from jobs.batch.xlsx_files import XlsxSource

        return XlsxSource(path)
    raise _unknown_format(path)


def _unknown_format(path: Path | str) -> JobError:
    return JobError(f"{path}: unknown format", "name it .csv, .tsv, .txt, .parquet or .xlsx")


def result_names(options: BatchOptions) -> list[str]:
    """Names of the result columns, prefixed."""
    return [f"{options.prefix}{column.name}" for column in RESULT.columns]


def _open_sink(output: _Output, source: Source, options: BatchOptions) -> Sink:
    """Open the output by its suffix."""
    header = [*source.columns, *result_names(options)]
    if output.suffix in CSV_SUFFIXES:
        return CsvSink(output.path, _output_format(source, output.suffix, options), header)
    if output.suffix == ".parquet":
        return ParquetSink(output.path, _schema(source, options))
    if output.suffix == ".xlsx":
        from jobs.batch.xlsx_files import XlsxCopySink, XlsxSink, XlsxSource

        if isinstance(source, XlsxSource):
            return XlsxCopySink(output.path, source, header)
        return XlsxSink(output.path, header)
    raise _unknown_format(output.path.with_suffix(output.suffix).name)


def _output_format(source: Source, suffix: str, options: BatchOptions) -> CsvFormat:
    """Write a CSV as the input was written, but in UTF-8: a result may hold any letter."""
    if isinstance(source, CsvSource):
        given = source.format
        kept = given.encoding if given.encoding in {"utf-8", "utf-8-sig"} else "utf-8"
        encoding = options.output_encoding or kept
        return CsvFormat(encoding, given.delimiter, given.has_quotes)
    default = "\t" if suffix == ".tsv" else ","
    return CsvFormat(options.output_encoding or "utf-8", options.delimiter or default)


def _schema(source: Source, options: BatchOptions) -> pa.Schema:
    """Arrow schema of a Parquet output, with the metadata of a Parquet input."""
    given = source.schema if isinstance(source, ParquetSource) else None
    fields = (
        list(given) if given is not None else [pa.field(n, pa.string()) for n in source.columns]
    )
    results = [
        pa.field(name, column.type)
        for name, column in zip(result_names(options), RESULT.columns, strict=True)
    ]
    return pa.schema([*fields, *results], given.metadata if given is not None else None)


def check_columns(columns: Sequence[str], options: BatchOptions, path: Path) -> None:
    """Raise JobError for a column that is not there, or for a name clash with a result column."""
    for names in options.roles.values():
        for name in names:
            if name not in columns:
                close = difflib.get_close_matches(name, columns, 1)
                meant = f"did you mean `{close[0]}`?" if close else "it has "
                listed = "" if close else ", ".join(f"`{column}`" for column in columns)
                msg = f"{path}: no column `{name}`"
                raise JobError(msg, f"{meant}{listed}")
            if columns.count(name) > 1:
                problem = f"{path}: column `{name}` is there {columns.count(name)} times"
                raise JobError(problem, "rename the one that holds the address")
    if clashing := [name for name in result_names(options) if name in columns]:
        listed = ", ".join(f"`{name}`" for name in clashing)
        problem = f"{path}: already has {listed}, which the results are named"
        raise JobError(problem, "give --prefix, as --prefix new_, or remove those columns")


def query_table(chunk: Chunk, columns: Sequence[str], options: BatchOptions) -> pa.Table:
    """Return the query of each row of `chunk`, its columns of text named by role."""
    queries = {}
    for role, names in options.roles.items():
        texts = [as_text_column(chunk.table.column(columns.index(name))) for name in names]
        joined = texts[0]
        if len(texts) > 1:
            filled = [pc.fill_null(text, "") for text in texts]
            joined = pc.binary_join_element_wise(*filled, " ")
        queries[role] = _padded(joined) if role in CODES else joined
    return pa.table(queries)


def as_text_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text: `8000.0` of a numeric column with holes -> `8000`."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        whole = pc.equal(pc.floor(column), column)
        if pc.all(whole, skip_nulls=True).as_py():
            column = column.cast(pa.int64())
    return column.cast(pa.string())


def _padded(codes: pa.ChunkedArray) -> pa.ChunkedArray:
    """`8000` -> `08000`: a spreadsheet reads a postcode as a number."""
    trimmed = pc.utf8_trim_whitespace(codes)
    short = pc.match_substring_regex(trimmed, r"^\d{4}$")
    return pc.if_else(short, pc.utf8_lpad(trimmed, 5, "0"), trimmed)


def _count(report: BatchReport, chunk: Chunk, results: pa.Table) -> None:
    """Add the rows of a chunk to the report."""
    report.rows += chunk.table.num_rows
    report.ragged += len(chunk.beyond)
    for entry in pc.value_counts(results["result_type"].combine_chunks()).to_pylist():
        level = entry["values"] or "aucun"
        report.by_type[level] = report.by_type.get(level, 0) + entry["counts"]
