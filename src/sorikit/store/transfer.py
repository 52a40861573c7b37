"""One file over HTTP, over as many connections as it takes: resumed where it broke off, hashed while it streams.

What a model's file (``pull``) and a recording's address (``fetch``) have in common. A file gets its final name only when it
is whole; what arrived of it survives the process.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field

import httpx

from sorikit.core.errors import DownloadError, DownloadRefused
from sorikit.core.events import Notice
from sorikit.store.disk import DigestMismatchError, Expected, check
from sorikit.store.partial import PartialFile

HEADERS = {"User-Agent": "sorikit", "Accept-Encoding": "identity"}
"""Sent with every request: bytes as they lie on the server, so that ranges of them mean something."""
_LONGEST_PAUSE = 30.0
_GAIN_THAT_COUNTS = 1 << 20
"""A try that brought this many bytes is no failure: the count of failures begins anew."""
_SLOWEST = 1024
"""Bytes that must arrive within one ``timeout``; below that a connection is taken for stalled."""
_EVENT_INTERVAL = 0.1
_UNREACHED_LIMIT = 2
"""New tries where no server was ever reached: without a network, a person should not wait for half a minute."""
_WRONG_BYTES_LIMIT = 2
"""How often a finished file may have the wrong hash before we believe that the server means it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often a server is asked."""

    timeout: float = 20.0
    """Seconds without data after which a connection is given up."""
    retries: int = 5
    """Tries after the first, in a row without progress."""
    backoff: float = 1.0
    """Seconds before the first new try; doubles each time, up to 30."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to bring, with all that is known of it."""

    name: str
    """For messages."""
    url: str
    expected: Expected = field(default_factory=Expected)
    git_sha1: str | None = None
    """Git's object name, which the model hub gives for small files instead of a SHA-256."""
    hints: Mapping[int, str] = field(default_factory=dict)
    """HTTP status → what it means on this server."""
    max_bytes: int | None = None
    """A longer file is refused."""
    refused_types: tuple[str, ...] = ()
    """Content types that cannot be what is wanted, with their beginnings: ``text/html``."""


class TryAgainError(Exception):
    """This attempt failed; the next one may work."""

    def __init__(self, detail: str, pause: float = 0.0) -> None:
        super().__init__(detail)
        self.pause = pause


class RefusedError(Exception):
    """The server will not give the file, however often it is asked; or we will not take it."""

    def __init__(self, detail: str, detail_ko: str = "") -> None:
        super().__init__(detail)
        self.detail_ko = detail_ko or detail


def raise_for_status(response: httpx.Response, hints: Mapping[int, str]) -> None:
    """Raise TryAgainError for what may pass, RefusedError for what will not."""
    status = response.status_code
    if status < 400:
        return
    if status in (408, 425, 429) or status >= 500:
        after = response.headers.get("Retry-After", "")
        pause = min(float(after), _LONGEST_PAUSE) if after.isdigit() else 0.0
        raise TryAgainError(f"the server answers {status}", pause)
    raise RefusedError(f"{hints.get(status, 'the server refuses')} (HTTP {status})")


class Tries:
    """Counts failures in a row, waits between them, and gives up when there were too many."""

    def __init__(self, name: str, patience: Patience) -> None:
        self._name, self._patience = name, patience
        self._failures = 0
        self._connected = False

    def succeeded(self) -> None:
        """Begin counting anew."""
        self._failures = 0

    def failed(self, error: Exception) -> Notice:
        """Wait, and return what to tell. Raises DownloadError after the last try."""
        detail = _reason(error)
        self._connected |= not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        limit = self._patience.retries if self._connected else min(self._patience.retries, _UNREACHED_LIMIT)
        if self._failures >= limit:
            raise DownloadError(name=self._name, detail=detail) from error
        pause = min(_LONGEST_PAUSE, self._patience.backoff * 2**self._failures)
        time.sleep(max(pause, error.pause if isinstance(error, TryAgainError) else 0.0))
        self._failures += 1
        count = f"{self._failures}/{limit}"
        return Notice(
            f"{self._name}: {detail}; trying again ({count}).", f"{self._name}: {detail}; 다시 시도합니다({count})."
        )


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "no connection to the server"
    if isinstance(error, httpx.TimeoutException):
        return "the connection stalled"
    if isinstance(error, httpx.TooManyRedirects):
        return "the server redirects in circles"
    if isinstance(error, httpx.UnsupportedProtocol):
        return "the server redirects to something that is not http"
    if isinstance(error, httpx.RequestError):
        return "the connection was cut"
    return str(error)


