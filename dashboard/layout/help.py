"""The dialog that explains the page: a few sentences, the words it counts in, the keys."""

from __future__ import annotations

from dash import html

from dashboard import text
from dashboard.ids import ShellIds
from dashboard.languages import tr


def help_dialog() -> html.Dialog:
    """Return a native dialog: the browser keeps the focus inside and Escape closes it."""
    return html.Dialog(
        html.Div(
            [
                html.H2(text.PAGE["aide"], id=f"{ShellIds.HELP}-titre"),
                *(html.P(sentence) for sentence in text.HELP),
                html.H3(tr("Définitions")),
                html.Dl([_definition(key) for key in text.HELP_WORDS], className="words"),
                html.H3(tr("Au clavier")),
                html.Dl(
                    [html.Div([html.Dt(key), html.Dd(effect)]) for key, effect in text.KEYS],
                    className="keys",
                ),
                html.Button(
                    text.PAGE["fermer"],
                    type="button",
                    className="button primary",
                    **{"data-action": "fermer-aide"},
                ),
            ],
            className="help-body",
        ),
        id=ShellIds.HELP,
        className="help",
        **{"aria-labelledby": f"{ShellIds.HELP}-titre"},
    )


def _definition(key: str) -> html.Div:
    """Return a word as the key figure of that name defines it."""
    name, said = text.KEY_FIGURES[key]
    return html.Div([html.Dt(name), html.Dd(said)])
