"""`cigogne status` and `cigogne rollback`: what is published, and back to the one before."""

from __future__ import annotations

import click

from jobs.options import data_option, json_option
from refdata.paths import DataPaths


@click.command()
@json_option
@data_option
def status(as_json: bool, paths: DataPaths) -> None:
    """Say what is published: releases, vintages, accounting of the lines, index, free space.

    And how the last update went, and what a rollback set aside.
    """
    import json

    from jobs.status import lines, status_of

    found = status_of(paths)
    text = json.dumps(found, indent=1, ensure_ascii=False) if as_json else "\n".join(lines(found))
    click.echo(text)


@click.command()
@click.argument("release", required=False)
@data_option
def rollback(release: str | None, paths: DataPaths) -> None:
    """Serve the release before the current one, or RELEASE.

    The release left is kept, and set aside: an update from the same data does not serve it again,
    one from new data serves what it builds. `cigogne update --accept` takes it back.
    """
    from jobs.pipeline.lock import update_lock
    from jobs.pipeline.rollback import rollback as go_back

    with update_lock(paths):
        click.echo(go_back(paths, release))
