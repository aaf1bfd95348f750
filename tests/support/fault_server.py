"""A web server of a folder that fails in the ways servers fail, on demand.

`server.faults[name]` is a list of faults for the requests of one file (GET only, unless the fault
says otherwise), used up one a request; an empty list serves well. `server.seen` records every
request as (method, name, headers).
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

Fault = Callable[["Handler", bytes], None]


class FaultServer(ThreadingHTTPServer):
    """Serves `folder` at `/`; ETags, dates, ranges and conditions as a good server does."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.faults: dict[str, list[Fault]] = {}
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.etags: dict[str, str] = {}
        self.has_head = self.has_index = self.has_ranges = self.has_etags = self.has_dates = True
        self.has_conditions = True
        self.scheme = "http"
        self.lock = threading.Lock()
        self.at_once = self.most_at_once = 0
        self.gone = threading.Event()
        """Set at the end, so that a stalled answer does not hold the test."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/"

    def gets(self, name: str) -> list[dict[str, str]]:
        """Headers of each GET of a file."""
        return [headers for method, asked, headers in self.seen if (method, asked) == ("GET", name)]

    def handle_error(self, request, client_address) -> None:
        """Say nothing of clients that hang up: the tests make them do so."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultServer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        if self.server.has_head:
            self._serve()
        else:
            self.answer(405, b"no HEAD here")

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            self._serve()
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def _serve(self) -> None:
        name = unquote(urlsplit(self.path).path).lstrip("/")
        with self.server.lock:
            headers = {key.title(): value for key, value in self.headers.items()}
            self.server.seen.append((self.command, name, headers))
            faults = self.server.faults.get(name, [])
            first = faults[0] if faults else None
            fault = faults.pop(0) if first and self._meant(first) else None
        if not name:
            self._index()
            return
        path = self.server.folder / name
        if fault is not None:
            fault(self, path.read_bytes() if path.is_file() else b"")
        elif not path.is_file():
            self.answer(404, b"no such file")
        else:
            self.file(path.read_bytes(), path)

    def _meant(self, fault: Fault) -> bool:
        return self.command == "GET" or getattr(fault, "on_head", False)

    def _index(self) -> None:
        if not self.server.has_index:
            self.answer(404, b"no index")
            return
        names = sorted(p.name for p in self.server.folder.iterdir())
        links = "".join(f'<li><a href="{name}">{name}</a>' for name in names)
        self.answer(200, f"<!doctype html><ul>{links}</ul>".encode(), {"Content-Type": "text/html"})

    def validators(self, path: Path, body: bytes) -> dict[str, str]:
        found = {}
        if self.server.has_etags:
            found["ETag"] = self.server.etags.get(path.name, f'"{len(body)}-{hash(body):x}"')
        if self.server.has_dates:
            found["Last-Modified"] = formatdate(path.stat().st_mtime, usegmt=True)
        return found

    def file(self, body: bytes, path: Path | None = None) -> None:
        """Serve well: conditions, ranges, validators."""
        path = path or self.server.folder / unquote(urlsplit(self.path).path).lstrip("/")
        said = self.validators(path, body)
        if self.server.has_conditions and self._is_known(said):
            self.answer(304, b"", said)
            return
        start = self._range_start(said)
        if start is None:
            self.answer(200, body, said)
        elif start >= len(body):
            self.answer(416, b"", {"Content-Range": f"bytes */{len(body)}"})
        else:
            said["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], said)

    def _is_known(self, said: dict[str, str]) -> bool:
        if wanted := self.headers.get("If-None-Match"):
            return wanted == said.get("ETag")
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == said.get("Last-Modified")

    def _range_start(self, said: dict[str, str]) -> int | None:
        asked = self.headers.get("Range", "")
        unless = self.headers.get("If-Range")
        if not self.server.has_ranges or not asked:
            return None
        if unless and unless not in said.values():
            return None
        return int(asked.removeprefix("bytes=").partition("-")[0])

    def answer(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int = -1
    ) -> None:
        """Send a status, headers and a body; `length` replaces its true length."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(2)


def status(code: int, headers: dict[str, str] | None = None, *, on_head: bool = False) -> Fault:
    def fault(handler: Handler, body: bytes) -> None:
        handler.answer(code, b"no", headers)

    fault.on_head = on_head
    return fault


def cut(after: int) -> Fault:
    """Promise the file, send `after` bytes of what was asked for, hang up."""

    def fault(handler: Handler, body: bytes) -> None:
        whole = handler.wfile

        class Short:
            sent = 0
            in_body = False

            def write(self, data: bytes) -> int:
                kept = data[: max(0, after - self.sent)] if self.in_body else data
                self.sent += len(data) if self.in_body else 0
                self.in_body = self.in_body or data.endswith(b"\r\n\r\n")
                return whole.write(kept)

            def flush(self) -> None:
                whole.flush()

        handler.wfile = Short()
        handler.file(body)
        handler.wfile = whole
        handler.hang_up()

    return fault


def stall(after: int) -> Fault:
    """Promise the file, send `after` bytes, then nothing."""

    def fault(handler: Handler, body: bytes) -> None:
        path = handler.server.folder / handler.path.lstrip("/")
        handler.answer(200, body[:after], handler.validators(path, body), length=len(body))
        handler.wfile.flush()
        handler.server.gone.wait(20)
        handler.close_connection = True

    return fault


def other_length(more: int) -> Fault:
    """Promise `more` bytes than there are (fewer when negative), and hang up after the body."""

    def fault(handler: Handler, body: bytes) -> None:
        path = handler.server.folder / handler.path.lstrip("/")
        said = handler.validators(path, body)
        handler.answer(200, body, said, length=len(body) + more)
        handler.hang_up()

    return fault


def sends(content: bytes, headers: dict[str, str] | None = None) -> Fault:
    """Serve something else under the name, with its true length."""

    def fault(handler: Handler, body: bytes) -> None:
        handler.answer(200, content, headers)

    return fault


def redirect(location: str, *, on_head: bool = False) -> Fault:
    return status(302, {"Location": location}, on_head=on_head)


def chunked(piece: int, *, cut_after: int | None = None) -> Fault:
    """Send in chunks, with no length; hang up after some bytes if told to."""

    def fault(handler: Handler, body: bytes) -> None:
        path = handler.server.folder / handler.path.lstrip("/")
        handler.send_response(200)
        for name, value in handler.validators(path, body).items():
            handler.send_header(name, value)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        sent = body if cut_after is None else body[:cut_after]
        for start in range(0, len(sent), piece):
            part = sent[start : start + piece]
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        if cut_after is None:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.hang_up()

    return fault


@contextmanager
def serving(folder: Path, context: ssl.SSLContext | None = None):
    """Serve a folder until the block ends, over TLS with `context`."""
    server = FaultServer(folder)
    if context is not None:
        server.scheme = "https"
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.gone.set()
        server.shutdown()
        server.server_close()
        thread.join()
