"""What every exported file says of itself: release, vintages, filters, licence, source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import text
from dashboard.engine import Engine
from dashboard.selection import TERRITORY, Dimension, Selection

LICENCE = "Licence Ouverte 2.0 (Etalab)"
SOURCE = (
    "Annuaire santé, extraction en libre accès (Agence du Numérique en Santé)"
    " ; Base Adresse Nationale ; geo.api.gouv.fr"
)
NO_FILTER = "aucun filtre"
SHORT = 60
"""Characters of the filters in a file's name, at most."""
FICTITIOUS = "données fictives de démonstration"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the rows of a file come from, as short French texts."""

    release: str
    created: str
    vintages: str
    """`annuaire 2026-09-23 ; adresses 2026-09-20`"""
    filters: str
    """`Profession : Médecin (10) ; Recherche : martin`"""
    query: str
    """the same as the query string of the page, to ask for it again"""
    page: str
    """the address of the page, as whoever asked for the file knows it; empty when nobody did"""
    short: str
    """the values filtered by, for the name of a file: `medecin-epernay`; empty without a filter"""
    rows: int
    demonstration: bool

    def as_pairs(self) -> list[tuple[str, str]]:
        """Return (name, value) in the order of reading."""
        pairs = [
            ("edition", self.release),
            ("cree_le", self.created),
            ("millesimes", self.vintages),
            ("filtres", self.filters),
            ("adresse", f"?{self.query}"),
            *([("page", f"{self.page}?{self.query}")] if self.page else []),
            ("lignes", str(self.rows)),
            ("licence", LICENCE),
            ("source", SOURCE),
        ]
        return [*pairs, ("avertissement", FICTITIOUS)] if self.demonstration else pairs

    def columns(self) -> dict[str, str]:
        """Return the constant columns that end each line of a CSV."""
        licence = f"{LICENCE} ; {FICTITIOUS}" if self.demonstration else LICENCE
        return {
            "export_millesimes": self.vintages,
            "export_filtres": self.filters,
            "export_licence": licence,
        }


def describe(engine: Engine, selection: Selection, rows: int, page: str = "") -> Provenance:
    """Return the provenance of the `rows` rows that `selection` keeps, asked for from `page`."""
    manifest = engine.directory.manifest
    return Provenance(
        release=str(manifest.get("identifiant", engine.directory.folder.name)),
        created=str(manifest.get("cree_le", "")),
        vintages=_vintages(manifest.get("sources")),
        filters=_filters(engine, selection),
        query=selection.to_query(),
        page=page,
        short=_short(engine, selection),
        rows=rows,
        demonstration=bool(manifest.get("demonstration")),
    )


def _vintages(sources: object) -> str:
    held = sources if isinstance(sources, dict) else {}
    known = [(name, s.get("millesime")) for name, s in held.items() if isinstance(s, dict)]
    return " ; ".join(f"{name} {vintage}" for name, vintage in known if vintage)


def _filters(engine: Engine, selection: Selection) -> str:
    parts = [_clause(engine, dimension, codes) for dimension, codes in selection.clauses]
    if selection.text:
        parts.append(f"Recherche : {selection.text}")
    return " ; ".join(parts) or NO_FILTER


def _short(engine: Engine, selection: Selection) -> str:
    """Return the labels of the filters as a file's name: of territories, the finest alone."""
    finest = [d for d in TERRITORY if selection.values(d)][-1:]
    kept = [
        (dimension, codes)
        for dimension, codes in selection.clauses
        if dimension not in TERRITORY or dimension in finest
    ]
    named = [_labels(engine, d).get(code, code) for d, codes in kept for code in codes]
    plain = unicodedata.normalize("NFKD", "-".join([*named, selection.text]))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    return words if len(words) <= SHORT else words[:SHORT].rpartition("-")[0]


def _labels(engine: Engine, dimension: Dimension) -> Mapping[str, str]:
    if dimension is Dimension.NIVEAU:
        return text.LEVELS.french
    return engine.directory.labels(dimension)


def _clause(engine: Engine, dimension: Dimension, codes: tuple[str, ...]) -> str:
    labels = _labels(engine, dimension)
    named = [
        code if labels.get(code, code) == code else f"{labels[code]} ({code})" for code in codes
    ]
    return f"{text.DIMENSIONS[dimension.value]} : {', '.join(named)}"
