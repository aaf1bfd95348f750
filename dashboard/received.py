"""What a browser sends: any JSON, read so that nothing in it can break a callback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST_TEXT = 80
"""Characters kept of a text that was typed."""


def members(value: object) -> Mapping[str, Any]:
    """Return the members of a JSON object; none for anything else."""
    return value if isinstance(value, dict) else {}


def typed(value: object) -> str:
    """Return a text that was typed, trimmed and cut short; empty for anything else."""
    return value[:LONGEST_TEXT].strip() if isinstance(value, str) else ""
