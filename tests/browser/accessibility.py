"""axe-core, the accessibility checker: installed by npm from a hash-locked list, run in the page.

It stays in a cache of the user (CIGOGNE_TEST_CACHE, else `~/.cache/cigogne-tests`), never in the
repository. Where there is neither npm nor a registry, the tests that need it are skipped.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

LOCKED = Path(__file__).parent / "axe"
SERIOUS = ("serious", "critical")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe_script() -> str:
    """Return axe-core's code; skip the test when it cannot be had."""
    folder = Path(os.environ.get("CIGOGNE_TEST_CACHE", Path.home() / ".cache" / "cigogne-tests"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        _install(folder)
    return script.read_text(encoding="utf-8")


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core is installed by npm, which is not there")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKED / name, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"axe-core could not be installed by npm: {done.stderr.strip()[-200:]}")


def violations(page) -> list[str]:
    """Return what axe-core finds serious or critical in the Playwright page as it stands."""
    # through the debugger, where the page's policy does not reach
    page.evaluate(axe_script())
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES
    )
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} – {node['failureSummary'][:200]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
