"""One state in, one answer out: everything the page paints, from one view of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import text
from dashboard.charts import Facets, Json, drawn_charts, territory_table
from dashboard.choropleth import (
    MEASURES,
    OUTSIDE,
    SMALL,
    MapOptions,
    classes,
    small_areas,
    value_of,
)
from dashboard.contours import Contours
from dashboard.engine import Engine
from dashboard.engine.types import Bounds, FacetValue, KeyFigures, TerritoryValue
from dashboard.history import History
from dashboard.ids import MapIds, table_of
from dashboard.keyfigures import key_figures, past_of
from dashboard.labels import label_of
from dashboard.languages import tr
from dashboard.map import feature_collection
from dashboard.received import members
from dashboard.selection import TERRITORY, Dimension, Selection

FACET_VALUES = 12
"""Values of a facet sent with each view; « Afficher plus » and the search ask for others."""
MAP_ROWS = 1_000
"""Territories in the table behind the map: every commune of a department, not all of the region."""


def answer(
    engine: Engine,
    contours: Contours,
    state: object,
    bounds: Bounds,
    zoom: float,
    history: History | None = None,
) -> Json:
    """Everything the page shows under `state` (whatever a browser sent) and the map's window."""
    selection, options = Selection.from_json(state), MapOptions.from_json(state)
    view = engine.view(selection, bounds, zoom, options.level, share=options.share)
    figures = view.key_figures
    facets = listed(engine, selection, view.facets)
    charts = drawn_charts(engine, selection, view.facets, figures)
    filters = chips(selection, facets)
    return {
        "requete": selection.to_query(),
        "unite": selection.unit.value,
        "carte": {"mesure": options.measure, "echelle": options.level},
        "jetons": filters,
        "fil": trail(selection, facets),
        "chiffres": key_figures(figures, selection, past_of(engine, selection, figures, history)),
        "facettes": {d.value: facet_rows(first(values)) for d, values in facets.items()},
        "grappes": feature_collection(view.clusters),
        "aplat": choropleth(view.territories, contours, selection, options),
        "emprise": _extent(engine, selection),
        "localises": located(figures),
        "graphes": {name: without_table(chart) for name, chart in charts.items()},
        "tableaux": _tables(unfolded(state), charts, view.territories, selection, options),
        "total": figures.activites,
        "compte": text.counted(figures.activites, "activité"),
        "vide": relax(engine, selection) if not figures.activites else None,
        "annonce": announcement(figures, filters),
    }


def without_table(chart: Json) -> Json:
    """Return a chart without the table behind it: half of the answer, asked for when unfolded."""
    return {name: part for name, part in chart.items() if name != "tableau"}


def unfolded(state: object) -> list[object]:
    """Return the ids of the tables that the page shows unfolded."""
    given = members(state).get("ouverts")
    return given if isinstance(given, list) else []


def tables(engine: Engine, state: object) -> Json:
    """Return the tables unfolded in `state`, by id: what stands behind the map and the charts."""
    selection, options = Selection.from_json(state), MapOptions.from_json(state)
    facets, figures = engine.facets(selection), engine.key_figures(selection)
    charts = drawn_charts(engine, selection, facets, figures)
    territories = engine.territories(selection, options.level, options.share)
    return _tables(unfolded(state), charts, territories, selection, options)


def _tables(
    wanted: Sequence[object],
    charts: Mapping[str, Json],
    territories: Sequence[TerritoryValue],
    selection: Selection,
    options: MapOptions,
) -> Json:
    """Return the tables whose ids are `wanted`: those behind the charts, and the map's."""
    found = {table_of(n): c["tableau"] for n, c in charts.items() if table_of(n) in wanted}
    if MapIds.TABLE.value in wanted:
        found[MapIds.TABLE.value] = map_table(territories, selection, options)
    return found


def _extent(engine: Engine, selection: Selection) -> list[float] | None:
    """Return west, south, east, north of what is selected, for « Cadrer la sélection »."""
    found = engine.extent(selection)
    return [round(value, 4) for value in found] if found else None


def listed(engine: Engine, selection: Selection, facets: Facets) -> Facets:
    """Return the facets as the panel lists them: a group of values before the values."""
    groups = {d: engine.groups(selection, d) for d in engine.directory.groups}
    return {d: [*groups.get(d, []), *values] for d, values in facets.items()}


