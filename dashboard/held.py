"""Lists that a browser already holds are named instead of sent again.

Names, codes and populations of the territories are in every answer and seldom change: such a list
goes once, with a name made from its content, and the browser says which names it holds. The server
remembers nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson
import xxhash

from dashboard.received import members

STEADY = frozenset({"customdata", "text", "x", "populations"})
"""Keys of lists that hold territories, not what is counted in them."""
LONG = 600
"""Bytes of JSON from which such a list has a name."""
MOST_NAMES = 32


def names_held(state: object) -> frozenset[str]:
    """Return the names that the browser says it holds, whatever it sent."""
    given = members(state).get("tient")
    names = given if isinstance(given, list) else []
    return frozenset(name for name in names[:MOST_NAMES] if isinstance(name, str))


def lighter(value: object, held: Collection[str], key: str = "") -> object:
    """Return `value` with its long steady lists named: `{"tenu": name}` where the browser holds it.

    The first time, `valeur` comes with the name: `{"tenu": name, "valeur": list}`.
    """
    if isinstance(value, dict):
        return {name: lighter(part, held, name) for name, part in value.items()}
    if not isinstance(value, list):
        return value
    if key not in STEADY:
        return [lighter(part, held) for part in value] if _holds_objects(value) else value
    content = orjson.dumps(value)
    if len(content) < LONG:
        return value
    name = xxhash.xxh3_64_hexdigest(content)[:10]
    return {"tenu": name} if name in held else {"tenu": name, "valeur": value}


def _holds_objects(value: list[Any]) -> bool:
    return bool(value) and isinstance(value[0], dict)
