"""What a batch is about to do: frozen, complete, and checked before any work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sorikit.apps.batch.journal import Facts
from sorikit.apps.recordings import STDIN, WORK_FOLDER, ending_of
from sorikit.core.device import Device
from sorikit.core.errors import SorikitError
from sorikit.core.events import Event
from sorikit.formats.subtitles import SubtitleRule
from sorikit.pipelines.transcribe import TranscribeOptions
from sorikit.store.fetch import FetchOptions

LONGEST_FOLDER = 60
"""Letters of a recording's name that its work folder keeps: file systems allow 255 bytes."""
DONE, SKIPPED, FAILED = "done", "skipped", "failed"


@dataclass(frozen=True, slots=True)
class Item:
    """One recording, and the name of its results."""

    source: str
    """Path, address, or ``-``."""
    identity: str
    """What tells it from others from run to run."""
    name: str
    """Its results relative to their folder, without an ending, ``/`` between folders."""
    title: str
    """File name of the recording, for the transcript."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """Items, wishes, and places."""

    items: tuple[Item, ...]
    folder: Path
    """Where the results go; what is kept from run to run lies in ``.sori`` below."""
    formats: tuple[str, ...]
    options: TranscribeOptions
    device: Device
    word_times: bool = True
    """Whether the results hold the times of words."""
    rule: SubtitleRule = field(default_factory=SubtitleRule)
    """How the results that are subtitles are laid out."""
    overwrite: bool = False
    """Do again what is finished, and take names that files of others have."""
    fetching: FetchOptions = field(default_factory=FetchOptions)
    stdin: Path | None = None
    """Where standard input was copied to."""

    @property
    def work(self) -> Path:
        """The folder of what is kept."""
        return self.folder / WORK_FOLDER

    def files(self, item: Item) -> dict[str, Path]:
        """Return format → file of an item's results."""
        return {name: self.folder / f"{item.name}.{ending_of(name)}" for name in self.formats}

    def place(self, item: Item, digest: str) -> Path:
        """Return the folder of an item's finished stages."""
        path = PurePosixPath(item.name)
        return self.work / path.parent / f"{path.name[:LONGEST_FOLDER]}-{digest[:12]}"

    def lock(self, item: Item) -> Path:
        """Return the file that says that somebody works on an item."""
        return (
            self.work
            / "locks"
            / hashlib.blake2b(item.name.encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()
        )

    def fetched(self, item: Item) -> Path:
        """Return where what lies at an item's address is brought to."""
        return self.work / "fetched" / item.identity.replace(":", "-") / item.title


@dataclass(frozen=True, slots=True)
class Row:
    """What became of an item: a line of the summary."""

    item: Item
    state: str
    """``done``, ``skipped`` (it was finished already) or ``failed``."""
    files: dict[str, Path] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    """Of a skipped one: as when it was done."""
    error: SorikitError | None = None

    @property
    def shown(self) -> str:
        """The recording as it was given, fit to be printed."""
        name = "stdin" if self.item.source == STDIN else self.item.source
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the work on one item."""

    item: Item
    event: Event
