"""Requests over urllib3: trusted authorities, proxy, redirects, retries, one sentence on failure."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions as web
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry, make_headers

from jobs.errors import JobError
from jobs.fetch import failures
from jobs.fetch.addresses import masked, redirected, same_origin, split_credentials
from jobs.fetch.errors import FetchError, StoppedError
from jobs.fetch.options import DOWNLOADS_AT_ONCE, FetchOptions

CONNECT_TIMEOUT_S = 10.0
BACKOFF_S, BACKOFF_MAX_S, JITTER_S = 0.5, 60.0, 0.5
"""Waits double from twice the first to the second; up to the third, at random, is added."""
RETRY_AFTER_MAX_S = 600
"""Longest wait that a server may ask for."""
UNREACHED_TRIES = 3
"""Tries to reach a server that does not answer at all."""
REDIRECTS = 5
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """The headers of an answer, its body yet to be read, and the address that gave it."""

    response: BaseHTTPResponse
    url: str

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status

    def header(self, name: str) -> str | None:
        """Value of a header; None when absent."""
        return self.response.headers.get(name)

    @property
    def length(self) -> int | None:
        """`Content-Length`, None when absent or no number."""
        text = self.header("Content-Length") or ""
        return int(text) if text.isascii() and text.isdigit() else None

    def finish(self) -> None:
        """Keep the connection for the next request: for an answer without a body, or a small one."""
        self.response.drain_conn()

    def drop(self) -> None:
        """Leave what is not read of the body: closes the connection unless all of it was."""
        self.response.close()


class PassingError(Exception):
    """A failure that may pass: what it is in one sentence, and what urllib3 made of it."""

    def __init__(self, sentence: FetchError, cause: web.HTTPError | BaseHTTPResponse) -> None:
        self.sentence, self.cause = sentence, cause
        super().__init__(str(sentence))


class Client:
    """Makes requests; shared by the threads that download.

    `say` tells of each wait; setting `stop` ends the waits, and the downloads too.
    """

    def __init__(self, options: FetchOptions, say: Callable[[str], None]) -> None:
        self._options, self._say = options, say
        self.stop = threading.Event()
        self._context = _context(options.ca_bundle)
        self._pools: dict[str | None, urllib3.PoolManager] = {}
        self._pool(options.proxy)  # a wrong --proxy is said before anything else
        tries = min(UNREACHED_TRIES, options.retries)
        self._retry = Retry(
            total=options.retries,
            connect=tries,
            other=tries,
            backoff_factor=BACKOFF_S,
            backoff_max=BACKOFF_MAX_S,
            backoff_jitter=JITTER_S,
            retry_after_max=RETRY_AFTER_MAX_S,
            status_forcelist=failures.PASSING,
        )

    def request(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask once, following redirects, which never leave https for http.

        Raises PassingError for what may pass, FetchError for a refused certificate or redirect.
        Any status outside `failures.PASSING` comes back as an answer.
        """
        asked = url
        for _ in range(REDIRECTS + 1):
            answer = self._ask(method, asked, headers, place=masked(url))
            location = answer.response.get_redirect_location()
            if not location:
                return answer
            answer.finish()
            target = redirected(asked, location)
            if not same_origin(asked, target):
                target = split_credentials(target)[0]
            elif (credentials := urlsplit(asked).netloc.rpartition("@")[0]) and "@" not in target:
                target = target.replace("://", f"://{credentials}@", 1)
            asked = target
        problem = f"redirects more than {REDIRECTS} times"
        raise FetchError(masked(url), problem, "check the address given to --source")

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.clear()

    def read(self, answer: Answer, url: str, limit: int) -> bytes:
        """Return at most `limit` bytes of a body. Raises PassingError when it is cut."""
        try:
            return answer.response.read(limit, decode_content=True)
        except web.HTTPError as error:
            raise self.failure(masked(url), error) from error
        finally:
            answer.drop()

    def patiently(
        self, url: str, attempt: Callable[[], T], reached: Callable[[], int] = lambda: 0
    ) -> T:
        """Return what `attempt` returns, tried again with growing waits while it fails.

        `reached` says how many bytes are safe: a try that got further than any before it is no
        failure in a row. Raises the FetchError of the last failure.
        """
        retry, best = self._retry, reached()
        while True:
            try:
                return attempt()
            except PassingError as failure:
                if reached() > best:
                    retry, best = self._retry, reached()
                retry = self._wait(retry, url, failure)

    def _wait(self, retry: Retry, url: str, failure: PassingError) -> Retry:
        """Count the failure and wait, as long as the server asks if it does."""
        cause, response = failure.cause, None
        try:
            if isinstance(cause, BaseHTTPResponse):
                response = cause
                retry = retry.increment("GET", masked(url), response=cause)
            else:
                retry = retry.increment("GET", masked(url), error=cause)
        except web.MaxRetryError:
            raise failure.sentence from failure
        pause = _asked_pause(retry, response)
        if pause is None:
            pause = retry.get_backoff_time()
        if pause > 0:
            self._say(f"{failure.sentence.problem}; trying again in {pause:.0f} s")
            (self._options.pause or self.stop.wait)(pause)
        if self.stop.is_set():
            raise StoppedError(failure.sentence.place)
        return retry

    def _ask(self, method: str, url: str, headers: Mapping[str, str], place: str) -> Answer:
        bare, credentials = split_credentials(url)
        sent = {"Accept-Encoding": "identity", "User-Agent": "cigogne", **headers}
        if credentials:
            sent |= make_headers(basic_auth=credentials)
        try:
            response = self._pool(self._proxy_for(bare)).urlopen(
                method,
                bare,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=self._timeout(),
            )
        except web.LocationValueError as error:
            raise FetchError(place, "is no address", "check --source") from error
        except web.HTTPError as error:
            raise self.failure(place, error) from error
        if response.status in failures.PASSING:
            response.drain_conn()
            raise PassingError(failures.of_status(place, response.status), response)
        return Answer(response, url)

    def failure(self, place: str, error: web.HTTPError) -> FetchError | PassingError:
        """Return what to raise for an exception of urllib3."""
        sentence = failures.of_exception(place, error, self._options.timeout_s)
        return sentence if failures.is_certificate(error) else PassingError(sentence, error)

    def _timeout(self) -> urllib3.Timeout:
        silent = self._options.timeout_s
        return urllib3.Timeout(connect=min(CONNECT_TIMEOUT_S, silent), read=silent)

    def _proxy_for(self, url: str) -> str | None:
        """Return the proxy of a URL: --proxy, else what the environment says, never to itself."""
        if self._options.proxy:
            return self._options.proxy
        parts = urlsplit(url)
        host = parts.hostname or ""
        found = getproxies()
        if host in LOOPBACK or proxy_bypass(host):
            return None
        return found.get(parts.scheme, found.get("all"))

    def _pool(self, proxy: str | None) -> urllib3.PoolManager:
        if proxy not in self._pools:  # two threads may make one each: the later is kept
            self._pools[proxy] = self._new_pool(proxy)
        return self._pools[proxy]

    def _new_pool(self, proxy: str | None) -> urllib3.PoolManager:
        if not proxy:
            return urllib3.PoolManager(maxsize=DOWNLOADS_AT_ONCE, ssl_context=self._context)
        bare, credentials = split_credentials(proxy if "://" in proxy else f"http://{proxy}")
        headers = make_headers(proxy_basic_auth=credentials) if credentials else None
        try:
            return urllib3.ProxyManager(
                bare,
                maxsize=DOWNLOADS_AT_ONCE,
                proxy_headers=headers,
                ssl_context=self._context,
                proxy_ssl_context=self._context,
            )
        except (web.ProxySchemeUnknown, web.LocationValueError) as error:
            problem = f"{masked(bare)}: is no HTTP proxy"
            raise JobError(problem, "give one as http://HOST:PORT") from error


def _asked_pause(retry: Retry, response: BaseHTTPResponse | None) -> float | None:
    """Seconds that the server asks to wait; None when it does not, or says no time."""
    if response is None:
        return None
    try:
        return retry.get_retry_after(response)
    except web.InvalidHeader:
        return None


def _context(bundle: Path | None) -> ssl.SSLContext:
    """Trust the authorities of the system, and those of `bundle` too.

    Raises JobError when the bundle holds no certificate that can be read.
    """
    context = ssl.create_default_context()
    if bundle is not None:
        try:
            context.load_verify_locations(cafile=str(bundle))
        except (ssl.SSLError, OSError) as error:
            problem = f"{bundle}: holds no certificate that can be read"
            raise JobError(problem, "give a file in PEM form to --ca-bundle") from error
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # an intermediate alone is enough
    return context
