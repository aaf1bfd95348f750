"""One small index for every test of the geocoder."""

from pathlib import Path

import pytest

from geocoder import Geocoder, IndexSources, build_index
from tests.support.geo_world import write_tables


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> IndexSources:
    return write_tables(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="session")
def index_path(sources: IndexSources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(sources, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def geocoder(index_path: Path) -> Geocoder:
    return Geocoder.open(index_path)
