"""`python -m dashboard --data DIR --host H --port P --workers N`: serve the dashboard."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dashboard.errors import DashboardError
from dashboard.server import create_wsgi, run
from dashboard.settings import Settings
from refdata.errors import RefdataError


def main(arguments: list[str] | None = None) -> int:
    """Parse, load, serve; 1 with one sentence on stderr when there is nothing to serve."""
    options = _parser().parse_args(arguments)
    address = f"http://{options.host}:{options.port}{options.root}"
    settings = Settings(
        root=options.root,
        tile_url=options.tiles,
        wms_url=options.wms,
        wms_layers=options.wms_layers,
        pmtiles=options.pmtiles,
        cross_origin=options.cross_origin,
        csv_bytes=options.csv_megabytes * 1_000_000,
        contact=options.contact,
    )
    try:
        wsgi = create_wsgi(options.data, settings)
    except (DashboardError, RefdataError) as error:
        sys.stderr.write(f"cigogne: {error}\n")
        return 1

    def ready() -> None:
        sys.stderr.write(f"{address}\n")
        sys.stderr.flush()

    run(wsgi, options.host, options.port, options.workers, ready)
    return 0


def _parser() -> argparse.ArgumentParser:
    given = os.environ
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(given.get("CIGOGNE_DATA", "data")))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--root", default="/", help="address below the host, with both slashes")
    parser.add_argument("--tiles", default=given.get("CIGOGNE_TILE_URL"), help="intranet tiles")
    parser.add_argument("--wms", default=given.get("CIGOGNE_WMS_URL"), help="intranet WMS server")
    parser.add_argument(
        "--wms-layers",
        default=given.get("CIGOGNE_WMS_LAYERS", ""),
        help="layers of the WMS server, separated by commas",
    )
    archive = given.get("CIGOGNE_PMTILES")
    parser.add_argument(
        "--pmtiles",
        type=Path,
        default=Path(archive) if archive else None,
        help="PMTiles archive of images, on this machine's disk",
    )
    parser.add_argument(
        "--cross-origin",
        action=argparse.BooleanOptionalAction,
        default=given.get("CIGOGNE_CROSS_ORIGIN", "1") not in {"0", "no", "false"},
        help="let pages of other origins read what /api answers to a GET",
    )
    parser.add_argument(
        "--csv-megabytes",
        type=int,
        default=int(given.get("CIGOGNE_CSV_MEGABYTES", "50")),
        help="largest file that may be posted to /api",
    )
    parser.add_argument(
        "--contact",
        default=given.get("CIGOGNE_CONTACT"),
        help="who answers for this deployment, shown on the quality page: an e-mail, an address",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
