"""`cigogne refdata`, `index`, `locate`, `publish`: the update step by step."""

from __future__ import annotations

import click

from jobs.options import accept_option, data_option, source_option
from refdata.paths import DataPaths


@click.command()
@source_option
@data_option
def refdata(source: str | None, departments: frozenset[str] | None, paths: DataPaths) -> None:
    """Read the official files into checked tables (second step of `update`, after `fetch`).

    Reads the files of a folder given to --source, else those that `cigogne fetch` took.
    """
    from jobs.fetch import provide
    from jobs.pipeline import update
    from jobs.pipeline.ledger import Ledger
    from jobs.pipeline.lock import update_lock
    from jobs.progress import for_stderr

    with update_lock(paths):
        ledger = Ledger.open(paths)
        provided = provide.held(source, ledger)
        built = update.run_refdata(provided, departments, ledger, for_stderr())
    _say(built)


@click.command()
@click.option("--rebuild", is_flag=True, help="Remove every index first, when one is damaged.")
@data_option
def index(paths: DataPaths, *, rebuild: bool) -> None:
    """Build the geocoder's index from the checked tables (third step of `update`)."""
    from jobs.pipeline import indexing, update
    from jobs.pipeline.ledger import Ledger
    from jobs.pipeline.lock import update_lock
    from jobs.progress import for_stderr

    with update_lock(paths):
        ledger = Ledger.open(paths)
        if rebuild:
            indexing.remove_all(ledger)
        built = update.run_index(ledger, for_stderr())
    _say(built)


@click.command()
@data_option
def locate(paths: DataPaths) -> None:
    """Geocode the addresses that the address base does not know (fourth step of `update`)."""
    from jobs.pipeline import update
    from jobs.pipeline.ledger import Ledger
    from jobs.pipeline.lock import update_lock
    from jobs.progress import for_stderr

    with update_lock(paths):
        done = update.run_locate(Ledger.open(paths), for_stderr())
    _say(done)


@click.command()
@accept_option
@data_option
def publish(paths: DataPaths, *, accept: bool) -> None:
    """Build the release and serve it (last step of `update`)."""
    from jobs.pipeline import update
    from jobs.pipeline.ledger import Ledger
    from jobs.pipeline.lock import update_lock
    from jobs.progress import for_stderr

    with update_lock(paths):
        published = update.run_publish(Ledger.open(paths), for_stderr(), accept=accept)
    click.echo(published.served)


def _say(built: list[str]) -> None:
    """Name on stdout what a step made, one a line."""
    if not built:
        click.echo("nothing had changed", err=True)
    for name in built:
        click.echo(name)
