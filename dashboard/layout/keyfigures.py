"""The strip of key figures; values are painted by the browser, definitions are here."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.ids import FigureIds
from dashboard.languages import tr


def key_figures() -> html.Section:
    """Return one card a figure: name, value, department and region beside, definition."""
    return html.Section(
        [card(key, *text.KEY_FIGURES[key]) for key in text.KEY_FIGURES],
        id=FigureIds.STRIP,
        className="figures",
        **{"aria-label": tr("Chiffres clés")},
    )


def card(key: str, label: str, definition: str) -> html.Div:
    """Return the card of figure `key`."""
    return html.Div(
        [
            html.Div(
                [
                    html.H2(label, id=f"chiffre-{key}-nom"),
                    html.Details(
                        [
                            html.Summary(
                                "?",
                                title=text.PAGE["definition"],
                                **{"aria-label": text.named(label, text.PAGE["definition"])},
                            ),
                            html.P(definition),
                        ],
                        className="definition",
                    ),
                ],
                className="figure-head",
            ),
            html.P(text.MISSING, className="figure-value", id=f"chiffre-{key}"),
            html.P(className="figure-unit", id=f"chiffre-{key}-unite"),
            html.Div(className="figure-past", id=f"chiffre-{key}-evolution"),
            html.Dl(className="figure-beside", id=f"chiffre-{key}-reperes"),
        ],
        className=f"figure figure-{key.replace('_', '-')}",
        role="group",
        **{"aria-labelledby": f"chiffre-{key}-nom"},
    )
