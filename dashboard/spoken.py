"""Which language a request is answered in: its own address, else the page's, else what was chosen last."""

from __future__ import annotations

from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Request, Response, g, request

from dashboard.languages import FRENCH, LANGUAGES, Language, using

PARAMETER = "langue"
"""In the page's address, and the name of the cookie that keeps it for the next visit."""
A_YEAR = 31_536_000
SPOKEN = frozenset({"text/html", "application/json"})
"""What is in a language: a cache between us and the browser is told so."""
DOCUMENT = ("/", "/<path:path>")
"""How the names of Dash's two routes to the page end."""
FILES = frozenset({"exports", "api"})
"""Blueprints that answer files and programs: columns and messages are French, whoever asks."""


def listen(server: Flask, root: str) -> None:
    """Have every request answered in its language, and a language asked for be remembered."""

    @server.before_request
    def choose() -> None:
        g.spoken = ExitStack()
        french = request.blueprint in FILES
        g.spoken.enter_context(using(FRENCH if french else language_of(request)))

    @server.teardown_request
    def leave(_: BaseException | None) -> None:
        if "spoken" in g:  # the thread goes on to other work
            g.pop("spoken").close()

    @server.after_request
    def remember(reply: Response) -> Response:
        asked = request.args.get(PARAMETER, "")
        if asked in LANGUAGES and reply.mimetype == "text/html":
            reply.set_cookie(PARAMETER, asked, max_age=A_YEAR, path=root, samesite="Lax")
        if request.method == "GET" and reply.mimetype in SPOKEN:
            reply.vary.update(("Cookie", "Referer"))
        return reply


def language_of(asked: Request) -> Language:
    """Return the language of a request; French for one that names none of ours.

    A document: as its address says, else as was chosen last. What a page asks for itself: as that
    page's address says (`Referer`), where none is French, so that two tabs may speak two languages.
    """
    named = asked.args.get(PARAMETER)
    is_document = (asked.endpoint or "").endswith(DOCUMENT)
    if named is None and asked.referrer and not is_document:
        page = parse_qs(urlsplit(asked.referrer).query)
        named = page.get(PARAMETER, [FRENCH.code])[0]
    if named is None:
        named = asked.cookies.get(PARAMETER, "")
    return LANGUAGES.get(named, FRENCH)
