"""Which language a request is answered in: its own address, else the page's, else what was chosen last."""

from __future__ import annotations

from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Request, Response, g, request

from dashboard.languages import FRENCH, LANGUAGES, Language, using

PARAMETER = "langue"
"""In the page's address, and the name of the cookie that keeps it for the next visit."""
A_YEAR = 31_536_000
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
        return reply


def language_of(asked: Request) -> Language:
    """Return the language of a request; French for one that names none of ours.

    What a page asks for itself names that page (`Referer`): two tabs may speak two languages.
    """
    page = parse_qs(urlsplit(asked.referrer or "").query).get(PARAMETER, [""])[0]
    asked_for = (asked.args.get(PARAMETER, ""), page, asked.cookies.get(PARAMETER, ""))
    return next((LANGUAGES[code] for code in asked_for if code in LANGUAGES), FRENCH)
