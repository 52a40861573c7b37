"""The only way from the store to the network: hub files over HTTP, archives of packages through pip's own client.

A download is resumed where it broke off, hashed while it streams, and gets its final name only when its size and
SHA-256 are right. One process at a time works on a model; another one waits, and finds it done.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import httpx

from sorikit.core.errors import DownloadError, InvalidOption, OfflineError
from sorikit.core.events import Event, Notice, Progress
from sorikit.store.archives import pull_archives
from sorikit.store.catalogue import Embedded, Hub, ModelCard, ModelFile, Packaged
from sorikit.store.disk import Expected, check_room
from sorikit.store.files import Shelf
from sorikit.store.locks import is_locked, locked
from sorikit.store.packages import locate_all
from sorikit.store.partial import PartialFile
from sorikit.store.repositories import chosen_files, repository_card
from sorikit.store.transfer import (
    HEADERS,
    Patience,
    RefusedError,
    Transfer,
    Tries,
    TryAgainError,
    Wanted,
    raise_for_status,
)

HUB = "https://huggingface.co"
HINTS = {
    401: "the hub wants a token; set HF_TOKEN",
    403: "the hub refuses; ask for access on its page and set HF_TOKEN",
    404: "the hub has no such file",
}
"""HTTP status → what it means there."""


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

    @property
    def patience(self) -> Patience:
        """How long and how often the hub is asked."""
        return Patience(self.timeout, self.retries, self.backoff)

    def __post_init__(self) -> None:
        """Raise InvalidOption for a hub that is no URL."""
        if not self.hub.startswith(("https://", "http://")):
            raise InvalidOption(
                option="HF_ENDPOINT",
                detail=f"{self.hub!r} is not a URL such as {HUB}",
                detail_ko=f"{self.hub!r}은(는) {HUB} 같은 주소가 아닙니다",
            )


@dataclass(frozen=True, slots=True)
class _Download:
    """One hub file to fetch, with all that is known of it."""

    file: ModelFile
    wanted: Wanted
    """Its name, for messages, is ``model/file``."""


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


def look_up(repository: str, options: PullOptions) -> Generator[Event, None, ModelCard]:
    """Ask the hub for the newest commit of a repository and for its files; return its card.

    Raises OfflineError, and DownloadError where it is not there or holds no weights that can be used.
    """
    if options.offline:
        raise OfflineError(name=repository)
    with _client(options) as client:
        response = yield from _get(client, repository, f"{options.hub.rstrip('/')}/api/models/{repository}", options)
    try:
        document = response.json()
        names = [str(row["rfilename"]) for row in document["siblings"]]
        licensed = (document.get("cardData") or {}).get("license") or ""
        card = repository_card(repository, str(document["sha"]), chosen_files(names), str(licensed))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DownloadError(name=repository, detail="the hub's answer cannot be read") from error
    if not card.files:
        detail = (
            "it holds neither a CTranslate2 model nor safetensors; other weights could run code and are never fetched"
        )
        raise DownloadError(name=repository, detail=detail)
    return card


def _client(options: PullOptions) -> httpx.Client:
    headers = dict(HEADERS)
    if options.token:
        headers["Authorization"] = f"Bearer {options.token}"
    return httpx.Client(timeout=options.timeout, follow_redirects=True, headers=headers)


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
    with _client(options) as client:
        downloads = [_download_of(shelf, file, options) for file in files]
        if any(download.wanted.expected.sha256 is None for download in downloads):
            downloads = yield from _ask_hub(client, shelf, downloads, options)
        total = sum(download.wanted.expected.size or 0 for download in downloads)
        partials = [PartialFile(shelf.path(download.file)) for download in downloads]
        check_room(
            shelf.cache_folder,
            total - sum(partial.path.stat().st_size for partial in partials if partial.path.exists()),
        )
        done = 0
        for download, partial in zip(downloads, partials, strict=True):
            for event in Transfer(client, download.wanted, partial, options.patience).run():
                yield event if isinstance(event, Notice) else Progress("download", done + event, total, "B")
            done += partial.size
            shelf.write_note(download.file, partial.sha256)


def _download_of(shelf: Shelf, file: ModelFile, options: PullOptions) -> _Download:
    assert isinstance(file.source, Hub)
    hub = file.source
    url = f"{options.hub.rstrip('/')}/{hub.repository}/resolve/{hub.revision}/{quote(hub.path)}"
    name, expected = f"{shelf.card.name}/{file.name}", Expected(file.size, file.sha256)
    return _Download(file, Wanted(name, url, expected, hints=HINTS))


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
        known = download.wanted.expected
        expected = Expected(known.size or size, known.sha256 or sha256)
        wanted = replace(download.wanted, expected=expected, git_sha1=None if expected.sha256 else git_sha1)
        answered.append(replace(download, wanted=wanted))
    return answered


def _get(client: httpx.Client, name: str, url: str, options: PullOptions) -> Generator[Event, None, httpx.Response]:
    """Fetch a small document, trying again like a download."""
    tries = Tries(name, options.patience)
    while True:
        failure: Exception
        try:
            response = client.get(url)
            raise_for_status(response, HINTS)
        except (httpx.RequestError, TryAgainError) as error:
            failure = error
        except RefusedError as error:
            raise DownloadError(name=name, detail=str(error)) from error
        else:
            return response
        yield tries.failed(failure)
