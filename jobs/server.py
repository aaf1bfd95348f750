"""The dashboard as its own process: `jobs` starts it and never imports it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from jobs.pipeline.releases import current_folder
from refdata.paths import DataPaths


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Where the server listens, and with how many processes."""

    host: str
    port: int
    workers: int


def server_command(paths: DataPaths, options: ServerOptions) -> list[str]:
    """Return the command that serves a data directory; NotBuiltError when it has no release."""
    current_folder(paths)
    return [
        sys.executable,
        "-m",
        "dashboard",
        *("--data", str(paths.root)),
        *("--host", options.host),
        *("--port", str(options.port)),
        *("--workers", str(options.workers)),
    ]


def become(command: Sequence[str]) -> None:
    """Replace this process by the server, so that signals reach it; on Windows, wait for it."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], list(command))
    raise SystemExit(subprocess.call(list(command)))
