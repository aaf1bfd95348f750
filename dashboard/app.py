"""The application: the only place that makes a `Dash`."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from dash import Dash, ctx, html, set_props
from flask import Flask
from flask_compress import Compress

from dashboard import text
from dashboard.answer import FACET_VALUES
from dashboard.api import Lookups, api
from dashboard.basemap import country_names
from dashboard.callbacks import register_all
from dashboard.choropleth import MEASURES, NO_MEASURE
from dashboard.contours import contours_blueprint
from dashboard.exchange import exchange
from dashboard.exports import exports
from dashboard.ids import StoreIds
from dashboard.languages import language, tr
from dashboard.layout import in_language, index_string, page
from dashboard.layout.charts import config
from dashboard.layout.table import grid, grid_script
from dashboard.packing import Packed
from dashboard.placenames import names_blueprint
from dashboard.polyfill import without_polyfill
from dashboard.releases import Release, Releases
from dashboard.security import secure
from dashboard.selection import MAX_VALUES, TERRITORY, Unit
from dashboard.settings import Settings, assets_folder
from dashboard.spoken import listen
from dashboard.tiles import TileArchive, tiles

log = logging.getLogger(__name__)

A_DAY = 86_400


def create_app(data: Path, settings: Settings | None = None) -> Dash:
    """Build the dashboard over the data directory `data`.

    Raises ReleaseMissingError, ManifestError or ContractError when there is no release to serve,
    TilesError when the archive of tiles that the settings name is none.
    """
    settings = settings or Settings()
    archive = TileArchive.open(settings.pmtiles) if settings.pmtiles else None
    releases = Releases(data)
    app = _Page(
        "cigogne",
        server=_server(),
        assets_folder=str(assets_folder()),
        assets_path_ignore=["vendor"],  # fetched when a chart is drawn, not with the page
        suppress_callback_exceptions=True,  # the table joins the page when one scrolls to it
        requests_pathname_prefix=settings.root,
        index_string=index_string(settings.root),
        title=text.PAGE["titre"],
        update_title=None,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        health_endpoint="health",
        enable_mcp=False,
        on_error=_said,
    )
    listen(app.server, settings.root)
    # a function: the page of a reload shows the release of that moment
    app.layout = lambda: _page(releases.current, settings, archive)
    register_all(app, releases, settings)
    app.server.register_blueprint(exchange(releases))
    app.server.register_blueprint(contours_blueprint(releases.current_contours))
    app.server.register_blueprint(names_blueprint(lambda: releases.current))
    app.server.register_blueprint(exports(releases.provider))
    lookups = Lookups(data, lambda: releases.provider.engine.directory.manifest)
    app.server.register_blueprint(api(lookups, settings))
    if archive:
        app.server.register_blueprint(tiles(archive))
    secure(app, settings.tile_url, settings.wms_url)
    return app


class _Page(Dash):  # type: ignore[misc]  # Dash has no types
    """A Dash whose document is in the language of who asks for it."""

    def interpolate_index(self, **parts: str) -> str:
        """Fill the document in; see Dash."""
        root = self.config.requests_pathname_prefix
        parts["scripts"] = without_polyfill(parts["scripts"], root)
        document: str = super().interpolate_index(**parts)
        return in_language(document)


def _server() -> Flask:
    """Return a Flask that compresses what it sends and refuses what no page of ours would post."""
    server = Flask("cigogne")
    server.config |= {
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "SEND_FILE_MAX_AGE_DEFAULT": A_DAY,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 5,
        "COMPRESS_STREAMS": True,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "application/json",
            "text/javascript",
            "application/javascript",
            "image/svg+xml",
        ],
    }
    Compress(server)
    server.after_request(Packed())  # after Compress in this text, before it in what happens
    return server


def _page(release: Release, settings: Settings, archive: TileArchive | None) -> html.Div:
    return page(release.manifest, setup_of(release, settings, archive), settings)


def setup_of(
    release: Release, settings: Settings, archive: TileArchive | None = None
) -> dict[str, Any]:
    """Return what the browser needs once: texts, root address, bounds, towns, names of levels."""
    return {
        "racine": settings.root,
        "edition": release.name,
        "emprise": list(release.bounds),
        "villes": release.towns(),
        "pays": [(tr(name), *place) for name, *place in country_names(release.bounds)],
        "fond": bool(settings.tile_url or settings.wms_url or archive),
        "archive": archive and {"zooms": archive.zooms, "attribution": archive.attribution},
        "niveaux": dict(text.LEVELS),
        "pourcent": language().percent,
        "graphe": config(),
        "tableau": {"script": grid_script(settings.root), "grille": grid().to_plotly_json()},
        "valeurs": FACET_VALUES,
        "valeurs_filtre": MAX_VALUES,
        "options": {
            "unite": [unit.value for unit in Unit],
            "mesure": [*MEASURES, NO_MEASURE],
            "echelle": [d.value for d in TERRITORY],
        },
        "textes": dict(text.PAGE),
    }


def _said(error: Exception) -> None:
    """Keep the trace of a failed callback, and have the page say it where its answer is waited for."""
    log.error("callback failed", exc_info=error)
    set_props(
        StoreIds.FAILURE, {"data": {"quand": time.time(), "sortie": ctx.outputs_grouping["id"]}}
    )
