"""Buttons of the page: what they do is an action of `assets/cigogne-5-actions.js`."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component


def icon_button(action: str, icon: str, label: str, class_name: str = "") -> html.Button:
    """Return a button that shows an icon, and says `label` to who hovers or listens."""
    return html.Button(
        html.Span(className=f"icon {icon}"),
        type="button",
        className=class_name,
        title=label,
        **{"data-action": action, "aria-label": label},
    )


def menu(
    name: str, icon: str, label: str, content: list[Component], look: str = ""
) -> html.Details:
    """Return a button that unfolds `content` under it; `look` is a class of the button."""
    return html.Details(
        [
            html.Summary(
                [html.Span(className=f"icon {icon}"), label], className=f"button {look}".rstrip()
            ),
            html.Div(content, className="menu-list"),
        ],
        id=name,
        className="menu",
    )
