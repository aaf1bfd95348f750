"""What each chart shows under a selection: its rows, its drawing, its sentence, its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dashboard import text
from dashboard.directory import MISSING, MIXED
from dashboard.engine import Engine
from dashboard.engine.types import FacetValue, KeyFigures, TerritoryLevel, TerritoryValue
from dashboard.figures import Bar, Dot, bars, dots
from dashboard.ids import ChartIds
from dashboard.labels import written
from dashboard.languages import tr
from dashboard.selection import Dimension, Selection

TOP = 12
"""Bars of a ranking; the table behind has them all."""
DENSITY_COLUMN = 3
"""Of a table of territories."""
REGION = "Région"
"""The region's name among the territories compared with it."""

Json = dict[str, Any]
Facets = dict[Dimension, list[FacetValue]]


def drawn_charts(
    engine: Engine, selection: Selection, facets: Facets, figures: KeyFigures
) -> dict[str, Json]:
    """Every chart by its id: `figure`, `titre`, `dimension` a click filters, `tableau`."""
    level, territories = compared(engine, selection)
    region = region_density(figures, selection)
    everybody = engine.total(selection.without(Dimension.MODE))
    return {
        ChartIds.PROFESSIONS.value: ranked(facets[Dimension.PROFESSION], "profession", selection),
        ChartIds.MODES.value: shared(facets[Dimension.MODE], selection, everybody),
        ChartIds.SPECIALITIES.value: specialities(
            chosen_in_groups(engine, facets[Dimension.SAVOIR_FAIRE], selection), selection
        ),
        ChartIds.STRUCTURES.value: ranked(facets[Dimension.STRUCTURE], "structure", selection),
        ChartIds.TERRITORIES.value: densities(territories, level, selection, region),
        ChartIds.DENSITY.value: scattered(engine.territories(selection, "epci"), selection, region),
    }


def compared(engine: Engine, selection: Selection) -> tuple[TerritoryLevel, list[TerritoryValue]]:
    """Return what to compare: communes of one EPCI, EPCI of one department, else departments."""
    if len(selection.values(Dimension.EPCI)) == 1:
        return "commune", _held(engine.territories(selection, "commune"))
    if len(selection.values(Dimension.DEPARTEMENT)) == 1:
        return "epci", _held(engine.territories(selection, "epci"))
    return "departement", engine.territories(selection, "departement")


def _held(territories: list[TerritoryValue]) -> list[TerritoryValue]:
    return [t for t in territories if t.count]


def region_density(figures: KeyFigures, selection: Selection) -> float | None:
    """Density of the region, in persons; None when the charts count activities."""
    if selection.unit.value != "professionnels":
        return None
    return (figures.region or figures).densite


def chosen_in_groups(
    engine: Engine, values: Sequence[FacetValue], selection: Selection
) -> list[FacetValue]:
    """Return the specialities, those of a group that is chosen (general practice) as chosen."""
    groups = engine.directory.groups[Dimension.SAVOIR_FAIRE]
    chosen = selection.values(Dimension.SAVOIR_FAIRE)
    held = {code for group in groups if group.code in chosen for code in group.members}
    return [replace(v, selected=v.selected or v.code in held) for v in values]


def ranked(values: Sequence[FacetValue], dimension: str, selection: Selection) -> Json:
    """Return the most frequent values of a facet, those chosen among them."""
    shown = [v for v in values if v.count][:TOP]
    rows = [Bar(v.code, written(v.label), v.count, text.number(v.count), v.selected) for v in shown]
    more = max(0, sum(1 for v in values if v.count) - len(rows))
    unit = text.UNITS[selection.unit.value]
    title = text.first_upper(unit)
    if more:
        title = tr("{unite}, les {nombre} premières", unite=title, nombre=len(rows))
    return _chart(bars(rows), title, dimension, _facet_table(values, selection), _alone(rows))


def specialities(values: Sequence[FacetValue], selection: Selection) -> Json:
    """Return the most frequent specialities; who has none registered is said, not drawn."""
    named = [v for v in values if v.code != MISSING]
    chart = ranked(named, Dimension.SAVOIR_FAIRE.value, selection)
    without = sum(v.count for v in values if v.code == MISSING)
    if without:
        chart["titre"] += tr(" ({nombre} sans spécialité enregistrée)", nombre=text.number(without))
    return chart | {"tableau": _facet_table(values, selection)}


