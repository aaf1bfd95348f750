"""Which language a request is answered in: its own address, else the page's, else what was chosen last."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Flask, Request, Response, request

from dashboard.languages import FRENCH, LANGUAGES, Language, speak

PARAMETER = "langue"
"""In the page's address, and the name of the cookie that keeps it for the next visit."""
A_YEAR = 31_536_000
FILES = frozenset({"exports", "api"})
"""Blueprints that answer files and programs: columns and messages are French, whoever asks."""


def listen(server: Flask, root: str) -> None:
    """Have every request answered in its language, and a language asked for be remembered."""

    @server.before_request
    def choose() -> None:
        speak(FRENCH if request.blueprint in FILES else language_of(request))

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
