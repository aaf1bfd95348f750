"""How to fetch: what the person may say about it, and what a test replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DOWNLOADS_AT_ONCE = 2
"""Courtesy to public servers; more would gain little on one line."""


TIMEOUT_S, RETRIES = 30.0, 5


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Options of one fetch; times are in seconds.

    `force` takes a file that is older or much smaller than the one held. `ca_bundle` is a PEM file
    of authorities to trust beside those of the system. `proxy` replaces what the environment says.
    `timeout_s` is how long a server may stay silent. `retries` is how many failures in a row are
    borne. `catalogue` is another list of official addresses; `pause` waits in place of
    the clock.
    """

    force: bool = False
    ca_bundle: Path | None = None
    proxy: str | None = None
    timeout_s: float = TIMEOUT_S
    retries: int = RETRIES
    catalogue: Path | None = None
    pause: Callable[[float], object] | None = None
