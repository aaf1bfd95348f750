"""`cigogne doctor`: what is wrong, and what to do."""

from __future__ import annotations

import click

from jobs.options import data_option, json_option
from refdata.paths import DataPaths


@click.command()
@json_option
@data_option
@click.pass_context
def doctor(context: click.Context, as_json: bool, paths: DataPaths) -> None:
    """Check the installation, the data directory and the release; exit 1 on a problem."""
    import json

    from jobs.doctor import Verdict, examine

    checks = examine(paths)
    if as_json:
        click.echo(json.dumps([check._asdict() for check in checks], indent=1, ensure_ascii=False))
    else:
        for check in checks:
            click.echo(f"{check.verdict:<8} {check.sentence}")
    context.exit(int(any(check.verdict is Verdict.PROBLEM for check in checks)))
