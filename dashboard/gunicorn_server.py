"""gunicorn, told everything here: no file is read, no control socket opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard.settings import THREADS


class Served(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """One WSGI application, loaded before the workers are forked so that they share its memory."""

    def __init__(self, wsgi: Flask, options: dict[str, Any]) -> None:
        self._wsgi, self._options = wsgi, options
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn our options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._wsgi


def serve(wsgi: Flask, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Serve with `workers` processes of THREADS threads."""
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": True,
        "control_socket_disable": True,
        "loglevel": "warning",
        "limit_request_line": 8190,  # the most gunicorn takes: six filters of 200 communes
        "timeout": 120,
        "when_ready": lambda _: ready(),
    }
    Served(wsgi, options).run()
