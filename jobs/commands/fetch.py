"""`cigogne fetch`: the official files, from their addresses, a mirror or a folder."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jobs.fetch.options import RETRIES, TIMEOUT_S, FetchOptions
from jobs.options import data_option, json_option, source_option
from refdata.paths import DataPaths

_OPTIONS = (
    click.option(
        "--force",
        is_flag=True,
        help="Take files older, or more than 20 % smaller, than those held.",
    ),
    click.option(
        "--ca-bundle",
        envvar="CIGOGNE_CA_BUNDLE",
        show_envvar=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Certificates (PEM) of authorities to trust beside those of the system.",
    ),
    click.option(
        "--proxy",
        metavar="URL",
        help="HTTP proxy.  [default: HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment]",
    ),
    click.option(
        "--timeout",
        "timeout_s",
        type=click.FloatRange(min=0, min_open=True),
        default=TIMEOUT_S,
        show_default=True,
        metavar="SECONDS",
        help="How long a server may stay silent.",
    ),
    click.option(
        "--retries",
        type=click.IntRange(min=0),
        default=RETRIES,
        show_default=True,
        help="Failures in a row that are borne for one file.",
    ),
)


def network_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--force`, `--ca-bundle`, `--proxy`, `--timeout`, `--retries`, passed as `options`."""

    @functools.wraps(command)
    def with_options(
        *arguments: object,
        force: bool,
        ca_bundle: Path | None,
        proxy: str | None,
        timeout_s: float,
        retries: int,
        **named: object,
    ) -> object:
        options = FetchOptions(force, ca_bundle, proxy, timeout_s, retries)
        return command(*arguments, options=options, **named)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


@click.command()
@source_option
@network_options
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and take nothing.")
@json_option
@data_option
def fetch(
    source: str | None,
    departments: frozenset[str] | None,
    options: FetchOptions,
    paths: DataPaths,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take the official files that have changed (first step of `update`).

    From their official addresses, a mirror or a folder, into `sources/` of the data directory.
    What is unchanged is not taken again, a download that broke is taken up where it stopped, and
    nothing is used before every file is there and found whole.
    """
    import json

    from jobs.fetch.fetch import fetch as run
    from jobs.pipeline.lock import update_lock
    from jobs.progress import for_stderr

    with update_lock(paths):
        report = run(source, departments, paths, for_stderr(), options, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=1, ensure_ascii=False))
        return
    if not report.taken:
        click.echo("nothing had changed", err=True)
    for file in report.taken:
        click.echo(f"{file.name}\t{file.size or 'unknown'}\t{file.url}")
