"""The routes of the API: parse, ask, answer; everything else is in the modules beside."""

from __future__ import annotations

import codecs
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge
from werkzeug.utils import secure_filename

from dashboard.api.csv import Answered, reverse_csv, search_csv
from dashboard.api.errors import BusyError, RefusedError
from dashboard.api.geocodejson import Members, reverse_answer, search_answer
from dashboard.api.lookups import Lookups
from dashboard.api.parameters import reverse_parameters, search_parameters
from dashboard.api.upload import CsvRequest
from dashboard.settings import Settings
from dashboard.spooled import file_response
from geocoder import Lookup

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
PREFIX = "/api"
JSON = "application/json; charset=utf-8"
RETRY_SECONDS = 30
"""Seconds after which a client that was told to come back may do so."""
FORM_BYTES = 100_000
"""Largest field of a form but the file."""
CHARSETS = {"utf-8-sig": "utf-8", "cp1252": "windows-1252", "mac-roman": "macintosh"}
"""Names that the Web gives to encodings where Python has others."""
FileAnswer = Callable[[Lookup, IO[bytes], CsvRequest], Answered]

BUSY = (
    "Un autre fichier est en cours de géocodage\u00a0: renvoyez le vôtre dans une minute, ou "
    "utilisez la commande « cigogne geocode »."
)
NO_FILE = (
    "Aucun fichier n’a été reçu\u00a0: envoyez le CSV dans le champ « data » d’un formulaire "
    "multipart, par exemple « curl -F data=@adresses.csv »."
)
BAD_FORM = "Le formulaire ne peut pas être lu\u00a0: envoyez-le en « multipart/form-data »."
UNKNOWN = "Cette adresse n’existe pas dans l’API\u00a0: voir la liste dans /api/."
FAILED = "An unexpected error has occurred"


def api(lookups: Lookups, settings: Settings) -> Blueprint:
    """Return the blueprint of the API over the geocoder that `lookups` gives."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    files = _Files(lookups, settings.csv_bytes)

    @blueprint.get("/search/", strict_slashes=False)
    def search() -> Response:
        asked = search_parameters(request.args)
        return _json(search_answer(lookups.ask(lambda found: found.search(asked)), asked))

    @blueprint.get("/reverse/", strict_slashes=False)
    def reverse() -> Response:
        asked = reverse_parameters(request.args)
        found = lookups.ask(
            lambda lookup: lookup.around.nearest(asked.lon, asked.lat, asked.kind, asked.limit)
        )
        return _json(reverse_answer(found, asked))

    @blueprint.post("/search/csv/", strict_slashes=False)
    def search_file() -> Response:
        return files.answer(search_csv)

    @blueprint.post("/reverse/csv/", strict_slashes=False)
    def reverse_file() -> Response:
        return files.answer(reverse_csv)

    @blueprint.get("/openapi.json")
    def description() -> Response:
        return Response((HERE / "openapi.json").read_bytes(), content_type=JSON)

    @blueprint.get("/", strict_slashes=False)
    def documentation() -> Response:
        page = (HERE / "page.html").read_text(encoding="utf-8")
        here = f"{settings.root}{PREFIX.strip('/')}"
        page = page.replace("{api}", here).replace("{racine}", settings.root)
        return Response(page, mimetype="text/html")

    @blueprint.route("/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def unknown(_: str) -> Response:
        return _json({"code": 404, "message": UNKNOWN}, 404)

    _handle_errors(blueprint)
    _add_headers(blueprint, settings)
    return blueprint


class _Files:
    """Geocodes what is posted: one file at a time in each process, so that pages are answered too."""

    def __init__(self, lookups: Lookups, most_bytes: int) -> None:
        self._lookups, self._most_bytes = lookups, most_bytes
        self._free = threading.Lock()

    def answer(self, work: FileAnswer) -> Response:
        """The posted file, worked on; BusyError while another one is."""
        request.max_content_length = self._most_bytes
        request.max_form_memory_size = FORM_BYTES
        posted = request.files.get("data")
        if posted is None:
            raise RefusedError(NO_FILE)
        asked = CsvRequest.of(request.form.to_dict(flat=False))
        stream: IO[bytes] = posted.stream
        if not self._free.acquire(blocking=False):
            raise BusyError(BUSY)
        try:
            done = self._lookups.ask(lambda lookup: work(lookup, stream, asked))
        finally:
            self._free.release()
        name = codecs.lookup(done.encoding).name
        charset = CHARSETS.get(name, name)
        response = file_response(done.stream, done.size, f"text/csv; charset={charset}")
        given = secure_filename(posted.filename or "") or "adresses.csv"
        response.headers.set("Content-Disposition", "attachment", filename=f"geocoded-{given}")
        return response


def _json(members: Members, status: int = 200) -> Response:
    return Response(orjson.dumps(members), status, content_type=JSON)


def _handle_errors(blueprint: Blueprint) -> None:
    """Answer every error as JSON, as the national service does."""

    @blueprint.errorhandler(RefusedError)
    def refused(error: RefusedError) -> Response:
        response = _json(error.body(), error.status)
        if error.status == BusyError.status:
            response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> Response:
        most = (request.max_content_length or 0) // 1_000_000
        message = (
            f"Le fichier dépasse {most}\u00a0Mo\u00a0: partagez-le en plusieurs, ou utilisez la "
            "commande « cigogne geocode », qui n’a pas de limite."
        )
        return _json({"code": 413, "message": message}, 413)

    @blueprint.errorhandler(BadRequest)
    def bad(_: BadRequest) -> Response:
        return _json({"code": 400, "message": BAD_FORM}, 400)

    @blueprint.errorhandler(Exception)
    def failed(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.error("a request to the API failed", exc_info=error)
        return _json({"code": 500, "message": FAILED}, 500)


def _add_headers(blueprint: Blueprint, settings: Settings) -> None:
    @blueprint.after_request
    def headers(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-cache"
        if settings.cross_origin and request.method in ("GET", "HEAD"):
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response
