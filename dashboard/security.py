"""Headers that make « no request leaves the machine » the browser's business as well as ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from dash import Dash
from flask import Response

FOR_DATA = frozenset({"X-Content-Type-Options", "Referrer-Policy"})
"""Headers that concern an answer that is not a page."""


def policy(app: Dash, *servers: str | None) -> str:
    """Return the Content-Security-Policy: own origin only, no inline script but Dash's own.

    Styles may be inline: ag-grid and Plotly set them on elements; without it the grid puts every
    row in the page. `servers` are addresses of intranet tile or WMS servers: each adds its origin to
    the images.
    """
    images = ["'self'", "data:", "blob:"]
    for server in filter(None, servers):
        address = urlsplit(server)
        origin = f"{address.scheme}://{address.netloc}".replace("{s}", "*")
        if address.netloc and origin not in images:
            images.append(origin)
    rules: Mapping[str, list[str]] = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *app.csp_hashes()],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": images,
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{rule} {' '.join(sources)}" for rule, sources in rules.items())


def secure(app: Dash, *servers: str | None) -> None:
    """Send the headers with every answer of `app`; call it after every callback is registered."""
    headers = {
        "Content-Security-Policy": policy(app, *servers),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    def add_headers(reply: Response) -> Response:
        # 700 bytes that say nothing of an answer to a script: those carry what concerns them
        wanted = FOR_DATA if reply.mimetype == "application/json" else headers.keys()
        missing = {name: headers[name] for name in wanted if name not in reply.headers}
        reply.headers.extend(missing)
        return reply

    app.server.after_request(add_headers)
