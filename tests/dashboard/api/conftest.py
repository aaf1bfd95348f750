"""One small served world for the tests of the API."""

import pytest

from dashboard.app import create_app
from tests.support.api_world import build_world


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """Return a data directory whose release has an index."""
    return build_world(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def server(world):
    """Return the whole application: the API is on the dashboard's own server."""
    return create_app(world).server


@pytest.fixture
def client(server):
    """Return a client without cookies."""
    return server.test_client(use_cookies=False)
