"""One tiny and one small world for the whole session, and ways to read them raw."""

import csv
import gzip
import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from refdata.demo import SMALL, Scale, WorldSummary, write_world
from refdata.demo.scale import TINY
from refdata.tables import ANS_COLUMNS

NAMES = [name for name, _ in ANS_COLUMNS]


@dataclass
class World:
    """A written world, its files read without any reader of the project."""

    folder: Path
    summary: WorldSummary
    scale: Scale

    @cached_property
    def addresses(self) -> list[dict[str, str]]:
        return [row for path in self.paths("adresses-*.csv.gz") for row in rows_of(path)]

    @cached_property
    def localities(self) -> list[dict[str, str]]:
        return [row for path in self.paths("lieux-dits-*-beta.csv.gz") for row in rows_of(path)]

    @cached_property
    def communes(self) -> list[dict[str, object]]:
        text = (self.folder / "communes-region-44.geojson").read_text(encoding="utf-8")
        return json.loads(text)["features"]

    @cached_property
    def members(self) -> dict[str, str]:
        (path,) = self.paths("PS_LibreAcces_*.zip")
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    def lines(self, kind: str) -> list[str]:
        """Lines of one member, header first, without the last line end."""
        (text,) = [text for name, text in self.members.items() if kind in name]
        assert text.endswith("\n")
        return text[:-1].split("\n")

    @cached_property
    def activities(self) -> list[dict[str, str]]:
        body = self.lines("Personne_activite")[1:]
        return [dict(zip(NAMES, line.split("|"), strict=True)) for line in body]

    @cached_property
    def truth(self) -> list[dict[str, str]]:
        with (self.folder / "verite.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def paths(self, pattern: str) -> list[Path]:
        return sorted(self.folder.glob(pattern))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a gzip BAN file: `;`, no quoting."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        header, *lines = handle.read().removesuffix("\n").split("\n")
    names = header.split(";")
    return [dict(zip(names, line.split(";"), strict=True)) for line in lines]


def _world(folder: Path, scale: Scale) -> World:
    return World(folder, write_world(folder, scale, seed=7), scale)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> World:
    return _world(tmp_path_factory.mktemp("tiny"), TINY)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    return _world(tmp_path_factory.mktemp("small"), SMALL)
