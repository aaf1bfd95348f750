"""One state in, one answer out: everything the page paints, from one view of the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dashboard import text
from dashboard.charts import drawn_charts
from dashboard.choropleth import MapOptions, breaks, value_of
from dashboard.contours import Contours
from dashboard.engine import Engine
from dashboard.engine.types import Bounds, FacetValue, KeyFigures, TerritoryValue
from dashboard.map import feature_collection
from dashboard.selection import TERRITORY, Dimension, Selection

FACET_VALUES = 12
"""Values of a facet sent with each view; « Afficher plus » and the search ask for others."""

OUTSIDE = -1.0
"""Value of an area outside the territory chosen; null is « no data »."""

Json = dict[str, Any]
Facets = dict[Dimension, list[FacetValue]]
Read = Callable[[KeyFigures], str]


def answer(engine: Engine, contours: Contours, state: object, bounds: Bounds, zoom: int) -> Json:
    """Everything the page shows under `state` (whatever a browser sent) and the map's window."""
    selection, options = Selection.from_json(state), MapOptions.from_json(state)
    view = engine.view(selection, bounds, zoom, options.level)
    figures, facets = view.key_figures, listed(engine, selection, view.facets)
    return {
        "requete": selection.to_query(),
        "unite": selection.unit.value,
        "carte": {"mesure": options.measure, "echelle": options.level},
        "jetons": chips(selection, facets),
        "fil": trail(selection, facets),
        "chiffres": key_figures(figures, selection, view.facets),
        "facettes": {d.value: facet_rows(first(values)) for d, values in facets.items()},
        "grappes": feature_collection(view.clusters),
        "aplat": choropleth(view.territories, contours, selection, options),
        "territoires": territory_table(view.territories, selection, options.level),
        "localises": located(figures),
        "graphes": drawn_charts(engine, selection, view.facets, figures),
        "total": figures.activites,
        "compte": text.counted(figures.activites, "activité"),
        "vide": relax(engine, selection) if not figures.activites else None,
        "annonce": announcement(figures, selection, facets),
    }


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


def label_of(value: FacetValue) -> str:
    """Return the data's label of a value; levels of location are codes, labelled here."""
    return text.LEVELS.get(value.code, value.label) if value.code == value.label else value.label


def chosen_labels(
    selection: Selection, facets: dict[Dimension, list[FacetValue]], dimension: Dimension
) -> list[tuple[str, str]]:
    """Return the codes chosen in `dimension` with their labels; an unknown code is its own."""
    labels = {v.code: label_of(v) for v in facets.get(dimension, [])}
    return [(code, labels.get(code, code)) for code in selection.values(dimension)]


def chips(selection: Selection, facets: dict[Dimension, list[FacetValue]]) -> list[Json]:
    """One chip a filter, that can be taken off alone."""
    found: list[Json] = [
        {"dimension": d.value, "code": code, "nom": text.DIMENSION_SHORT[d.value], "libelle": label}
        for d in Dimension
        for code, label in chosen_labels(selection, facets, d)
    ]
    if selection.text:
        quoted = f"«{text.NBSP}{selection.text}{text.NBSP}»"
        found.append({"dimension": "q", "code": "", "nom": "Texte", "libelle": quoted})
    return found


def trail(selection: Selection, facets: dict[Dimension, list[FacetValue]]) -> list[Json]:
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
    nouns = {Dimension.DEPARTEMENT: "départements", Dimension.EPCI: "EPCI"}
    return f"{len(chosen)}{text.NBSP}{nouns.get(dimension, 'communes')}"


def key_figures(
    figures: KeyFigures, selection: Selection, facets: dict[Dimension, list[FacetValue]]
) -> Json:
    """Each figure: value as written, its unit or note, and `[scope, value]` beside it."""
    scopes = _scopes(figures, selection)
    absent = figures.professions_absentes
    return {
        "professionnels": _figure(
            text.number(figures.professionnels), "personnes", scopes, _persons
        ),
        "densite": _figure(
            text.number(figures.densite, 1), "pour 10\u202f000 hab.", scopes, _density
        ),
        "part_liberal": _figure(
            text.percent(figures.part_liberal), "des personnes", scopes, _liberal
        ),
        "activites": _figure(text.number(figures.activites), "lignes d’exercice", scopes, _rows),
        "lieux_exercice": _figure(
            text.number(figures.lieux_exercice), "sites distincts", scopes, _sites
        ),
        "part_localisee": _figure(
            text.percent(figures.part_localisee, 1), "des activités", scopes, _located
        ),
        "absentes": {
            "valeur": text.number(len(absent)),
            "unite": ", ".join(absent) or "aucune ne manque",
            "reperes": [],
        },
    }


def _figure(value: str, unit: str, scopes: list[tuple[str, KeyFigures]], read: Read) -> Json:
    return {"valeur": value, "unite": unit, "reperes": [[name, read(k)] for name, k in scopes]}


