"""`cigogne serve`: the production server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from jobs.options import data_option
from refdata.paths import DataPaths

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_PORT = 8050


def server_options(command: Command) -> Command:
    """Add `--host`, `--port` and `--workers`."""
    for option in (
        click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64)),
        click.option(
            "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535)
        ),
        click.option(
            "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
        ),
    ):
        command = option(command)
    return command


@click.command()
@server_options
@data_option
def serve(host: str, port: int, workers: int, paths: DataPaths) -> None:
    """Serve the dashboard and the geocoding API on the published release.

    A release published while the server runs is picked up without a restart.
    """
    from jobs.server import ServerOptions, become, server_command

    become(server_command(paths, ServerOptions(host, port, workers)))
