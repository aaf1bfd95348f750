"""The demonstration world: official formats, real communes, invented streets and people.

write_world(Path("demo"), SCALES["small"], seed=2026)
"""

from refdata.demo.scale import REGION, SCALES, SMALL, Scale
from refdata.demo.world import MARKER, VERSION, Progress, WorldSummary, write_fortnight, write_world

__all__ = [
    "MARKER",
    "REGION",
    "SCALES",
    "SMALL",
    "VERSION",
    "Progress",
    "Scale",
    "WorldSummary",
    "write_fortnight",
    "write_world",
]
