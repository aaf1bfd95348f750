"""`GET /export.<format>?<state>`: exactly what the page shows under that state, as a file.

Plain addresses with the query string of the page, for people and scripts. CSV and Parquet hold
every column of the activities; XLSX and GeoJSON those of the table.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO

from flask import Blueprint, Response, request

from dashboard.engine import Engine
from dashboard.formats.csv import csv_lines
from dashboard.formats.geojson import geojson_pieces
from dashboard.formats.parquet import write_parquet
from dashboard.formats.provenance import Provenance, describe
from dashboard.formats.rows import RowIds, exported_rows
from dashboard.formats.xlsx import MAX_ROWS, write_xlsx
from dashboard.selection import Selection
from dashboard.spooled import file_response

Engines = Callable[[], Engine]
Pieces = Callable[[Engine, RowIds, Provenance], Iterator[bytes]]
Writer = Callable[[Engine, RowIds, Provenance, IO[bytes]], None]

CSV_TYPE = "text/csv; charset=utf-8; header=present"
GEOJSON_TYPE = "application/geo+json"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET_TYPE = "application/vnd.apache.parquet"

SPOOLED = 1_000_000
"""Bytes of a file kept in memory before it goes to the disk."""
WAIT_SECONDS = 60
TOO_MANY_ROWS = (
    "Une feuille XLSX contient au plus 1\u202f048\u202f575 lignes\u00a0: filtrez davantage, ou "
    "demandez le même export en CSV ou en Parquet."
)
UNKNOWN = "Il n’y a pas d’export {extension}\u00a0: demandez csv, xlsx, parquet ou geojson."
BUSY = "Trop d’exports en même temps\u00a0: réessayez dans une minute."


def _asked(engine: Engine) -> tuple[RowIds, Provenance]:
    selection = Selection.from_query(request.query_string.decode("utf-8", errors="replace"))
    rows = exported_rows(engine, selection)
    page = request.base_url.rpartition("/")[0] + "/"
    return rows, describe(engine, selection, len(rows), page)


def _name(provenance: Provenance, extension: str) -> str:
    safe = "".join(c for c in provenance.release if c.isascii() and (c.isalnum() or c in "-_"))
    parts = ["cigogne", provenance.short, safe or "export"]
    return f"{'-'.join(filter(None, parts))}.{extension}"


def _refused(status: int, message: str) -> Response:
    return Response(f"{message}\n", status, mimetype="text/plain")


def _attached(response: Response, provenance: Provenance, extension: str) -> Response:
    name = _name(provenance, extension)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _spooled(
    engine: Engine, asked: tuple[RowIds, Provenance], write: Writer, mimetype: str
) -> Response:
    """Return a file that `write` makes whole before the first byte leaves: a failure is a 500."""
    with ExitStack() as stack:
        out: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(SPOOLED))
        write(engine, *asked, out)
        size = out.seek(0, os.SEEK_END)
        out.seek(0)
        stack.pop_all()
    return file_response(out, size, mimetype)


def exports(engine_provider: Engines) -> Blueprint:
    """Return the blueprint of the exports; `engine_provider` gives the current engine."""
    blueprint = Blueprint("exports", __name__)
    one_workbook = threading.Semaphore(1)

    def streamed(pieces: Pieces, extension: str, mimetype: str) -> Response:
        engine = engine_provider()
        rows, provenance = _asked(engine)
        response = Response(pieces(engine, rows, provenance), content_type=mimetype)
        return _attached(response, provenance, extension)

    @blueprint.get("/export.csv")
    def as_csv() -> Response:
        return streamed(csv_lines, "csv", CSV_TYPE)

    @blueprint.get("/export.geojson")
    def as_geojson() -> Response:
        return streamed(geojson_pieces, "geojson", GEOJSON_TYPE)

    @blueprint.get("/export.parquet")
    def as_parquet() -> Response:
        engine = engine_provider()
        asked = _asked(engine)
        return _attached(_spooled(engine, asked, write_parquet, PARQUET_TYPE), asked[1], "parquet")

    @blueprint.get("/export.xlsx")
    def as_xlsx() -> Response:
        engine = engine_provider()
        asked = _asked(engine)
        if len(asked[0]) > MAX_ROWS:
            return _refused(422, TOO_MANY_ROWS)
        # A workbook takes a processor for seconds: one at a time, so that pages keep theirs.
        if not one_workbook.acquire(timeout=WAIT_SECONDS):
            return _refused(503, BUSY)
        try:
            return _attached(_spooled(engine, asked, write_xlsx, XLSX_TYPE), asked[1], "xlsx")
        finally:
            one_workbook.release()

    @blueprint.get("/export.<path:extension>")
    def other(extension: str) -> Response:
        return _refused(404, UNKNOWN.format(extension=extension[:20]))

    @blueprint.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return blueprint
