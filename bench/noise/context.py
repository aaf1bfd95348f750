"""What a noise may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.noise.lexicon import Lexicon
from bench.noise.reference import Door, Reference
from bench.noise.written import Written


@dataclass(frozen=True, slots=True)
class Context:
    """The address being written, and what to draw from."""

    door: Door
    reference: Reference
    lexicon: Lexicon
    rng: Random


Noise = Callable[[Written, Context], Written | None]
"""Changes an address as written; None when it does not apply to this one."""
