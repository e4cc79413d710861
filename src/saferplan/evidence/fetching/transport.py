"""Requests to one publisher: one connection at a time, a bounded number of tries, https only, sizes capped."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.request import proxy_bypass

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from saferplan.errors import FetchError, UsageError
from saferplan.evidence.fetching.politeness import LONGEST_ASKED_SECONDS, Pace
from saferplan.evidence.fetching.publishers import Publisher
from saferplan.evidence.fetching.trusting import address, is_trusted, may_follow

Result = TypeVar("Result")

TRIES_IN_VAIN = 5
TRIES_TO_CONNECT = 3
MOST_TRIES = 50
MOST_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS = 15.0, 60.0
CHUNK = 64 * 1024
LARGEST_DOCUMENT = 256 * 1024**2
REDIRECTS = {301, 302, 303, 307, 308}
# 304 and 416 answer a conditional or a partial request: what they mean is for the caller to say.
ANSWERS = {200, 206, 304, 416}
MISSING = frozenset({404, 410})
ZLIB_PACKINGS = {"gzip", "x-gzip", "deflate"}
MAY_PASS = {408, 425, 429, 500, 502, 503, 504}


class NotPublished(FetchError):
    """The publisher has no such file (yet)."""


class Unreachable(FetchError):
    """No connection to the publisher could be made."""


class TryAgain(Exception):
    """This attempt failed and another may not. `wait` is what the publisher asked for, in seconds."""

    def __init__(self, reason: str, *, wait: float | None = None, gained: bool = False, connected: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.gained, self.connected = reason, wait, gained, connected


@dataclass(frozen=True)
class Document:
    """A small answer, read whole and unpacked."""

    body: bytes
    headers: Mapping[str, str]


class Client:
    """Talks to one publisher. `base_url` stands in for the publisher's own address, for a mirror or a test."""

    def __init__(
        self,
        publisher: Publisher,
        *,
        base_url: str = "",
        pace: Pace | None = None,
        proxies: Mapping[str, str] | None = None,
        progress: Callable[[str, int, int | None], None] | None = None,
    ) -> None:
        if "@" in urlsplit(base_url).netloc:
            raise UsageError(
                f"the address of {address(base_url)} holds a name or a password",
                remedy="Give one without: it would be written into the list of fetched files.",
            )
        if base_url and not is_trusted(base_url):
            raise UsageError(f"the address '{base_url}' is not https", remedy="Give one that begins with https://.")
        self.publisher, self.base_url = publisher, base_url.rstrip("/")
        self.pace, self.progress = pace or Pace(), progress or _silent
        self.received = self.requests = 0
        self._proxies = dict(proxies or {})
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._unreachable: Unreachable | None = None

    def url(self, path: str) -> str:
        return (self.base_url or self.publisher.base) + path

    def rebased(self, url: str) -> str:
        """An address that the publisher gave, on the stand-in where there is one."""
        if not self.base_url:
            return url
        base, parts = urlsplit(self.base_url), urlsplit(url)
        return urlunsplit((base.scheme, base.netloc, base.path + parts.path, parts.query, ""))

    def error(self, problem: str, url: str, kind: type[FetchError] = FetchError, remedy: str = "") -> FetchError:
        """A FetchError about `url` (its query left out: it may hold a key) that says how to do without this command."""
        by_hand = f"Try again later, or download it from {self.publisher.by_hand} and run `saferplan load` on the file."
        parts = urlsplit(url)
        return kind(problem, where=f"{parts.scheme}://{address(url)}{parts.path}", remedy=remedy or by_hand)

    def persist(self, action: Callable[[], Result], url: str) -> Result:
        """Runs `action` until it no longer raises TryAgain, waiting in between; a bounded number of times.

        Failures count in a row: an attempt that brought the download forward starts the count again.
        """
        if self._unreachable:
            raise self._unreachable
        in_vain, last = 0, TryAgain("")
        for _ in range(MOST_TRIES):
            try:
                return action()
            except TryAgain as fault:
                in_vain = 1 if fault.gained else in_vain + 1
                last = fault
            if in_vain >= (TRIES_IN_VAIN if last.connected else TRIES_TO_CONNECT):
                break
            self._wait(last, in_vain, url)
        raise self._given_up(last, url)

    def _wait(self, fault: TryAgain, in_vain: int, url: str) -> None:
        if fault.wait is not None and fault.wait > LONGEST_ASKED_SECONDS:
            raise self.error(f"{fault.reason} and asks to wait {fault.wait / 60:.0f} minutes", url)
        self.pace.sleep(fault.wait if fault.wait is not None else self.pace.backoff(in_vain))

    def _given_up(self, fault: TryAgain, url: str) -> FetchError:
        if fault.connected:
            return self.error(f"{fault.reason}; given up after several tries", url)
        self._unreachable = Unreachable(
            f"{self.publisher.name} cannot be reached: {fault.reason}",
            where=address(url),
            remedy="Check that this machine is online and may reach it (a proxy is taken from HTTPS_PROXY). "
            f"Or download the files from {self.publisher.by_hand} on another and run `saferplan load` on them.",
        )
        return self._unreachable

    @contextmanager
    def exchange(
        self, url: str, headers: Mapping[str, str] | None = None, missing: frozenset[int] = MISSING
    ) -> Iterator[BaseHTTPResponse]:
        """One request and its answer (200, 206, 304 or 416), redirects followed. Raises TryAgain where it may pass."""
        response = self._follow(url, dict(headers or {}))
        try:
            self._judge(response, url, missing)
            yield response
        finally:
            # What was not read to its end cannot be used again; closing is cheaper than reading gigabytes.
            response.close()

    def _follow(self, url: str, headers: dict[str, str]) -> BaseHTTPResponse:
        for _ in range(MOST_REDIRECTS + 1):
            response = self._request(url, headers)
            if response.status not in REDIRECTS:
                return response
            target = urljoin(url, response.headers.get("Location", ""))
            response.close()
            if not may_follow(url, target):
                raise self.error(
                    f"it redirects to {address(target) or 'nowhere'} without https, or inside a network", url
                )
            url = target
        raise self.error(f"it redirects more than {MOST_REDIRECTS} times", url)

    def _request(self, url: str, headers: dict[str, str]) -> BaseHTTPResponse:
        if self.requests:
            self.pace.sleep(self.publisher.pause_seconds)
        self.requests += 1
        sent = {"User-Agent": user_agent(), "Accept-Encoding": "identity", **headers}
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        try:
            return self._pool(url).request(
                "GET", url, headers=sent, redirect=False, retries=False, preload_content=False, timeout=timeout
            )
        except SSLError as fault:
            raise self.error(
                f"its certificate is not trusted ({fault})",
                url,
                remedy="Where your organisation inspects traffic, name its root certificate in SSL_CERT_FILE.",
            ) from None
        except (NewConnectionError, ConnectTimeoutError, ProxyError) as fault:
            raise TryAgain(f"no connection ({type(fault).__name__})", connected=False) from None
        except LocationValueError:
            raise self.error("it is no address", url) from None
        except HTTPError as fault:
            raise TryAgain(f"the connection broke ({type(fault).__name__})") from None

    def _pool(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme, "")
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        if proxy not in self._pools:
            options: dict[str, Any] = {"num_pools": 4, "maxsize": 1}
            self._pools[proxy] = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
        return self._pools[proxy]

    def _judge(self, response: BaseHTTPResponse, url: str, missing: frozenset[int]) -> None:
        status = response.status
        if status in ANSWERS:
            if packing(response) not in {"", *ZLIB_PACKINGS}:
                raise self.error(f"it sent its answer packed as {packing(response)}, which was not asked for", url)
            return
        if status in missing:
            raise self.error(f"{self.publisher.name} has no such file (it answered {status})", url, NotPublished)
        if status in MAY_PASS:
            raise TryAgain(f"it answered {status}", wait=self.pace.asked(response.headers.get("Retry-After")))
        raise self.error(f"it answered {status}", url)

    def chunks(self, response: BaseHTTPResponse) -> Iterator[bytes]:
        """The body in pieces, unpacked; raises TryAgain where it is cut off, also inside its gzip."""
        # 32 + 15: zlib tells gzip and deflate apart by their first bytes.
        unpack = zlib.decompressobj(47) if packing(response) in ZLIB_PACKINGS else None
        try:
            for piece in response.stream(CHUNK, decode_content=False):
                self.received += len(piece)
                yield unpack.decompress(piece) if unpack else piece
        except HTTPError as fault:
            raise TryAgain(f"the connection broke in the middle ({type(fault).__name__})") from None
        except zlib.error:
            raise TryAgain("its compression is damaged") from None
        if unpack and not unpack.eof:
            raise TryAgain("its compression is cut off")

    def document(
        self, url: str, headers: Mapping[str, str] | None = None, missing: frozenset[int] = MISSING
    ) -> Document:
        """A small answer as a whole, asked for packed; tried again where that may help."""

        def read() -> Document:
            with self.exchange(url, {"Accept-Encoding": "gzip", **(headers or {})}, missing) as response:
                body = bytearray()
                for piece in self.chunks(response):
                    body += piece
                    if len(body) > LARGEST_DOCUMENT:
                        raise self.error(f"its answer is larger than {LARGEST_DOCUMENT // 1024**2} MiB", url)
                return Document(bytes(body), response.headers)

        return self.persist(read, url)

    def json(self, url: str) -> Any:
        """A JSON answer; raises FetchError where it is something else, such as a page for people."""
        body = self.document(url).body
        try:
            return json.loads(body)
        except ValueError:
            sent = "a web page" if looks_like_html(body[:1024]) else "something else"
            raise self.error(f"it sent {sent} in place of JSON", url) from None


def packing(response: BaseHTTPResponse) -> str:
    """How the body is packed, such as 'gzip'; empty where it is not."""
    return response.headers.get("Content-Encoding", "").lower().removeprefix("identity")


def _silent(name: str, received: int, total: int | None) -> None:
    """Progress that nobody watches."""


def looks_like_html(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<!--"))


def user_agent() -> str:
    return f"saferplan/{version('saferplan')} (community safety analysis) urllib3/{version('urllib3')}"
