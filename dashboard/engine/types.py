"""What the engine answers: codes, labels from the data, and numbers; no sentence, no format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from dashboard.directory import MISSING
from dashboard.selection import Dimension, Selection

__all__ = [
    "LEVELS",
    "MISSING",
    "ActivitySheet",
    "Bounds",
    "Cell",
    "Cluster",
    "Direction",
    "FacetValue",
    "KeyFigures",
    "PersonSheet",
    "ProfessionLine",
    "QualityLine",
    "QualityReport",
    "Row",
    "RowPage",
    "Share",
    "Sort",
    "StructureLine",
    "StructureSheet",
    "TerritoryLevel",
    "TerritorySheet",
    "TerritoryValue",
    "View",
]

TerritoryLevel = Literal["departement", "epci", "commune"]
LEVELS: tuple[TerritoryLevel, ...] = get_args(TerritoryLevel)
"""Levels of territory, the coarsest first."""
Share = Literal["part_liberal", "part_localisee"]
Direction = Literal["asc", "desc"]
Sort = tuple[tuple[str, Direction], ...]
Cell = str | int | float | None
Row = dict[str, Cell]


class Bounds(NamedTuple):
    """A window in WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a dimension with its count under the selection, its own clause left out.

    `label` comes from the data (the code itself for `niveau`; « Non renseigné » for MISSING).
    """

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The figures of one scope, and of the department(s) and the region for comparison.

    `departement` is null when the selection names no territory, and in comparisons; `region` is
    null in comparisons only. Shares are 0 to 1, null when there is nothing to share.
    """

    professionnels: int
    """distinct persons"""
    activites: int
    """rows of practice"""
    lieux_exercice: int
    """distinct sites"""
    population: int | None
    """inhabitants of the territory chosen; null when no commune of it has a population"""
    densite: float | None
    """professionnels per 10,000 inhabitants; null without population"""
    part_liberal: float | None
    """share of the persons with at least one liberal activity"""
    part_localisee: float | None
    """share of the activities placed at a street, a lieu-dit or better"""
    au_centre_commune: int
    """activities placed at the centre of their commune"""
    sans_position: int
    """activities without a position"""
    raisons: dict[str, int] = field(hash=False)
    """activities not placed at their address, by `raison_non_localise`, most frequent first"""
    professions_absentes: tuple[str, ...]
    """labels of the basket's professions that nobody practises in the territory, whatever the
    other filters"""
    departements: tuple[str, ...]
    """codes of the departments the scope lies in; all those served when there is no territory"""
    departement: KeyFigures | None = None
    region: KeyFigures | None = None


PRECISION = ("housenumber", "interpolation", "street", "locality", "municipality")
"""`result_type` from the most precise to the least."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Activities drawn as one mark. `rows` and `level` are null when they lie at several doors."""

    lon: float
    lat: float
    count: int
    """activities, whatever the unit"""
    rows: tuple[int, ...] | None = None
    """row ids (≤ 50) when all lie at one position: a point, or a stack at one door"""
    level: str | None = None
    """the least precise `result_type` of the stack"""


@dataclass(slots=True)  # not frozen: thousands a view, three times slower to make
class TerritoryValue:
    """One area of the choropleth."""

    code: str
    label: str
    count: int
    """in the selection's unit"""
    population: int | None
    densite: float | None
    """count per 10,000 inhabitants; null without population"""
    part: float | None = None
    """the share asked for, 0 to 1; null when none was, or when there is nobody"""
    base: int = 0
    """what `part` is a share of: persons for part_liberal, activities for part_localisee"""
    is_cut: bool = False
    """whether it goes beyond the territory chosen, whose part of it is all that is counted here"""


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of the table: at most 200 rows of those selected, and how many there are in all."""

    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class ActivitySheet:
    """One activity of a person: everything registered, and what the geocoder found."""

    row: int
    """row id, as in `Cluster.rows`"""
    fields: Row
    """every column of the ACTIVITE contract but the geometry"""
    registered_address: str
    """the address as registered, on one line"""


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """A professional: identity (PERSONNE), activities, diplomas and skills (their contracts)."""

    identifiant_pp: str
    identity: Row
    activities: tuple[ActivitySheet, ...]
    diplomas: tuple[Row, ...]
    skills: tuple[Row, ...]
    mailboxes: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class StructureSheet:
    """A site of practice: what it is, where, and who practises there."""

    identifiant_lieu: str
    fields: Row
    """columns of its first activity in the source: name, identifiers, address, position"""
    registered_address: str
    activites: int
    professionnels: int
    """distinct persons"""
    professions: tuple[tuple[str, int], ...]
    """label and distinct persons, most first"""
    people: tuple[Row, ...]
    """one row of the table for each person, by name; at most 200"""


@dataclass(frozen=True, slots=True)
class ProfessionLine:
    """One profession in a territory; densities per 10,000 inhabitants, null without population."""

    code: str
    label: str
    count: int
    """distinct persons"""
    densite: float | None
    departement: float | None
    region: float | None


@dataclass(frozen=True, slots=True)
class StructureLine:
    """One site of a territory."""

    identifiant_lieu: str
    name: str | None
    commune: str | None
    professionnels: int


@dataclass(frozen=True, slots=True)
class TerritorySheet:
    """A commune, an EPCI or a department, whatever the filters of the page."""

    level: TerritoryLevel
    code: str
    label: str
    parents: tuple[tuple[TerritoryLevel, str, str], ...]
    """level, code and label of what holds it, the finest first"""
    figures: KeyFigures
    professions: tuple[ProfessionLine, ...]
    """those that somebody practises there, most first"""
    parts: tuple[TerritoryValue, ...]
    """communes of an EPCI, EPCI of a department, most persons first"""
    structures: tuple[StructureLine, ...]
    """sites with most persons first; at most 30"""


@dataclass(frozen=True, slots=True)
class QualityLine:
    """How well the activities of one EPCI or one profession are located."""

    code: str
    label: str
    activites: int
    au_centre: int
    """placed at the centre of their commune"""
    sans_position: int

    @property
    def reste(self) -> int:
        """Activities not placed at their address."""
        return self.au_centre + self.sans_position

    @property
    def part_localisee(self) -> float:
        """Share placed at a street, a lieu-dit or better, 0 to 1."""
        return 1 - self.reste / self.activites


@dataclass(frozen=True, slots=True)
class QualityReport:
    """How well a selection is located."""

    activites: int
    decidees: int
    """activities at an address that a person decided"""
    niveaux: tuple[tuple[str, int], ...]
    """activities of every `result_type`, from the most precise to none"""
    raisons: tuple[tuple[str, int], ...]
    """activities not placed at their address by reason, most first"""
    epci: tuple[QualityLine, ...]
    professions: tuple[QualityLine, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything the page shows under one selection, computed together so that it agrees."""

    selection: Selection
    facets: dict[Dimension, list[FacetValue]]
    key_figures: KeyFigures
    clusters: list[Cluster]
    territories: list[TerritoryValue]
    page: RowPage
