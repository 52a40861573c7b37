"""The only way from the store to the network: hub files over HTTP, archives of packages through pip's own client.

A download is resumed where it broke off, hashed while it streams, and gets its final name only when its size and
SHA-256 are right. One process at a time works on a model; another one waits, and finds it done.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import httpx

from sorikit.core.errors import DownloadError, InvalidOption, OfflineError
from sorikit.core.events import Event, Notice, Progress
from sorikit.store.archives import pull_archives
from sorikit.store.catalogue import Embedded, Hub, ModelFile, Packaged
from sorikit.store.disk import DigestMismatchError, Expected, check, check_room
from sorikit.store.files import Shelf
from sorikit.store.locks import is_locked, locked
from sorikit.store.packages import locate_all
from sorikit.store.partial import PartialFile

HUB = "https://huggingface.co"
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
class PullOptions:
    """How to reach the network."""

    offline: bool = False
    """Refuse to."""
    hub: str = HUB
    """Base URL of the model hub, or of a mirror of it."""
    token: str | None = field(default=None, repr=False)
    """Access token, sent to the hub only (never to where it redirects)."""
    timeout: float = 20.0
    """Seconds without data after which a connection is given up."""
    retries: int = 5
    """Tries after the first, in a row without progress."""
    backoff: float = 1.0
    """Seconds before the first new try; doubles each time, up to 30."""

    def __post_init__(self) -> None:
        """Raise InvalidOption for a hub that is no URL."""
        if not self.hub.startswith(("https://", "http://")):
            raise InvalidOption(
                option="HF_ENDPOINT",
                detail=f"{self.hub!r} is not a URL such as {HUB}",
                detail_ko=f"{self.hub!r}은(는) {HUB} 같은 주소가 아닙니다",
            )


class _TryAgainError(Exception):
    """This attempt failed; the next one may work."""

    def __init__(self, detail: str, pause: float = 0.0) -> None:
        super().__init__(detail)
        self.pause = pause


class _RefusedError(Exception):
    """The server will not give the file, however often it is asked."""


@dataclass(frozen=True, slots=True)
class _Download:
    """One hub file to fetch, with all that is known of it."""

    name: str
    """For messages: ``model/file``."""
    file: ModelFile
    url: str
    expected: Expected
    git_sha1: str | None = None
    """Git's object name, which the hub gives for small files instead of a SHA-256."""


def pull(shelf: Shelf, options: PullOptions) -> Generator[Event, None, None]:
    """Download what is missing or damaged of a model into its shelf, yielding Progress and Notice.

    Raises OfflineError, DownloadError, DiskFull, CacheNotWritable, RuntimeMissing.
    """
    if not _wanted(shelf):
        return
    if options.offline:
        raise OfflineError(name=shelf.card.name)
    if is_locked(shelf.lock_path):
        yield Notice(
            f"{shelf.card.name}: another process is getting it; waiting.",
            f"{shelf.card.name}: 다른 프로세스가 받고 있어 기다립니다.",
        )
    with locked(shelf.lock_path):
        shelf.sweep()
        wanted = _wanted(shelf)  # asked again: whoever held the lock may have brought them
        yield from pull_archives(shelf, [file for file in wanted if not isinstance(file.source, Hub)])
        yield from _pull_hub(shelf, [file for file in wanted if isinstance(file.source, Hub)], options)


def _wanted(shelf: Shelf) -> list[ModelFile]:
    """Return the files that only the network can bring."""
    return [
        file
        for file in shelf.untrusted()
        if not isinstance(file.source, Embedded)
        and not (isinstance(file.source, Packaged) and locate_all(file.source))
        and shelf.fault(file)
    ]


def _pull_hub(shelf: Shelf, files: list[ModelFile], options: PullOptions) -> Generator[Event, None, None]:
    if not files:
        return
    headers = {"User-Agent": "sorikit", "Accept-Encoding": "identity"}
    if options.token:
        headers["Authorization"] = f"Bearer {options.token}"
    with httpx.Client(timeout=options.timeout, follow_redirects=True, headers=headers) as client:
        downloads = [_download_of(shelf, file, options) for file in files]
        if any(download.expected.sha256 is None for download in downloads):
            downloads = yield from _ask_hub(client, shelf, downloads, options)
        total = sum(download.expected.size or 0 for download in downloads)
        partials = [PartialFile(shelf.path(download.file)) for download in downloads]
        check_room(
            shelf.cache_folder,
            total - sum(partial.path.stat().st_size for partial in partials if partial.path.exists()),
        )
        done = 0
        for download, partial in zip(downloads, partials, strict=True):
            fetcher = _Fetcher(client, download, partial, options)
            for event in fetcher.run():
                yield event if isinstance(event, Notice) else Progress("download", done + event, total, "B")
            done += partial.size
            shelf.write_note(download.file, partial.sha256)


