"""waitress: one process of threads, for systems without fork."""

from __future__ import annotations

from collections.abc import Callable

import waitress
from flask import Flask

from dashboard.settings import THREADS


def serve(wsgi: Flask, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Serve with as many threads as `workers` processes would have had."""
    server = waitress.create_server(wsgi, host=host, port=port, threads=workers * THREADS)
    ready()
    server.run()