class Transfer:
    """Brings one file into its partial file, over as many connections as it takes."""

    def __init__(self, client: httpx.Client, wanted: Wanted, partial: PartialFile, patience: Patience) -> None:
        self._client, self._wanted, self._partial, self._patience = client, wanted, partial, patience
        self._tries = Tries(wanted.name, patience)
        self.total: int | None = wanted.expected.size
        """Bytes of the whole file, as soon as anybody knows."""
        self.version = ""
        """What the server calls this version: its ETag, else the time of its last change; empty where it says neither."""

    def run(self) -> Generator[int | Notice, None, None]:
        """Yield the bytes on disk as they grow, and a Notice for each new try. Publishes the file when it is right.

        Raises DownloadError, DiskFull, CacheNotWritable.
        """
        self._partial.open()
        wrong = 0
        try:
            while True:
                before = self._partial.size
                failure: Exception
                try:
                    yield from self._attempt()
                    self._check()
                except (httpx.RequestError, TryAgainError) as error:
                    failure = error
                    if self._partial.size - before >= _GAIN_THAT_COUNTS:
                        self._tries.succeeded()
                except DigestMismatchError as error:
                    failure, wrong = error, wrong + 1
                    self._partial.restart()
                    if wrong >= _WRONG_BYTES_LIMIT:
                        raise DownloadError(name=self._wanted.name, detail=str(error)) from error
                except RefusedError as error:
                    raise DownloadRefused(
                        name=self._wanted.name, detail=str(error), detail_ko=error.detail_ko
                    ) from error
                else:
                    self._partial.finish()
                    return
                yield self._tries.failed(failure)
        finally:
            self._partial.close()

    def _attempt(self) -> Iterator[int]:
        """One connection: ask for what is missing, write what comes. Returns when the server has sent it all."""
        expected, partial = self._wanted.expected, self._partial
        if expected.size is not None and partial.size == expected.size:
            return
        headers = {}
        if partial.size:
            headers["Range"] = f"bytes={partial.size}-"
            if partial.identity and not partial.identity.startswith("W/"):
                headers["If-Range"] = partial.identity
        with self._client.stream("GET", self._wanted.url, headers=headers) as response:
            self._begin(response)
            stall_at, received, told = time.monotonic() + self._patience.timeout, 0, 0.0
            for chunk in response.iter_raw():  # as it comes: a chunk size would hold bytes back
                partial.append(chunk)
                self._check_length(partial.size)
                received += len(chunk)
                now = time.monotonic()
                if now - told >= _EVENT_INTERVAL:
                    told = now
                    yield partial.size
                if received >= _SLOWEST:
                    stall_at, received = now + self._patience.timeout, 0
                elif now > stall_at:
                    raise TryAgainError("the connection stalled")
        yield partial.size
        if expected.size is not None and partial.size < expected.size:
            raise TryAgainError("the connection was cut")

    def _begin(self, response: httpx.Response) -> None:
        """Bring the partial file in line with what the server is about to send."""
        partial = self._partial
        etag = response.headers.get("ETag", "")
        if response.status_code == 416:  # nothing to send from there: what we have is not of this file
            partial.restart()
            raise TryAgainError("the file on the server is shorter than what arrived")
        raise_for_status(response, self._wanted.hints)
        length = response.headers.get("Content-Length", "")
        self._check_type(response.headers.get("Content-Type", ""))
        if response.status_code == 206:
            starts = response.headers.get("Content-Range", "").startswith(f"bytes {partial.size}-")
            if not starts or (partial.identity and etag and etag != partial.identity):
                partial.restart()
                raise TryAgainError("the file on the server has changed")
        elif response.status_code == 200:  # the whole file: a first try, a new version, or a server without ranges
            size = self._wanted.expected.size
            if length.isdigit() and size is not None and int(length) != size:
                raise TryAgainError(f"the server sends {length} bytes instead of {size}")  # a login page, mostly
            partial.restart(etag)
        else:
            raise RefusedError(f"the server answers {response.status_code}")
        self.version = etag or response.headers.get("Last-Modified", "")
        if self.total is None and length.isdigit():
            self.total = partial.size + int(length)
            self._check_length(self.total)

    def _check_type(self, content_type: str) -> None:
        if content_type.lower().startswith(self._wanted.refused_types):
            raise RefusedError(
                "the address leads to a web page, not to a recording",
                "녹음 파일이 아니라 웹 페이지로 이어지는 주소입니다",
            )

    def _check_length(self, size: int) -> None:
        expected, limit = self._wanted.expected.size, self._wanted.max_bytes
        if expected is not None and size > expected:
            raise DigestMismatchError(f"more than {expected} bytes")
        if limit is not None and size > limit:
            raise RefusedError(
                f"it is larger than {limit / 1e6:,.0f} MB, the most that is taken",
                f"받을 수 있는 크기 {limit / 1e6:,.0f} MB보다 큽니다",
            )

    def _check(self) -> None:
        """Raise DigestMismatchError where the finished file is not the right one."""
        partial, wanted = self._partial, self._wanted
        check(Expected(partial.size, partial.sha256), wanted.expected)
        if wanted.git_sha1 is not None:
            digest = hashlib.sha1(b"blob %d\0" % partial.size, usedforsecurity=False)
            partial.read_into(digest)
            if digest.hexdigest() != wanted.git_sha1:
                raise DigestMismatchError(f"Git object {digest.hexdigest()[:12]}… instead of {wanted.git_sha1[:12]}…")
