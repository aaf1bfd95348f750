"""Every French sentence that the dashboard's code may say, found in its source: what catalogues must hold."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from dashboard import charts, directory, keyfigures, quality_text, text
from dashboard.basemap import HOME, countries
from dashboard.layout.columns import COLUMNS
from dashboard.layout.exports_menu import FORMATS

SOURCE = Path(text.__file__).parent
COLLECTIONS = frozenset({"Sentences", "Paragraphs"})
NAMED_ELSEWHERE = (
    text.PER_INHABITANTS,
    text.LOCATED,
    text.GENERAL_PRACTICE,
    quality_text.CONFIDENCE,
    directory.MISSING_LABEL,
    directory.MIXED_LABEL,
    charts.REGION,
    *(measure.unit for measure in keyfigures.MEASURES.values()),
    *quality_text.REASONS.french,
    *(f["properties"]["nom"] for f in json.loads(countries()[0])["features"]),
    *(column.heading for column in COLUMNS),
    *(column.name for column in COLUMNS if column.name),
    *(one.use for one in FORMATS),
)
"""Sentences that reach `tr` through a name."""


def sentences() -> set[str]:
    """Return every sentence, codes that stand beside them in tuples left out."""
    found = set(NAMED_ELSEWHERE)
    for path in SOURCE.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found.update(s for node in nodes if isinstance(node, ast.Call) for s in _said(node))
    return found - {HOME, *(name for name, _ in quality_text.ACCOUNTS.french)}


def _said(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name == "tr":
        yield from _strings(call.args[:1])
    elif name == "map" and getattr(call.args[0], "id", "") == "tr":
        yield from _strings(call.args[1:])
    elif name == "counted":
        nouns = list(_strings(call.args[1:]))
        yield from nouns
        if len(call.args) == 2:
            yield from (f"{noun}s" for noun in nouns)
    elif name in COLLECTIONS:
        values = call.args[0].values if isinstance(call.args[0], ast.Dict) else call.args
        yield from _strings(values)


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    """Strings written in `nodes`, those inside calls (which say them themselves) left out."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Tuple | ast.List):
            yield from _strings(node.elts)
