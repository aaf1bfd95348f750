"""`cigogne update`: everything, end to end."""

from __future__ import annotations

import click

from jobs.commands.fetch import network_options
from jobs.fetch.options import FetchOptions
from jobs.options import data_option, source_option
from refdata.paths import DataPaths


@click.command()
@source_option
@network_options
@data_option
def update(
    source: str | None,
    departments: frozenset[str] | None,
    options: FetchOptions,
    paths: DataPaths,
) -> None:
    """Bring the published directory up to date with the official files.

    Fetches what has changed, or reads the folder --source in place, builds the tables and the
    index, locates the new addresses and publishes a release. What has not changed is not done
    again, and a run that was killed is taken up where it stopped. A failure leaves the release that
    is being served as it is.
    """
    from jobs.pipeline.update import update as run
    from jobs.progress import for_stderr

    report = run(source, departments, paths, for_stderr(), options)
    redone = f"redone: {', '.join(report.redone)}" if report.redone else "nothing had changed"
    click.echo(redone, err=True)
    click.echo(report.release)
