"""The WSGI application, warmed up, and the server that runs it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from flask import Flask

from dashboard.app import create_app
from dashboard.packing import warm
from dashboard.settings import Settings


def create_wsgi(data: Path, settings: Settings | None = None) -> Flask:
    """Build the application over the data directory `data`, ready for its first requests.

    Dash marks its first request as handled before it has copied its callbacks: a fresh worker that
    gets several at once answers 500 to most (23 of 48 measured). One request here prevents it. The
    page and its scripts are asked for as well: they are packed before there are workers to do it each.
    """
    server: Flask = create_app(data, settings).server
    root = (settings or Settings()).root
    client = server.test_client()
    for address in ("_dash-dependencies", "_dash-layout"):
        client.get(root + address)
    document = client.get(root).text
    warm(server, re.findall(r'(?:src|href)="([^"#]+)"', document))
    return server


def run(wsgi: Flask, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Serve `wsgi` until interrupted; `ready` is called once requests are accepted.

    gunicorn where there is fork; on Windows, where it cannot be imported, waitress.
    """
    name = "waitress" if sys.platform == "win32" else "gunicorn"
    import_module(f"dashboard.{name}_server").serve(wsgi, host, port, workers, ready)
