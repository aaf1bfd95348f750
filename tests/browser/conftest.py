"""The real server over a fictional release, one Chromium, and a page that must stay clean."""

import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import sync_playwright

from dashboard.server import create_wsgi
from tests.browser.dashboard_page import DashboardPage
from tests.support.release_builder import build_data

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    """Keep the journeys on one worker: they share the server and the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Address of the dashboard over a release of 1,500 rows."""
    data = build_data(tmp_path_factory.mktemp("navigateur"), rows=1500)
    with served(create_wsgi(data)) as where:
        yield where


@contextmanager
def served(wsgi):
    """Serve as in production, by a threaded WSGI server; gives its address."""
    server = waitress.create_server(wsgi, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def chromium():
    """The browser: CIGOGNE_CHROMIUM, else the system's, else the one Playwright brought."""
    found = os.environ.get("CIGOGNE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def cached(chromium):
    """A context whose scripts stay in its cache from one test to the next."""
    context = chromium.new_context(locale="fr-FR")
    yield context
    context.close()


@pytest.fixture
def visit(chromium, cached, address):
    """Open the dashboard in a new tab: `visit(query="", width=1440, height=900)`.

    `alone=True`, or an option of Playwright's contexts, makes it another visitor's browser.

    Afterwards: no request went to another origin, nothing broke the security policy, and the
    browser's console stayed empty.
    """
    opened = []

    def open_page(query="", width=1440, height=900, *, alone=False, **options):
        own = alone or bool(options)
        context = chromium.new_context(locale="fr-FR", **options) if own else cached
        page = DashboardPage(context.new_page(), address)
        opened.append((page, context if own else page.page))
        page.page.set_viewport_size({"width": width, "height": height})
        page.open(query)
        return page

    yield open_page
    complaints = [complaint for page, _ in opened for complaint in page.complaints()]
    for _, closed in opened:
        closed.close()
    assert complaints == []