def first(values: Sequence[FacetValue]) -> list[FacetValue]:
    """Return the first values of a facet, and those chosen further down."""
    return [v for i, v in enumerate(values) if i < FACET_VALUES or v.selected]


def facet_rows(values: Sequence[FacetValue]) -> list[list[Any]]:
    """Facet values as `[code, label, count, 1 when chosen]`, the shortest JSON that says it."""
    return [[v.code, label_of(v), v.count, int(v.selected)] for v in values]


def chosen_labels(
    selection: Selection, facets: Facets, dimension: Dimension
) -> list[tuple[str, str]]:
    """Return the codes chosen in `dimension` with their labels; an unknown code is its own."""
    labels = {v.code: label_of(v) for v in facets.get(dimension, [])}
    return [(code, labels.get(code, code)) for code in selection.values(dimension)]


def chips(selection: Selection, facets: Facets) -> list[Json]:
    """One chip a filter, that can be taken off alone."""
    found: list[Json] = [
        {"dimension": d.value, "code": code, "nom": text.DIMENSION_SHORT[d.value], "libelle": label}
        for d in Dimension
        for code, label in chosen_labels(selection, facets, d)
    ]
    if selection.text:
        quoted = tr("«\u00a0{texte}\u00a0»", texte=selection.text)
        found.append({"dimension": "q", "code": "", "nom": tr("Texte"), "libelle": quoted})
    return found


def trail(selection: Selection, facets: Facets) -> list[Json]:
    """Return the territory chosen, from the region down; each step with what it would clear."""
    steps: list[Json] = [
        {"libelle": text.PAGE["region_entiere"], "efface": [d.value for d in TERRITORY]}
    ]
    for position, dimension in enumerate(TERRITORY):
        chosen = chosen_labels(selection, facets, dimension)
        if chosen:
            finer = [d.value for d in TERRITORY[position + 1 :]]
            step: Json = {"libelle": _together(dimension, chosen), "efface": finer}
            if len(chosen) == 1:
                step["fiche"] = f"{dimension.value}:{chosen[0][0]}"
            steps.append(step)
    return steps


def _together(dimension: Dimension, chosen: list[tuple[str, str]]) -> str:
    """One name for one territory, `3 communes` for several."""
    if len(chosen) == 1:
        return chosen[0][1]
    return text.counted(len(chosen), *text.TERRITORY_NOUNS.french[dimension.value])


def choropleth(
    territories: Sequence[TerritoryValue],
    contours: Contours,
    selection: Selection,
    options: MapOptions,
) -> Json | None:
    """Return one count a territory, in the outlines' order, and class bounds; None when off."""
    if options.measure == "aucune":
        return None
    known = {t.code: t for t in territories}
    shown = [known.get(code) for code in contours.codes(options.level)]
    ordered = [value_of(t, options.measure) if t else OUTSIDE for t in shown]
    found = classes(ordered)
    return {
        "echelle": options.level,
        **_sent(shown, ordered, options.measure),
        "bornes": [c.low for c in found if c.low],
        "classes": [[c.low, c.high, c.areas] for c in found],
        "unite": _measure_unit(selection, options),
        "part": options.share is not None,
        "decimales": MEASURES[options.measure],
        "absence": text.NO_DATA[options.measure],
        "note": _small_note(small_areas(territories, options.measure), options),
    }


def _sent(
    shown: Sequence[TerritoryValue | None], ordered: Sequence[float | None], measure: str
) -> Json:
    """Values in the outlines' order. A density is sent as what it is made of: populations go once."""
    if measure != "densite":
        return {"valeurs": [v if v is None or v % 1 else int(v) for v in ordered]}
    return {
        "effectifs": [t.count if t else int(OUTSIDE) for t in shown],
        "populations": [t.population if t else 0 for t in shown],
    }


def _measure_unit(selection: Selection, options: MapOptions) -> str:
    counted = text.UNITS[selection.unit.value]
    named = {
        "densite": f"{counted} {tr(text.PER_INHABITANTS)}",
        "part_liberal": tr("% des personnes en libéral"),
        "part_localisee": tr("% des activités localisées"),
    }
    return named.get(options.measure, counted)


def _small_note(areas: int, options: MapOptions) -> str:
    """Say how many rates rest on few persons or activities; empty when none does."""
    if not areas:
        return ""
    base = "activites" if options.measure == "part_localisee" else "professionnels"
    what = text.counted(areas, *text.TERRITORY_NOUNS.french[options.level])
    return text.SMALL_NUMBERS[base].format(territoires=what, nombre=SMALL)


