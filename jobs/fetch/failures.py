"""What went wrong with a request, as one sentence; which failures may pass."""

from __future__ import annotations

from http import HTTPStatus

from urllib3 import exceptions as web

from jobs.fetch.errors import AGAIN, CARRY_IN, FetchError

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses that may pass: the request is made again."""

_NETWORK = f"check the network and the proxy (--proxy), or {CARRY_IN}"
_CERTIFICATE = (
    "give the certificate of the authority that signed it, or of the proxy that replaces it, with "
    "--ca-bundle FILE"
)
_PERMANENT = {
    401: "check the name and password in the address",
    403: "check that this machine may read it",
    407: "give the proxy's name and password, --proxy http://NAME:PASSWORD@HOST:PORT",
    511: "sign in to the network, then run the command again",
}


def of_status(place: str, status: int) -> FetchError:
    """Return the error for an HTTP status."""
    known = {s.value: s.phrase for s in HTTPStatus}
    problem = f"the server answers {status} {known.get(status, '')}".rstrip()
    advice = AGAIN if status in PASSING else f"check the address, or {CARRY_IN}"
    return FetchError(place, problem, _PERMANENT.get(status, advice))


def of_exception(place: str, error: web.HTTPError, timeout_s: float) -> FetchError:
    """Return the error for an exception of the network library, without its addresses."""
    cause = error.original_error if isinstance(error, web.ProxyError) else error
    if isinstance(cause, web.HTTPError) and is_certificate(cause):
        return FetchError(
            place, f"its certificate is not trusted ({_verdict(cause)})", _CERTIFICATE
        )
    if isinstance(error, web.ProxyError):
        if " 407 " in f"{error.original_error} ":
            return of_status(place, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)
        return FetchError(place, "the proxy does not let through", "check --proxy or HTTPS_PROXY")
    if isinstance(error, web.NameResolutionError):
        return FetchError(place, "the name of the server is unknown", _NETWORK)
    if isinstance(error, web.NewConnectionError):
        return FetchError(place, "the server cannot be reached", _NETWORK)
    if isinstance(error, web.ConnectTimeoutError):
        return FetchError(place, f"the server does not answer within {timeout_s:g} s", _NETWORK)
    if isinstance(error, web.ReadTimeoutError):
        return FetchError(place, f"the server sent nothing for {timeout_s:g} s", AGAIN)
    if isinstance(error, web.SSLError):
        return FetchError(place, f"no secure connection ({_verdict(error)})", _NETWORK)
    if isinstance(error, web.DecodeError):
        return FetchError(place, "what the server sends cannot be unpacked", AGAIN)
    return FetchError(place, "the connection was cut before the end of the file", AGAIN)


def is_certificate(error: web.HTTPError) -> bool:
    """Whether a certificate was refused, which no second try will mend."""
    cause = error.original_error if isinstance(error, web.ProxyError) else error
    return isinstance(cause, web.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(cause)


def _verdict(error: Exception) -> str:
    """`[SSL: CERTIFICATE_VERIFY_FAILED] …: self-signed … (_ssl.c:992)` -> `self-signed …`."""
    text = str(error).rpartition("(_ssl.c")[0] or str(error)
    return text.rpartition("failed: ")[2].strip("() '\",") or "unknown reason"
