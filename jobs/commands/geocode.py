"""`cigogne geocode`: a whole file."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from jobs.options import data_option
from refdata.paths import DataPaths

if TYPE_CHECKING:
    from jobs.batch.geocode import BatchOptions


class Given(TypedDict):
    """The options as click gives them."""

    address: tuple[str, ...]
    number: str | None
    suffix: str | None
    way_type: str | None
    street: str | None
    complement: str | None
    postcode: str | None
    city: str | None
    citycode: str | None
    delimiter: str | None
    encoding: str | None
    output_encoding: str | None
    no_quotes: bool
    prefix: str


def _file(*, exists: bool) -> click.Path:
    return click.Path(exists=exists, dir_okay=False, path_type=Path)


@click.command()
@click.argument("source", metavar="IN", type=_file(exists=True))
@click.option("-o", "--output", required=True, metavar="OUT", type=_file(exists=False))
@click.option("--address", multiple=True, metavar="C", help="Column of the address; repeatable.")
@click.option("--number", metavar="C", help="Column of the house number.")
@click.option("--suffix", metavar="C", help="Column of the repetition (bis, ter).")
@click.option("--way-type", metavar="C", help="Column of the type of way.")
@click.option("--street", metavar="C", help="Column of the name of the way.")
@click.option("--complement", metavar="C", help="Column of the building or residence.")
@click.option("--postcode", metavar="C", help="Column of the postcode.")
@click.option("--city", metavar="C", help="Column of the commune.")
@click.option("--citycode", metavar="C", help="Column of the INSEE code of the commune.")
@click.option("--delimiter", metavar="CHAR", help="Delimiter of a CSV.  [default: detected]")
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV.  [default: detected]")
@click.option("--output-encoding", metavar="NAME", help="Encoding of a CSV OUT.  [default: UTF-8]")
@click.option("--no-quotes", is_flag=True, help='A `"` in the CSV is a character like another.')
@click.option("--prefix", default="", metavar="TEXT", help="Put before each result column's name.")
@data_option
def geocode(source: Path, output: Path, paths: DataPaths, **given: Unpack[Given]) -> None:
    """Geocode the rows of IN into OUT: CSV, Parquet or XLSX, told by the suffix.

    Every row comes back, in order, its columns untouched, followed by longitude, latitude and the
    result_* columns.
    """
    from refdata.light import leave_pandas_aside

    leave_pandas_aside()
    from jobs.batch.geocode import geocode_file
    from jobs.engine import open_geocoder
    from jobs.progress import for_stderr

    options = _options(given)
    with open_geocoder(paths) as geocoder:
        report = geocode_file(geocoder, source, output, options, for_stderr())
    levels = ", ".join(f"{level} {count:,}" for level, count in sorted(report.by_type.items()))
    click.echo(f"{output}: {report.rows:,} rows ({levels})", err=True)
    if report.ragged:
        click.echo(
            f"{report.ragged:,} rows had more values than the header has columns; "
            "they are written after the results",
            err=True,
        )


def _options(given: Given) -> BatchOptions:
    """Return the options of the job; usage error when no column is named or one is unusable."""
    from jobs.batch.geocode import BatchOptions

    roles = _roles(given)
    if not roles:
        problem = "name at least one column, as --address adresse --postcode cp --city ville"
        raise click.UsageError(problem)
    return BatchOptions(
        roles,
        given["prefix"],
        _known(given["encoding"], "--encoding"),
        _delimiter(given["delimiter"]),
        _known(given["output_encoding"], "--output-encoding"),
        has_quotes=not given["no_quotes"],
    )


def _roles(given: Given) -> dict[str, tuple[str, ...]]:
    """Return the columns of each role that was given."""
    named = {
        "number": given["number"],
        "suffix": given["suffix"],
        "way_type": given["way_type"],
        "street": given["street"],
        "complement": given["complement"],
        "postcode": given["postcode"],
        "city": given["city"],
        "citycode": given["citycode"],
    }
    roles = {role: (column,) for role, column in named.items() if column is not None}
    return roles | ({"address": given["address"]} if given["address"] else {})


def _known(encoding: str | None, option: str) -> str | None:
    """Return Python's name of an encoding; usage error when it knows none."""
    if encoding is None:
        return None
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        problem = f"{option}: no encoding named {encoding!r}; try utf-8 or cp1252"
        raise click.UsageError(problem) from error


def _delimiter(given: str | None) -> str | None:
    r"""Return one character; `\t` written in letters is a tab."""
    if given is None:
        return None
    delimiter = "\t" if given in {"\\t", "tab"} else given
    if len(delimiter) != 1:
        problem = f"--delimiter: {given!r} is not one character"
        raise click.UsageError(problem)
    return delimiter
