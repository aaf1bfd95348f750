"""`cigogne update`: everything, end to end."""

from __future__ import annotations

import click

from jobs.commands.fetch import network_options
from jobs.fetch.options import FetchOptions
from jobs.options import accept_option, data_option, source_option
from refdata.paths import DataPaths


@click.command()
@source_option
@accept_option
@network_options
@data_option
def update(
    source: str | None,
    departments: frozenset[str] | None,
    options: FetchOptions,
    paths: DataPaths,
    *,
    accept: bool,
) -> None:
    """Bring the published directory up to date with the official files.

    Fetches what has changed, or reads the folder --source in place, builds the tables and the
    index, locates the new addresses and publishes a release. What has not changed is not done
    again, and a run that was killed is taken up where it stopped. A failure leaves the release that
    is being served as it is.

    A release that would lose more than 10 % of the activities served, a department, or more than
    2 points of the share located, is built and not served: exit 1, until --accept. One that
    `cigogne rollback` left is not served again before its data change, or --accept.

    `last_run.json` in the data directory says at any time how the last update goes or went.
    """
    from jobs.pipeline.update import update as run
    from jobs.progress import for_stderr

    report = run(source, departments, paths, for_stderr(), options, accept=accept)
    redone = f"redone: {', '.join(report.redone)}" if report.redone else "nothing had changed"
    click.echo(redone, err=True)
    click.echo(report.served)
