"""Ids of everything the callbacks and the page's JavaScript address, by panel."""

from __future__ import annotations

from enum import StrEnum


class StoreIds(StrEnum):
    """What goes between the page's script and the server's callbacks."""

    SETUP = "reglages"
    """What the browser needs once: texts, root address, region's bounds, release."""
    FACET_SEARCH = "facette-demandee"
    FACET_FOUND = "facette-recue"
    FOLD_OPENED = "tableaux-demandes"
    FOLD_FOUND = "tableaux-recus"
    TERRITORY_SEARCH = "territoire-demande"
    TERRITORY_FOUND = "territoire-recu"
    DETAIL_REQUEST = "fiche-demandee"
    TABLE_WANTED = "tableau-voulu"
    """Written when one comes near the table, until it has come."""
    DONE = "peint"
    FAILURE = "panne"
    """Written when a callback of the server fails: the page says it at once."""


class ShellIds(StrEnum):
    """Header, banner, live region, notices."""

    TRAIL = "fil-territoire"
    VINTAGES = "millesimes"
    STATUS = "annonce"
    NOTICE = "avis"
    DONE = "fait"
    HELP = "aide"
    LANGUAGE = "langue"
    PRINTED = "imprime"
    """On paper only: the day, and the address that shows this view again."""
    MAIN = "contenu"


class FilterIds(StrEnum):
    """The filter panel and the chips."""

    PANEL = "filtres"
    TEXT = "recherche"
    TERRITORY = "territoire"
    PLACES = "territoire-liste"
    CHOSEN_PLACE = "territoire-choisi"
    CHIPS = "jetons"
    EMPTY = "resultat-vide"


class FigureIds(StrEnum):
    """Key figures."""

    STRIP = "chiffres"


class MapIds(StrEnum):
    """The map and what surrounds it."""

    MAP = "carte"
    LEGEND = "legende"
    LOCATED = "localises"
    TABLE = "territoires-tableau"


class ChartIds(StrEnum):
    """Charts; each has a table at `<id>-tableau`, a title at `<id>-titre`, a sentence at `<id>-seul`."""

    PROFESSIONS = "graphe-professions"
    MODES = "graphe-modes"
    SPECIALITIES = "graphe-specialites"
    STRUCTURES = "graphe-structures"
    TERRITORIES = "graphe-territoires"
    DENSITY = "graphe-densite"


class TableIds(StrEnum):
    """The table of activities."""

    GRID = "tableau"
    """Joins the page when one comes near `PLACE`."""
    PLACE = "tableau-place"
    PRINTED = "tableau-imprime"
    """The rows as paper holds them."""
    COUNT = "tableau-compte"
    COLUMNS = "colonnes"
    EXPORTS = "exports"
    EXPORT_COUNT = "exports-compte"
    EXPORT = "export-"
    """Followed by the format: `export-csv`."""


class SheetIds(StrEnum):
    """The dialog of sheets, and what is open in it."""

    DIALOG = "fiche"
    BODY = "fiche-contenu"


def table_of(chart: str) -> str:
    """Id of the table that holds the figures of `chart`."""
    return f"{chart}-tableau"
