"""One small fictional release for all the tests of the dashboard's pure half."""

import pytest

from dashboard.directory import Directory
from dashboard.engine import Engine
from tests.dashboard.oracle import Oracle
from tests.support.release_builder import build_release


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    """Return the folder of a release of 600 activities in three departments."""
    return build_release(tmp_path_factory.mktemp("releases") / "2026-09-24", rows=600)


@pytest.fixture(scope="session")
def engine(release):
    """Return the engine over the release."""
    return Engine(Directory.load(release))


@pytest.fixture(scope="session")
def oracle(release):
    """Return the slow, obvious twin of the engine."""
    return Oracle(release)
