"""The small world, read and published once for the whole session, and copies of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs.cli import cli
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from tests.support.small_world import write_source


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Official files of the small world; never changed."""
    return write_source(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def published(world: Path, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """Data directory of the small world after an update; never changed."""
    paths = DataPaths(tmp_path_factory.mktemp("published"))
    update(str(world), None, paths, NullProgress())
    return paths


@pytest.fixture
def data(published: DataPaths, tmp_path: Path) -> DataPaths:
    """Copy of the published data directory, for a test that changes it."""
    root = tmp_path / "data"
    shutil.copytree(published.root, root, symlinks=True)
    return DataPaths(root)


@pytest.fixture
def source(world: Path, tmp_path: Path) -> Path:
    """Copy of the official files, for a test that changes them."""
    return Path(shutil.copytree(world, tmp_path / "source"))


@pytest.fixture
def cigogne():
    """Run the command line; the result has exit_code, stdout and stderr."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run
