"""Labels of values as the page writes them: the data's as they are, its own words in its language."""

from __future__ import annotations

from dashboard import text
from dashboard.directory import MISSING_LABEL, MIXED_LABEL
from dashboard.engine.types import FacetValue
from dashboard.languages import tr

OURS = frozenset(
    {*text.SCOPES.french.values(), text.GENERAL_PRACTICE, text.LOCATED, MISSING_LABEL, MIXED_LABEL}
)
"""Labels of values that are none of the data's."""


def written(label: str) -> str:
    """Return a label of the data as it is, one of ours in the language of the moment."""
    return tr(label) if label in OURS else label


def label_of(value: FacetValue) -> str:
    """Return the label of a value; levels of location and reasons are codes, labelled here."""
    if value.code == value.label:
        return text.LEVELS.get(value.code, tr(value.label))
    return written(value.label)
