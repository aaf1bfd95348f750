"""Key figures as the page writes them: value, gap to the territories around, evolution."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from dashboard import text
from dashboard.engine import Engine
from dashboard.engine.types import KeyFigures
from dashboard.history import History, HistoryPoint, Moves, Past, cell_of
from dashboard.languages import language, tr
from dashboard.selection import TERRITORY, Dimension, Selection

Json = dict[str, Any]
Number = float | None


class Measure(NamedTuple):
    """How one figure is read, written, compared and followed."""

    unit: str
    read: Callable[[KeyFigures], Number]
    write: Callable[[Number], str]
    gap: Callable[[Number, Number], str]
    past: Callable[[HistoryPoint], Number] | None = None


def _part(own: Number, around: Number) -> str:
    """Return what part of the territory around a count is: `9 %`."""
    return text.percent(own / around, 1 if own / around < 0.01 else 0) if own and around else ""


def _difference(own: float, around: float, decimals: int) -> tuple[float, str]:
    """Return the gap between two numbers as they are shown, in their unit, and `+1,2`, `−3`; `=` for none.

    98,1 % beside 97,6 % is `+0,5`, whatever their other decimals are.
    """
    gap = round(round(own, decimals) - round(around, decimals), decimals) + 0.0
    sign = "+" if gap > 0 else ""
    return gap, f"{sign}{text.number(gap, decimals)}" if gap else "="


def density_gap(own: Number, around: Number) -> str:
    """Return the gap between two rates for 10,000: `+1,2`, `−0,4`, `=`; empty where one is not known."""
    return "" if own is None or around is None else _difference(own, around, 1)[1]


def points_gap(own: Number, around: Number, decimals: int = 0) -> str:
    """Return the gap between two shares (0 to 1), in points of percentage written with `decimals`.

    `+0,5 pt`, `−3 pts`, `=`; empty where one is not known.
    """
    if own is None or around is None:
        return ""
    gap, said = _difference(100 * own, 100 * around, decimals)
    if not gap:
        return said
    return said + (tr("\u00a0pt") if language().is_single(abs(gap)) else tr("\u00a0pts"))


def _rate(part: int, whole: int) -> Number:
    return part / whole if whole else None


MEASURES: dict[str, Measure] = {
    "professionnels": Measure(
        "personnes",
        lambda k: k.professionnels,
        text.number,
        _part,
        lambda p: p.professionnels,
    ),
    "densite": Measure(
        text.PER_INHABITANTS, lambda k: k.densite, lambda v: text.number(v, 1), density_gap
    ),
    "part_liberal": Measure(
        "des personnes",
        lambda k: k.part_liberal,
        text.percent,
        points_gap,
        lambda p: _rate(p.liberaux, p.professionnels),
    ),
    "activites": Measure(
        "lignes d’exercice", lambda k: k.activites, text.number, _part, lambda p: p.activites
    ),
    "lieux_exercice": Measure("sites distincts", lambda k: k.lieux_exercice, text.number, _part),
    "part_localisee": Measure(
        "des activités",
        lambda k: k.part_localisee,
        lambda v: text.percent(v, 1),
        partial(points_gap, decimals=1),
        lambda p: _rate(p.localisees, p.activites),
    ),
}


def key_figures(figures: KeyFigures, selection: Selection, past: Past | None = None) -> Json:
    """Each figure: value, unit or note, `[scope, value, gap]` beside it, evolution if known."""
    scopes = _scopes(figures, selection)
    found = {key: _figure(measure, figures, scopes, past) for key, measure in MEASURES.items()}
    if past and past.moves:
        found["professionnels"]["mouvements"] = _moves(past.moves)
    absent = figures.professions_absentes
    found["absentes"] = {
        "valeur": text.number(len(absent)),
        "unite": ", ".join(absent) or tr("aucune ne manque"),
        "reperes": [],
    }
    return found


def _figure(
    measure: Measure, figures: KeyFigures, scopes: list[tuple[str, KeyFigures]], past: Past | None
) -> Json:
    own = measure.read(figures)
    beside = [
        [name, measure.write(around), measure.gap(own, around)]
        for name, around in ((name, measure.read(k)) for name, k in scopes)
    ]
    found: Json = {"valeur": measure.write(own), "unite": tr(measure.unit), "reperes": beside}
    if past and measure.past:
        found |= _evolution(measure, measure.past, past)
    return found


def _evolution(measure: Measure, read: Callable[[HistoryPoint], Number], past: Past) -> Json:
    """Return the points of a small line and the sentence that says it; nothing with a hole."""
    values = [value for point in past.points if (value := read(point)) is not None]
    if len(values) < len(past.points):
        return {}
    first, last = past.points[0].vintage, past.points[-1].vintage
    said = tr(
        "{debut} le {premier}, {fin} le {dernier} ({nombre}\u00a0éditions)",
        debut=measure.write(values[0]),
        premier=text.day(first),
        fin=measure.write(values[-1]),
        dernier=text.day(last),
        nombre=len(values),
    )
    return {"evolution": [round(float(v), 4) for v in values], "evolution_dite": said}


def _moves(moves: Moves) -> str:
    """Return `+12 arrivées, −8 départs depuis le 24/08/2026`."""
    came = text.counted(moves.arrived, "arrivée")
    left = text.counted(moves.left, "départ")
    return tr(
        "{arrivees}, {departs} depuis le\u00a0{jour}",
        arrivees=came,
        departs=left,
        jour=text.day(moves.since),
    )


def past_of(
    engine: Engine, selection: Selection, figures: KeyFigures, history: History | None
) -> Past | None:
    """Return the past of exactly what is selected; None when the history does not say it.

    It must end where the page is: a history that disagrees with the figures is not shown.
    """
    if history is None or not engine.is_one_area(selection):
        return None
    cell = cell_of(selection, engine.region)
    past = history.of(cell, engine.directory.folder.name) if cell else None
    if past is None:
        return None
    now = past.points[-1]
    agrees = (now.professionnels, now.activites) == (figures.professionnels, figures.activites)
    return past if agrees else None


def _scopes(figures: KeyFigures, selection: Selection) -> list[tuple[str, KeyFigures]]:
    """Return the scopes to compare with: department(s) around a smaller territory, the region."""
    smaller = selection.values(Dimension.EPCI) or selection.values(Dimension.COMMUNE)
    found: list[tuple[str, KeyFigures]] = []
    if figures.departement and smaller:
        found.append((text.PAGE["departement_court"], figures.departement))
    if figures.region and any(selection.values(d) for d in TERRITORY):
        found.append((text.PAGE["region_court"], figures.region))
    return found
