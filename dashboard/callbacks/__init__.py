"""Callbacks: the browser's own, and the server's; each parses, asks the engine, returns."""

from __future__ import annotations

from dash import Dash

from dashboard.callbacks import browser, detail, facets, folds, territories
from dashboard.releases import Releases
from dashboard.settings import Settings


def register_all(app: Dash, releases: Releases, settings: Settings) -> None:
    """Register every callback of the page on `app`."""
    browser.register(app)
    facets.register(app, releases)
    folds.register(app, releases)
    detail.register(app, releases, settings)
    territories.register(app, releases)
