"""URLs as they may be shown, and what a redirect may do."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from jobs.fetch.errors import FetchError

SCHEMES = ("http", "https")


def is_url(text: str) -> bool:
    """Tell an address on the network from a path."""
    return text.lower().startswith(("http://", "https://"))


def masked(url: str) -> str:
    """`https://me:secret@host/x` -> `https://***@host/x`; a path comes back as it is."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc="***@" + parts.netloc.rpartition("@")[2]))


def split_credentials(url: str) -> tuple[str, str | None]:
    """`https://me:se%40cret@host/x` -> (`https://host/x`, `me:se@cret`); None without any."""
    parts = urlsplit(url)
    credentials, found, host = parts.netloc.rpartition("@")
    bare = urlunsplit(parts._replace(netloc=host))
    return bare, unquote(credentials) if found else None


def same_origin(left: str, right: str) -> bool:
    """Whether two URLs name the same scheme, host and port."""
    first, second = urlsplit(left), urlsplit(right)
    return (first.scheme, first.hostname, first.port) == (
        second.scheme,
        second.hostname,
        second.port,
    )


def redirected(url: str, location: str) -> str:
    """Address that a redirect from `url` leads to.

    Raises FetchError when it leaves https for http, or the web.
    """
    target = urljoin(url, location)
    scheme = urlsplit(target).scheme.lower()
    if scheme not in SCHEMES or (urlsplit(url).scheme == "https" and scheme == "http"):
        problem = f"redirects to {masked(target)}, which is not protected as it is"
        raise FetchError(masked(url), problem, "give the new address to --source if it is right")
    return target


def base_name(url: str) -> str:
    """Last part of the path of a URL, decoded: `adresses-67.csv.gz`."""
    return PurePosixPath(unquote(urlsplit(url).path)).name
