"""The server as it is run: a process of its own, and a first rush of callbacks."""

import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import waitress_server
from dashboard.server import create_wsgi
from tests.support.release_builder import build_data

CALLBACK = {
    "output": "vue.data",
    "outputs": {"id": "vue", "property": "data"},
    "inputs": [{"id": "etat", "property": "data", "value": {"id": 1}}],
    "state": [],
    "changedPropIds": ["etat.data"],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return build_data(tmp_path_factory.mktemp("serveur"), rows=200)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_rush_of_first_callbacks_is_answered(data):
    """Dash alone answers 500 to about half of them; see `create_wsgi`."""
    wsgi = create_wsgi(data)
    together = threading.Barrier(8)

    def first(_):
        client = wsgi.test_client()
        together.wait()
        return client.post("/_dash-update-component", json=CALLBACK).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(first, range(8))) == {200}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork; Windows runs waitress")
def test_the_command_says_when_it_is_ready(data):
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(
        [*command, "--workers", "1"], stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            address = server.stderr.readline().strip()
            assert address == f"http://127.0.0.1:{port}/"
            with urllib.request.urlopen(f"{address}health", timeout=20) as reply:
                assert reply.status == 200
        finally:
            server.send_signal(signal.SIGTERM)


def test_waitress_is_given_the_threads_of_all_workers(monkeypatch):
    asked = {}

    class Listening:
        def run(self):
            asked["running"] = True

    def create_server(wsgi, **options):
        asked.update(options, wsgi=wsgi)
        return Listening()

    monkeypatch.setattr(waitress_server.waitress, "create_server", create_server)
    waitress_server.serve("wsgi", "0.0.0.0", 80, 2, lambda: asked.update(ready=True))
    assert asked == {
        "wsgi": "wsgi",
        "host": "0.0.0.0",
        "port": 80,
        "threads": 8,
        "ready": True,
        "running": True,
    }