def map_table(
    territories: Sequence[TerritoryValue], selection: Selection, options: MapOptions
) -> Json:
    """Return the map in rows: the territories that hold most, each a cell that opens its sheet."""
    ranked = sorted(territories, key=lambda t: (-t.count, t.label))[:MAP_ROWS]
    table = territory_table(ranked, selection)
    columns, rows = table["colonnes"], table["lignes"]
    if options.share:
        columns = [*columns, text.MEASURES[options.measure]]
        rows = [[*row, [text.percent(t.part), t.part]] for row, t in zip(rows, ranked, strict=True)]
    linked = [
        [[label, None, f"{options.level}:{t.code}"], *others]
        for (label, *others), t in zip(rows, ranked, strict=True)
    ]
    more = len(territories) - len(ranked)
    note = tr(
        "Les {nombre} premiers territoires sur {total}\u00a0: choisissez un département pour voir "
        "les autres.",
        nombre=text.number(len(ranked)),
        total=text.number(len(territories)),
    )
    return {"colonnes": columns, "lignes": linked, "tri": 1, "note": note if more else ""}


def located(figures: KeyFigures) -> Json:
    """Who is on the map, and why the others are not located."""
    placed = figures.activites - figures.sans_position
    exact = placed - figures.au_centre_commune
    return {
        "phrase": tr(
            "{exactes} activités localisées sur {toutes}, {centre} au centre de leur commune, "
            "{hors} hors de la carte.",
            exactes=text.number(exact),
            toutes=text.number(figures.activites),
            centre=text.number(figures.au_centre_commune),
            hors=text.number(figures.sans_position),
        ),
        "sur_carte": placed,
        "raisons": [[tr(reason), text.number(n)] for reason, n in figures.raisons.items()],
    }


def relax(engine: Engine, selection: Selection) -> Json:
    """Return what to take off an empty selection: each filter, with what would be found."""
    ways: list[tuple[str, str, int]] = []
    for dimension, _ in selection.clauses:
        found = int(engine.mask(selection.without(dimension)).sum())
        ways.append((dimension.value, text.DIMENSION_SHORT[dimension.value], found))
    if selection.text:
        found = int(engine.mask(selection.search("")).sum())
        ways.append(("q", tr("Texte"), found))
    useful = sorted((way for way in ways if way[2]), key=lambda way: way[2], reverse=True)
    advice = (
        tr("Retirer un filtre\u00a0:")
        if useful
        else tr("Plusieurs filtres s’excluent\u00a0: effacez tout.")
    )
    phrase, meaning = _why_empty(engine, selection)
    return {
        "phrase": phrase,
        "conseil": f"{meaning} {advice}" if meaning else advice,
        "voies": [[d, name, text.counted(found, "activité")] for d, name, found in useful],
    }


def _why_empty(engine: Engine, selection: Selection) -> tuple[str, str]:
    """Return what is found nowhere, and where a text is looked for when it is the text."""
    if not selection.text or engine.mask(Selection(text=selection.text)).any():
        return _nothing(len(selection.clauses) + bool(selection.text)), ""
    return (
        tr("Aucune activité ne répond au texte «\u00a0{texte}\u00a0».", texte=selection.text),
        tr(
            "Un texte est cherché dans les noms, les structures, les rues, les communes et les "
            "numéros RPPS\u202f; pour une profession ou une spécialité, retirez-le et choisissez-la "
            "dans les filtres."
        ),
    )


def _nothing(filters: int) -> str:
    if filters == 1:
        return tr("Aucune activité ne répond à ce filtre.")
    return tr("Aucune activité ne répond à tous ces filtres à la fois.")


def announcement(figures: KeyFigures, filters: Sequence[Json]) -> str:
    """Return what a screen reader says: `7 300 professionnels, 8 120 activités ; filtres : …`."""
    said = {
        "personnes": text.counted(figures.professionnels, "professionnel"),
        "activites": text.counted(figures.activites, "activité"),
    }
    labels = ", ".join(chip["libelle"] for chip in filters)
    if not labels:
        return tr("{personnes}, {activites}, sans filtre.", **said)
    return tr("{personnes}, {activites}\u202f; filtres\u00a0: {filtres}.", **said, filtres=labels)
