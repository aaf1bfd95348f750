"""The engine: one directory, every view of it under a selection, the latest ones remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.directory import Directory
from dashboard.engine.basket import absent, basket_codes
from dashboard.engine.clusters import MAX_ZOOM, WORLD, Box, Clusters, snapped
from dashboard.engine.facets import Counts, count_values, facet
from dashboard.engine.figures import Figures, density
from dashboard.engine.gazetteer import Gazetteer, Place
from dashboard.engine.masks import Mask, Masks
from dashboard.engine.places import Places
from dashboard.engine.quality import Quality
from dashboard.engine.rows import ROW, Rows
from dashboard.engine.sheets import Sheets
from dashboard.engine.territory import territory_sheet
from dashboard.engine.types import (
    Bounds,
    Cluster,
    FacetValue,
    KeyFigures,
    PersonSheet,
    QualityReport,
    Row,
    RowPage,
    Share,
    StructureSheet,
    TerritoryLevel,
    TerritorySheet,
    TerritoryValue,
    View,
)
from dashboard.groupings import Group
from dashboard.projection import to_degrees
from dashboard.selection import TERRITORY, Dimension, Selection, Unit

FACET_LIMIT = 50
"""Values given per facet unless asked otherwise."""
REMEMBERED_COUNTS = 512
"""Counts of one dimension under one selection: 8 bytes a value, 40 kB for the communes."""
REMEMBERED_FIGURES = 256
REMEMBERED_AREAS = 32
REMEMBERED_MARKS = 16
"""Windows of the map: some 30 kB each, 1.5 MB at worst (2,500 stacks of 50)."""
REMEMBERED_ROWS = 2
"""Lists of row ids: 1 MB each for 125,000 rows; one view asks ten times for the same."""


class Engine:
    """Answers every view of a directory. Pure: same directory, same question, same answer.

    Safe for any number of threads. What is remembered is bounded: at 125,000 rows, 4 MB of masks
    and at most 20 MB of counts.
    """

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._masks = Masks(directory)
        self._places = Places(directory)
        self._figures = Figures(directory, self._places)
        self._clusters = Clusters(directory)
        self._rows = Rows(directory)
        self._sheets = Sheets(directory)
        self._gazetteer = Gazetteer(directory)
        self._quality = Quality(directory)
        self._basket = basket_codes(directory)
        self._row_ids = lru_cache(REMEMBERED_ROWS)(self._rows_kept)
        self._counts = lru_cache(REMEMBERED_COUNTS)(self._count)
        self._grouped = lru_cache(REMEMBERED_FIGURES)(self._count_group)
        self._marks = lru_cache(REMEMBERED_MARKS)(self._marks_of)
        self._areas = lru_cache(REMEMBERED_AREAS)(self._places.areas)
        self._remembered_shares = lru_cache(REMEMBERED_AREAS)(self._shares_of)
        self._absent = lru_cache(REMEMBERED_FIGURES)(self._absent_from)
        self._scope = lru_cache(REMEMBERED_FIGURES)(self._figures_of)

    def mask(self, selection: Selection, ignoring: Dimension | None = None) -> Mask:
        """Return which rows `selection` keeps (n,), its clause on `ignoring` left out."""
        return self._masks.of(selection.without(ignoring) if ignoring else selection)

    def _rows_kept(self, selection: Selection) -> NDArray[np.intp]:
        rows = np.flatnonzero(self._masks.of(selection))
        rows.flags.writeable = False
        return rows

    def _count(self, selection: Selection, dimension: Dimension) -> Counts:
        rows = self._row_ids(selection.counting(None))
        return count_values(self.directory, dimension, rows, selection.unit)

    def facets(
        self, selection: Selection, limit: int = FACET_LIMIT
    ) -> dict[Dimension, list[FacetValue]]:
        """Return the values of every dimension with their counts, most frequent first.

        A dimension's own clause is left out of its counts; at most `limit` values each, and those
        chosen in any case.
        """
        return {dimension: self.facet(selection, dimension, limit) for dimension in Dimension}

    def facet(
        self, selection: Selection, dimension: Dimension, limit: int = FACET_LIMIT
    ) -> list[FacetValue]:
        """Return one facet, as `facets` does."""
        counts = self._counts(selection.without(dimension), dimension)
        coded = self.directory.dimensions[dimension]
        grouped = {group.code for group in self.directory.groups.get(dimension, ())}
        chosen = tuple(code for code in selection.values(dimension) if code not in grouped)
        return facet(coded, counts, chosen, max(int(limit), 1))

    def groups(self, selection: Selection, dimension: Dimension) -> list[FacetValue]:
        """Return the values of `dimension` made of several, counted as `facet` counts.

        They count again what the facet counts, and are not among its values.
        """
        chosen, rest = selection.values(dimension), selection.without(dimension)
        return [
            FacetValue(group.code, group.label, count, group.code in chosen)
            for group in self.directory.groups.get(dimension, ())
            if (count := self._grouped(rest, group)) or group.code in chosen
        ]

    def _count_group(self, selection: Selection, group: Group) -> int:
        rows = self._row_ids(selection.counting(None))
        held = rows[group.rows[rows]]
        if selection.unit is Unit.ACTIVITES:
            return len(held)
        return self.directory.persons_of(held)

    def _figures_of(self, selection: Selection) -> KeyFigures:
        rows, territory = self._row_ids(selection), selection.only(*TERRITORY)
        return self._figures.of(selection, rows, self._absent(territory))

    def _absent_from(self, territory: Selection) -> tuple[str, ...]:
        return absent(self._basket, np.flatnonzero(self._masks.of(territory)))

    def key_figures(self, selection: Selection) -> KeyFigures:
        """Return the figures of `selection`, of the department(s) around it, and of the region.

        The comparisons keep every clause but those on the territory.
        """
        counted = selection.counting(None)
        elsewhere = counted.without(*TERRITORY)
        own, region = self._scope(counted), self._scope(elsewhere)
        if counted == elsewhere or not own.departements:
            return replace(own, region=region)
        around = elsewhere.set(Dimension.DEPARTEMENT, own.departements)
        return replace(own, departement=self._scope(around), region=region)

    def total(self, selection: Selection) -> int:
        """Return how many persons or activities are selected, in the selection's unit."""
        rows = self._row_ids(selection.counting(None))
        persons = selection.unit is Unit.PROFESSIONNELS
        return self.directory.persons_of(rows) if persons else len(rows)

    @property
    def region(self) -> str | None:
        """Code of the region served; None when there are several."""
        codes = set(self.directory.departements["code_region"].to_pylist())
        return codes.pop() if len(codes) == 1 else None

    def find_places(self, wanted: str, limit: int) -> list[Place]:
        """Return the territories whose name or code begins as `wanted`, the likeliest first."""
        return self._gazetteer.find(wanted, limit)

    def places_inside(self, selection: Selection, limit: int) -> list[Place]:
        """Return the territories one step inside that of `selection`, by name."""
        return self._gazetteer.inside(selection, limit)

    def extent(self, selection: Selection) -> Bounds | None:
        """Return the bounds of the activities selected that have a position; None for none."""
        located = self._row_ids(selection.counting(None))
        positions = self.directory.positions
        located = located[: np.searchsorted(located, self.directory.located)]
        if not len(located):
            return None
        x, y = positions.x[located], positions.y[located]
        lon, lat = to_degrees(np.array([x.min(), x.max()]), np.array([y.max(), y.min()]))
        return Bounds(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))

    def is_one_area(self, selection: Selection) -> bool:
        """Whether the territory of `selection` is all of its finest clause: one area, whole."""
        held = [d for d in TERRITORY if selection.values(d)]
        if not held:
            return True
        finest = selection.only(held[-1])
        alone = len(selection.values(held[-1])) == 1
        within = self._places.within
        return alone and bool((within(finest) == within(selection)).all())

    def clusters(
        self, selection: Selection, bounds: Bounds | tuple[float, float, float, float], zoom: float
    ) -> list[Cluster]:
        """Return the marks of the map in the tiles that `bounds` touches.

        `bounds` is west, south, east, north in WGS84 degrees; `zoom` is Leaflet's, to the
        quarter. The counts of all the marks of the world add up to the activities that have a
        position.
        """
        zoom = min(max(round(4 * zoom) / 4, 0), MAX_ZOOM)
        return list(self._marks(selection.counting(None), snapped(Bounds(*bounds), zoom), zoom))

    def _marks_of(self, selection: Selection, box: Box, zoom: float) -> tuple[Cluster, ...]:
        return tuple(self._clusters.of(self._masks.of(selection), box, zoom))

    def territories(
        self, selection: Selection, level: TerritoryLevel, share: Share | None = None
    ) -> list[TerritoryValue]:
        """Return the areas of `level`, in the order of their codes, with their counts.

        `share` also gives that share of each, defined as in the key figures.

        The clauses on `level` and on what is finer are left out, so that one can move sideways;
        only the areas inside what is coarser are given.
        """
        dimension = Dimension(level)
        kept = selection.without(*TERRITORY[TERRITORY.index(dimension) :])
        areas = self._areas(dimension, kept.only(*TERRITORY))
        counts = np.append(self._counts(kept, dimension), 0)[areas.values].tolist()
        found = [
            TerritoryValue(code, label, count, population, density(count, population), is_cut=cut)
            for code, label, population, count, cut in zip(
                areas.codes, areas.labels, areas.populations, counts, areas.cut, strict=True
            )
        ]
        if share:
            held = (
                np.append(c, 0)[areas.values].tolist() for c in self._shares(kept, dimension, share)
            )
            for area, part, base in zip(found, *held, strict=True):
                area.part, area.base = part / base if base else None, base
        return found

    def _shares_of(
        self, selection: Selection, dimension: Dimension, share: Share
    ) -> tuple[Counts, Counts]:
        """Return part and whole of a share by value of `dimension` (values,) each."""
        rows = self._row_ids(selection)
        unit = Unit.PROFESSIONNELS if share == "part_liberal" else Unit.ACTIVITES
        part = rows[self._figures.counts_in(share)[rows]]
        return (
            count_values(self.directory, dimension, part, unit),
            count_values(self.directory, dimension, rows, unit),
        )

    def _shares(
        self, selection: Selection, dimension: Dimension, share: Share
    ) -> tuple[Counts, Counts]:
        return self._remembered_shares(selection.counting(None), dimension, share)

    def rows(
        self, selection: Selection, start: int, stop: int, sort: Iterable[object] = ()
    ) -> RowPage:
        """Return a page of at most 200 of the rows selected.

        `sort` is a list of (column, "asc" | "desc"); unknown columns are ignored. Then by name;
        without any, whom the selection's text names come first.
        """
        return self._rows.page(self._masks.of(selection), start, stop, sort, selection.text)

    def row_ids(self, selection: Selection, sort: Iterable[object] = ()) -> NDArray[np.int32]:
        """Return the ids of all the rows selected, in the order of the table."""
        return self._rows.selected(self._masks.of(selection), sort, selection.text)

    def at(self, rows: Iterable[int]) -> list[Row]:
        """Return the rows of those ids (`Cluster.rows`), unknown ones left out, at most 200."""
        return self._rows.at(rows)

    def person(self, identifiant_pp: object) -> PersonSheet | None:
        """Return the sheet of a professional; None when there is none of that identifier."""
        return self._sheets.person(identifiant_pp)

    def structure(self, identifiant_lieu: object) -> StructureSheet | None:
        """Return the sheet of a site of practice; None when there is none of that identifier."""
        rows = self._sheets.site_rows(identifiant_lieu)
        if not len(rows):
            return None
        mask = np.zeros(self.directory.rows, dtype=bool)
        mask[rows] = True
        listed = self._rows.selected(mask)
        _, first = np.unique(self.directory.person[listed], return_index=True)
        people = self.at(listed[np.sort(first)].tolist())
        return self._sheets.structure(str(identifiant_lieu), rows, people)

    def at_door(self, row: object, selection: Selection) -> NDArray[np.intp]:
        """Return the ids of the rows of `selection` at the position of `row`, itself among them.

        A mark gives the first of them only (`Cluster.rows`). Empty when `row` has no position.
        """
        if not isinstance(row, int) or not 0 <= row < self.directory.located:
            return np.zeros(0, dtype=np.intp)
        door = self.directory.positions.door
        first, last = np.searchsorted(door, [door[row], door[row] + 1])
        kept = self._masks.of(selection)[first:last]
        kept[row - first] = True
        found: NDArray[np.intp] = np.flatnonzero(kept) + first
        return found

    def sites_at(self, rows: Iterable[Row]) -> list[str]:
        """Return the site of each row of the table (as `at` gives them)."""
        taken = pa.array([int(row[ROW] or 0) for row in rows], pa.int64())
        found: list[str] = self.directory.activities["identifiant_lieu"].take(taken).to_pylist()
        return found

    def territory(self, level: object, code: object) -> TerritorySheet | None:
        """Return the sheet of a commune, an EPCI or a department; None when it is not served."""
        return territory_sheet(self, level, code)

    def quality(self, selection: Selection) -> QualityReport:
        """Return how well the rows of `selection` are located."""
        return self._quality.report(self._row_ids(selection.counting(None)))

    def population(self, selection: Selection) -> int | None:
        """Return the inhabitants of the territory of `selection`; None when none is known."""
        return self._places.population(selection)

    def view(
        self,
        selection: Selection,
        bounds: Bounds | tuple[float, float, float, float] = WORLD,
        zoom: float = 8,
        level: TerritoryLevel = "departement",
        *,
        rows: int = 0,
        share: Share | None = None,
    ) -> View:
        """Return everything the page shows under `selection`, from one directory.

        `level` and `share` are those of the choropleth; `rows` how many of the table's first rows to give.
        """
        return View(
            selection=selection,
            facets=self.facets(selection),
            key_figures=self.key_figures(selection),
            clusters=self.clusters(selection, bounds, zoom),
            territories=self.territories(selection, level, share),
            page=self.rows(selection, 0, rows),
        )