def shared(values: Sequence[FacetValue], selection: Selection, everybody: int) -> Json:
    """Modes as counts with their share of `everybody`.

    Who is mixed in the region may hold one of the two modes alone in the selection.
    """
    rows = [
        Bar(
            v.code,
            written(v.label),
            v.count,
            f"{text.number(v.count)} · {text.percent(v.count / everybody)}",
            v.selected,
        )
        for v in values
        if v.count
    ][:TOP]
    title = tr("{unite}, part du total", unite=text.first_upper(text.UNITS[selection.unit.value]))
    if any(v.code == MIXED and v.count for v in values):
        title += tr("\u202f; mixte\u00a0: l’un et l’autre, ici ou ailleurs dans la région")
    return _chart(bars(rows), title, "mode", _facet_table(values, selection), _alone(rows))


def _alone(rows: Sequence[Bar]) -> str:
    """Say the only value there is: one bar shows nothing that a sentence does not."""
    own = [row for row in rows if not row.beside]
    return text.named(own[0].label, own[0].written) if len(own) == 1 else ""


def densities(
    territories: Sequence[TerritoryValue],
    level: TerritoryLevel,
    selection: Selection,
    region: float | None,
) -> Json:
    """Territories by density, the densest first, with the region's as a mark.

    Of many, both ends and what is chosen: where there is most, where there is least.
    """
    chosen = set(selection.values(Dimension(level)))
    known = _densest([t for t in territories if t.densite is not None])
    rows = [
        Bar(t.code, _name(t), round(t.densite or 0, 2), text.number(t.densite, 1), t.code in chosen)
        for rank, t in enumerate(known)
        if min(rank, len(known) - 1 - rank) < TOP // 2 or t.code in chosen
    ]
    if region and rows:
        rows.append(Bar("région", tr(REGION), region, text.number(region, 1), False, beside=True))
        rows.sort(key=lambda row: -row.value)
    title = tr(
        "Densité pour 10\u202f000 habitants, par {territoire}",
        territoire=text.TERRITORY_NOUNS[level][0],
    )
    if len(known) > TOP:
        title += tr(
            "\u00a0: les {moitie} plus fortes et les {moitie} plus faibles de {nombre}",
            moitie=TOP // 2,
            nombre=len(known),
        )
    table = territory_table(known, selection, by=DENSITY_COLUMN)
    return _chart(bars(rows), title, level, table)


def _name(territory: TerritoryValue) -> str:
    """Name a territory, and say when the one chosen holds a part of it: an EPCI of two departments."""
    if territory.is_cut:
        return tr("{territoire} (en partie)", territoire=territory.label)
    return territory.label


def _densest(territories: Sequence[TerritoryValue]) -> list[TerritoryValue]:
    return sorted(territories, key=lambda t: (-(t.densite or 0), t.label))


def scattered(
    territories: Sequence[TerritoryValue], selection: Selection, region: float | None
) -> Json:
    """Density of each EPCI against its population."""
    chosen = set(selection.values(Dimension.EPCI))
    rows = [
        Dot(t.code, _name(t), t.population, round(t.densite, 2), t.code in chosen)
        for t in territories
        if t.population and t.densite is not None
    ]
    mark = region if region and rows else None
    label = f"{tr(REGION)} {text.number(mark, 1)}" if mark else ""
    figure = dots(rows, mark=mark, mark_label=label)
    table = territory_table(_densest(territories), selection, by=DENSITY_COLUMN)
    return _chart(figure, tr("Chaque point est un EPCI"), "epci", table)


def _chart(figure: Json, title: str, dimension: str, table: Json, alone: str = "") -> Json:
    return {
        "figure": figure,
        "titre": title,
        "dimension": dimension,
        "tableau": table,
        "seul": alone,
    }


def _facet_table(values: Sequence[FacetValue], selection: Selection) -> Json:
    unit = text.first_upper(text.UNITS[selection.unit.value])
    rows = [[written(v.label), _number(v.count)] for v in values]
    return {"colonnes": [tr("Valeur"), unit], "lignes": rows, "tri": 1}


def territory_table(
    territories: Sequence[TerritoryValue], selection: Selection, *, by: int = 1
) -> Json:
    """Return territories in rows: count in the selection's unit, population, density.

    `by` is the column that they already fall by.
    """
    unit = text.first_upper(text.UNITS[selection.unit.value])
    rows = [
        [_name(t), _number(t.count), _number(t.population), _number(t.densite, 1)]
        for t in territories
    ]
    columns = [tr("Territoire"), unit, tr("Population"), text.first_upper(tr(text.PER_INHABITANTS))]
    return {"colonnes": columns, "lignes": rows, "tri": by}


def _number(value: float | None, decimals: int = 0) -> list[object]:
    """Return a cell: what it says and what it is sorted by."""
    return [text.number(value, decimals), None if value is None else round(value, 4)]