def _download_of(shelf: Shelf, file: ModelFile, options: PullOptions) -> _Download:
    assert isinstance(file.source, Hub)
    hub = file.source
    url = f"{options.hub.rstrip('/')}/{hub.repository}/resolve/{hub.revision}/{quote(hub.path)}"
    return _Download(f"{shelf.card.name}/{file.name}", file, url, Expected(file.size, file.sha256))


def _ask_hub(
    client: httpx.Client, shelf: Shelf, downloads: list[_Download], options: PullOptions
) -> Generator[Event, None, list[_Download]]:
    """Return the downloads with sizes and hashes from the hub's file list, where the catalogue has none.

    The list gives a SHA-256 for each file in large-file storage, and Git's object name for the others.
    Format: https://huggingface.co/docs/hub/api (``/api/models/REPO/tree/REVISION``).
    """
    source = downloads[0].file.source
    assert isinstance(source, Hub)
    url: str | None = f"{options.hub.rstrip('/')}/api/models/{source.repository}/tree/{source.revision}?recursive=true"
    rows: dict[str, tuple[int, str | None, str | None]] = {}
    while url:
        response = yield from _get(client, shelf.card.name, url, options)
        try:
            for row in response.json():
                large = row.get("lfs") or {}
                rows[row["path"]] = (int(large.get("size", row["size"])), large.get("oid"), row.get("oid"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DownloadError(name=shelf.card.name, detail="the hub's file list cannot be read") from error
        url = response.links.get("next", {}).get("url")
    answered = []
    for download in downloads:
        assert isinstance(download.file.source, Hub)
        size, sha256, git_sha1 = rows.get(download.file.source.path, (None, None, None))
        if size is None:
            raise DownloadError(name=shelf.card.name, detail=f"the hub has no {download.file.source.path}")
        known = download.expected
        expected = Expected(known.size or size, known.sha256 or sha256)
        answered.append(replace(download, expected=expected, git_sha1=None if expected.sha256 else git_sha1))
    return answered


def _get(client: httpx.Client, name: str, url: str, options: PullOptions) -> Generator[Event, None, httpx.Response]:
    """Fetch a small document, trying again like a download."""
    tries = _Tries(name, options)
    while True:
        failure: Exception
        try:
            response = client.get(url)
            _raise_for_status(response)
        except (httpx.RequestError, _TryAgainError) as error:
            failure = error
        except _RefusedError as error:
            raise DownloadError(name=name, detail=str(error)) from error
        else:
            return response
        yield tries.failed(failure)


def _raise_for_status(response: httpx.Response) -> None:
    """Raise _TryAgainError for what may pass, _RefusedError for what will not."""
    status = response.status_code
    if status < 400:
        return
    if status in (408, 425, 429) or status >= 500:
        after = response.headers.get("Retry-After", "")
        pause = min(float(after), _LONGEST_PAUSE) if after.isdigit() else 0.0
        raise _TryAgainError(f"the server answers {status}", pause)
    hints = {
        401: "the hub wants a token; set HF_TOKEN",
        403: "the hub refuses; ask for access on its page and set HF_TOKEN",
        404: "the hub has no such file",
    }
    raise _RefusedError(f"{hints.get(status, 'the server refuses')} (HTTP {status})")


class _Tries:
    """Counts failures in a row, waits between them, and gives up when there were too many."""

    def __init__(self, name: str, options: PullOptions) -> None:
        self._name, self._options = name, options
        self._failures = 0
        self._connected = False

    def succeeded(self) -> None:
        """Begin counting anew."""
        self._failures = 0

    def failed(self, error: Exception) -> Notice:
        """Wait, and return what to tell. Raises DownloadError after the last try."""
        detail = _reason(error)
        self._connected |= not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        limit = self._options.retries if self._connected else min(self._options.retries, _UNREACHED_LIMIT)
        if self._failures >= limit:
            raise DownloadError(name=self._name, detail=detail) from error
        pause = min(_LONGEST_PAUSE, self._options.backoff * 2**self._failures)
        time.sleep(max(pause, error.pause if isinstance(error, _TryAgainError) else 0.0))
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
    if isinstance(error, httpx.RequestError):
        return "the connection was cut"
    return str(error)


class _Fetcher:
    """Brings one file, over as many connections as it takes."""

    def __init__(self, client: httpx.Client, download: _Download, partial: PartialFile, options: PullOptions) -> None:
        self._client, self._download, self._partial, self._options = client, download, partial, options
        self._tries = _Tries(download.name, options)

    def run(self) -> Generator[int | Notice, None, None]:
        """Yield the bytes on disk as they grow, and a Notice for each new try. Publishes the file when it is right."""
        self._partial.open()
        wrong = 0
        try:
            while True:
                before = self._partial.size
                failure: Exception
                try:
                    yield from self._attempt()
                    self._check()
                except (httpx.RequestError, _TryAgainError) as error:
                    failure = error
                    if self._partial.size - before >= _GAIN_THAT_COUNTS:
                        self._tries.succeeded()
                except DigestMismatchError as error:
                    failure, wrong = error, wrong + 1
                    self._partial.restart()
                    if wrong >= _WRONG_BYTES_LIMIT:
                        raise DownloadError(name=self._download.name, detail=str(error)) from error
                except _RefusedError as error:
                    raise DownloadError(name=self._download.name, detail=str(error)) from error
                else:
                    self._partial.finish()
                    return
                yield self._tries.failed(failure)
        finally:
            self._partial.close()

    def _attempt(self) -> Iterator[int]:
        """One connection: ask for what is missing, write what comes. Returns when the server has sent it all."""
        expected, partial = self._download.expected, self._partial
        if expected.size is not None and partial.size == expected.size:
            return
        headers = {}
        if partial.size:
            headers["Range"] = f"bytes={partial.size}-"
            if partial.identity and not partial.identity.startswith("W/"):
                headers["If-Range"] = partial.identity
        with self._client.stream("GET", self._download.url, headers=headers) as response:
            self._begin(response)
            stall_at, received, told = time.monotonic() + self._options.timeout, 0, 0.0
            for chunk in response.iter_raw():  # as it comes: a chunk size would hold bytes back
                partial.append(chunk)
                received += len(chunk)
                now = time.monotonic()
                if expected.size is not None and partial.size > expected.size:
                    raise DigestMismatchError(f"more than {expected.size} bytes")
                if now - told >= _EVENT_INTERVAL:
                    told = now
                    yield partial.size
                if received >= _SLOWEST:
                    stall_at, received = now + self._options.timeout, 0
                elif now > stall_at:
                    raise _TryAgainError("the connection stalled")
        yield partial.size
        if expected.size is not None and partial.size < expected.size:
            raise _TryAgainError("the connection was cut")

    def _begin(self, response: httpx.Response) -> None:
        """Bring the partial file in line with what the server is about to send."""
        partial = self._partial
        etag = response.headers.get("ETag", "")
        if response.status_code == 416:  # nothing to send from there: what we have is not of this file
            partial.restart()
            raise _TryAgainError("the file on the server is shorter than what arrived")
        _raise_for_status(response)
        if response.status_code == 206:
            starts = response.headers.get("Content-Range", "").startswith(f"bytes {partial.size}-")
            if not starts or (partial.identity and etag and etag != partial.identity):
                partial.restart()
                raise _TryAgainError("the file on the server has changed")
        elif response.status_code == 200:  # the whole file: a first try, a new version, or a server without ranges
            length, size = response.headers.get("Content-Length", ""), self._download.expected.size
            if length.isdigit() and size is not None and int(length) != size:
                raise _TryAgainError(f"the server sends {length} bytes instead of {size}")  # a login page, mostly
            partial.restart(etag)
        else:
            raise _RefusedError(f"the server answers {response.status_code}")

    def _check(self) -> None:
        """Raise DigestMismatchError where the finished file is not the right one."""
        partial, download = self._partial, self._download
        check(Expected(partial.size, partial.sha256), download.expected)
        if download.git_sha1 is not None:
            digest = hashlib.sha1(b"blob %d\0" % partial.size, usedforsecurity=False)
            partial.read_into(digest)
            if digest.hexdigest() != download.git_sha1:
                raise DigestMismatchError(f"Git object {digest.hexdigest()[:12]}… instead of {download.git_sha1[:12]}…")
