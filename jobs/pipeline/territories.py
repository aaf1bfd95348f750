"""The territories that counts are of, for the indicators and the history alike."""

from __future__ import annotations

LEVELS = {
    "region": "region",
    "departement": "code_departement",
    "epci": "siren_epci",
    "commune": "code_commune",
}
"""Level of territory -> column that holds its code; `region` is that of the department."""

ALL = "*"
"""Code that stands for every profession, or every mode of practice."""
