"""The four import names exist on the public index too: ours must be the ones that import."""

import importlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["dashboard", "geocoder", "jobs", "refdata"])
def test_the_package_imported_is_ours(name):
    module = importlib.import_module(name)
    assert Path(module.__file__).parent == ROOT / name


def test_assets_travel_inside_the_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"assets": "dashboard/assets"}


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt", "build.txt"])
def test_locks_carry_hashes_and_no_host(lock):
    text = (ROOT / "locks" / lock).read_text(encoding="utf-8")
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(pinned) > 0


def test_every_package_has_its_hashes_in_the_lock_of_those_who_run_it():
    runtime = (ROOT / "locks" / "runtime.txt").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for requirement in project["project"]["dependencies"]:
        name = requirement.split(">")[0].split(";")[0].strip()
        assert f"\n{name}==" in f"\n{runtime}", name
