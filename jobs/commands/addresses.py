"""`cigogne addresses`: doubtful addresses out, people's decisions in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.options import data_option, json_option, to_departments
from refdata.paths import DataPaths

if TYPE_CHECKING:
    from jobs.addresses.importing import ImportReport

MOST_SAID = 50
"""Refused rows that are said one by one."""


@click.group()
def addresses() -> None:
    """Review, correct, export and import what the address base holds.

    `review` writes a sheet of the doubtful addresses; a person fills its column `decision`;
    `import` takes it back; `export` writes the decisions for others to import. A decision wins over
    every later index until it is withdrawn.
    """


@addresses.command()
@click.option(
    "-o",
    "--output",
    default="adresses-a-revoir.xlsx",
    show_default=True,
    metavar="SHEET",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Sheet to write, .xlsx or .csv.",
)
@click.option("--limit", default=500, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option(
    "--department",
    "departments",
    callback=to_departments,
    metavar="CODES",
    help="Only addresses of these departments, as 08,52.",
)
@click.option(
    "--below",
    default=0.8,
    show_default=True,
    metavar="SCORE",
    type=click.FloatRange(0, 1),
    help="Score below which an answer is doubtful.",
)
@data_option
def review(
    output: Path, limit: int, departments: frozenset[str] | None, below: float, paths: DataPaths
) -> None:
    """Write a sheet of the doubtful addresses, worst first.

    Ranked by doubt times the activities that use the address. The second tab of a workbook says what
    each column holds and how to fill the last ones.
    """
    from geocoder import Geocoder
    from jobs.addresses.columns import REVIEW_COLUMNS
    from jobs.addresses.review import NOTES, Wanted, doubtful, records
    from jobs.addresses.sheets import write_sheet
    from jobs.pipeline.indexing import index_folder
    from jobs.pipeline.ledger import Ledger

    found = doubtful(paths, Wanted(limit, departments, below))
    geocoder = Geocoder.open(index_folder(Ledger.open(paths)))
    write_sheet(output, REVIEW_COLUMNS, records(found, geocoder), NOTES)
    click.echo(f"{found.num_rows:,} doubtful addresses", err=True)
    click.echo(str(output))


@addresses.command(name="import")
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", metavar="NAME", help="Who decides, where the sheet does not say.")
@click.option("--force", is_flag=True, help="Accept points far from their commune.")
@click.option("--partial", is_flag=True, help="Apply the good rows although others are refused.")
@click.option(
    "--keep-unknown", is_flag=True, help="Keep decisions about addresses that are not known yet."
)
@json_option
@data_option
def import_(
    sheet: Path,
    by: str | None,
    paths: DataPaths,
    *,
    force: bool,
    partial: bool,
    keep_unknown: bool,
    as_json: bool,
) -> None:
    """Take the decisions of SHEET, which `review` or `export` wrote.

    All of them or none, unless --partial. They show in the release that the next `cigogne update`
    builds.
    """
    from jobs.addresses.importing import ImportOptions, SheetRefusedError, import_sheet
    from jobs.pipeline.lock import update_lock

    options = ImportOptions(by, force, partial, keep_unknown)
    try:
        with update_lock(paths):
            report = import_sheet(sheet, paths, options)
    except SheetRefusedError as error:
        for problem in error.problems[:MOST_SAID]:
            click.echo(str(problem), err=True)
        raise
    _say(report, as_json=as_json)


def _say(report: ImportReport, *, as_json: bool) -> None:
    """Say what became of the rows."""
    import json

    from jobs.addresses.importing import lines_of, values_of

    for problem in report.refused[:MOST_SAID]:
        click.echo(str(problem), err=True)
    for line in lines_of(report):
        click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps(values_of(report), indent=1, ensure_ascii=False))
    if report.decided:
        click.echo("run `cigogne update` to publish them", err=True)


@addresses.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .csv or .xlsx, and .parquet with --all.  [default: CSV on stdout]",
)
@click.option("--all", "whole", is_flag=True, help="The whole base, not only the decisions.")
@click.option("--history", is_flag=True, help="Every decision ever taken, not only the latest.")
@data_option
def export(output: Path | None, paths: DataPaths, *, whole: bool, history: bool) -> None:
    """Write the decisions, for others to import."""
    from jobs.addresses import exporting
    from jobs.addresses.sheets import write_sheet
    from jobs.pipeline import base
    from refdata.tables import ADRESSE_CONNUE

    if whole:
        held = base.read(paths.address_base)
        columns, records = exporting.BASE_COLUMNS, exporting.base_records(held)
        if output is not None and output.suffix.lower() == ".parquet":
            ADRESSE_CONNUE.write(held, output)
            click.echo(str(output))
            return
    else:
        columns = exporting.EXPORT_COLUMNS
        records = exporting.exported(exporting.journal_of(paths), history=history)
    if output is None:
        click.echo(exporting.as_csv(columns, records), nl=False)
        return
    write_sheet(output, columns, records)
    click.echo(str(output))
