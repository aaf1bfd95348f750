"""The `cigogne` command: its groups, and the one place where an error becomes a sentence."""

from __future__ import annotations

import importlib
from typing import IO

import click

COMMANDS = {
    "demo": "demo",
    "update": "update",
    "fetch": "fetch",
    "refdata": "steps",
    "index": "steps",
    "locate": "steps",
    "publish": "steps",
    "geocode": "geocode",
    "search": "search",
    "reverse": "search",
    "serve": "serve",
    "addresses": "addresses",
    "evaluate": "evaluate",
    "status": "releases",
    "rollback": "releases",
    "doctor": "doctor",
}
"""Command -> module of `jobs.commands` that holds it, in the order of `--help`.

A module is imported when its command is asked for, and imports what is heavy inside the command.
"""


class Failure(click.ClickException):
    """A failure explained in one sentence on stderr; exit code 1."""

    def show(self, file: IO[str] | None = None) -> None:
        """Write the sentence on stderr."""
        click.echo(f"cigogne: {self.format_message()}", err=True)


def _explained() -> tuple[type[Exception], ...]:
    """Return the errors that carry their own sentence."""
    from geocoder import GeocoderError
    from jobs.errors import JobError
    from refdata.errors import RefdataError

    return (RefdataError, GeocoderError, JobError)


class Commands(click.Group):
    """The group of every command, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command name, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command; None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"jobs.commands.{COMMANDS[cmd_name]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error that explains itself becomes one sentence and exit 1."""
        try:
            return super().invoke(ctx)
        # An `except` expression is evaluated only when something is raised, so that a cold
        # command does not pay for importing the geocoder.
        except _explained() as error:
            raise Failure(str(error)) from error
        except BrokenPipeError:  # `cigogne search … | head`: click ends quietly
            raise
        except OSError as error:
            from jobs.errors import sentence_of

            raise Failure(sentence_of(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cigogne", prog_name="cigogne")
def cli() -> None:
    """Build, update, query and serve a regional health directory with no outside service.

    Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 a failure explained in
    one sentence, 2 wrong usage.
    """


def main() -> None:
    """Run the command line; the entry point of `cigogne`."""
    cli(prog_name="cigogne")
