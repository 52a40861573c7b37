"""A recording at an address: brought to a file, only when a person typed the address.

A cut download goes on where it broke off, also in the next run; what is too large, takes too long or is a web page is
refused in one sentence.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from sorikit.core.errors import CacheNotWritable, DownloadError, InvalidOption, OutputNotWritable
from sorikit.core.events import Event, Notice, Progress
from sorikit.store.partial import PartialFile
from sorikit.store.transfer import HEADERS, Patience, Transfer, Wanted

HINTS = {
    401: "the server wants a password",
    403: "the server refuses; the address may have expired",
    404: "there is nothing at this address",
    410: "there is nothing at this address any more",
}
"""HTTP status → what it means for a recording."""
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What is taken from the network, and how patiently."""

    max_bytes: int = 4_000_000_000
    """A larger recording is refused: some 4 days of MP3, or 6 hours of CD quality."""
    max_seconds: float = 6 * 3600.0
    """A download that takes longer is given up (what arrived is kept)."""
    patience: Patience = field(default_factory=Patience)


def is_url(source: str) -> bool:
    """Return whether ``source`` is written like an address (``scheme://…``)."""
    return bool(_URL.match(source))


def check_url(url: str) -> None:
    """Raise InvalidOption for an address that is not http or https, or names no server."""
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise InvalidOption(
            option=url,
            detail="only addresses that begin with https:// or http:// can be fetched",
            detail_ko="https:// 나 http:// 로 시작하는 주소만 받을 수 있습니다",
        )


def name_of_url(url: str) -> str:
    """Return a file name for what lies at ``url``: the last part of its path, made safe.

    >>> name_of_url("https://example.org/talks/keynote%202026.mp3?key=1")
    'keynote 2026.mp3'
    """
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    safe = _UNSAFE.sub("_", last).strip(" .")[-_LONGEST_NAME:]
    return safe or _UNSAFE.sub("_", parts.hostname or "recording")


def unchanged(url: str, version: str, options: FetchOptions | None = None) -> bool:
    """Ask whether what lies at ``url`` is still of the ``version`` that ``fetch`` returned; nothing is brought.

    False where the server cannot tell, or does not answer: ``fetch`` then finds out why.
    """
    if not version:
        return False
    patience = (options or FetchOptions()).patience
    etag = version.startswith(('"', 'W/"'))
    headers = {**HEADERS, "If-None-Match" if etag else "If-Modified-Since": version}
    try:
        with (
            httpx.Client(timeout=patience.timeout, follow_redirects=True, headers=headers) as client,
            client.stream("GET", url) as response,
        ):
            return response.status_code == httpx.codes.NOT_MODIFIED
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def fetch(url: str, target: Path, options: FetchOptions | None = None) -> Generator[Event, None, str]:
    """Bring what lies at ``url`` to ``target``, yielding Progress ("download", bytes) and Notice.

    A ``target`` that is there is taken as it is; the beginning of one, left by a run that was cut off, is gone on with
    where the server can prove that it is still the same file. Returns what the server calls this version of it, for
    ``unchanged``; empty where it does not say, or nothing was brought. Raises InvalidOption, DownloadError, DiskFull or
    OutputNotWritable.
    """
    wishes = options or FetchOptions()
    check_url(url)
    if target.exists():
        return ""
    partial = PartialFile(target)
    if not partial.identity:  # whose beginning it is cannot be told
        with contextlib.suppress(OSError):
            partial.path.unlink()
    wanted = Wanted(
        shown_url(url), url, hints=HINTS, max_bytes=wishes.max_bytes, refused_types=("text/html", "application/xhtml")
    )
    deadline = time.monotonic() + wishes.max_seconds
    try:
        with httpx.Client(timeout=wishes.patience.timeout, follow_redirects=True, headers=HEADERS) as client:
            transfer = Transfer(client, wanted, partial, wishes.patience)
            for event in transfer.run():
                if isinstance(event, Notice):
                    yield event
                else:
                    yield Progress("download", event, max(transfer.total or 0, event), "B")
                if time.monotonic() > deadline:
                    raise _too_long(wanted.name, wishes.max_seconds)
            return transfer.version
    except httpx.InvalidURL as error:
        raise InvalidOption(
            option=url, detail="is not an address that can be opened", detail_ko="열 수 없는 주소입니다"
        ) from error
    except CacheNotWritable as error:
        raise OutputNotWritable(**error.fields) from error


def shown_url(url: str) -> str:
    """Return an address for messages, without a password and without what stands behind ``?``."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def _too_long(name: str, seconds: float) -> DownloadError:
    return DownloadError(
        name=name, detail=f"it takes longer than {seconds:g} s", detail_ko=f"{seconds:g}초가 넘게 걸립니다"
    )