def _persons(figures: KeyFigures) -> str:
    return text.number(figures.professionnels)


def _density(figures: KeyFigures) -> str:
    return text.number(figures.densite, 1)


def _liberal(figures: KeyFigures) -> str:
    return text.percent(figures.part_liberal)


def _rows(figures: KeyFigures) -> str:
    return text.number(figures.activites)


def _sites(figures: KeyFigures) -> str:
    return text.number(figures.lieux_exercice)


def _located(figures: KeyFigures) -> str:
    return text.percent(figures.part_localisee, 1)


def _scopes(figures: KeyFigures, selection: Selection) -> list[tuple[str, KeyFigures]]:
    """Return the scopes to compare with: department(s) around a smaller territory, the region."""
    smaller = selection.values(Dimension.EPCI) or selection.values(Dimension.COMMUNE)
    found: list[tuple[str, KeyFigures]] = []
    if figures.departement and smaller:
        several = len(figures.departements) > 1
        found.append(("Départements" if several else "Département", figures.departement))
    if figures.region and any(selection.values(d) for d in TERRITORY):
        found.append(("Région", figures.region))
    return found


def choropleth(
    territories: Sequence[TerritoryValue],
    contours: Contours,
    selection: Selection,
    options: MapOptions,
) -> Json | None:
    """Return one value a territory, in the outlines' order, and class bounds; None when off."""
    if options.measure == "aucune":
        return None
    values = {t.code: value_of(t, options.measure) for t in territories}
    ordered = [values.get(code, OUTSIDE) for code in contours.codes(options.level)]
    decimals = 1 if options.measure == "densite" else 0
    return {
        "echelle": options.level,
        "valeurs": [None if v is None else round(v, decimals) for v in ordered],
        "bornes": breaks([v for v in ordered if v is not None and v != OUTSIDE]),
        "unite": _measure_unit(selection, options),
        "decimales": decimals,
    }


def _measure_unit(selection: Selection, options: MapOptions) -> str:
    counted = text.UNITS[selection.unit.value]
    return f"{counted} pour 10\u202f000 hab." if options.measure == "densite" else counted


def territory_table(
    territories: Sequence[TerritoryValue], selection: Selection, level: str
) -> Json:
    """Return the map in rows: the hundred territories that hold most, for who does not see it."""
    ranked = sorted(territories, key=lambda t: (-t.count, t.label))[:100]
    return {
        "colonnes": [
            "Territoire",
            text.UNITS[selection.unit.value].capitalize(),
            "Population",
            "Pour 10\u202f000 hab.",
        ],
        "lignes": [
            [t.label, text.number(t.count), text.number(t.population), text.number(t.densite, 1)]
            for t in ranked
        ],
        "fiches": [f"{level}:{t.code}" for t in ranked],
    }


def located(figures: KeyFigures) -> Json:
    """Who is on the map, and why the others are not at their address."""
    placed = figures.activites - figures.sans_position
    exact = placed - figures.au_centre_commune
    return {
        "phrase": f"{text.number(exact)} activités sur {text.number(figures.activites)} "
        "à leur adresse, "
        f"{text.number(figures.au_centre_commune)} au centre de leur commune, "
        f"{text.number(figures.sans_position)} hors de la carte.",
        "sur_carte": placed,
        "raisons": [[reason, text.number(n)] for reason, n in figures.raisons.items()],
    }


def relax(engine: Engine, selection: Selection) -> Json:
    """Return what to take off an empty selection: each filter, with what would be found."""
    ways: list[tuple[str, str, int]] = []
    for dimension, _ in selection.clauses:
        found = int(engine.mask(selection.without(dimension)).sum())
        ways.append((dimension.value, text.DIMENSION_SHORT[dimension.value], found))
    if selection.text:
        found = int(engine.mask(selection.search("")).sum())
        ways.append(("q", "Texte", found))
    useful = sorted((way for way in ways if way[2]), key=lambda way: way[2], reverse=True)
    return {
        "phrase": "Aucune activité ne répond à tous ces filtres à la fois.",
        "conseil": "Retirer un filtre\u00a0:"
        if useful
        else "Plusieurs filtres s’excluent\u00a0: effacez tout.",
        "voies": [[d, name, text.counted(found, "activité")] for d, name, found in useful],
    }


def announcement(
    figures: KeyFigures, selection: Selection, facets: dict[Dimension, list[FacetValue]]
) -> str:
    """Return what a screen reader says: `7 300 professionnels, 8 120 activités ; filtres : …`."""
    said = (
        f"{text.counted(figures.professionnels, 'professionnel')}, "
        f"{text.counted(figures.activites, 'activité')}"
    )
    labels = [chip["libelle"] for chip in chips(selection, facets)]
    return (
        f"{said}\u202f; filtres\u00a0: {', '.join(labels)}." if labels else f"{said}, sans filtre."
    )
