"""`cigogne update`: everything, end to end."""

from __future__ import annotations

import click

from jobs.options import data_option, source_option
from refdata.paths import DataPaths


@click.command()
@source_option
@data_option
def update(source: str, departments: frozenset[str] | None, paths: DataPaths) -> None:
    """Bring the published directory up to date with the official files.

    Reads the files of --source, builds the tables and the index, locates the new addresses and
    publishes a release. What has not changed is not done again, and a run that was killed is taken
    up where it stopped. A failure leaves the release that is being served as it is.
    """
    from jobs.pipeline.update import update as run
    from jobs.progress import for_stderr

    report = run(source, departments, paths, for_stderr())
    redone = f"redone: {', '.join(report.redone)}" if report.redone else "nothing had changed"
    click.echo(redone, err=True)
    click.echo(report.release)
