"""What a folder of results remembers from run to run: whose names they are, and what is finished.

One file of JSON lines, appended under a lock and flushed to the disk. A line cut short by a crash or a full disk is passed
over and does no harm to the next one: each begins on a line of its own. Several runs may share a folder at once; ``refresh``
reads what the others wrote.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sorikit.apps.recordings import WORK_FOLDER
from sorikit.core.codecs import write_error
from sorikit.core.errors import CacheNotWritable, InvalidDocument, OutputNotWritable
from sorikit.core.text import Transcript
from sorikit.formats.serial import from_plain, to_plain
from sorikit.store.locks import locked

JOURNAL = "transcribe.jsonl"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a transcript came to, for tables and reports."""

    duration: float = 0.0
    """Seconds of sound."""
    language: str | None = None
    words: int = 0
    segments: int = 0
    lost: float = 0.0
    """Share of the detected speech that has no words, 0 … 1."""
    unsupported: int = 0
    """Words with no speech under them."""
    seconds: float = 0.0
    """Time it took."""

    @property
    def real_time_factor(self) -> float:
        """Seconds of work per second of sound (0 for no sound)."""
        return self.seconds / self.duration if self.duration else 0.0


def facts_of(transcript: Transcript, seconds: float) -> Facts:
    """Return the facts of a transcript that took ``seconds`` to make."""
    return Facts(
        duration=transcript.duration,
        language=transcript.language,
        words=sum(len(segment.words) or len(segment.text.split()) for segment in transcript.segments),
        segments=len(transcript.segments),
        lost=transcript.lost_speech,
        unsupported=transcript.unsupported_words,
        seconds=seconds,
    )


@dataclass(frozen=True, slots=True)
class Finished:
    """A recording whose results are all written."""

    name: str
    """Name of its results, without endings."""
    identity: str
    digest: str
    """Of the recording's bytes."""
    wish: str
    """Digest of the options that change the words."""
    endings: tuple[str, ...]
    """Of the files that were written."""
    facts: Facts


class Journal:
    """The journal of one folder of results. Safe to use from several threads and several processes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / WORK_FOLDER / JOURNAL
        self._owners: dict[str, str] = {}
        self._finished: dict[str, Finished] = {}
        self._versions: dict[str, str] = {}
        self._read = 0
        self._guard = threading.Lock()

    def name(self, choose: Callable[[dict[str, str]], dict[str, str]]) -> dict[str, str]:
        """Give recordings their names, in one step for all runs: ``choose(owners)`` returns identity → name.

        Raises DiskFull or OutputNotWritable.
        """
        with self._alone():
            self._refresh()
            chosen = choose(dict(self._owners))
            fresh = {name: identity for identity, name in chosen.items() if self._owners.get(name) != identity}
            if fresh:
                self._append({"names": fresh})
                self._owners |= fresh
            return chosen

    def finished(self, name: str) -> Finished | None:
        """Return what was last finished under ``name``, by this run or any other."""
        with self._guard:
            self._refresh()
            return self._finished.get(name)

    def version(self, name: str) -> str:
        """Return the version of what lay at an address when its results were last finished; empty where nobody knows."""
        with self._guard:
            self._refresh()
            return self._versions.get(name, "")

    def finish(self, finished: Finished, version: str = "") -> None:
        """Remember that all results of a recording are written, and of which version of what lies at an address.

        Raises DiskFull or OutputNotWritable.
        """
        with self._alone():
            self._append({"finished": to_plain(finished), "version": version})
            self._finished[finished.name], self._versions[finished.name] = finished, version

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with self._guard, locked(self._path.with_suffix(".lock")):
                yield
        except CacheNotWritable as error:
            raise OutputNotWritable(**error.fields) from error

    def _append(self, record: dict[str, object]) -> None:
        line = ("\n" + json.dumps(record) + "\n").encode()  # in ASCII: file names need not be UTF-8
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                while line:
                    line = line[os.write(handle, line) :]
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise write_error(error, self._path) from error

    def _refresh(self) -> None:
        """Take in the whole lines that were added since the last look."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read)
                fresh = file.read()
        except FileNotFoundError:
            return
        except OSError as error:
            raise write_error(error, self._path) from error
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            record = json.loads(line)
            if "names" in record:
                self._owners |= {str(name): str(identity) for name, identity in record["names"].items()}
            if "finished" in record:
                finished = from_plain(record["finished"], Finished)
                self._finished[finished.name] = finished
                self._versions[finished.name] = str(record.get("version", ""))
        except (ValueError, TypeError, AttributeError, InvalidDocument):
            return  # cut short, or of another release: what it told is done again
