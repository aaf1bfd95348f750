"""The menu of exports: exactly what is filtered, in four formats, by plain addresses."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html

from dashboard import text
from dashboard.ids import TableIds
from dashboard.languages import tr
from dashboard.layout.buttons import menu


@dataclass(frozen=True, slots=True)
class Format:
    """One file format: extension, name, what for, and bytes a row measured on a region's release."""

    extension: str
    name: str
    use: str
    row_bytes: int
    most_rows: int | None = None
    """rows beyond which the server refuses; None: no limit"""


FORMATS = (
    Format("xlsx", "Excel (XLSX)", "colonnes de lecture, prêt à filtrer", 130, 1_048_575),
    Format("csv", "CSV", "toutes les colonnes, pour les scripts et les tableurs", 960),
    Format("parquet", "Parquet", "toutes les colonnes, pour Python, R, DuckDB", 95),
    Format("geojson", "GeoJSON", "points et colonnes de lecture, pour QGIS", 850),
)


def exports_menu(root: str) -> html.Details:
    """Return the menu; the browser writes the addresses, the rows and the sizes to expect."""
    return menu(
        TableIds.EXPORTS,
        "icon-download",
        text.PAGE["exporter"],
        [
            html.P(className="exports-count", id=TableIds.EXPORT_COUNT),
            html.Ul([html.Li(_link(one, root)) for one in FORMATS]),
            html.P(text.PAGE["exporter_aide"], className="menu-note"),
        ],
        "primary",
    )


def _link(one: Format, root: str) -> html.A:
    limit = {} if one.most_rows is None else {"data-most": str(one.most_rows)}
    return html.A(
        [
            html.Strong(one.name),
            html.Span(className="export-size"),
            html.Span(tr(one.use), className="export-use"),
        ],
        id=f"{TableIds.EXPORT}{one.extension}",
        href=f"{root}export.{one.extension}",
        download="",
        **{"data-export": one.extension, "data-row-bytes": str(one.row_bytes), **limit},
    )
