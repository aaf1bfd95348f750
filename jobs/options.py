"""Options shared by several commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from refdata.paths import DataPaths

Command = TypeVar("Command", bound=Callable[..., Any])

DEPARTMENT = re.compile(r"\d{2}|2[AB]|97\d|98\d")


def to_paths(
    context: click.Context, option: click.Parameter, value: Path | None
) -> DataPaths | None:
    """Return the `DataPaths` under a directory given; None when none is."""
    return DataPaths(value.absolute()) if value else None


def to_departments(
    context: click.Context, option: click.Parameter, value: str | None
) -> frozenset[str] | None:
    """`"08, 2a"` -> `{"08", "2A"}`; usage error on anything that is no department code."""
    if value is None:
        return None
    codes = [code.strip().upper() for code in value.split(",") if code.strip()]
    if not codes or not all(DEPARTMENT.fullmatch(code) for code in codes):
        problem = f"{value!r} is no list of department codes such as 08,52,2A"
        raise click.BadParameter(problem, context, option)
    return frozenset(codes)


def data_option(command: Command) -> Command:
    """Add `--data DIR`, passed as `paths`."""
    return click.option(
        "--data",
        "paths",
        type=click.Path(file_okay=False, path_type=Path),
        callback=to_paths,
        default="data",
        envvar="CIGOGNE_DATA",
        show_default=True,
        show_envvar=True,
        help="Data directory.",
    )(command)


def source_option(command: Command) -> Command:
    """Add `--source DIR|URL` and `--departments CODES`."""
    with_source = click.option(
        "--source",
        envvar="CIGOGNE_SOURCE",
        show_envvar=True,
        metavar="DIR|URL",
        help="Folder, or address of a mirror, that holds the official files under their upstream "
        "names.  [default: their official addresses]",
    )(command)
    return click.option(
        "--departments",
        callback=to_departments,
        metavar="CODES",
        help="Departments to publish, as 08,52,55.  [default: those of the source's departments "
        "file that have an address file; Grand Est from the official addresses]",
    )(with_source)


def json_option(command: Command) -> Command:
    """Add `--json`, passed as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)


def accept_option(command: Command) -> Command:
    """Add `--accept`."""
    return click.option(
        "--accept",
        is_flag=True,
        help="Serve the release even if it loses much against the one served, or if a rollback "
        "set it aside.",
    )(command)
