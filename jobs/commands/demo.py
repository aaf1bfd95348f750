"""`cigogne demo`: the demonstration world, built and served."""

from __future__ import annotations

from pathlib import Path

import click

from jobs.commands.serve import server_options
from jobs.options import to_paths
from refdata.paths import DataPaths


@click.command()
@click.option("--scale", type=click.Choice(["tiny", "small", "region"]), default="small")
@click.option(
    "--data",
    "paths",
    type=click.Path(file_okay=False, path_type=Path),
    callback=to_paths,
    help="Data directory.  [default: data/demo-SCALE]",
)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve it once built.")
@server_options
def demo(
    scale: str, paths: DataPaths | None, host: str, port: int, workers: int, *, serving: bool
) -> None:
    """Build the demonstration world if needed, and serve it.

    Real communes, fictional streets and people, in the official formats; the ordinary update runs
    on them. `small` has about 15,000 activities and 150,000 addresses, `region` 125,000 and
    2.3 million.
    """
    from jobs.demo import ensure_world
    from jobs.pipeline.update import update
    from jobs.progress import for_stderr
    from jobs.server import ServerOptions, become, server_command

    paths = paths or DataPaths(Path("data", f"demo-{scale}").absolute())
    progress = for_stderr()
    world = ensure_world(paths, scale, progress)
    # Nobody loses anything when a fictitious world is replaced by another.
    report = update(str(world), None, paths, progress, accept=True)
    if serving:
        become(server_command(paths, ServerOptions(host, port, workers)))
    click.echo(report.release)
