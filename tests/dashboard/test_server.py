"""The server as it is run: a process of its own, and a first rush of callbacks."""

import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import waitress_server
from dashboard.contours import LAYERS
from dashboard.server import create_wsgi
from refdata.atomic import switch_link
from tests.support.release_builder import build_data, build_release

CALLBACK = {
    "output": "territoire-recu.data",
    "outputs": {"id": "territoire-recu", "property": "data"},
    "inputs": [{"id": "territoire-demande", "property": "data", "value": {"texte": "67"}}],
    "state": [],
    "changedPropIds": ["territoire-demande.data"],
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


def test_no_request_fails_while_releases_come_and_go(tmp_path):
    """Threads ask for everything the page asks for, while ten releases take each other's place.

    Each is removed as soon as the next one is served: harsher than an update, which keeps five.
    """
    data = build_data(tmp_path, "r0", rows=60)
    for number in range(1, 11):
        build_release(data / "releases" / f"r{number}", rows=60 + number, seed=number)
    wsgi = create_wsgi(data)
    ended, failures, seen = threading.Event(), [], set()

    def ask(addresses):
        client = wsgi.test_client()
        while not ended.is_set():
            replies = [client.get(a, headers={"Accept-Encoding": "br"}) for a in addresses]
            replies.append(client.post("/_dash-update-component", json=CALLBACK))
            replies.append(client.post("/lignes", json={}))
            replies.append(client.post("/vue", json={"id": 1}))
            failures.extend(r for r in replies if r.status_code != 200 or not r.data)
            if not failures:
                seen.add(replies[-1].json["edition"])

    layers = [f"/geo/{layer}.geojson" for layer in LAYERS]
    askers = [threading.Thread(target=ask, args=(["/health", *layers],)) for _ in range(4)]
    for asker in askers:
        asker.start()
    try:
        for number in range(1, 11):
            switch_link(data / "current", f"releases/r{number}")
            _wait_for(lambda name=f"r{number}": name in seen or failures)
            shutil.rmtree(data / "releases" / f"r{number - 1}")
    finally:
        ended.set()
        for asker in askers:
            asker.join()
    assert failures == []
    assert seen == {f"r{number}" for number in range(11)}


def test_outlines_of_a_release_outlive_its_folder(tmp_path):
    client = create_wsgi(build_data(tmp_path, "r0", rows=60)).test_client()
    shutil.rmtree(tmp_path / "releases" / "r0")
    for layer in LAYERS:
        assert client.get(f"/geo/{layer}.geojson").status_code == 200


def _wait_for(happened, seconds=60):
    """Return when `happened()`; the test fails after so many seconds."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "nothing happened"
        time.sleep(0.01)


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
