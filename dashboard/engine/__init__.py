"""The dashboard's engine: a directory in arrays, a selection in, counts, marks and rows out.

Pure: no dash, no flask. One module a view; `core.Engine` composes them and remembers the latest.
"""

from dashboard.engine.core import Engine
from dashboard.engine.types import (
    MISSING,
    ActivitySheet,
    Bounds,
    Cluster,
    FacetValue,
    KeyFigures,
    PersonSheet,
    RowPage,
    StructureSheet,
    TerritoryLevel,
    TerritorySheet,
    TerritoryValue,
    View,
)

__all__ = [
    "MISSING",
    "ActivitySheet",
    "Bounds",
    "Cluster",
    "Engine",
    "FacetValue",
    "KeyFigures",
    "PersonSheet",
    "RowPage",
    "StructureSheet",
    "TerritoryLevel",
    "TerritorySheet",
    "TerritoryValue",
    "View",
]
