"""The small reference that noise is drawn from in the tests."""

from pathlib import Path

import pytest

from bench.held_out import HeldOut, hold_out
from bench.noise.reference import Reference
from geocoder import IndexSources
from tests.support.geo_world import write_tables


@pytest.fixture(scope="session")
def sources(tmp_path_factory) -> IndexSources:
    return write_tables(tmp_path_factory.mktemp("noise"))


@pytest.fixture(scope="session")
def held(sources: IndexSources, tmp_path_factory) -> HeldOut:
    return hold_out(sources, Path(tmp_path_factory.mktemp("kept")), seed=3, shares=(0.2, 0.2))


@pytest.fixture(scope="session")
def reference(held: HeldOut) -> Reference:
    return held.reference(["67", "68"])
