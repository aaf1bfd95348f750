"""Fixtures and settings of the whole suite."""

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# No deadline: the suite runs on two cores shared by others, and no test may fail on time.
settings.register_profile("cigogne", deadline=None, print_blob=True)
settings.load_profile("cigogne")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Folder of real data beside the repository; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the repository: real data are not here")
    return folder
