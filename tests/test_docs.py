"""The prose is held to the code: tables, commands, make targets."""

import re
from pathlib import Path

from jobs.cli import COMMANDS
from refdata.documentation import tables_as_markdown

ROOT = Path(__file__).parents[1]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_page_of_tables_is_the_one_the_contracts_write():
    assert _read("docs/donnees.md") == tables_as_markdown(), (
        "run python -m refdata.documentation > docs/donnees.md"
    )


def test_every_command_is_documented():
    told = _read("README.md") + _read("docs/deploiement.md") + _read("docs/architecture.md")
    missing = [name for name in COMMANDS if f"cigogne {name}" not in told]
    assert missing == []


def test_every_command_the_readme_names_exists():
    named = set(re.findall(r"cigogne ([a-z]+)", _read("README.md")))
    assert named <= set(COMMANDS)


def test_every_make_target_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", _read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", _read("README.md"))) <= targets


def test_every_image_and_page_the_readme_points_to_exists():
    for target in re.findall(r"\]\(([^)#:]+)\)", _read("README.md")):
        assert (ROOT / target).exists(), target
